"""Retail: customers, products, transactions with their line items, and inventory."""

from __future__ import annotations

from tablewright.sampling.apportionment import Apportionment, geometric_sizes
from tablewright.spec import Declaration, DeclaredTables, Sizes, WorldOptions
from tablewright.tables.retail.catalogue import Catalogue
from tablewright.tables.retail.changes import CHANGES
from tablewright.tables.retail.customers import Customers
from tablewright.tables.retail.inventory import inventory
from tablewright.tables.retail.rules import EXPECTATIONS, INVARIANTS
from tablewright.tables.retail.sales import sales
from tablewright.tables.retail.stores import Stores

_LANES = 16
_CLUSTER_ROWS = {
    "customers": 100_000,
    "products": 10_000,
    "transactions": 1_000_000,
    "line_items": 3_000_000,
    "inventory": 500_000,
}


def tables(sizes: Sizes, options: WorldOptions) -> DeclaredTables:
    """The five tables, for some sizes."""
    window, locale = options.window, options.locale
    baskets = Apportionment(
        "retail.transactions",
        "basket",
        sizes["transactions"],
        sizes["line_items"],
        geometric_sizes,
        ("n_line_items", f"n_transactions={sizes['transactions']:,}"),
    )
    stores = Stores(locale)
    customers = Customers(sizes["customers"], window, locale, stores)
    # A power of two, so that the catalogue stays the same for all common basket sizes.
    lanes = max(_LANES, 1 << max(0, baskets.most - 1).bit_length())
    catalogue = Catalogue(sizes["products"], window, lanes)
    transactions, line_items = sales(baskets, customers, catalogue, stores, window)
    made = (
        customers.table,
        catalogue.table,
        transactions,
        line_items,
        inventory(sizes["inventory"], catalogue, stores, window),
    )
    return DeclaredTables(made, {"max_lines": baskets.most})


INDUSTRY = Declaration(
    name="retail",
    doc="A chain of 51 stores: who buys what, where, when and for how much.",
    main="customers",
    default_rows={
        "customers": 10_000,
        "products": 5_000,
        "transactions": 50_000,
        "line_items": 150_000,
        "inventory": 50_000,
    },
    cluster_rows=_CLUSTER_ROWS,
    demo_rows={**_CLUSTER_ROWS, "line_items": 4_000_000},
    floor={"customers": 20, "products": 20},
    tables=tables,
    changes={"customers": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
)
