"""Lazy access to any table, by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from tablewright import api, checks
from tablewright.api import Derived
from tablewright.engines.local import LocalTable
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
    """A lazy frame over a table: only the columns and rows asked for are made.

    ``head``, ``tail`` and ``slice`` directly on the result make only their rows, wherever they
    are; streaming sinks run in bounded memory. A scan can be pickled and used by another process:
    start that by ``multiprocessing.get_context("spawn")``, because once Polars has run a forked
    process hangs.

    Parameters
    ----------
    name : str
        ``<industry>.<table>``, for instance ``"retail.customers"``.
    rows : int, optional
        Rows of this table, from 0 to 2**42; the specification's local default if absent. The
        industry's other tables follow in the default ratios, unless ``sizes`` says otherwise.
    seed : int
        Signed 64-bit.
    sizes : mapping, optional
        Rows of tables, by name.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    locale : str
        One of `tablewright.locales()`.
    rates : mapping, optional
        Rates by name, where the industry has any.

    Returns
    -------
    polars.LazyFrame
        Columns as ``tablewright describe <name>`` lists them.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.

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
    # Of a very large table the others may be too large to make; this one still can be.
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
    return LocalTable(declared, seed).scan()
