"""Every operation of the language."""

from __future__ import annotations

from tablewright.ops import At, Const, Draw, Expr, Field, Index, Row
from tablewright.plan import Broadcast, Input, Materialized

_HOMES = ("tablewright.ops", "tablewright.plan")
"""Rules of declarations have an expression of their own, which no engine computes."""
RESOLVED = {At, Const, Draw, Field, Index, Row}
"""What planning resolves: where values come from rather than what is computed of them."""
PLANNED = {Input, Broadcast, Materialized}
"""What planning makes, or an engine's source hands over."""


def every(base: type[Expr] = Expr) -> set[type[Expr]]:
    """The operations of the language and of plans that others do not derive from."""
    below = {leaf for sub in base.__subclasses__() for leaf in every(sub)}
    return below or ({base} if base.__module__.startswith(_HOMES) else set())


def computed() -> set[type[Expr]]:
    """Those that need rules."""
    return every() - RESOLVED - PLANNED
