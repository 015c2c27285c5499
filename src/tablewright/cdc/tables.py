"""Batches and states as declared tables, for both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tablewright.cdc.events import APPEND, DELETE, OPERATIONS, UPDATE, Event
from tablewright.cdc.feed import Feed
from tablewright.ops import Expr, Field, Row, clip, greatest, lift, lookup, when, word
from tablewright.sampling.lifecycles import Position
from tablewright.spec import Boolean, Column, ColumnType, Int64, Moment, Table, Text, Timestamp

_DAY = 86_400_000_000
_MILLISECOND = 1_000
_CONNECTOR = "tablewright"
OPS = ("r", "c", "u", "d")
CHANGE_TYPES = ("insert", "update_preimage", "update_postimage", "delete")


@dataclass(frozen=True)
class Nested:
    """A struct of several columns of a table; null where the column ``present`` is false."""

    name: str
    columns: tuple[tuple[str, str], ...]
    present: str | None


@dataclass(frozen=True)
class Shaped:
    """A table, and output columns: its own by name, or nested ones."""

    table: Table
    layout: tuple[str | Nested, ...]


def state(feed: Feed, batch: int) -> Table:
    """Return the table after a batch, that is, after applying all batches up to it.

    Rows are in no particular order.
    """
    if not batch:
        return _declared(feed, _original(feed, Row()), feed.base)
    place = feed.events.keys.lines.present(Row(), batch)
    rows = feed.events.keys.lines.size(batch)
    return _declared(feed, _moment(feed, place, lift(batch)), rows)


def batch(feed: Feed, number: int) -> Shaped:
    """Return a batch in the feed's shape."""
    if feed.shape == "debezium":
        return _debezium(feed, number)
    if feed.shape == "delta-cdf":
        return _change_data_feed(feed, number)
    if not number:
        event = _loaded(Row())
        return _plain(feed, _original(feed, Row()), event, Row() + 1, feed.base)
    event = feed.events.delivered(Row(), lift(number))
    moment = _moment(feed, event.place, event.batch)
    return _plain(feed, moment, event, feed.clock.sequence(event), feed.events.rows)


def endless(feed: Feed, number: Expr, rows: int) -> Shaped:
    """Return the concatenated rows of all batches, by number from 0."""
    base, events = feed.base, feed.events
    after = when(number < base, 0).otherwise(number - base)
    which = clip(after // events.rows + 1, 1, events.keys.last)
    inside = after % events.rows
    event = events.delivered(inside, which)
    first = number < base
    changed, original = _moment(feed, event.place, event.batch), _original(feed, number)
    moment = replace(
        changed,
        key=when(first, original.key).otherwise(changed.key),
        changes=when(first, 0).otherwise(changed.changes),
    )
    sequence = when(first, number + 1).otherwise(feed.clock.sequence(event))
    event = replace(
        event,
        kind=when(first, APPEND).otherwise(event.kind),
        batch=when(first, 0).otherwise(event.batch),
        late=event.late & ~first,
    )
    return _plain(feed, moment, event, sequence, rows)


def _loaded(row: Expr) -> Event:
    nothing = lift(0)
    return Event(lift(APPEND), nothing, row, Position(nothing, nothing), lift(False))


def _original(feed: Feed, row: Expr) -> Moment:
    """Return a row of the base table."""
    start = lift(feed.clock.start // _DAY)
    return Moment(row, feed.base, lift(0), start, lambda number: start)


def _moment(feed: Feed, place: Position, batch: Expr, back: int = 0) -> Moment:
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


def _declared(feed: Feed, moment: Moment, rows: int) -> Table:
    table = feed.entity.at(moment)
    return replace(table, rows=rows, foreign_keys=(), unique=())


def _column(feed: Feed, name: str, value: Expr, type_: ColumnType, doc: str = "") -> Column:
    return Column(Field(feed.table, name, value), type_, doc)


def _moment_of(feed: Feed, event: Event) -> Expr:
    """Return the time of an event; the base table's events happen at the start."""
    loaded = event.batch.eq(0)
    return when(loaded, feed.clock.start).otherwise(feed.clock.time(event))


def _plain(feed: Feed, moment: Moment, event: Event, sequence: Expr, rows: int) -> Shaped:
    table = _declared(feed, moment, rows)
    columns = (
        *table.columns,
        _column(feed, "operation", word(OPERATIONS, event.kind), Text(), "APPEND, UPDATE, DELETE"),
        _column(feed, "operation_date", _moment_of(feed, event), Timestamp(), "time of the event"),
        _column(feed, "sequence", sequence, Int64(), "unique; increasing for each key"),
    )
    table = replace(table, columns=columns, primary_key="sequence")
    return Shaped(table, tuple(column.name for column in columns))


def _image(feed: Feed, prefix: str, moment: Moment) -> tuple[Column, ...]:
    """Return all columns of a moment, with prefixed names."""
    table = _declared(feed, moment, 0)
    return tuple(
        replace(
            column,
            value=Field(feed.table, f"{prefix}__{column.name}", column.value),
            # Draws stay those of the column, whatever its new name.
            null_when=None
            if column.null_when is None
            else Field(feed.table, column.name, column.null_when),
        )
        for column in table.columns
    )


def _nest(name: str, columns: Sequence[Column], present: str | None) -> Nested:
    return Nested(name, tuple((c.name.partition("__")[2], c.name) for c in columns), present)


def _debezium(feed: Feed, number: int) -> Shaped:
    events, loaded = feed.events, number == 0
    deletes = events.counts[DELETE]
    rows = feed.base if loaded else events.rows
    tombstones = deletes if feed.tombstones and not loaded else 0
    event = _loaded(Row()) if loaded else events.delivered(Row(), lift(number))
    told: Expr = lift(True)
    if tombstones:
        event, told = _with_tombstones(feed, number)
    sequence = Row() + 1 if loaded else feed.clock.sequence(event)
    if loaded:
        after = before = _original(feed, Row())
    else:
        after = _moment(feed, event.place, event.batch)
        older = _moment(feed, event.place, event.batch, back=1)
        # A delete carries the last state.
        changes = when(event.kind.eq(UPDATE), older.changes).otherwise(after.changes)
        before = replace(after, changes=changes)
    befores, afters = _image(feed, "before", before), _image(feed, "after", after)
    op = word(OPS, 0 if loaded else event.kind + 1)
    millis = _moment_of(feed, event) // _MILLISECOND
    found = next(c for c in afters if c.name == f"after__{feed.entity.at(after).primary_key}")
    key = replace(found, value=replace(found.value, name=found.name.replace("after__", "key__")))
    source = (
        _column(feed, "source__connector", word((_CONNECTOR,), 0), Text()),
        _column(feed, "source__name", word((feed.industry,), 0), Text()),
        _column(feed, "source__ts_ms", millis, Int64()),
        _column(feed, "source__snapshot", word(("true" if loaded else "false",), 0), Text()),
        _column(feed, "source__table", word((feed.changes.table,), 0), Text()),
        _column(feed, "source__sequence", sequence, Int64()),
    )
    flags = (
        _column(feed, "has_before", told & event.kind.ne(APPEND), Boolean()),
        _column(feed, "has_after", told & event.kind.ne(DELETE), Boolean()),
        _column(feed, "is_told", told, Boolean()),
    )
    ops = (
        replace(_column(feed, "op", op, Text()), null_when=~told),
        replace(_column(feed, "ts_ms", millis, Int64()), null_when=~told),
    )
    columns = (key, *befores, *afters, *source, *ops, *flags)
    table = Table(feed.table, rows + tombstones, columns, primary_key="source__sequence")
    layout: list[str | Nested] = [_nest("key", [key], None)] if feed.tombstones else []
    layout += [
        _nest("before", befores, "has_before"),
        _nest("after", afters, "has_after"),
        _nest("source", source, "is_told"),
        "op",
        "ts_ms",
    ]
    return Shaped(table, tuple(layout))


def _by_kind(feed: Feed, number: int, twice: int) -> tuple[Event, Expr]:
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


def _with_tombstones(feed: Feed, number: int) -> tuple[Event, Expr]:
    """Return events with two rows per delete, and whether a row is the first of the two."""
    event, copy = _by_kind(feed, number, DELETE)
    return event, copy.eq(0)


def _change_data_feed(feed: Feed, number: int) -> Shaped:
    if number:
        event, copy = _by_kind(feed, number, UPDATE)
        after = _moment(feed, event.place, event.batch)
        older = _moment(feed, event.place, event.batch, back=1)
        pre = event.kind.eq(UPDATE) & copy.eq(0)
        moment = replace(after, changes=when(pre, older.changes).otherwise(after.changes))
        kind = when(pre, 1).otherwise(lookup((0, 2, 3), event.kind))
        rows = feed.events.size + feed.events.counts[UPDATE]
    else:
        moment, kind, rows = _original(feed, Row()), lift(0), feed.base
    table = _declared(feed, moment, rows)
    committed = feed.clock.end(lift(number))
    columns = (
        *table.columns,
        _column(feed, "_change_type", word(CHANGE_TYPES, kind), Text()),
        _column(feed, "_commit_version", lift(number), Int64()),
        _column(feed, "_commit_timestamp", committed, Timestamp()),
    )
    table = replace(table, columns=columns)
    return Shaped(table, tuple(column.name for column in columns))
