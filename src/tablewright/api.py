"""Declares tables from names and sizes; the only module that knows industries and options."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tablewright import checks
from tablewright.data.load import locales
from tablewright.errors import ArgumentError
from tablewright.spec import Declaration, Table, TableSet, Window, WorldOptions
from tablewright.tables import find
from tablewright.tables import industry as find_industry


def declare(
    industry: str | Declaration,
    *,
    rows: int | None = None,
    scale: float | None = None,
    sizes: Mapping[str, int] | None = None,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
    rates: Mapping[str, float] | None = None,
    intervals: Mapping[str, int] | None = None,
    tier: int = 1,
) -> TableSet:
    """Declare an industry's tables for given sizes.

    Parameters
    ----------
    industry : str or Industry
        For instance ``"retail"``.
    rows : int, optional
        Number of rows of the main table; the others scale in the default ratios, and main
        entities have at least 20 rows.
    scale : float, optional
        Instead of ``rows``: a factor for the default sizes (> 0).
    sizes : mapping, optional
        Number of rows of individual tables; overrides ``rows`` and ``scale``.
    start_date, end_date : date or str, optional
        First and last day of the window of events. Default: 2024; if only one is given and lies
        outside 2024, the year that starts or ends there.
    locale : str
        Locale of names and places, one of `tablewright.locales()`.
    rates : mapping, optional
        Rates by name, if the industry has any.
    intervals : mapping, optional
        Intervals in seconds by name, if the industry has any.
    tier : int
        The tier of the default sizes and ratios: 1 is local, 2 and 3 are Spark.

    Returns
    -------
    Dataset

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is invalid; the message gives name, value, reason and remedy.

    Examples
    --------
    >>> declare("retail", rows=100).table("line_items").rows
    1500
    """
    found = find_industry(industry).at_tier(checks.integer("tier", tier, 1, 3))
    if rows is not None and scale is not None:
        given = f"rows={checks.shown(rows)} and scale={checks.shown(scale)}"
        raise ArgumentError(f"{given} are both given; give one of them")
    if rows is not None:
        rows = checks.rows("rows", rows)
    factor = None if scale is None else checks.positive("scale", scale)
    made = found.sizes(found.main_rows(rows, factor))
    given_sizes = checks.named("sizes", sizes, found.default_rows)
    for table, count in given_sizes.items():
        made[table] = checks.rows(table, count)
    made = found.settled(made, given_sizes)
    largest = max(made, key=made.__getitem__)
    if made[largest] > checks.MAX_ROWS:
        given, units = f"rows={rows}", found.default_rows[found.main]
        if scale is not None:
            given, units = f"scale={scale}", 1
        raise ArgumentError(
            f"{given} gives more than {checks.MAX_ROWS:,} rows of {largest}; "
            f"give at most {checks.MAX_ROWS * units // found.default_rows[largest]:,}"
        )
    chosen = options(found, start_date, end_date, locale, rates, intervals)
    return found.declare(made, chosen)


def options(
    found: Declaration,
    start_date: dt.date | str | None,
    end_date: dt.date | str | None,
    locale: str,
    rates: Mapping[str, float] | None,
    intervals: Mapping[str, int] | None = None,
) -> WorldOptions:
    """Check and return the options of a declaration."""
    days = window(start_date, end_date)
    chosen = dict(found.rates)
    for name, share in checks.named("rates", rates, found.rates).items():
        chosen[name] = checks.rate(name, share)
    spans: dict[str, int] = {}
    for name, seconds in checks.named("intervals", intervals, found.intervals).items():
        spans[name] = checks.integer(name, seconds, 1, found.intervals[name].most)
    return WorldOptions(days, checks.choice("locale", locale, locales()), chosen, spans)


def window(start_date: dt.date | str | None, end_date: dt.date | str | None) -> Window:
    """Return the window between two days, or the default window."""
    start = None if start_date is None else checks.day("start_date", start_date)
    end = None if end_date is None else checks.day("end_date", end_date)
    return Window.between(start, end)


@dataclass(frozen=True)
class Derived:
    """A derived number of rows, and its explanation."""

    rows: int
    why: str

    @classmethod
    def each(cls, many: int, of: str, rows: int | Derived) -> Derived:
        """Return ``many`` per row of ``of``, limited to the maximum."""
        parents = count(rows)
        why = f"{many:,} for each of {of}={parents:,}"
        if many * parents <= checks.MAX_ROWS:
            return cls(many * parents, why)
        return cls(checks.MAX_ROWS, f"{why}, limited to the maximum")


def rows_or(name: str, value: int | None, default: Derived) -> int | Derived:
    """Return ``value`` if it is a valid number of rows, or the default for None."""
    return default if value is None else checks.rows(name, value)


def count(rows: int | Derived) -> int:
    """Return the number of rows."""
    return rows.rows if isinstance(rows, Derived) else rows


@contextmanager
def speaking_of(table: str, sizes: Mapping[str, int | Derived]) -> Iterator[None]:
    """Translate errors into the argument names of the function that makes one table.

    Declarations name numbers of rows ``n_<table>``. The function names that of its own table
    ``rows``, and derived numbers need an explanation.
    """
    try:
        yield
    except ArgumentError as error:
        # Of tables without rows the dataset speaks by their names.
        message = re.sub(r"\b(\w+)(?==0 leaves | of at least 1, or)", r"n_\1", str(error))
        for other, rows in sizes.items():
            if isinstance(rows, Derived):
                message = _explained(message, other, rows)
        raise ArgumentError(re.sub(rf"\bn_({_called(table)})\b", "rows", message)) from None


def _explained(message: str, table: str, rows: Derived) -> str:
    many = f"{rows.rows:,}"
    named = rf"\bn_({_called(table)})={many}(?![\d,]*\d)|\b{many} rows of {table}\b"
    return re.sub(named, lambda found: f"{found[0]} ({rows.why})", message, count=1)


def _called(table: str) -> str:
    """Return the argument name of a table's rows without ``n_``: the table's name, or its end."""
    return f"{table}|{table.rpartition('_')[2]}"


def table(
    name: str,
    sizes: Mapping[str, int | Derived],
    *,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
    rates: Mapping[str, float] | None = None,
    intervals: Mapping[str, int] | None = None,
) -> Table:
    """Declare one table, ``<industry>.<table>``, for exactly these sizes."""
    found, short_name = find(name)
    # Refusals speak of the first table that is wrong: sooner of one that was given.
    order = sorted(found.default_rows, key=lambda each: isinstance(sizes.get(each), Derived))
    # Without rows nothing depends on the tables whose sizes are always the same.
    has_rows = any(count(rows) for rows in sizes.values())
    usual = {each: found.default_rows[each] for each in found.fixed if has_rows}
    counts = {each: checks.rows(each, count(sizes.get(each, usual.get(each, 0)))) for each in order}
    chosen = options(found, start_date, end_date, locale, rates, intervals)
    given = {each for each, rows in sizes.items() if not isinstance(rows, Derived)}
    with speaking_of(short_name, sizes):
        return found.declare(found.settled(counts, given), chosen).table(short_name)


@dataclass(frozen=True)
class TableRequest:
    """The arguments of a function for one table, other than the seed.

    Parameters
    ----------
    sizes : mapping
        Rows of the tables that the values depend on, by name.
    start_date, end_date, locale, rates
        As in `declare`.
    intervals : mapping
        The argument ``interval``, such as ``"5 minutes"``, by the interval's name.
    """

    sizes: Mapping[str, int | Derived]
    start_date: dt.date | str | None = None
    end_date: dt.date | str | None = None
    locale: str = "en"
    rates: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, str | None] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        """The declared table, ``<industry>.<table>``."""
        known = find(name)[0].intervals
        seconds = {
            each: checks.interval("interval", text, known[each].most)
            for each, text in self.intervals.items()
            if text is not None
        }
        return table(
            name,
            self.sizes,
            start_date=self.start_date,
            end_date=self.end_date,
            locale=self.locale,
            rates=self.rates,
            intervals=seconds,
        )
