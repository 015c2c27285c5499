"""Exiting while a thread of Polars still generates rows.

A query that has all its rows leaves a thread of Polars behind that may still ask its source for
some, or release some. Python stops such a thread at exit wherever it wants the interpreter, and
thereby aborts the process. So exit waits until these threads need Python no more.
"""

from __future__ import annotations

import atexit
import sys
import threading
import time
from collections.abc import Iterator
from functools import cache
from typing import TypeVar

T = TypeVar("T")

_BUSY = 10.0
"""Seconds to wait at exit for threads inside Python; a chunk takes far less."""

_PAUSED = 1.0
"""Seconds to wait at exit for a query that may have paused for ever, or for kept rows."""

_STEP = 0.005


class Leaving:
    """What threads of Polars may still do in Python.

    Its sets need no lock, which a thread could hold when it drops another iterator.

    Attributes
    ----------
    over : bool
        Whether Python exits.
    abandoned : bool
        Whether a query ended before its source did.
    threads : set of int
        Threads that took or released rows.
    iterators : set of object
        Iterators that may be continued.
    exports : set of int
        Columns whose memory is still in use.
    """

    def __init__(self) -> None:
        self.over = self.abandoned = False
        self.threads: set[int] = set()
        self.iterators: set[object] = set()
        self.exports: set[int] = set()
        atexit.register(self.wait)

    def wait(self) -> None:
        """Let no iterator continue, and wait for threads that need Python."""
        self.over = True
        begun, outside = time.monotonic(), 0
        while (waited := time.monotonic() - begun) < _BUSY:
            # Python waits for its own threads itself, and stops daemons wherever they are.
            own = {thread.ident for thread in threading.enumerate()}
            inside = (self.threads - own) & sys._current_frames().keys()
            outside = 0 if inside else outside + 1
            later = self.iterators or (self.abandoned and self.exports)
            # A thread that only wants the interpreter shows no frame until it has had a turn.
            if outside > 1 and (not later or waited > _PAUSED):
                return
            time.sleep(_STEP)


@cache
def leaving() -> Leaving:
    """Return the one of this process."""
    return Leaving()


def until_exit(items: Iterator[T]) -> Iterator[T]:
    """Yield items until Python exits, which waits for threads that take them.

    Parameters
    ----------
    items : iterator
        What to yield; any thread may continue it.

    Yields
    ------
    object
        The same items.
    """
    ends, this = leaving(), object()
    ends.iterators.add(this)
    try:
        while not ends.over:
            ends.threads.add(threading.get_ident())
            try:
                item = next(items)
            except StopIteration:
                return
            yield item
        ends.abandoned = True
    except GeneratorExit:
        ends.abandoned = True
        raise
    finally:
        ends.threads.add(threading.get_ident())
        ends.iterators.discard(this)
