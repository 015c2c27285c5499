"""A ready-made dataset with more columns, more tables and other words; the rest stays as it is."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import tablewright as tw
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tests.support.commands import quickly
from tests.support.feeds import fold


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

    with pytest.raises(
        ArgumentError, match=r"labels='Cars' is not an option of products\.category"
    ):
        one(rows=10)
    two = tw.retail.extend("shop")

    @two.table
    def line_items(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.replace("product_id", 5)

    with pytest.raises(DeclarationError, match="is a key"):
        two(rows=10)


TRAITS = {
    "fewer stores": {"stores": 3},
    "one store": {"stores": 1},
    "more stores than fit a table of turns": {"stores": 700},
    "stores by region": {"stores": {"CA": 4, "NY": 2}},
    "payment methods": {"payment_methods": {"iDEAL": 60, "Kids' card": 30, "Cash": 10}},
    "no cash": {"payment_methods": {"iDEAL": 60, "Card": 40}},
    "categories": {
        "categories": {
            "Books": {"share": 50, "price": 18, "cost": (50, 60), "words": ["Novel", "Atlas"]},
            "Wine": {"share": 20, "price": 12},
            "Grocery": {},
        }
    },
    "a category of fewer words": {
        "categories": {
            "Books": {"price": 9, "words": ["Novel", "Atlas", "Diary"]},
            "Toys": {"price": 9, "words": ["Kite"]},
        }
    },
    "one category": {"categories": {"Books": {}}},
    "brands": {"brands": {"Acme": 3, "Generic": 1}},
    "shares": {"discounted": 0.1, "home_store": 0.5},
}


@pytest.mark.parametrize("name", TRAITS)
def test_a_chain_with_other_traits_keeps_its_rules(name: str, tmp_path: Path) -> None:
    market = tw.retail.extend("market", traits=TRAITS[name])
    tw.write(market(rows=300, seed=3), tmp_path / "m")
    report = tw.verify(tmp_path / "m", market)
    assert report.ok, report.breaches
    assert len(report.checks) > 60


def test_traits_are_what_rows_have(tmp_path: Path) -> None:
    traits = {**TRAITS["payment methods"], **TRAITS["categories"], **TRAITS["brands"], "stores": 5}
    market = tw.retail.extend("market", traits=traits)
    world = market(rows=2_000, seed=7)
    bills, products = world["transactions"].frame(), world["products"].frame()
    assert bills["store_id"].n_unique() == world["inventory"].frame()["store_id"].n_unique() == 5
    shares = dict(bills["payment_method"].value_counts(normalize=True).iter_rows())
    assert shares["iDEAL"] == pytest.approx(0.6, abs=0.06)
    assert set(shares) == {"iDEAL", "Kids' card", "Cash"}
    assert set(products["category"]) == {"Books", "Wine", "Grocery"}
    assert set(products["brand"].drop_nulls()) == {"Acme", "Generic"}
    books = products.filter(pl.col("category") == "Books")
    assert set(books["product_name"].str.split(" ").list.last()) == {"Novel", "Atlas"}
    assert float(books["unit_price"].median()) == pytest.approx(18, abs=3)
    lines = world["line_items"].frame().join(products, on="product_id")
    sold = dict(lines["category"].value_counts(normalize=True).iter_rows())
    # Grocery keeps its own share of 24, beside 50 and 20.
    assert sold["Books"] == pytest.approx(50 / 94, abs=0.03)


def test_what_has_its_usual_traits_keeps_its_rows() -> None:
    market, theirs = tw.retail.extend("market", traits={"stores": 51}), tw.retail
    for name in theirs.tables:
        assert market(rows=50)[name].frame().equals(theirs(rows=50)[name].frame())


WRONG_TRAITS = {
    "unknown": ({"stroes": 5}, "did you mean 'stores'"),
    "no stores": ({"stores": 0}, "stores=0 is out of range"),
    "text": ({"stores": "many"}, "stores='many' is of type str"),
    "weights": ({"payment_methods": {}}, "is empty"),
    "list": ({"brands": ["Acme"]}, "not a mapping"),
    "category": ({"categories": {"Books": {"prize": 5}}}, "unknown name 'prize'"),
    "price": ({"categories": {"Books": {"price": 5_000}}}, "give 5 to 400"),
    "cost": ({"categories": {"Books": {"cost": 50}}}, "not two numbers"),
    "words": ({"categories": {"Books": {"words": "Novel"}}}, "not a list"),
    "none": ({"categories": {}}, "is empty"),
    "share": ({"discounted": 2}, "discounted=2 is not a share"),
    "no mapping": (["stores"], "not a mapping"),
}


@pytest.mark.parametrize("name", WRONG_TRAITS)
def test_wrong_traits_are_refused(name: str) -> None:
    traits, text = WRONG_TRAITS[name]
    with pytest.raises((ArgumentError, ArgumentTypeError), match=text) as caught:
        tw.retail.extend("market", traits=traits)  # type: ignore[arg-type]
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("table", ["customers", "products", "transactions", "reviews"])
def test_changes_of_an_extended_dataset_lead_to_their_state(table: str) -> None:
    world = shop()(rows=150, seed=3)
    feed = tw.changes(world, table)
    key = world[table].declared.primary_key
    events = pl.concat(feed.batches(4))
    assert feed.batch(0).select(world[table].columns).equals(world[table].frame())
    assert fold(events, key).equals(feed.state(3))
    assert events["operation"].n_unique() == 3
    for shape in ("debezium", "delta-cdf"):
        shaped = tw.changes(world, table, settings=tw.ChangeSettings(shape=shape))
        assert shaped.batch(0).height == world.rows[table]
        assert shaped.batch(2).height > 0


def test_only_what_a_dataset_has_can_be_otherwise() -> None:
    with pytest.raises(ArgumentError, match="has the unknown name 'stores'"):
        tw.iot.extend("fleet", traits={"stores": 5})
    abroad = tw.retail.extend("market", traits={"stores": {"XX": 5}})
    with pytest.raises(ArgumentError, match="has the unknown name 'XX'"):
        abroad(rows=20)


def test_describe_says_what_can_be_otherwise() -> None:
    shown = quickly("describe", "retail").stdout
    assert "payment_methods=" in shown
    assert "extend(..., traits={...})" in shown
