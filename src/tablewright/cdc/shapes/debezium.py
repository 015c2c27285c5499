"""Debezium's messages: a row before and after, within an envelope.

A batch is a flat table of all parts (``before__x``, ``after__x``, ``source__y``), which are then
nested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tablewright.cdc import moments
from tablewright.cdc.events import APPEND, DELETE, UPDATE, Event
from tablewright.cdc.shapes.base import Nested, Shape, Shaped
from tablewright.ops import Expr, Field, Row, lift, when, word
from tablewright.spec import Boolean, Column, ColumnType, Int64, Moment, Table, Text

if TYPE_CHECKING:
    from tablewright.cdc.feed import Feed

OPS = ("r", "c", "u", "d")
"""Operations: read in the full load, created, updated, deleted."""
_READ = 0
_CONNECTOR = "tablewright"
_MILLISECOND = 1_000


class Debezium(Shape):
    """``before``, ``after``, ``source``, ``op`` and ``ts_ms``; with tombstones also ``key``."""

    name = "debezium"
    has_disorder = True
    has_tombstones = True

    def batch(self, feed: Feed, number: int) -> Shaped:
        """A batch of a feed."""
        messages = _changes(feed, number) if number else _load(feed)
        before = _image(feed, "before", messages.before)
        after = _image(feed, "after", messages.after)
        key = _key(feed, messages, after)
        source = _source(feed, number, messages)
        flags, envelope = _flags(feed, messages), _envelope(feed, messages)
        columns = (key, *before, *after, *source, *envelope, *flags)
        layout: list[str | Nested] = [
            _nest("before", before, "has_before"),
            _nest("after", after, "has_after"),
            _nest("source", source, "is_told"),
            *(column.name for column in envelope),
        ]
        if feed.settings.tombstones:
            layout.insert(0, _nest("key", [key], None))
        table = Table(feed.draws, messages.rows, columns, primary_key="source__sequence")
        return Shaped(table, tuple(layout))


@dataclass(frozen=True)
class _Messages:
    """The messages of a batch, one per row.

    Parameters
    ----------
    rows : int
        Number of messages.
    event, op, sequence : Event, Expr, Expr
        The event, its index in `OPS`, and its sequence number.
    before, after : Moment
        The key before and after the event.
    is_told : Expr
        Whether the message has a body; a tombstone has only the key.
    """

    rows: int
    event: Event
    op: Expr
    sequence: Expr
    before: Moment
    after: Moment
    is_told: Expr


def _load(feed: Feed) -> _Messages:
    """Return the full load: every row of the base table is read."""
    row = moments.original(feed, Row())
    event, sequence = moments.loaded(Row()), Row() + 1
    return _Messages(feed.base, event, lift(_READ), sequence, row, row, lift(True))


def _changes(feed: Feed, number: int) -> _Messages:
    events = feed.events
    deletes = events.counts[DELETE] if feed.settings.tombstones else 0
    if deletes:  # Each takes two rows; the second is the tombstone.
        event, copy = moments.by_kind(feed, number, DELETE)
        rows, is_told = events.rows + deletes, copy.eq(0)
    else:
        event = events.delivered(Row(), lift(number))
        rows, is_told = events.rows, lift(True)
    after = moments.moment(feed, event.place, event.batch)
    older = moments.moment(feed, event.place, event.batch, back=1)
    # A delete carries the last state.
    changes = when(event.kind.eq(UPDATE), older.changes).otherwise(after.changes)
    before = replace(after, changes=changes)
    sequence = feed.clock.sequence(event)
    return _Messages(rows, event, event.kind + 1, sequence, before, after, is_told)


def _image(feed: Feed, prefix: str, moment: Moment) -> tuple[Column, ...]:
    """Return all columns of a moment, with prefixed names."""
    return tuple(
        replace(
            column,
            value=Field(feed.draws, f"{prefix}__{column.name}", column.value),
            # Draws stay those of the column, whatever its new name.
            null_when=None
            if column.null_when is None
            else Field(feed.draws, column.name, column.null_when),
        )
        for column in moments.declared(feed, moment, 0).columns
    )


def _key(feed: Feed, messages: _Messages, after: Sequence[Column]) -> Column:
    name = feed.entity.at(messages.after).primary_key
    found = next(column for column in after if column.name == f"after__{name}")
    return replace(found, value=replace(found.value, name=f"key__{name}"))


def _source(feed: Feed, number: int, messages: _Messages) -> tuple[Column, ...]:
    """Return the columns of a message's source."""

    def text(value: str) -> tuple[Expr, ColumnType]:
        return word((value,), 0), Text()

    parts = {
        "connector": text(_CONNECTOR),
        "name": text(feed.industry),
        "ts_ms": (_millis(feed, messages), Int64()),
        "snapshot": text("false" if number else "true"),
        "table": text(feed.changes.table),
        "sequence": (messages.sequence, Int64()),
    }
    return tuple(
        moments.column(feed, f"source__{name}", value, type_)
        for name, (value, type_) in parts.items()
    )


def _envelope(feed: Feed, messages: _Messages) -> tuple[Column, ...]:
    """Return the columns for the operation and its time."""
    columns = (
        moments.column(feed, "op", word(OPS, messages.op), Text()),
        moments.column(feed, "ts_ms", _millis(feed, messages), Int64()),
    )
    return tuple(replace(column, null_when=~messages.is_told) for column in columns)


def _flags(feed: Feed, messages: _Messages) -> tuple[Column, ...]:
    """Return the flags for the parts of a message."""
    kind, is_told = messages.event.kind, messages.is_told
    flags = {
        "has_before": is_told & kind.ne(APPEND),
        "has_after": is_told & kind.ne(DELETE),
        "is_told": is_told,
    }
    return tuple(moments.column(feed, name, flag, Boolean()) for name, flag in flags.items())


def _millis(feed: Feed, messages: _Messages) -> Expr:
    return moments.happened(feed, messages.event) // _MILLISECOND


def _nest(name: str, columns: Sequence[Column], present: str | None) -> Nested:
    inside = tuple((column.name.partition("__")[2], column.name) for column in columns)
    return Nested(name, inside, present)


SHAPE = Debezium()
