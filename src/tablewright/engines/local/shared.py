"""Tables that were just used keep their plans and code for the next request."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cache

from tablewright import checks
from tablewright.engines.local.table import LocalTable
from tablewright.spec import Table

_MOST_TABLES = 64
_MOST_BYTES = 128 << 20


def shared(table: Table, seed: int) -> LocalTable:
    """Return a table for a seed: that of an earlier request, with what it compiled, if kept.

    The declaration must be the same object; ready-made datasets remember theirs.
    """
    return _recent().get(table, checks.seed(seed))


@cache
def _recent() -> _Recent:
    return _Recent()


class _Recent:
    """The tables used last, within limits of their number and of what they hold."""

    def __init__(self) -> None:
        # A kept table holds its declaration, so no other can take the same id.
        self._kept: OrderedDict[tuple[int, int], LocalTable] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, table: Table, seed: int) -> LocalTable:
        key = id(table), seed
        with self._lock:
            found = self._kept.pop(key, None) or LocalTable(table, seed)
            self._kept[key] = found
            held = sum(each.nbytes for each in self._kept.values())
            while len(self._kept) > _MOST_TABLES or (held > _MOST_BYTES and len(self._kept) > 1):
                _, oldest = self._kept.popitem(last=False)
                held -= oldest.nbytes
        return found
