"""Turns command-line options into requests, or a one-line error."""

from __future__ import annotations

import datetime as dt
import math
import re
import reprlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tablewright import api, checks, datasets, locations
from tablewright.errors import ArgumentError
from tablewright.formats import DEFAULT, LINES, Encoding, encoding, every, in_lines
from tablewright.spec import Declaration, Table, TableSet
from tablewright.tables import INDUSTRY_NAMES, table_names

ALL = "all"
STDOUT = "-"
_DAYS_BEFORE_NOW = 365
_WHOLE = re.compile(r"([+-]?\d{1,20}(?:\.\d{1,20})?)(?:[eE]\+?(\d{1,2}))?([kKMGT]?)", re.ASCII)
_UNITS = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


@dataclass(frozen=True)
class GenerateArguments:
    """The options of ``plan`` and ``generate`` as typed."""

    rows: str | None = None
    scale: str | None = None
    tables: str | None = None
    seed: str = "42"
    out: str = "output"
    format: str | None = None
    compression: str | None = None
    rows_per_file: str = "10000000"
    start: str | None = None
    end: str | None = None
    locale: str = "en"
    tier: int = 1
    settings: Sequence[str] = ()

    @property
    def to_stdout(self) -> bool:
        """Whether rows go to standard output."""
        return self.out == STDOUT


@dataclass(frozen=True)
class WriteRequest:
    """One dataset to generate.

    ``tables`` are the tables to write, ``folder`` is the dataset's folder, and ``notes`` report
    anything unexpected.
    """

    dataset: TableSet
    seed: int
    tables: tuple[Table, ...]
    folder: Path
    encoding: Encoding
    rows_per_file: int
    notes: tuple[str, ...] = ()


def requests(industry: str, options: GenerateArguments) -> list[WriteRequest]:
    """Return the request for one dataset, or one per industry for ``all``."""
    if industry == ALL:
        found = [datasets.find(name).declaration for name in INDUSTRY_NAMES]
    else:
        found = [named(industry, "{} --tables {}", (ALL,))]
    rows = None if options.rows is None else checks.rows("rows", whole("rows", options.rows))
    scale = None if options.scale is None else fraction("scale", options.scale)
    seed = checks.seed(whole("seed", options.seed))
    rows_per_file = checks.integer(
        "rows_per_file", whole("rows_per_file", options.rows_per_file), 1, checks.MAX_ROWS
    )
    packed = _encoding(options)
    out = Path(STDOUT) if options.to_stdout else locations.local("out", options.out)
    if industry == ALL and options.tables is not None:
        raise ArgumentError(f"tables={options.tables!r} needs one dataset; name it, not 'all'")
    if industry == ALL and options.settings:
        raise ArgumentError(f"set={options.settings[0]!r} needs one dataset; name it, not 'all'")
    start, end = _window(options)
    made = []
    for one in found:
        rates, intervals = settings(one, options.settings)
        with checks.called({"start_date": "start", "end_date": "end"}):
            dataset = api.declare(
                one,
                rows=rows,
                scale=scale,
                start_date=start,
                end_date=end,
                locale=options.locale,
                rates=rates,
                intervals=intervals,
                tier=options.tier,
            )
        chosen = _tables(dataset, options)
        notes = _raised(one, dataset, rows, scale, options.tier)
        folder = out / one.name
        made.append(WriteRequest(dataset, seed, chosen, folder, packed, rows_per_file, notes))
    return made


def named(target: str, instead: str, others: Sequence[str] = ()) -> Declaration:
    """Return a dataset's declaration by name; ``instead`` as in `known_industry`."""
    if not datasets.is_own(target) and target not in datasets.names():
        known_industry(target, [*datasets.names(), *others], instead)
    return datasets.find(target).declaration


def known_industry(industry: str, options: Iterable[str], instead: str) -> str:
    """Return ``industry`` if it is one of ``options``.

    ``instead`` is the suggestion if a table was named: ``{}`` is its industry, then the table.
    """
    known = list(options)
    if industry in known:
        return industry
    tables = [full.partition(".") for full in table_names()]
    also = [
        (word, instead.format(name, table))
        for name, _, table in tables
        for word in (f"{name}.{table}", table)
        if name in known
    ]
    return checks.choice("industry", industry, known, also=also)


def _raised(
    one: Declaration, dataset: TableSet, rows: int | None, scale: float | None, tier: int
) -> tuple[str, ...]:
    """Report tables that have more rows than requested."""
    found = one.at_tier(tier)
    asked = found.sizes_for(found.main, found.main_rows(rows, scale))
    more = [
        f"{table.short_name} {table.rows:,} rows instead of {asked[table.short_name]:,}"
        for table in dataset.tables
        if table.rows > asked[table.short_name]
    ]
    given = f"rows={rows}" if scale is None else f"scale={scale:g}"
    few = "the minimum; in Python, sizes= and the functions of single tables take fewer"
    return (f"{given} gives {', '.join(more)}: {few}",) if more else ()


def settings(found: Declaration, given: Sequence[str]) -> tuple[dict[str, float], dict[str, int]]:
    """Parse ``name=value`` settings into rates, and intervals in seconds."""
    rates: dict[str, float] = {}
    intervals: dict[str, int] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            raise ArgumentError(f"set={each!r} has no value; give name=value")
        known = [*found.rates, *found.intervals]
        if not known:
            raise ArgumentError(f"set={each!r}: {found.name} has no settings; omit --set")
        checks.choice("set", name, known)
        if name in found.rates:
            rates[name] = checks.rate(name, fraction(name, value))
        else:
            intervals[name] = checks.interval(name, value, found.intervals[name].most)
    return rates, intervals


def whole(name: str, text: str) -> int:
    """Parse an integer: ``50000``, ``50_000``, ``50k``, ``1M``, ``1.5e6``."""
    with suppress(ValueError):
        return int(text)
    found = _WHOLE.fullmatch(text.strip())
    if found:
        value = Fraction(found[1]) * 10 ** int(found[2] or 0) * _UNITS[found[3]]
        if value.denominator == 1:
            return int(value)
    raise ArgumentError(
        f"{name}={reprlib.repr(text)} is not a whole number; give one such as 50000, 50k or 1M"
    )


def fraction(name: str, text: str) -> float:
    """Parse a number: an int if it is integral, so that errors show it as typed."""
    for kind in (int, float):
        with suppress(ValueError):
            number = kind(text)
            if isinstance(number, int) or math.isfinite(number):
                return number
    raise ArgumentError(f"{name}={reprlib.repr(text)} is not a number; give one such as 0.5")


def _encoding(options: GenerateArguments) -> Encoding:
    if not options.to_stdout:
        return encoding(_given_or(options.format, DEFAULT), options.compression)
    kind = _given_or(options.format, LINES)
    streamed = in_lines()
    if kind in every() and kind not in streamed:
        raise ArgumentError(
            f"format={kind!r} cannot be streamed to stdout; choose {' or '.join(streamed)}"
        )
    if options.compression not in (None, "none"):
        raise ArgumentError(
            f"compression={options.compression!r} is not available on stdout; pipe the output to "
            "a compressor"
        )
    return encoding(kind, "none")


def _given_or(word: str | None, default: str) -> str:
    return default if word is None else word


def _tables(dataset: TableSet, options: GenerateArguments) -> tuple[Table, ...]:
    if options.tables is None:
        chosen = {table.short_name for table in dataset.tables}
    else:
        names = [name.strip() for name in options.tables.split(",")]
        known = [table.short_name for table in dataset.tables]
        shorts = [name.removeprefix(f"{dataset.name}.") for name in names]
        chosen = {checks.choice("tables", name, known) for name in shorts}
    if options.to_stdout and len(chosen) != 1:
        raise ArgumentError(f"out='-' takes one table, not {len(chosen)}; name it with --tables")
    return tuple(table for table in dataset.tables if table.short_name in chosen)


def _window(options: GenerateArguments) -> tuple[dt.date | None, dt.date | None]:
    """Return the requested dates; ``now`` is resolved once and ends a window of one year."""
    start = None if options.start is None else checks.day("start", options.start)
    if options.end is None:
        return start, None
    if options.end != "now":
        return start, checks.day("end", options.end)
    today = dt.datetime.now(dt.timezone.utc).date()
    return start or today - dt.timedelta(days=_DAYS_BEFORE_NOW), today
