"""Delta's change data feed: an update is two rows, before and after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tablewright.cdc import moments
from tablewright.cdc.events import UPDATE
from tablewright.cdc.shapes.base import Shape, Shaped
from tablewright.ops import Expr, Row, lift, lookup, when, word
from tablewright.spec import Int64, Moment, Text, Timestamp

if TYPE_CHECKING:
    from tablewright.cdc.feed import Feed

CHANGE_TYPES = ("insert", "update_preimage", "update_postimage", "delete")
_PREIMAGE = 1
_OF_EVENT = (0, 2, 3)
"""The change types of APPEND, UPDATE and DELETE."""


class DeltaCdf(Shape):
    """``_change_type``, ``_commit_version``, ``_commit_timestamp`` after the table's columns."""

    name = "delta-cdf"
    adds = ("_change_type", "_commit_version", "_commit_timestamp")

    def batch(self, feed: Feed, number: int) -> Shaped:
        """A batch of a feed."""
        moment, kind, rows = _changes(feed, number) if number else _load(feed)
        table = moments.declared(feed, moment, rows)
        version, committed = lift(number), feed.clock.end(lift(number))
        columns = (
            *table.columns,
            moments.column(feed, "_change_type", word(CHANGE_TYPES, kind), Text()),
            moments.column(feed, "_commit_version", version, Int64()),
            moments.column(feed, "_commit_timestamp", committed, Timestamp()),
        )
        return Shaped(replace(table, columns=columns), tuple(column.name for column in columns))


def _load(feed: Feed) -> tuple[Moment, Expr, int]:
    """Return every row of the base table as an insert: its moment, change type and number."""
    return moments.original(feed, Row()), lift(0), feed.base


def _changes(feed: Feed, number: int) -> tuple[Moment, Expr, int]:
    event, copy = moments.by_kind(feed, number, UPDATE)
    after = moments.moment(feed, event.place, event.batch)
    older = moments.moment(feed, event.place, event.batch, back=1)
    is_preimage = event.kind.eq(UPDATE) & copy.eq(0)
    moment = replace(after, changes=when(is_preimage, older.changes).otherwise(after.changes))
    kind = when(is_preimage, _PREIMAGE).otherwise(lookup(_OF_EVENT, event.kind))
    return moment, kind, feed.events.size + feed.events.counts[UPDATE]


SHAPE = DeltaCdf()
