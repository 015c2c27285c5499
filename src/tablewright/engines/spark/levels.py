"""Hidden columns in levels, and how they come into a frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tablewright.engines.spark.literals import identifier
from tablewright.engines.spark.types import SparkColumn

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


@dataclass(frozen=True)
class Level:
    """Columns that are added at once.

    Parameters
    ----------
    columns : tuple of SparkColumn
        They read the columns of earlier levels only.
    unread : tuple of str
        Hidden columns of earlier levels which neither these nor later ones read.
    """

    columns: tuple[SparkColumn, ...]
    unread: tuple[str, ...] = ()


def trimmed(
    levels: Sequence[tuple[SparkColumn, ...]], finals: Iterable[SparkColumn], ends: Iterable[int]
) -> tuple[Level, ...]:
    """Levels that drop, where some of them begin, what nobody reads from there on.

    Parameters
    ----------
    levels : sequence of tuple of SparkColumn
        Hidden columns.
    finals : iterable of SparkColumn
        What reads them last.
    ends : iterable of int
        The places of the levels before which unread columns go.
    """
    last = {column.name: place for place, level in enumerate(levels) for column in level}
    for place, level in enumerate((*levels, tuple(finals))):
        for column in level:
            last |= dict.fromkeys(column.reads & last.keys(), place)
    made, start = [Level(level) for level in levels], 0
    for end in ends:
        gone = tuple(name for name, place in last.items() if start <= place < end)
        made[end], start = Level(levels[end], gone), end
    return tuple(made)


def with_levels(frame: DataFrame, levels: Iterable[Level]) -> DataFrame:
    """A frame with the columns of all levels, but for those that nobody reads any more."""
    from pyspark.sql.functions import expr

    for level in levels:
        new = {column.name: expr(column.sql) for column in level.columns}
        if level.unread:
            rest = expr(f"* EXCEPT ({', '.join(map(identifier, level.unread))})")
            frame = frame.select(rest, *(made.alias(name) for name, made in new.items()))
        else:
            # Not by `select`, each of which takes two of the hundred rounds of an analysis.
            frame = frame.withColumns(new)
    return frame
