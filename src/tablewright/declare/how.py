"""Describes how a column is generated, for `describe`, if the declaration has no text."""

from __future__ import annotations

from collections.abc import Iterator

from tablewright.declare.drafts import Draft
from tablewright.declare.sources import Source
from tablewright.declare.values import Value
from tablewright.ops import At, Expr, Row

_MOST = 6
"""Columns that are named."""


def told(source: object, value: Value, draft: Draft) -> str:
    """Describe a value by its source, or by its inputs."""
    if isinstance(source, Source):
        return str(source)
    if not isinstance(source, Value):
        return f"always {source}"
    return value.doc or made_of(value.expr, draft)


def with_nulls(doc: str, null: float | Value, draft: Draft) -> str:
    """The words for a column, and for its nulls."""
    if isinstance(null, Value):
        return _joined(doc, f"null {made_of(null.expr, draft)}".replace("null from", "null by"))
    return _joined(doc, f"{100 * null:g} % null") if null else doc


def made_of(expr: Expr, draft: Draft) -> str:
    """The columns that an expression is made of."""
    names = list(dict.fromkeys(_names(expr, draft, set())))
    if not names:
        return ""
    if expr in draft.sums:
        return names[0]
    more = [f"{len(names) - _MOST} more"] if len(names) > _MOST else []
    *first, last = [*names[:_MOST], *more]
    return f"from {', '.join(first)} and {last}" if first else f"from {last}"


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _names(expr: Expr, draft: Draft, seen: set[Expr]) -> Iterator[str]:
    known = draft.read_by()
    waiting = [expr]
    while waiting:
        found = waiting.pop(0)
        if found in seen:
            continue
        seen.add(found)
        link = _link(found, draft)
        if found in known:
            yield known[found]
        elif found in draft.sums:
            child, column = draft.sums[found]
            many, added = f"the number of {child.name}", f"the sum of {child.name}.{column}"
            yield many if column is None else added
        elif link is not None and isinstance(found, At):
            yield from (f"{link.name}.{name}" for name in _names(found.value, link, set()))
        elif isinstance(found, Row):
            yield "the row's number"
        else:
            waiting = [*found.args(), *waiting]


def _link(expr: Expr, draft: Draft) -> Draft | None:
    """The parent that an expression is read from."""
    if not isinstance(expr, At):
        return None
    links = draft.links.values()
    return next((link.parent for link in links if link.row is expr.row), None)
