"""Classes in equal blocks."""

from tablewright.engines.local import LocalTable
from tablewright.ops import Row
from tablewright.sampling import StratifiedBlocks
from tablewright.sampling.stratified_blocks import fair_order
from tablewright.spec import Column, Fields, Int64, Table


def test_every_slot_of_a_block_has_a_row():
    roster = StratifiedBlocks("shop.members", "class", 950, 100)
    f = Fields("shop.visits", 900)
    row = f("member", roster.row(Row() // 100, Row() % 100))
    fields = (f("id", Row()), row, f("slot", roster.slot(row)))
    table = Table("shop.visits", 900, tuple(Column(x, Int64()) for x in fields), "id")
    made = LocalTable(table, 1).rows(0, 900)
    assert sorted(made["member"]) == list(range(900))
    assert (made["slot"] == made["id"] % 100).all()
    assert made["member"][:100].to_list() == list(range(100))
    assert made["member"][100:200].to_list() != list(range(100, 200))


def test_every_prefix_of_a_fair_order_is_fair():
    quotas = [120, 100, 80, 60, 40]
    order = fair_order(quotas, [2, 0], 20)
    assert order[:2] == [2, 0]
    assert [order.count(kind) for kind in range(5)] == quotas
    for end in range(20, 401, 20):
        for kind, quota in enumerate(quotas):
            assert abs(order[:end].count(kind) - quota * end / 400) <= 1
