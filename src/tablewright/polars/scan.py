"""Lazy scans of tables by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from tablewright import api, checks
from tablewright.api import Derived
from tablewright.engines.local import shared
from tablewright.tables import find


def scan(
    name: str,
    rows: int | None = None,
    seed: int = 42,
    *,
    sizes: Mapping[str, int] | None = None,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
    rates: Mapping[str, float] | None = None,
) -> pl.LazyFrame:
    """Return a lazy frame over a table that generates only the requested rows and columns.

    ``head``, ``tail`` and ``slice`` called directly on the result generate only their rows,
    wherever they are; streaming sinks run in bounded memory. A scan can be pickled and used in
    another process; start it with ``multiprocessing.get_context("spawn")``, because once Polars
    has run, a forked process hangs.

    Parameters
    ----------
    name : str
        ``<industry>.<table>``, such as ``"retail.customers"``.
    rows : int, optional
        Number of rows (0 to 2**42); default: the local default of the table. The industry's other
        tables scale in the default ratios, unless ``sizes`` overrides them.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    sizes : mapping, optional
        Number of rows of tables, by name.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    locale : str
        Locale of names and places, one of `tablewright.locales()`.
    rates : mapping, optional
        Rates by name, if the industry has any.

    Returns
    -------
    polars.LazyFrame
        The columns that ``tablewright describe <name>`` lists.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid; the message gives name, value, reason and remedy.

    Examples
    --------
    >>> lazy = scan("retail.transactions", rows=10**9)
    >>> lazy.slice(500_000_000, 2).select("txn_id").collect()["txn_id"].to_list()
    [500000001, 500000002]
    """
    found, short_name = find(name)
    given = checks.named("sizes", sizes, found.default_rows)
    if rows is not None:
        count = checks.rows("rows", rows)
    else:
        count = checks.rows(short_name, given.get(short_name, found.default_rows[short_name]))
    # Beside a very large table, others may be too large to generate; this one still works.
    ratios = found.sizes_for(short_name, count)
    why = f"in proportion to rows={count:,}"
    counts: dict[str, int | Derived] = {
        table: Derived(min(many, checks.MAX_ROWS), why) for table, many in ratios.items()
    }
    for table, many in given.items():
        counts[table] = checks.rows(table, many)
    counts[short_name] = count
    declared = api.table(
        name, counts, start_date=start_date, end_date=end_date, locale=locale, rates=rates
    )
    return shared(declared, seed).scan()
