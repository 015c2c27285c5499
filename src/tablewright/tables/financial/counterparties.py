"""With whom: merchants of payments, employers of deposits, banks of transfers.

All names are invented. A few merchants have most of the customers, and an account returns to those
that it knows.
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

from tablewright.ops import (
    Expr,
    Field,
    SearchSorted,
    below,
    chance,
    concat,
    weighted,
    weighted_by,
    when,
    word,
)
from tablewright.spec import Fields
from tablewright.tables.financial import transaction_times as acts

TABLE = "financial.transactions"
_STEMS = ("Alder", "Bram", "Corv", "Dun", "Ell", "Farn", "Gray", "Hol", "Ives", "Kirk")
_ENDS = ("field", "ford", "gate", "ham", "ley", "mark", "port", "stone", "well", "wick")
NAMES = tuple(stem + end for stem, end in itertools.product(_STEMS, _ENDS))
_KINDS = {
    "Coffee": ("Coffee Shops", (30, 4, 0, 0, 0)),
    "Bakery": ("Bakeries", (14, 4, 0, 0, 0)),
    "Parking": ("Parking", (12, 2, 0, 0, 0)),
    "Transit": ("Public Transport", (14, 4, 1, 0, 0)),
    "Lunch Bar": ("Fast Food", (20, 8, 0, 0, 0)),
    "Kitchen": ("Restaurants", (4, 22, 10, 3, 0)),
    "Fuel": ("Fuel", (2, 20, 8, 0, 0)),
    "Market": ("Groceries", (12, 34, 30, 6, 0)),
    "Pharmacy": ("Pharmacies", (6, 12, 6, 1, 0)),
    "Books": ("Books", (3, 6, 2, 0, 0)),
    "Cinema": ("Entertainment", (2, 6, 3, 0, 0)),
    "Mobile": ("Telecommunication", (0, 8, 12, 2, 0)),
    "Energy": ("Utilities", (0, 2, 20, 20, 4)),
    "Outfitters": ("Clothing", (0, 6, 16, 10, 2)),
    "Hardware": ("Home Improvement", (0, 4, 10, 14, 8)),
    "Electronics": ("Electronics", (0, 1, 6, 16, 18)),
    "Dental": ("Health", (0, 0, 6, 14, 14)),
    "Insurance": ("Insurance", (0, 0, 6, 18, 12)),
    "Travel": ("Travel", (0, 0, 3, 16, 34)),
    "Furniture": ("Furniture", (0, 0, 1, 10, 22)),
}
"""Of a kind of merchant: its category, and how common it is by the worth of a payment."""
_BANDS = (10_00, 60_00, 250_00, 1_000_00)
CATEGORIES = tuple(category for category, _ in _KINDS.values())
_KNOWN, _HABITS = 0.55, 4
"""The share of payments at an account's usual merchants, and how many of each kind it has."""
_POPULAR = [1 / ((rank + 0.45) * math.sqrt(math.sqrt(rank + 0.45))) for rank in range(50)]
"""Customers of the merchants of a kind, by rank: a tenth of them has three quarters."""
_EMPLOYERS = ("Logistics", "Foods", "Engineering", "Schools", "Clinics", "Retail Group", "Software")
_BANKS = ("Savings Bank", "Credit Union", "Trust", "Bank")
_LENDER = "Loan Servicing"


class Parties(NamedTuple):
    """Columns of a transaction."""

    name: Expr
    category: Expr
    """The number of the merchant's category."""
    at_merchant: Expr
    """Whether it was paid to a merchant."""


def parties(
    f: Fields, act: Expr, worth: Expr, account: Field, loan: Expr, channel: Expr
) -> Parties:
    """With whom a transaction is.

    Parameters
    ----------
    worth : Expr
        In cents of a dollar.
    account : Field
        Whose it is.
    loan : Expr
        Whether that is a loan.
    """
    rows = [[weights[band] for _, weights in _KINDS.values()] for band in range(len(_BANDS) + 1)]
    kind = f("kind of merchant", weighted_by(rows, SearchSorted(_BANDS, worth)))
    habit = (account * len(_KINDS) + kind) * _HABITS + below(_HABITS, "habit")
    usual = Field(TABLE, "usual merchant", _popular()).at(habit)
    shop = when(chance(_KNOWN, "known"), usual).otherwise(_popular())
    # The most popular of a kind have different names.
    shop = (shop + kind * 37) % len(NAMES)
    merchant = concat(word(NAMES, shop), " ", word(tuple(_KINDS), kind))
    own = Field(TABLE, "own parties", below(len(NAMES) * len(_EMPLOYERS))).at(account)
    boss, trade = own % len(NAMES), own // len(NAMES)
    employer = concat(word(NAMES, boss), " ", word(_EMPLOYERS, trade))
    bank = concat(
        word(NAMES, below(len(NAMES), "bank")),
        " ",
        word(_BANKS, weighted((3, 2, 1, 4), "kind of bank")),
    )
    transfer = act.eq(acts.TRANSFER_IN) | act.eq(acts.TRANSFER_OUT)
    cash = when(channel.eq(acts.ATM), 0).when(channel.eq(acts.BRANCH), 1).otherwise(2)
    name = (
        when(act.eq(acts.PAYMENT) & ~loan, merchant)
        .when(act.eq(acts.PAYMENT), _LENDER)
        .when(transfer, bank)
        .when(act.eq(acts.DEPOSIT) & cash.eq(2), employer)
        .otherwise(word(("Cash machine", "Branch", "Transfer"), cash))
    )
    return Parties(name, kind, act.eq(acts.PAYMENT) & ~loan)


def _popular() -> Expr:
    """A merchant of a kind, by rank."""
    return weighted(_POPULAR, "popular")
