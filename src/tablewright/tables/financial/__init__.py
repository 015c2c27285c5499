"""Financial: customers and accounts of a bank and broker, trades and bank transactions."""

from __future__ import annotations

from tablewright.errors import ArgumentError
from tablewright.spec import (
    Declaration,
    DeclaredStream,
    DeclaredTables,
    Sizes,
    WorldOptions,
    remembered,
)
from tablewright.tables.financial.accounts import BLOCK, Accounts
from tablewright.tables.financial.bank import Bank
from tablewright.tables.financial.changes import CHANGES
from tablewright.tables.financial.customers import customers_in_blocks
from tablewright.tables.financial.entries import entries
from tablewright.tables.financial.market import Market
from tablewright.tables.financial.people import customers
from tablewright.tables.financial.rules import EXPECTATIONS, INVARIANTS
from tablewright.tables.financial.streams import stream
from tablewright.tables.financial.trades import trades

_CLUSTER_ROWS = {
    "customers": 80_000,
    "accounts": 100_000,
    "trades": 1_000_000,
    "transactions": 1_000_000,
}


def _customers(sizes: Sizes) -> int:
    return customers_in_blocks(sizes["accounts"], BLOCK)


def tables(sizes: Sizes, options: WorldOptions) -> DeclaredTables:
    """The four tables, for some sizes; the customers are those of the accounts."""
    window = options.window
    market = Market(window)
    if sizes["trades"] and not market.sessions:
        raise ArgumentError(
            f"start_date={window.start} to end_date={window.end} has no session of the exchange "
            f"for {sizes['trades']:,} trades; give a window with one, or no trades"
        )
    accounts = Accounts(sizes["accounts"], window)
    bank = Bank(accounts, sizes["transactions"], window)
    return DeclaredTables(
        (
            customers(accounts),
            accounts.table,
            trades(sizes["trades"], accounts, market),
            entries(bank),
        ),
        notes=(bank.note,) if bank.rows else (),
    )


INDUSTRY = Declaration(
    name="financial",
    doc="A bank and broker: accounts, what they trade, what moves through them.",
    main="accounts",
    default_rows={"customers": 8_000, "accounts": 10_000, "trades": 50_000, "transactions": 50_000},
    cluster_rows=_CLUSTER_ROWS,
    demo_rows=_CLUSTER_ROWS,
    floor={"accounts": 20},
    derived={"customers": _customers},
    tables=remembered(tables),
    streams={"transactions": DeclaredStream("accounts", stream)},
    changes={"accounts": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
)
