"""SQL with holes: what operations write before it is known where their arguments stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tablewright.ops.core import Bounds


@dataclass(frozen=True)
class Argument:
    """The place of an operation's argument."""

    place: int


@dataclass(frozen=True)
class Shared:
    """A constant that several expressions may share, as SQL of a Spark type."""

    sql: str
    type: str


@dataclass(frozen=True)
class Read:
    """The value of a node, which has a name or is written out here."""

    node: int


@dataclass(frozen=True)
class Index:
    """Which child it is, from 0."""


Hole: TypeAlias = Argument | Shared | Read | Index


@dataclass(frozen=True)
class Sql:
    """SQL as texts and holes in turn, and the hidden columns that its texts read."""

    parts: tuple[str | Hole, ...]
    names: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """The text; there are no holes any more."""
        [text] = self.parts or [""]
        assert isinstance(text, str)
        return text

    @property
    def length(self) -> int:
        """Of its texts."""
        return sum(len(part) for part in self.parts if isinstance(part, str))

    @property
    def reads(self) -> list[int]:
        """The nodes that it reads, as often as it reads them."""
        return [part.node for part in self.parts if isinstance(part, Read)]

    def filled(self, fill: Callable[[Hole], Sql | None]) -> Sql:
        """With each hole filled for which there is something."""
        pieces = [part if isinstance(part, str) else fill(part) or part for part in self.parts]
        return _merged(pieces, self.names)

    def applied(self, args: Sequence[Sql]) -> Sql:
        """With its arguments filled in."""
        pieces = [args[part.place] if isinstance(part, Argument) else part for part in self.parts]
        return _merged(pieces, self.names)

    def of_child(self, index: str) -> Sql:
        """With the child's number filled in."""
        return self.filled(lambda hole: sql(index) if isinstance(hole, Index) else None)


def sql(form: str, *values: Sql | str | int) -> Sql:
    """SQL of a form with ``{}`` wherever a value goes."""
    first, *texts = form.split("{}")
    pieces: list[str | Hole | Sql] = [first]
    for value, text in zip(values, texts, strict=True):
        pieces += (str(value) if isinstance(value, int) else value, text)
    return _merged(pieces)


def joined(pieces: Sequence[Sql | str], separator: str) -> Sql:
    """Pieces one after another."""
    between: list[str | Hole | Sql] = [separator] * (2 * len(pieces) - 1)
    between[::2] = pieces
    return _merged(between)


def _merged(pieces: Iterable[str | Hole | Sql], names: frozenset[str] = frozenset()) -> Sql:
    """All in one, with neighbouring texts as a single one."""
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
class Rule:
    """An operation in Spark SQL; in ``spark.py`` beside it.

    Parameters
    ----------
    sql : callable
        Called with the operation (for its parameters), the SQL of its arguments and their ranges;
        gives SQL that can stand anywhere an argument can. Ints are BIGINT throughout, and planning
        has proven that none overflows, so ANSI mode makes no difference; nothing depends on a
        session setting.
    cheap : bool
        Whether it is computed again rather than kept, if it reads nothing but names.
    """

    sql: Callable[[Any, Sequence[Sql], Sequence[Bounds]], Sql]
    cheap: bool = False


def infix(operator: str, *, cheap: bool = False) -> Rule:
    """An operator between two arguments."""
    form = f"({{}} {operator} {{}})"
    return Rule(lambda op, args, bounds: sql(form, *args), cheap)


def call(function: str) -> Rule:
    """One of Spark's functions."""
    return Rule(lambda op, args, bounds: sql(f"{function}({{}})", joined(args, ", ")))
