"""Keys, references, children and nulls of a declared dataset, at several sizes."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

import tablewright as tw
from tablewright.errors import ArgumentError, DeclarationError


def shop(**rows: int) -> tw.Dataset:
    one = tw.Dataset(
        "shop",
        rows={"kinds": 3, "customers": 200, "orders": 1_000, "lines": 3_000, **rows},
        fixed=["kinds"],
        rates={"late": 0.1},
    )

    @one.table
    def kinds(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("kind_id")
        t.text("kind", tw.each("a", "b", "c"))

    @one.table
    def customers(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("customer_id", start=100)
        t.text("email", t.person().email, unique=True)
        t.text("size", tw.choice({"small": 3, "large": 1}))
        t.date("joined", tw.growth("2 years"))

    @one.table
    def orders(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("order_id")
        who = t.ref(
            "customer_id", world.customers, existing_at="placed", weight=tw.lognormal(1, 0.5)
        )
        t.timestamp("placed", tw.season(hours="shop", closed=[dt.date(2024, 12, 25)]))
        t.ref("kind_id", world.kinds, weight={"small": (8, 1, 1), "large": (0, 0, 1)}, by=who.size)
        t.text("size", who.size)
        lines = t.children(world.lines)
        t.integer("lines", lines.count)
        t.decimal("total", lines.sum("amount"))
        t.flag("late", world.rates["late"])

    @one.table
    def lines(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("line_id")
        order = t.ref("order_id", world.orders)
        t.decimal("amount", tw.lognormal(10, 0.5), null=0.1)
        t.date("day", order.placed.date)

    return one


def frames(world: tw.World) -> dict[str, pl.DataFrame]:
    return {table.name: table.frame() for table in world}


@pytest.mark.parametrize("rows", [1, 2, 7, 60, 1_000])
@pytest.mark.parametrize("seed", [1, -5, 2**63 - 1])
def test_everything_fits_at_any_size(rows: int, seed: int) -> None:
    made = frames(shop()(rows, seed))
    assert made["kinds"].height == 3
    assert made["customers"].height == rows
    assert made["customers"]["email"].is_unique().all()
    assert made["customers"]["joined"].is_sorted()
    orders = made["orders"].join(made["customers"], on="customer_id", suffix="_of")
    assert orders.height == made["orders"].height
    assert (orders["placed"].dt.date() >= orders["joined"]).all()
    assert (orders["size"] == orders["size_of"]).all()
    assert made["orders"]["placed"].is_sorted()
    assert set(orders.filter(orders["size"] == "large")["kind_id"]) <= {3}
    sums = made["lines"].group_by("order_id").agg(pl.col("amount").sum(), pl.len())
    both = made["orders"].join(sums, on="order_id", how="left")
    assert (both["total"] == both["amount"].fill_null(0)).all()
    assert (both["lines"] == both["len"].fill_null(0)).all()
    days = made["lines"].join(made["orders"], on="order_id")
    assert (days["day"] == days["placed"].dt.date()).all()


def test_shares_weights_and_closed_days() -> None:
    made = frames(shop()(4_000))
    orders = made["orders"]
    assert orders["placed"].dt.date().is_in([dt.date(2024, 12, 25)]).sum() == 0
    assert orders["late"].mean() == pytest.approx(0.1, abs=0.01)
    small = orders.filter(orders["size"] == "small")
    assert (small["kind_id"] == 1).mean() == pytest.approx(0.8, abs=0.015)
    assert made["lines"]["amount"].is_null().mean() == pytest.approx(0.1, abs=0.006)
    # Some customers order much more often than others: log-normal habits, and who joined late.
    counts = orders.group_by("customer_id").len()["len"]
    assert counts.var() / counts.mean() > 1.8


def test_any_rows_are_those_of_the_whole() -> None:
    table = shop()(300)["orders"]
    assert table.rows(700, 900).equals(table.frame()[700:900])
    assert table.scan().slice(5, 5).collect().equals(table.frame()[5:10])


def test_rates_and_windows_move_the_rows() -> None:
    one = shop()
    world = one(2_000, rates={"late": 0.5}, start_date="2030-06-01", end_date="2030-06-30")
    orders = world["orders"].frame()
    assert orders["late"].mean() == pytest.approx(0.5, abs=0.03)
    assert orders["placed"].dt.date().min() == dt.date(2030, 6, 1)
    assert orders["placed"].dt.date().max() == dt.date(2030, 6, 30)


def wrong(declare: object, rows: dict[str, int] | None = None) -> None:
    one = tw.Dataset("wrong", rows=rows or {"parents": 5, "things": 10})

    def parents(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("parent_id")
        t.text("kind", tw.choice(["a", "b"]))

    def things(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("thing_id")
        declare(t, world)  # type: ignore[operator]

    one.table(parents)
    one.table(things)
    one()["things"].frame()


REFUSED = {
    "twice": (lambda t, w: (t.text("x", "a"), t.text("x", "b")), "declared twice"),
    "second key": (lambda t, w: t.key("again"), "second key"),
    "unknown table": (lambda t, w: t.ref("p", w.parent), "did you mean 'parents'"),
    "unknown column": (lambda t, w: t.ref("p", w.parents).kidn, "did you mean 'kind'"),
    "not yet": (lambda t, w: t["later"], "not declared"),
    "no beginning": (
        lambda t, w: (
            t.date("d", tw.between("2024-01-01", "2024-02-01")),
            t.ref("p", w.parents, existing_at="d"),
        ),
        "tw.growth",
    ),
    "existing_at": (lambda t, w: t.ref("p", w.parents, existing_at="d"), "not declared"),
    "weights": (lambda t, w: t.ref("p", w.parents, weight=(1, 2)), "one for each"),
    "weight without by": (lambda t, w: t.ref("p", w.parents, weight={"a": (1,) * 5}), "by="),
    "kind": (lambda t, w: t.date("d", tw.normal(1, 1)), "makes numbers, not a date"),
    "text of number": (lambda t, w: t.text("x", 5), "cannot fill"),
    "null": (lambda t, w: t.text("x", "a", null=2), "null=2 is not a share"),
    "null text": (lambda t, w: t.text("x", "a", null="yes"), "null='yes' is of type str"),
    "bits": (lambda t, w: t.integer("x", 1, bits=16), "bits=16"),
    "too large": (lambda t, w: t.decimal("x", 10**12, 5, 2), "could reach"),
    "source": (lambda t, w: t.text("x", object()), "of type object"),
    "name": (lambda t, w: t.text("", "a"), "is not a name"),
    "two beginnings": (
        lambda t, w: (t.date("a", tw.growth()), t.date("b", tw.growth())),
        "a table has one tw.growth",
    ),
    "half a day": (
        lambda t, w: t.date("d", t.date("a", tw.growth()) + 1.5),
        "whole days",
    ),
    "a moment that is none": (
        lambda t, w: (t.integer("n", 1), t.ref("p", w.parents, existing_at="n")),
        "not a date or timestamp",
    ),
    "f-string": (lambda t, w: t.text("x", f"id-{t['thing_id']}"), "use tw.concat"),
    "empty text": (lambda t, w: t.text("x", tw.choice(["", "x"])), "equals null"),
    "an exception of the user's": (
        lambda t, w: t.integer("n", 1 // 0),
        r"wrong\.things: test_tables\.py, line \d+: ZeroDivisionError",
    ),
    "children twice": (lambda t, w: (t.children(w.parents),), "declared before|dealt"),
    "its own children": (lambda t, w: t.children(w.things), "cannot be its own child"),
    "a method that is none": (lambda t, w: t.interger("x", 5), r"did you mean t\.integer\?"),
    "a rate that is none": (lambda t, w: w.rates.late, "rates has no 'late'"),
    "rows of no table": (lambda t, w: w.rows["thing"], "did you mean 'things'"),
    "a column of a table": (lambda t, w: t.text("x", w.parents.kind), "read it from a reference"),
    "a reference as value": (lambda t, w: t.integer("x", t.ref("p", w.parents)), "name a column"),
    "a draw that is wide": (
        lambda t, w: t.integer("x", tw.uniform(0, 10**12), bits=64),
        r"at most 1\.1e\+09 can be drawn",
    ),
    "a scale beyond the precision": (
        lambda t, w: t.decimal("x", 5, 5, 7),
        r"things\.x: scale=7 is out of range",
    ),
    "nothing to divide by": (lambda t, w: t.row.divide(0), "other=0 is not above 0"),
    "perhaps nothing to divide by": (
        lambda t, w: t.integer("x", t.row // t.integer("n", tw.uniform(0, 5))),
        r"wrong\.things\.x: .* tw\.maximum",
    ),
    "decimals in a text": (
        lambda t, w: t.text("x", tw.concat(t.decimal("d", 1.5))),
        "round",
    ),
    "a closed day that is none": (
        lambda t, w: t.date("x", tw.season(closed=["2024-13-01"])),
        "closed='2024-13-01' is not a date",
    ),
    "nothing open": (
        lambda t, w: t.date("x", tw.season(weekdays=(0,) * 7)),
        "are all 0",
    ),
    "one of several orders": (
        lambda t, w: t.date(
            "x", tw.by(t.text("k", tw.choice(["a", "b"])), {"a": tw.growth(), "b": "2024-01-01"})
        ),
        "cannot be combined with other sources",
    ),
    "by without weights": (
        lambda t, w: t.ref("p", w.parents, by=t.text("k", tw.choice(["a"]))),
        "by= needs weights",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_declarations_are_refused_in_one_line(name: str) -> None:
    declare, text = REFUSED[name]
    with pytest.raises((DeclarationError, ArgumentError, TypeError), match=text) as caught:
        wrong(declare)
    assert len(str(caught.value).splitlines()) == 1


def test_children_without_a_parent_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"parents=0 leaves 10 rows of things without"):
        wrong(lambda t, w: t.ref("p", w.parents), {"parents": 0, "things": 10})


def test_a_dataset_needs_all_its_tables() -> None:
    one = tw.Dataset("half", rows={"a": 1, "b": 1})

    @one.table
    def a(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("a_id")

    with pytest.raises(DeclarationError, match=r"half\.b has rows but no declaration"):
        one()


def test_reprs_are_short() -> None:
    one = shop()
    world = one(10**9)
    assert repr(one) == "<Dataset shop: kinds, customers, orders, lines>"
    for shown in (world, world["orders"], world.changes("customers")):
        assert len(repr(shown)) < 200
    words = tw.words([f"word {number}" for number in range(10_000)])
    for source in (words, tw.season(), tw.normal(1, 1), tw.uuid(), tw.clock(), tw.growth()):
        assert len(repr(source)) < 100
    assert repr(tw.lognormal(40, 0.5)) == "<lognormal(median=40, sigma=0.5)>"


def test_a_child_that_was_dealt_out_always_has_its_parent() -> None:
    one = tw.Dataset("one", rows={"a": 3, "b": 9})

    @one.table
    def a(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("a_id")
        t.integer("n", t.children(world.b).count)

    @one.table
    def b(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("b_id")
        t.ref("a_id", world.a, null=0.3)

    with pytest.raises(DeclarationError, match="omit null="):
        one()


def test_totals_are_rules() -> None:
    rules = {rule.name for rule in shop().declaration.invariants}
    assert {"orders.total of lines", "orders.lines of lines"} <= rules
    assert "orders.customer_id existing at placed" in rules


def dealing(*, first: bool, refers: bool = True, **given: object) -> tw.Dataset:
    """Orders whose total is that of lines, which read the orders' date."""
    one = tw.Dataset("one", rows={"orders": 5, "lines": 15})

    @one.table
    def orders(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("order_id")
        if first:
            t.date("placed", tw.season())
        children = t.children(world.lines)
        if refers:
            t.decimal("total", children.sum("amount"))
        if not first:
            t.date("placed", tw.season())

    @one.table
    def lines(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("line_id")
        t.decimal("amount", tw.lognormal(9, 1))
        if refers:
            order = t.ref("order_id", world.orders, **given)  # type: ignore[arg-type]
            t.date("day", order.placed)

    return one


def test_what_children_need_is_declared_before_them() -> None:
    assert dealing(first=True)()["lines"].height == 15
    text = r"lines needs orders\.placed, which is not declared yet; .* before what leads to lines"
    with pytest.raises(DeclarationError, match=text):
        dealing(first=False)()


def test_children_name_their_parent_also_where_nothing_is_summed() -> None:
    with pytest.raises(DeclarationError, match=r"does not refer to it; add t\.ref\("):
        dealing(first=True, refers=False)()


@pytest.mark.parametrize("argument", ["weight", "existing_at", "null"])
def test_a_child_that_was_dealt_out_is_not_drawn(argument: str) -> None:
    value = {"weight": tw.gamma(1, 2), "existing_at": "day", "null": 0.5}[argument]
    with pytest.raises(DeclarationError, match=f"omit {argument}=|day is not declared"):
        dealing(first=True, **{argument: value})()


def test_a_second_reference_to_the_parent_is_drawn() -> None:
    one = dealing(first=True)
    declared = one._functions["lines"]

    def lines(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        declared(t, world)
        t.ref("other_id", world.orders)

    one._functions["lines"] = lines
    made = one()["lines"].frame()
    assert made["order_id"].is_sorted()
    assert not made["other_id"].is_sorted()
