"""Threads that prefetch items in order, and end when there is no work."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")
Piece = tuple[int, int]


def in_order(make: Callable[[int, int], T], pieces: Iterable[Piece], threads: int) -> Iterator[T]:
    """Yield ``make(piece)`` for each piece, in order, prefetched by threads."""
    workers = _Workers(make, threads)
    ahead: deque[Future[T]] = deque()
    try:
        for piece in pieces:
            ahead.append(workers.begin(piece))
            if len(ahead) > threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        workers.forget()


class _Workers(Generic[T]):
    """A pool with a maximum number of threads.

    A `ThreadPoolExecutor` must be shut down by a thread that waits for its threads. Items taken
    from this pool may be released at any moment by any thread, including its own, so no thread
    waits: a thread without work ends.
    """

    def __init__(self, make: Callable[[int, int], T], threads: int) -> None:
        self._make = make
        self._idle = threads
        self._open: deque[tuple[Future[T], Piece]] = deque()
        self._lock = threading.Lock()

    def begin(self, piece: Piece) -> Future[T]:
        """Submit a piece."""
        future: Future[T] = Future()
        with self._lock:
            self._open.append((future, piece))
            wanted = self._idle > 0
            self._idle -= wanted
        if wanted:
            # Not a daemon: Python stops such threads anywhere, including in Polars' code.
            threading.Thread(target=self._work, name="tablewright", daemon=False).start()
        return future

    def forget(self) -> None:
        """Start no further piece; without the lock, which this thread may hold."""
        self._open.clear()

    def _work(self) -> None:
        while True:
            with self._lock:
                try:
                    future, piece = self._open.popleft()
                except IndexError:
                    self._idle += 1
                    return
            try:
                future.set_result(self._make(*piece))
            except BaseException as error:  # Raised where the piece is taken.
                future.set_exception(error)
            del future
