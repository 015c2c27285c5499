"""Retail: customers, products, stores, transactions with their line items, and inventory."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tablewright.data.load import customs
from tablewright.sampling.apportionment import Apportionment, geometric_sizes
from tablewright.spec import Declaration, DeclaredTables, Sizes, WorldOptions, remembered
from tablewright.tables.retail.catalogue import Catalogue
from tablewright.tables.retail.chain import TRAITS, Chain
from tablewright.tables.retail.changes import CHANGES
from tablewright.tables.retail.customers import Customers
from tablewright.tables.retail.expectations import expectations
from tablewright.tables.retail.inventory import inventory
from tablewright.tables.retail.rules import INVARIANTS
from tablewright.tables.retail.sales import sales
from tablewright.tables.retail.stores import Stores

_CLUSTER_ROWS = {
    "customers": 100_000,
    "products": 10_000,
    "transactions": 1_000_000,
    "line_items": 3_000_000,
    "inventory": 500_000,
}


def tables(chain: Chain, sizes: Sizes, options: WorldOptions) -> DeclaredTables:
    """The six tables of a chain, for some sizes."""
    window, locale = options.window, options.locale
    baskets = Apportionment(
        "retail.transactions",
        "basket",
        sizes["transactions"],
        sizes["line_items"],
        geometric_sizes,
        ("n_line_items", f"n_transactions={sizes['transactions']:,}"),
    )
    stores = Stores(locale, chain, sizes["stores"])
    customers = Customers(sizes["customers"], window, locale, stores)
    lanes = Catalogue.lanes_for(sizes["products"], len(chain.categories), baskets.most)
    catalogue = Catalogue(sizes["products"], window, lanes, chain, locale)
    transactions, line_items = sales(baskets, customers, catalogue, stores, window)
    made = (
        customers.table,
        catalogue.table,
        stores.table(sizes["stores"], window),
        transactions,
        line_items,
        inventory(sizes["inventory"], catalogue, stores, window, sizes["line_items"]),
    )
    currency = customs(locale).currency
    facts: dict[str, int | float | str] = {
        "max_lines": baskets.most,
        "currency": currency.code,
        "smallest_amount": currency.smallest / 100,
        "price_scale": currency.scale,
    }
    return DeclaredTables(made, facts)


def declaration(chain: Chain | None = None) -> Declaration:
    """The dataset of a chain; of the usual one if it is not given."""
    one = chain or Chain()
    # A product is in a store at most once.
    stocked = {"inventory": min(50_000, 5_000 * one.stores), "stores": one.stores}
    cluster = {
        **_CLUSTER_ROWS,
        "inventory": min(500_000, 10_000 * one.stores),
        "stores": one.stores,
    }
    return Declaration(
        name="retail",
        doc=f"A chain of {one.stores} stores: who buys what, where, when and for how much.",
        main="customers",
        default_rows={
            "customers": 10_000,
            "products": 5_000,
            "transactions": 50_000,
            "line_items": 150_000,
            **stocked,
        },
        cluster_rows=cluster,
        demo_rows={**cluster, "line_items": 4_000_000},
        floor={"customers": 20, "products": 20},
        fixed=("stores",),
        tables=remembered(partial(tables, one)),
        changes={"customers": CHANGES},
        invariants=INVARIANTS,
        expectations=expectations(one),
        traits=TRAITS,
        varied=_varied,
    )


def _varied(traits: Mapping[str, object]) -> Declaration:
    """The dataset with other traits."""
    return declaration(Chain.of(traits))


INDUSTRY = declaration()
