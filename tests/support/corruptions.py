"""Good rows with one changed cell, row or column at a time: what rules are tested on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from tablewright.spec import TableSet

Frames: TypeAlias = dict[str, pl.DataFrame]
Corruption: TypeAlias = Callable[[Frames], Frames]


@dataclass(frozen=True)
class Link:
    """Rows of a child that belong to rows of a parent, by a column of the same name in both."""

    child: str
    parent: str
    key: str


@dataclass(frozen=True)
class Case:
    """A corruption, the rule that must find it, and the others that cannot but find it too.

    It is one of rows of a locale.
    """

    rule: str
    how: str
    corruption: Corruption
    also: frozenset[str] = frozenset()
    locale: str = "en"

    @property
    def breaches(self) -> set[str]:
        """All that must be breached, and nothing else."""
        return {self.rule, *self.also}


def case(rule: str, how: str, corruption: Corruption, *also: str, locale: str = "en") -> Case:
    """Make a `Case`; ``also`` names the other rules."""
    return Case(rule, how, corruption, frozenset(also), locale)


def broken_keys(dataset: TableSet) -> dict[str, Corruption]:
    """For each check of nulls and keys that follows from the declaration, what breaks it."""
    found: dict[str, Corruption] = {}
    for table in dataset.tables:
        name, key = table.short_name, table.primary_key
        required = [column.name for column in table.columns if column.null_when is None]
        found[f"{name}: nulls"] = change(name, required[-1], pl.lit(None))
        found[f"{name}: primary key unique"] = change(name, key, pl.col(key).last())
        for column in table.unique:
            last = pl.col(column).drop_nulls().last()
            found[f"{name}: {column} unique"] = change(name, column, last)
        for foreign in table.foreign_keys:
            found[f"{name}: foreign key {foreign.column}"] = change(name, foreign.column, -1)
    return found


def change(table: str, column: str, value: object, where: pl.Expr | None = None) -> Corruption:
    """Set one cell, in the first row where a condition holds.

    ``value`` may be an expression over the row, or a plain value.
    """
    return rewrite(table, where, **{column: value})


def rewrite(table: str, where: pl.Expr | None = None, /, **cells: object) -> Corruption:
    """Set cells of one row, the first where a condition holds; some may be so already."""

    def apply(frames: Frames) -> Frames:
        frame = frames[table]
        condition = pl.lit(True) if where is None else where
        rows = frame.select(pl.arg_where(condition)).to_series()
        assert len(rows), f"no row of {table} satisfies {where}"
        values = {
            column: value if isinstance(value, pl.Expr) else pl.lit(value)
            for column, value in cells.items()
        }
        changed = frame.with_columns(
            pl.when(pl.int_range(pl.len()) == rows[0])
            .then(value.cast(frame.schema[column]))
            .otherwise(pl.col(column))
            .alias(column)
            for column, value in values.items()
        )
        assert not changed.equals(frame), f"{table} has {cells} already"
        return {**frames, table: changed}

    return apply


def every_row(table: str, column: str, value: object) -> Corruption:
    """Set a whole column."""

    def apply(frames: Frames) -> Frames:
        frame = frames[table]
        new = value if isinstance(value, pl.Expr) else pl.lit(value)
        return {**frames, table: frame.with_columns(new.cast(frame.schema[column]).alias(column))}

    return apply


def named(table: str, column: str, one: str, other: str) -> Corruption:
    """Give the rows of one class to another."""
    return every_row(table, column, pl.col(column).replace({one: other}))


def later(table: str, column: str, by: str) -> Corruption:
    """Move all times."""
    return every_row(table, column, pl.col(column).dt.offset_by(by))


def times(table: str, column: str, factor: float) -> Corruption:
    """Multiply a column."""
    return every_row(table, column, pl.col(column).cast(pl.Float64) * factor)


def mixed(table: str, column: str) -> Corruption:
    """Give the values of a column to other rows."""
    return every_row(table, column, pl.col(column).shuffle(1))


def some(table: str, column: str, key: str, each: int) -> Corruption:
    """Leave a flag to every so many rows only."""
    return every_row(table, column, pl.col(column) & (pl.col(key) % each == 0))


def flagged(table: str, column: str, key: str, each: int) -> Corruption:
    """Set a flag in every so many rows."""
    return every_row(table, column, pl.col(key) % each == 0)


def change_parent(
    link: Link, column: str, value: object, where: pl.Expr | None = None
) -> Corruption:
    """Set one cell of the parent of the first child where a condition holds."""

    def apply(frames: Frames) -> Frames:
        children = frames[link.child]
        children = children if where is None else children.filter(where)
        assert len(children), f"no row of {link.child} satisfies {where}"
        its_parent = pl.col(link.key) == children[link.key][0]
        return change(link.parent, column, value, its_parent)(frames)

    return apply


def change_child(
    link: Link, of: pl.Expr, where: pl.Expr | None = None, /, **cells: object
) -> Corruption:
    """Set cells of the first child whose parent satisfies ``of``, and itself ``where``."""

    def apply(frames: Frames) -> Frames:
        parents = frames[link.parent].filter(of)[link.key]
        theirs = pl.col(link.key).is_in(parents.implode())
        condition = theirs if where is None else theirs & where
        return rewrite(link.child, condition, **cells)(frames)

    return apply


def move_child(
    link: Link, to: pl.Expr, where: pl.Expr | None = None, /, **cells: object
) -> Corruption:
    """Give the first child where a condition holds to the first parent that satisfies ``to``."""

    def apply(frames: Frames) -> Frames:
        parents = frames[link.parent].filter(to)[link.key]
        assert len(parents), f"no row of {link.parent} satisfies {to}"
        return rewrite(link.child, where, **{link.key: parents[0], **cells})(frames)

    return apply


def both(*corruptions: Corruption) -> Corruption:
    """Apply one after the other."""

    def apply(frames: Frames) -> Frames:
        for corruption in corruptions:
            frames = corruption(frames)
        return frames

    return apply
