"""SQL templates with holes for arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tablewright.ops.core import Bounds


@dataclass(frozen=True)
class Argument:
    """A hole for an operation's argument."""

    place: int


@dataclass(frozen=True)
class Shared:
    """A constant that several expressions can share, as SQL of a Spark type."""

    sql: str
    type: str


@dataclass(frozen=True)
class Read:
    """A hole for the value of a node, named or inlined."""

    node: int


@dataclass(frozen=True)
class ChildIndex:
    """A hole for the child's number, from 0."""


Hole: TypeAlias = Argument | Shared | Read | ChildIndex


@dataclass(frozen=True)
class Sql:
    """SQL as alternating texts and holes, and the hidden columns that the texts read."""

    parts: tuple[str | Hole, ...]
    names: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Return the text; all holes must be filled."""
        [text] = self.parts or [""]
        assert isinstance(text, str)
        return text

    @property
    def length(self) -> int:
        """The total length of the texts."""
        return sum(len(part) for part in self.parts if isinstance(part, str))

    @property
    def reads(self) -> list[int]:
        """Return the nodes it reads, once per read."""
        return [part.node for part in self.parts if isinstance(part, Read)]

    def filled(self, fill: Callable[[Hole], Sql | None]) -> Sql:
        """Fill the holes for which ``fill`` returns SQL."""
        pieces = [part if isinstance(part, str) else fill(part) or part for part in self.parts]
        return _merged(pieces, self.names)

    def applied(self, args: Sequence[Sql]) -> Sql:
        """Fill in the arguments."""
        pieces = [args[part.place] if isinstance(part, Argument) else part for part in self.parts]
        return _merged(pieces, self.names)

    def of_child(self, index: str) -> Sql:
        """Fill in the child's number."""
        return self.filled(lambda hole: sql(index) if isinstance(hole, ChildIndex) else None)


def sql(form: str, *values: Sql | str | int) -> Sql:
    """Build SQL from a form with ``{}`` for each value."""
    first, *texts = form.split("{}")
    pieces: list[str | Hole | Sql] = [first]
    for value, text in zip(values, texts, strict=True):
        pieces += (str(value) if isinstance(value, int) else value, text)
    return _merged(pieces)


def joined(pieces: Sequence[Sql | str], separator: str) -> Sql:
    """Join pieces."""
    between: list[str | Hole | Sql] = [separator] * (2 * len(pieces) - 1)
    between[::2] = pieces
    return _merged(between)


def _merged(pieces: Iterable[str | Hole | Sql], names: frozenset[str] = frozenset()) -> Sql:
    """Merge pieces, joining adjacent texts."""
    made: list[str | Hole] = []
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, Sql):
            names |= piece.names
            parts = piece.parts
        else:
            parts = (piece,)
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
                continue
            if texts:
                made.append("".join(texts))
                texts = []
            made.append(part)
    if texts:
        made.append("".join(texts))
    return Sql(tuple(made), names)


@dataclass(frozen=True)
class SqlRule:
    """The Spark SQL rule of an operation, in ``spark.py`` beside it.

    Parameters
    ----------
    sql : callable
        Called with the operation (for its parameters), the SQL of its arguments and their ranges;
        returns SQL that is valid anywhere an argument is. Ints are BIGINT throughout, and planning
        has proven that none overflows, so ANSI mode makes no difference; nothing depends on a
        session setting.
    """

    sql: Callable[[Any, Sequence[Sql], Sequence[Bounds]], Sql]


def infix(operator: str) -> SqlRule:
    """Return the rule of a binary operator."""
    form = f"({{}} {operator} {{}})"
    return SqlRule(lambda op, args, bounds: sql(form, *args))


def call(function: str) -> SqlRule:
    """Return the rule of a Spark function."""
    return SqlRule(lambda op, args, bounds: sql(f"{function}({{}})", joined(args, ", ")))
