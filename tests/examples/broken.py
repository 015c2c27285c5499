"""What breaks each rule of the example of billing."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tests.support.corruptions import Case, Frames, case, change

SIZES = {"plans": 4, "subscribers": 300, "invoices": 1_000, "lines": 900}
ISSUED, NET = "invoices.issued after subscribers.joined", "invoices.net of lines"
CENT = pl.lit("0.01").cast(pl.Decimal(12, 2))
LONG_AGO = dt.datetime(2001, 1, 1, tzinfo=dt.timezone.utc)


def line_moves_to_another_bill(frames: Frames) -> Frames:
    lines = frames["lines"]
    return change("lines", "invoice_id", lines["invoice_id"][-1])(frames)


def bill_has_no_lines(frames: Frames) -> Frames:
    billed = pl.col("invoice_id").is_in(frames["lines"]["invoice_id"].implode())
    return change("invoices", "net", CENT, ~billed)(frames)


BROKEN: list[Case] = [
    case(ISSUED, "bill", change("invoices", "issued", LONG_AGO)),
    case(
        ISSUED,
        "subscriber",
        change("subscribers", "joined", dt.date(2025, 1, 1)),
    ),
    case(NET, "a cent more", change("invoices", "net", pl.col("net") + CENT)),
    case(NET, "a line", change("lines", "amount", pl.col("amount") - CENT)),
    case(NET, "another bill's", line_moves_to_another_bill),
    case(NET, "no line", bill_has_no_lines),
]
KEYS = [
    "plans: nulls",
    "plans: primary key unique",
    "plans: plan unique",
    "subscribers: nulls",
    "subscribers: primary key unique",
    "subscribers: token unique",
    "subscribers: email unique",
    "subscribers: foreign key plan_id",
    "invoices: nulls",
    "invoices: primary key unique",
    "invoices: foreign key subscriber_id",
    "lines: nulls",
    "lines: primary key unique",
    "lines: foreign key invoice_id",
]
