"""A feed's keys at any moment: the basis of the tables of batches and states."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tablewright.cdc.events import APPEND, Event
from tablewright.ops import Expr, Field, Row, greatest, lift, when
from tablewright.sampling.lifecycles import Position
from tablewright.spec import Column, ColumnType, Moment, Table

if TYPE_CHECKING:
    from tablewright.cdc.feed import Feed

_DAY = 86_400_000_000


def original(feed: Feed, row: Expr) -> Moment:
    """Return a row of the base table."""
    start = lift(feed.clock.start // _DAY)
    return Moment(row, feed.base, lift(0), start, lambda number: start)


def moment(feed: Feed, place: Position, batch: Expr, back: int = 0) -> Moment:
    """Return the key at a position after a batch, or ``back`` changes earlier."""
    keys, clock = feed.events.keys, feed.clock

    def day(number: Expr) -> Expr:
        return clock.before(keys.changed(place, number)) // _DAY

    changes = keys.changes(place, batch)
    if back:
        changes = greatest(changes - back, 0)
    return Moment(keys.key(place), feed.base, changes, _came(feed, place), day)


def _came(feed: Feed, place: Position) -> Expr:
    """Return the day on which the key at a position was appended."""
    batch, clock = feed.events.keys.came(place), feed.clock
    if clock.keeps_days:
        return clock.begin(batch) // _DAY
    return clock.time(feed.events.appending(place, batch)) // _DAY


def loaded(row: Expr) -> Event:
    """Return the event that loaded a row of the base table."""
    nothing = lift(0)
    return Event(lift(APPEND), nothing, row, Position(nothing, nothing), lift(False))


def happened(feed: Feed, event: Event) -> Expr:
    """Return the time of an event; the base table's events happen at the start."""
    is_loaded = event.batch.eq(0)
    return when(is_loaded, feed.clock.start).otherwise(feed.clock.time(event))


def declared(feed: Feed, at: Moment, rows: int) -> Table:
    """Return the table at a moment of each row's key."""
    return replace(feed.entity.at(at), rows=rows, foreign_keys=(), unique=())


def column(feed: Feed, name: str, value: Expr, type_: ColumnType, doc: str = "") -> Column:
    """Return a column in addition to those of the table."""
    return Column(Field(feed.draws, name, value), type_, doc)


def by_kind(feed: Feed, number: int, twice: int) -> tuple[Event, Expr]:
    """Return events grouped by kind, one kind with two rows per event, and a row's position."""
    counts, batch = feed.events.counts, lift(number)
    made: list[tuple[int, Event, Expr]] = []
    start = 0
    for kind, count in enumerate(counts):
        copies = 2 if kind == twice else 1
        if count:
            inside = when(Row() < start, 0).otherwise(Row() - start)
            inside = when(inside < count * copies, inside).otherwise(0)
            event = feed.events.nth(kind, inside // copies, batch)
            made.append((start, event, inside % copies))
        start += count * copies
    (_, event, copy), *others = made
    for start, other, second in others:
        here = Row() >= start
        event = Event(
            when(here, other.kind).otherwise(event.kind),
            batch,
            when(here, other.number).otherwise(event.number),
            Position(
                when(here, other.place.line).otherwise(event.place.line),
                when(here, other.place.position).otherwise(event.place.position),
            ),
            lift(False),
        )
        copy = when(here, second).otherwise(copy)
    return event, copy
