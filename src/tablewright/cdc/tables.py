"""Batches and states as declared tables, for both engines."""

from __future__ import annotations

from tablewright.cdc import moments
from tablewright.cdc.feed import Feed
from tablewright.cdc.shapes import Shaped
from tablewright.ops import Expr, Row, lift
from tablewright.spec import Table


def state(feed: Feed, batch: int) -> Table:
    """Return the table after a batch, that is, after applying all batches up to it.

    Rows are in no particular order.
    """
    if not batch:
        return moments.declared(feed, moments.original(feed, Row()), feed.base)
    lines = feed.events.keys.lines
    moment = moments.moment(feed, lines.present(Row(), batch), lift(batch))
    return moments.declared(feed, moment, lines.size(batch))


def batch(feed: Feed, number: int) -> Shaped:
    """Return a batch in the feed's shape."""
    return feed.shape.batch(feed, number)


def endless(feed: Feed, number: Expr, rows: int) -> Shaped:
    """Return the concatenated rows of all batches, by number from 0."""
    return feed.shape.endless(feed, number, rows)
