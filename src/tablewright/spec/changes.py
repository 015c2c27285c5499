"""How a table's rows change over time, as its declaration says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from tablewright.calendars.week import Week
from tablewright.ops import Expr, Field, when
from tablewright.spec.options import Sizes, WorldOptions
from tablewright.spec.table import Table


@dataclass(frozen=True)
class Moment:
    """A key at a moment.

    Parameters
    ----------
    key : Expr
        Its number: a row of the base table, or one from ``base`` on for a key that came later.
    base : int
        Rows of the base table.
    changes : Expr
        How often it was changed until now.
    came : Expr
        The day on which it came, for one that came later.
    day : callable
        The day of the number-th change, from 1.
    """

    key: Expr
    base: int
    changes: Expr
    came: Expr
    day: Callable[[Expr], Expr]

    @property
    def model(self) -> Expr:
        """A row of the base table: the key's own, or the one that a later key takes after."""
        return self.key % self.base

    @property
    def later(self) -> Expr:
        """Whether it came after the base table."""
        return self.key >= self.base

    def since(self, day: Field, begun: Callable[[Expr], Expr] = lambda came: came) -> Expr:
        """The day on which it began, where the base table has such a field.

        ``begun`` is the day on which something began that came on a day.
        """
        return when(self.later, begun(self.came)).otherwise(day.at(self.model))


class Changing(Protocol):
    """A table whose rows change."""

    def at(self, moment: Moment) -> Table:
        """The table at a moment of the key of each row."""


@dataclass(frozen=True)
class ChangeDeclaration:
    """How a table changes.

    Parameters
    ----------
    table : str
        Its short name.
    weights : mapping
        How often each operation comes, in proportion.
    share : float
        The size of a batch, as a share of the base table.
    week : Week
        When how much is changed.
    declare : callable
        The changing table for some sizes and options.
    """

    table: str
    weights: Mapping[str, int]
    share: float
    week: Week
    declare: Callable[[Sizes, WorldOptions], Changing]
