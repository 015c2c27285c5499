"""Declared changes of a table's rows."""

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
        The key's number: a row of the base table, or from ``base`` on for a later key.
    base : int
        Rows of the base table.
    changes : Expr
        The number of its changes so far.
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
    """The declaration of a table's changes.

    Parameters
    ----------
    table : str
        The table's short name.
    weights : mapping
        The default weights of operations.
    share : float
        The size of a batch, as a share of the base table.
    week : Week
        The weekly rhythm of changes.
    declare : callable
        The changing table for some sizes and options.
    """

    table: str
    weights: Mapping[str, int]
    share: float
    week: Week
    declare: Callable[[Sizes, WorldOptions], Changing]
