"""Classes in equal blocks, and a member of one that exists."""

import polars as pl
import pytest

from tablewright.engines.local import LocalTable
from tablewright.ops import Row, below
from tablewright.sampling import StratifiedBlocks
from tablewright.sampling.stratified_blocks import fair_order
from tablewright.spec import Column, Fields, Int64, Table


def test_a_roster_chooses_evenly_among_rows_that_exist():
    roster = StratifiedBlocks("shop.members", "class", 950, 100)
    f = Fields("shop.visits", 20_000)
    slot, count = below(100, "slot"), 100 + Row() % 851
    block = f("block", roster.choose(f("slot", slot), count, "block"))
    row = f("member", roster.row(block, f("slot", slot)))
    back = f("back", roster.slot(row))
    fields = (f("id", Row()), f("count", count), row, f("slot", slot), back)
    table = Table("shop.visits", 20_000, tuple(Column(x, Int64()) for x in fields), "id")
    made = LocalTable(table, 1).rows(0, 20_000)
    assert (made["member"] < made["count"]).all()
    assert (made["member"] >= 0).all()
    assert made["slot"].equals(made["back"], check_names=False)
    late = made.filter(pl.col("count") > 900)["member"]
    assert late.mean() == pytest.approx(470, abs=25)


def test_every_prefix_of_a_fair_order_is_fair():
    quotas = [120, 100, 80, 60, 40]
    order = fair_order(quotas, [2, 0], 20)
    assert order[:2] == [2, 0]
    assert [order.count(kind) for kind in range(5)] == quotas
    for end in range(20, 401, 20):
        for kind, quota in enumerate(quotas):
            assert abs(order[:end].count(kind) - quota * end / 400) <= 1
