"""Hidden columns in levels, and adding them to a frame."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tablewright.engines.spark.literals import identifier
from tablewright.engines.spark.session import MOST_PARTITIONS
from tablewright.engines.spark.types import SparkColumn

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


@dataclass(frozen=True)
class Level:
    """Columns that are added together.

    Parameters
    ----------
    columns : tuple of SparkColumn
        The columns, which read only columns of earlier levels.
    unread : tuple of str
        Hidden columns of earlier levels that neither these nor later ones read.
    starts_stage : bool
        Whether Spark generates the code from here on separately.
    """

    columns: tuple[SparkColumn, ...]
    unread: tuple[str, ...] = ()
    starts_stage: bool = False


def trimmed(
    levels: Sequence[tuple[SparkColumn, ...]],
    finals: Iterable[SparkColumn],
    ends: Iterable[int],
    stages: Collection[int] = (),
) -> tuple[Level, ...]:
    """Return levels that drop columns no longer read, at the start of some levels.

    Parameters
    ----------
    levels : sequence of tuple of SparkColumn
        Hidden columns.
    finals : iterable of SparkColumn
        The last readers.
    ends : iterable of int
        The levels before which unread columns are dropped.
    stages : collection of int
        Those of them that start a stage.
    """
    last = {column.name: place for place, level in enumerate(levels) for column in level}
    for place, level in enumerate((*levels, tuple(finals))):
        for column in level:
            last |= dict.fromkeys(column.reads & last.keys(), place)
    made, start = [Level(level) for level in levels], 0
    for end in ends:
        gone = tuple(name for name, place in last.items() if start <= place < end)
        made[end], start = Level(levels[end], gone, end in stages), end
    return tuple(made)


def with_levels(frame: DataFrame, levels: Iterable[Level]) -> DataFrame:
    """Add the columns of all levels to a frame, dropping columns no longer read."""
    from pyspark.sql.functions import expr

    for level in levels:
        if level.starts_stage:
            # Changes no partition, and is the one operator without code that copies a row once.
            frame = frame.coalesce(MOST_PARTITIONS)
        new = {column.name: expr(column.sql) for column in level.columns}
        if level.unread:
            rest = expr(f"* EXCEPT ({', '.join(map(identifier, level.unread))})")
            frame = frame.select(rest, *(made.alias(name) for name, made in new.items()))
        else:
            # Not `select`: each takes two of the hundred iterations of an analysis.
            frame = frame.withColumns(new)
    return frame
