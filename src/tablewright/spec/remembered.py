"""Declarations that are computed once for each choice of sizes and options."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tablewright.spec.declaration import DeclaredTables
    from tablewright.spec.options import Sizes, WorldOptions

    Tables = Callable[[Sizes, WorldOptions], DeclaredTables]

_MOST = 32


def remembered(tables: Tables) -> Tables:
    """Keep the last declarations of a function without other inputs; the oldest go first."""
    kept: OrderedDict[object, DeclaredTables] = OrderedDict()

    @wraps(tables)
    def found(sizes: Sizes, options: WorldOptions) -> DeclaredTables:
        named = (sizes, options.rates, options.intervals)
        key = (options.window, options.locale, *(tuple(sorted(each.items())) for each in named))
        made = kept.pop(key, None) or tables(sizes, options)
        kept[key] = made
        while len(kept) > _MOST:
            kept.popitem(last=False)
        return made

    return found
