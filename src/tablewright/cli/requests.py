"""From the words on the command line to what is to be made, or an error in one line."""

from __future__ import annotations

import datetime as dt
import math
import reprlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tablewright import api, checks, datasets, locations
from tablewright.errors import ArgumentError
from tablewright.io import FORMATS, Encoding, encoding
from tablewright.spec import Declaration, Table, TableSet
from tablewright.tables import INDUSTRY_NAMES, table_names

ALL = "all"
STDOUT = "-"
_DAYS_BEFORE_NOW = 365


@dataclass(frozen=True)
class GenerateArguments:
    """The options of ``plan`` and ``generate`` as they were typed."""

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
    """One dataset to be made.

    ``tables`` are those to be written, ``folder`` is the dataset's own; ``notes`` say what is
    not as one may expect.
    """

    dataset: TableSet
    seed: int
    tables: tuple[Table, ...]
    folder: Path
    encoding: Encoding
    rows_per_file: int
    notes: tuple[str, ...] = ()


def requests(industry: str, options: GenerateArguments) -> list[WriteRequest]:
    """What is to be made: one dataset, or every industry's for ``all``."""
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
        raise ArgumentError(f"tables={options.tables!r} needs one industry; name it, or leave it")
    if industry == ALL and options.settings:
        raise ArgumentError(f"set={options.settings[0]!r} needs one industry; name it")
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
    """The declaration of the dataset that a word names; ``instead`` as for `known_industry`."""
    if not datasets.is_code(target) and target not in datasets.names():
        known_industry(target, [*datasets.names(), *others], instead)
    return datasets.find(target).declaration


def known_industry(industry: str, options: Iterable[str], instead: str) -> str:
    """Return ``industry`` if it is one of ``options``.

    ``instead`` says what to give where a table was named: ``{}`` is its industry, then itself.
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
    """What to say of tables that have more rows than were asked for."""
    found = one.at_tier(tier)
    asked = found.sizes_for(found.main, found.main_rows(rows, scale))
    more = [
        f"{table.short_name} {table.rows:,} rows instead of {asked[table.short_name]:,}"
        for table in dataset.tables
        if table.rows > asked[table.short_name]
    ]
    given = f"rows={rows}" if scale is None else f"scale={scale:g}"
    few = "the fewest that the command line makes; Python makes what is asked"
    return (f"{given} gives {', '.join(more)}: {few}",) if more else ()


def settings(found: Declaration, given: Sequence[str]) -> tuple[dict[str, float], dict[str, int]]:
    """Rates, and intervals in seconds, from ``name=value`` each."""
    rates: dict[str, float] = {}
    intervals: dict[str, int] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            raise ArgumentError(f"set={each!r} has no value; give name=value")
        known = [*found.rates, *found.intervals]
        if not known:
            raise ArgumentError(f"set={each!r}: {found.name} has nothing to set; leave --set away")
        checks.choice("set", name, known)
        if name in found.rates:
            rates[name] = checks.rate(name, fraction(name, value))
        else:
            intervals[name] = checks.interval(name, value, found.intervals[name])
    return rates, intervals


def whole(name: str, text: str) -> int:
    """The whole number that ``text`` is."""
    try:
        return int(text)
    except ValueError:
        raise ArgumentError(
            f"{name}={reprlib.repr(text)} is not a whole number; give one such as 50000"
        ) from None


def fraction(name: str, text: str) -> float:
    """The number that ``text`` is: an int where it is whole, so that errors show it as it was."""
    for kind in (int, float):
        with suppress(ValueError):
            number = kind(text)
            if isinstance(number, int) or math.isfinite(number):
                return number
    raise ArgumentError(f"{name}={reprlib.repr(text)} is not a number; give one such as 0.5")


def _encoding(options: GenerateArguments) -> Encoding:
    if not options.to_stdout:
        return encoding(_given_or(options.format, "parquet"), options.compression)
    kind = _given_or(options.format, "csv")
    if kind in FORMATS and kind not in ("csv", "json"):
        raise ArgumentError(f"format={kind!r} cannot be streamed to stdout; choose csv or json")
    if options.compression not in (None, "none"):
        raise ArgumentError(
            f"compression={options.compression!r} is not made on stdout; pipe it to a compressor"
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
    """The days asked for; ``now`` is looked up once, and means the year before it."""
    start = None if options.start is None else checks.day("start", options.start)
    if options.end is None:
        return start, None
    if options.end != "now":
        return start, checks.day("end", options.end)
    today = dt.datetime.now(dt.timezone.utc).date()
    return start or today - dt.timedelta(days=_DAYS_BEFORE_NOW), today
