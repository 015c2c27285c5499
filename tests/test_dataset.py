"""A ready-made dataset with more columns, more tables and other words; the rest stays as it is."""

from __future__ import annotations

import pytest

import tablewright as tw
from tablewright.errors import ArgumentError, DeclarationError


def shop() -> tw.Dataset:
    one = tw.retail.extend("shop", rows={"reviews": 20_000})

    @one.table
    def customers(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.text("newsletter", tw.choice({"weekly": 30, "never": 70}))
        t.relabel("loyalty_tier", {"Gold": "Or"})

    @one.table
    def transactions(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.replace("payment_method", tw.choice({"iDEAL": 60, "Card": 40}))

    @one.table
    def reviews(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("review_id")
        product = t.ref("product_id", world.products, weight=tw.lognormal(1, 1))
        t.text("category", product.category)

    return one


def test_what_is_not_named_stays() -> None:
    mine, theirs = shop()(rows=200, seed=3), tw.retail(rows=200, seed=3)
    for name in theirs.rows:
        changed = {"customers": ["newsletter", "loyalty_tier"], "transactions": ["payment_method"]}
        skip = changed.get(name, [])
        left = mine[name].frame().drop(skip)
        assert left.equals(theirs[name].frame().drop(skip, strict=False)), name


def test_what_is_added_fits() -> None:
    world = shop()(rows=200, seed=3)
    assert world["customers"].columns[-1] == "newsletter"
    tiers = tw.retail(rows=200, seed=3)["customers"].frame()["loyalty_tier"].replace("Gold", "Or")
    assert (world["customers"].frame()["loyalty_tier"] == tiers).all()
    assert set(world["transactions"].frame()["payment_method"]) == {"iDEAL", "Card"}
    reviews = world["reviews"].frame().join(world["products"].frame(), on="product_id")
    assert reviews.height == world.rows["reviews"] == 400
    assert (reviews["category"] == reviews["category_right"]).all()


def test_rules_of_replaced_columns_are_let_go_and_others_stay() -> None:
    mine, theirs = shop().declaration, tw.retail.declaration
    ours = {rule.name for rule in (*mine.invariants, *mine.expectations)}
    lost = [r for r in (*theirs.invariants, *theirs.expectations) if r.name not in ours]
    assert lost
    assert all("payment_method" in r.sql or "loyalty_tier" in r.sql for r in lost)


def test_wrong_extensions_are_refused() -> None:
    with pytest.raises(ArgumentError, match="is a table of retail"):
        tw.retail.extend("shop", rows={"customers": 5})
    one = tw.retail.extend("shop")

    @one.table
    def products(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.relabel("category", {"Cars": "Autos"})

    with pytest.raises(ArgumentError, match=r"labels='Cars' is no word of products\.category"):
        one(rows=10)
    two = tw.retail.extend("shop")

    @two.table
    def line_items(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.replace("product_id", 5)

    with pytest.raises(DeclarationError, match="is a key"):
        two(rows=10)
