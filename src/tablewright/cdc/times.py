"""The times in which there can be batches."""

from __future__ import annotations

import datetime as dt

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
MICROSECOND = dt.timedelta(microseconds=1)
LAST_YEAR = 9999
"""Batches end before it begins."""
END = (dt.datetime(LAST_YEAR, 1, 1, tzinfo=dt.timezone.utc) - EPOCH) // MICROSECOND
LONGEST = dt.timedelta(days=36_525)
"""Maximum time covered by a batch: a century."""


def batches_before_end(begin: int, length: int) -> int:
    """Return how many batches after the first fit into the calendar; both are microseconds."""
    return (END - begin) // length
