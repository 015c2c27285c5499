"""What breaks each rule of the example of billing."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tests.support.corruptions import Case, Frames, case, change

SIZES = {"plans": 4, "subscribers": 300, "invoices": 1_000, "lines": 900}
ISSUED = "invoices.subscriber_id existing at issued"
NET = "invoices.net of lines"
DUE, TAX, TOTAL = (f"invoices.{name} as declared" for name in ("due", "tax", "total"))
AMOUNT = "lines.amount as declared"
CENT = pl.lit("0.01").cast(pl.Decimal(12, 2))
LONG_AGO = dt.datetime(2001, 1, 1, tzinfo=dt.timezone.utc)


def line_moves_to_another_bill(frames: Frames) -> Frames:
    lines = frames["lines"]
    return change("lines", "invoice_id", lines["invoice_id"][-1])(frames)


def bill_has_no_lines(frames: Frames) -> Frames:
    billed = pl.col("invoice_id").is_in(frames["lines"]["invoice_id"].implode())
    return change("invoices", "net", CENT, ~billed)(frames)


BROKEN: list[Case] = [
    case(ISSUED, "bill", change("invoices", "issued", LONG_AGO), DUE),
    case(ISSUED, "subscriber", change("subscribers", "joined", dt.date(2025, 1, 1))),
    case(NET, "a cent more", change("invoices", "net", pl.col("net") + CENT), TOTAL),
    case(NET, "a line", change("lines", "amount", pl.col("amount") - CENT), AMOUNT),
    case(NET, "another bill's", line_moves_to_another_bill),
    case(NET, "no line", bill_has_no_lines, TOTAL),
    case(DUE, "a day late", change("invoices", "due", pl.col("due") + pl.duration(days=1))),
    case(TAX, "a cent more", change("invoices", "tax", pl.col("tax") + CENT), TOTAL),
    case(TOTAL, "a cent less", change("invoices", "total", pl.col("total") - CENT)),
    case(AMOUNT, "quantity", change("lines", "quantity", pl.col("quantity") + 1)),
    case(AMOUNT, "price", change("lines", "unit_price", pl.col("unit_price") + CENT)),
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
