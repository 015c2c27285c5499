"""``stream``: prints rows to stdout in real time.

Row ``k`` falls ``k / rows_per_second`` seconds after the start, so a stream's output is a function
of its options: it can be stopped and resumed elsewhere exactly.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from tablewright import api, checks
from tablewright.cli.interrupt import Interrupted, Stop, interruptible
from tablewright.cli.requests import named, whole
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError, OutputError
from tablewright.formats import TextFormat, find, in_lines
from tablewright.ops import Row
from tablewright.spec import StreamDeclaration, WorldOptions
from tablewright.streams import any_table, streamable
from tablewright.tables import INDUSTRY_NAMES, industry

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MICROSECOND = dt.timedelta(microseconds=1)
_SECOND = 1_000_000
_MOST_A_SECOND = 1_000_000
_TICK_SECONDS = 0.1
_CHUNK_ROWS = 16_384


@dataclass(frozen=True)
class StreamArguments:
    """The options of ``stream`` as typed."""

    rows: str | None
    rows_per_second: str
    seed: str
    format: str
    begin: str | None
    first: str
    limit: str | None
    wait: bool
    table: str | None = None


@dataclass(frozen=True)
class StreamSource:
    """Rows ``first`` to ``stop`` of a stream, with their times."""

    rows: LocalTable
    rows_per_second: int
    begin: dt.datetime
    first: int
    stop: int


def declared(target: str, options: StreamArguments) -> StreamSource:
    """Return the requested feed."""
    checks.choice("format", options.format, in_lines())
    stream = _stream(target, options)
    pace = whole("rows_per_second", options.rows_per_second)
    pace = checks.integer("rows_per_second", pace, 1, _MOST_A_SECOND)
    begin = dt.datetime.now(dt.timezone.utc)
    if options.begin is not None:
        begin = checks.moment("begin", options.begin)
    start = (begin - _EPOCH) // _MICROSECOND
    if not stream.first <= start <= stream.last:
        days = f"{stream.window.start} to {stream.window.end}"
        raise ArgumentError(f"begin={begin} is outside the stream's calendar; give {days}")
    first = checks.integer("from", whole("from", options.first), 0, checks.MAX_ROWS)
    # The stream ends with its calendar.
    most = min(checks.MAX_ROWS, (stream.last - start) * pace // _SECOND)
    limit = most if options.limit is None else whole("limit", options.limit)
    stop = min(most, first + checks.integer("limit", limit, 0, checks.MAX_ROWS))
    table = stream.over(Row(), Row() * _SECOND // pace + start, max(1, most))
    return StreamSource(LocalTable(table, whole("seed", options.seed)), pace, begin, first, stop)


def _stream(target: str, options: StreamArguments) -> StreamDeclaration:
    """Return a dataset's stream: the declared one, or that of a named table."""
    rows = None if options.rows is None else whole("rows", options.rows)
    found = named(target, "{}")
    if found.streams and options.table is None:
        stream = next(iter(found.streams.values()))
        parents = found.default_rows[stream.parent] if rows is None else rows
        return stream.over(parents, WorldOptions(rates=found.rates))
    declared = api.declare(found, rows=rows)
    ordered = [table.short_name for table in declared.tables if streamable(table)]
    if not ordered and options.table is None:
        raise ArgumentError(
            f"dataset={target!r} has no table to stream: none has a timestamp that rises with its "
            "rows; ready-made streams are "
            f"{', '.join(name for name in INDUSTRY_NAMES if industry(name).streams)}"
        )
    name = ordered[0] if options.table is None else declared.table(options.table).short_name
    sizes = {table.short_name: table.rows for table in declared.tables}
    return any_table(found, name, sizes, WorldOptions(rates=found.rates))


def run(target: str, options: StreamArguments) -> None:
    """Print rows as lines until the limit or a stop signal."""
    feed = declared(target, options)
    format = find(options.format)
    assert isinstance(format, TextFormat)
    if sys.__stdout__ is None:
        raise OutputError("stdout is closed; open it")
    out = sys.stdout.buffer

    def work(stop: Stop) -> None:
        done = feed.first
        # A resumed stream already has its header.
        if feed.first == 0:
            out.write(format.lines(feed.rows.rows(0, 0), header=True))
        for frame in frames(feed, wait=options.wait):
            if stop.number is not None:
                again = f"resume with --from {done} --begin {feed.begin.isoformat()}"
                raise Interrupted(stop.number, f"{done - feed.first:,} rows; {again}")
            out.write(format.lines(frame, header=False))
            out.flush()
            done += frame.height

    interruptible(work, lambda: None)


def frames(
    feed: StreamSource,
    *,
    wait: bool,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[pl.DataFrame]:
    """Yield the rows of a feed; with ``wait``, each at its time, counted from now."""
    began = clock()
    at = feed.first
    while at < feed.stop:
        due = feed.stop
        if wait:
            passed = int((clock() - began) * feed.rows_per_second)
            due = min(feed.stop, feed.first + passed + 1)
        end = min(due, at + _CHUNK_ROWS)
        # Yield empty frames too, so that the consumer can stop.
        yield feed.rows.rows(at, end)
        if at == end:
            sleep(_TICK_SECONDS)
        at = end
