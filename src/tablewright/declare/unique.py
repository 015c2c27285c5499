"""Finds columns declared unique that cannot be, while planning, by counting values."""

from __future__ import annotations

import math

from tablewright.declare.drafts import Draft
from tablewright.errors import DeclarationError
from tablewright.ops import At, Const, Draw, Expr, Field, Lookup, Row, Where, Word

_ENOUGH = 2**200
"""More values than any column has rows."""
_EXPECTED_PAIRS = 20
"""With this many expected pairs of equal values, there is one, except in one case in 10**8."""
_SIGMAS = 7

Bounds = tuple[int, int]


def refuse_repeats(draft: Draft) -> None:
    """Refuse columns that are declared to be unique and have too few values.

    Refused is what cannot be unique (fewer values than rows), and what is drawn for each row from
    so few that two rows are equal, except in one case in 10**8. Less certain repetition is left
    to `verify`.
    """
    for name in draft.unique:
        is_old = draft.base is not None and name in draft.base.unique
        if is_old and name not in draft.replaced:
            continue
        value = draft.values[name].expr
        rows = _at_least(draft.rows, draft.null_shares.get(name, 0.0))
        most = _Values().count(value, (0, max(0, draft.rows - 1)))
        pairs = rows * (rows - 1) / 2 / most
        claim = f"{draft.name}.{name}: unique=True, but there are"
        remedy = "make it of t.row or tw.uuid(), or leave out unique="
        if most < rows:
            raise DeclarationError(
                f"{claim} at most {most:,} values for {draft.rows:,} rows; {remedy}"
            )
        if pairs > _EXPECTED_PAIRS and not _by_row(value):
            raise DeclarationError(
                f"{claim} only {most:,} values, drawn independently for {draft.rows:,} rows, so "
                f"about {pairs:,.0f} pairs are equal; {remedy}"
            )


def _at_least(rows: int, null: float) -> int:
    """Return how many rows have a value, except in one case in 10**11."""
    return max(0, math.floor(rows * (1 - null) - _SIGMAS * math.sqrt(rows * null * (1 - null))))


class _Values:
    """Return the maximum number of values of an expression over a range of rows."""

    def __init__(self) -> None:
        self._counts: dict[tuple[Expr, Bounds], int] = {}
        self._bounds: dict[tuple[Expr, Bounds], Bounds | None] = {}

    def count(self, expr: Expr, rows: Bounds) -> int:
        """Return the maximum number."""
        key = (expr, rows)
        if key not in self._counts:
            found = min(_ENOUGH, self._counted(expr, rows))
            bounds = self.bounds(expr, rows) if expr.kind == "int" else None
            self._counts[key] = found if bounds is None else min(found, 1 + bounds[1] - bounds[0])
        return self._counts[key]

    def _counted(self, expr: Expr, rows: Bounds) -> int:
        match expr:
            case Row():
                return 1 + rows[1] - rows[0]
            case Const():
                return 1
            case Draw(bits=bits):
                return int(2**bits)
            case Field(value=value):
                return self.count(value, rows)
            case At(value=value, row=row):
                there = self.bounds(row, rows)
                most = self.count(row, rows)
                return most if there is None else min(most, self.count(value, there))
            case Word(words=words, index=index):
                return min(len(set(words)), self.count(index, rows))
            case Lookup(values=values, index=index):
                return min(len(set(values)), self.count(index, rows))
            case Where(then=then, otherwise=otherwise):
                return self.count(then, rows) + self.count(otherwise, rows)
        if expr.kind == "bool":
            return 2
        args = expr.args()
        return math.prod(self.count(arg, rows) for arg in args) if args else _ENOUGH

    def bounds(self, expr: Expr, rows: Bounds) -> Bounds | None:
        """The least and the greatest, if they are known."""
        key = (expr, rows)
        if key not in self._bounds:
            self._bounds[key] = self._bounded(expr, rows)
        return self._bounds[key]

    def _bounded(self, expr: Expr, rows: Bounds) -> Bounds | None:
        match expr:
            case Row():
                return rows
            case Field(value=value):
                return self.bounds(value, rows)
            case At(value=value, row=row):
                there = self.bounds(row, rows)
                return None if there is None else self.bounds(value, there)
        known = [self.bounds(arg, rows) for arg in expr.args()]
        args = [each for each in known if each is not None]
        if len(args) < len(known):
            return None
        try:
            return expr.bounds(*args)
        except DeclarationError:  # Planning says what is wrong.
            return None


def _by_row(expr: Expr) -> bool:
    """Whether a value depends on the place of its row, and not on draws alone."""
    seen: set[Expr] = set()
    waiting = [expr]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Row):
            return True
        if found not in seen:
            seen.add(found)
            waiting.extend([found.row] if isinstance(found, At) else found.args())
    return False
