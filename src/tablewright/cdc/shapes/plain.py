"""The default shape: the table's columns, then operation, time and sequence number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tablewright.cdc import moments
from tablewright.cdc.events import APPEND, OPERATIONS, Event
from tablewright.cdc.shapes.base import Shape, Shaped
from tablewright.ops import Expr, Row, clip, lift, when, word
from tablewright.spec import Int64, Moment, Text, Timestamp

if TYPE_CHECKING:
    from tablewright.cdc.feed import Feed


class Plain(Shape):
    """``operation``, ``operation_date`` and ``sequence`` after the table's columns."""

    name = "tablewright"
    adds = ("operation", "operation_date", "sequence")
    has_disorder = True

    def batch(self, feed: Feed, number: int) -> Shaped:
        """A batch of a feed."""
        if not number:
            load, row = moments.loaded(Row()), moments.original(feed, Row())
            return _shaped(feed, row, load, Row() + 1, feed.base)
        event = feed.events.delivered(Row(), lift(number))
        moment = moments.moment(feed, event.place, event.batch)
        return _shaped(feed, moment, event, feed.clock.sequence(event), feed.events.rows)

    def endless(self, feed: Feed, number: Expr, rows: int) -> Shaped:
        """Return the concatenated rows of all batches."""
        base, events = feed.base, feed.events
        after = when(number < base, 0).otherwise(number - base)
        which = clip(after // events.rows + 1, 1, events.keys.last)
        event = events.delivered(after % events.rows, which)
        first = number < base
        changed = moments.moment(feed, event.place, event.batch)
        moment = replace(
            changed,
            key=when(first, moments.original(feed, number).key).otherwise(changed.key),
            changes=when(first, 0).otherwise(changed.changes),
        )
        sequence = when(first, number + 1).otherwise(feed.clock.sequence(event))
        event = replace(
            event,
            kind=when(first, APPEND).otherwise(event.kind),
            batch=when(first, 0).otherwise(event.batch),
            late=event.late & ~first,
        )
        return _shaped(feed, moment, event, sequence, rows)


def _shaped(feed: Feed, moment: Moment, event: Event, sequence: Expr, rows: int) -> Shaped:
    table = moments.declared(feed, moment, rows)
    operation, time = word(OPERATIONS, event.kind), moments.happened(feed, event)
    columns = (
        *table.columns,
        moments.column(feed, "operation", operation, Text(), "APPEND, UPDATE, DELETE"),
        moments.column(feed, "operation_date", time, Timestamp(), "time of the event"),
        moments.column(feed, "sequence", sequence, Int64(), "unique; increasing for each key"),
    )
    table = replace(table, columns=columns, primary_key="sequence")
    return Shaped(table, tuple(column.name for column in columns))


SHAPE = Plain()
