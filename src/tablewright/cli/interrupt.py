"""Runs long work so that Ctrl-C and SIGTERM stop it promptly and cleanly.

Python runs signal handlers in the main thread, between two bytecode instructions, but none run
while that thread is inside Polars. So the work runs in its own thread, and the main thread waits.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from tablewright.errors import TablewrightError

T = TypeVar("T")
NOTHING = "no partial output remains"
RESUMABLE = "complete files are kept: repeat the command to continue"
_SECONDS_BETWEEN_TICKS = 0.1


class Interrupted(TablewrightError):
    """A signal stopped the work; ``left`` describes the remaining output."""

    def __init__(self, number: int, left: str) -> None:
        name = "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name
        super().__init__(f"stopped by {name}; {left}")
        self.number = number


class Stop:
    """A stop request; the work checks it often."""

    def __init__(self, left: str) -> None:
        self.number: int | None = None
        self._left = left

    def check(self) -> None:
        """Raise `Interrupted` if a signal arrived."""
        if self.number is not None:
            raise Interrupted(self.number, self._left)


def interruptible(
    work: Callable[[Stop], T],
    tick: Callable[[], None],
    *,
    left: str = NOTHING,
    cancel: Callable[[], None] | None = None,
) -> T:
    """Run ``work`` in a thread, and call ``tick`` ten times a second until it finishes.

    ``left`` describes the output that remains after a stop. ``cancel`` is called once if a signal
    arrives, to stop work that runs elsewhere.
    """
    stop = Stop(left)
    results: list[T] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            results.append(work(stop))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=body, name="tablewright-work")
    with _heard(stop):
        thread.start()
        while thread.is_alive():
            thread.join(_SECONDS_BETWEEN_TICKS)
            tick()
            if stop.number is not None and cancel is not None:
                cancel()
                cancel = None
    if errors:
        if not isinstance(errors[0], Interrupted):
            stop.check()  # The signal takes precedence over the work's own error.
        raise errors[0]
    return results[0]


@contextmanager
def _heard(stop: Stop) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def hear(number: int, frame: FrameType | None) -> None:
        if stop.number is not None:
            # After the second signal, restore the default handler: a third one kills.
            signal.signal(number, signal.SIG_DFL)
        stop.number = number

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, hear) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
