"""Generates rows of a stream locally."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError
from tablewright.ops import Row, lookup
from tablewright.spec import StreamDeclaration

if TYPE_CHECKING:
    import polars as pl

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MICROSECOND = dt.timedelta(microseconds=1)


def stream_rows(
    stream: StreamDeclaration, k: Sequence[int], t: Sequence[dt.datetime], seed: int = 42
) -> pl.DataFrame:
    """Return rows ``k`` of a stream at times ``t``, in that order.

    Parameters
    ----------
    stream : Stream
        Such as ``transactions(n_accounts=100)``.
    k : sequence of int
        Row numbers, from 0.
    t : sequence of datetime
        One time per row; the default zone is UTC.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.

    Returns
    -------
    polars.DataFrame
        The columns of the table.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid; the message gives name, value, reason and remedy.

    Examples
    --------
    >>> import datetime as dt
    >>> from tablewright.streams import stream_rows, transactions
    >>> noon = dt.datetime(2025, 3, 3, 12)
    >>> stream_rows(transactions(n_accounts=10), [7], [noon])["txn_id"].to_list()
    [8]
    """
    checks.seed(seed)
    if len(k) != len(t):
        raise ArgumentError(f"k has {len(k)} numbers and t has {len(t)} times; give equally many")
    numbers = [checks.integer("k", each, 0, checks.MAX_ROWS - 1) for each in k]
    times = [min(max(_micros(each), stream.first), stream.last) for each in t]
    # Without rows, the schema still needs a table; no column is computed.
    table = stream.over(
        lookup(numbers or [0], Row()), lookup(times or [stream.first], Row()), max(1, len(k))
    )
    return LocalTable(table, seed).rows(0, len(k))


def _micros(time: dt.datetime) -> int:
    zoned = time if time.tzinfo else time.replace(tzinfo=dt.timezone.utc)
    return (zoned - _EPOCH) // _MICROSECOND
