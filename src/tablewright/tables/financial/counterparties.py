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
    Roll,
    SearchSorted,
    below,
    chance,
    concat,
    lookup,
    parts,
    weighted,
    weighted_by,
    when,
    word,
)
from tablewright.spec import Fields
from tablewright.tables.financial.acts import PAYMENT, TRANSFER_IN, TRANSFER_OUT
from tablewright.tables.financial.schedule import (
    AWAY,
    ENERGY,
    IN,
    INSTALMENT,
    OUT,
    PAY,
    PHONE,
    RENT,
    REPAYMENT,
    STREAMS,
)

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
CATEGORIES = (*(category for category, _ in _KINDS.values()), "Housing")
_KNOWN, _HABITS = 0.55, 4
"""The share of payments at an account's usual merchants, and how many of each kind it has."""
_POPULAR = [1 / ((rank + 0.45) * math.sqrt(math.sqrt(rank + 0.45))) for rank in range(50)]
"""Customers of the merchants of a kind, by rank: a tenth of them has three quarters."""
_FEW = 50_000
_STEEP = [1 / ((rank + 0.3) * math.sqrt(rank + 0.3)) for rank in range(50)]
"""Of fewer entries than that, the first merchants have more: where few people live, few sell."""
_LANDLORDS = 8, 500
"""Landlords at least, and entries by landlord."""
_EMPLOYERS = ("Logistics", "Foods", "Engineering", "Schools", "Clinics", "Retail Group", "Software")
_BANKS = ("Savings Bank", "Credit Union", "Trust", "Bank")
_PLAIN = ("Cash machine", "Branch", "Transfer", "Loan Servicing")
"""Without a name of their own."""
_REGULAR = ("Payroll", "Savings Transfer", "Homes", "Energy", "Mobile", "Card Payment")
_ENDS_OF_NAMES = (*_KINDS, *_EMPLOYERS, *_BANKS, *_REGULAR, *_PLAIN)
_CASH, _AT_BRANCH, _BY_TRANSFER, _LENDER = map(_ENDS_OF_NAMES.index, _PLAIN)
_OF_STREAMS = {
    PAY: ("Payroll", -1),
    OUT: ("Savings Transfer", -1),
    IN: ("Savings Transfer", -1),
    AWAY: ("Trust", -1),
    RENT: ("Homes", CATEGORIES.index("Housing")),
    ENERGY: ("Energy", CATEGORIES.index("Utilities")),
    PHONE: ("Mobile", CATEGORIES.index("Telecommunication")),
    INSTALMENT: ("Loan Servicing", -1),
    REPAYMENT: ("Card Payment", -1),
}


class Parties(NamedTuple):
    """Columns of a transaction."""

    name: Expr
    category: Expr
    """The number of the merchant's category."""
    at_merchant: Expr
    """Whether it was paid to a merchant."""


def parties(
    f: Fields, act: Expr, stream: Expr, worth: Expr, account: Expr, channel: Expr, rows: int
) -> Parties:
    """With whom a transaction is.

    Parameters
    ----------
    stream : Expr
        Of scheduled ones, the stream; that after the last for visits.
    worth : Expr
        In cents of a dollar.
    account : Expr
        Whose it is.
    rows : int
        How many there are.
    """
    few, known, rank, which, bank = parts("parties", 16, 12, 16, 2, 5)
    shares = [[weights[band] for _, weights in _KINDS.values()] for band in range(len(_BANDS) + 1)]
    kind = f("kind of merchant", weighted_by(shares, SearchSorted(_BANDS, worth), few))
    visited = stream.eq(len(STREAMS))
    paid = act.eq(PAYMENT) & visited
    # Streams have the habits of kinds that come after the merchants'.
    number = when(visited, kind).otherwise(
        len(_KINDS) + lookup([OUT if n == IN else n for n in range(len(STREAMS) + 1)], stream)
    )
    habit = (account * (len(_KINDS) + len(STREAMS)) + number) * _HABITS
    habit = habit + when(visited, below(_HABITS, which)).otherwise(0)
    usual = Field(TABLE, "usual party", popular("usual", rows)).at(habit)
    again = ~visited | (paid & chance(_KNOWN, known))
    stem = when(again, usual).otherwise(popular(rank, rows))
    # Landlords are many, suppliers regional; the popular merchants of each kind differ in name.
    least, each = _LANDLORDS
    landlord = account % max(least, min(len(NAMES), rows // each))
    local = when(stream.eq(RENT), landlord).when(stream.eq(ENERGY), account % 2 * 23).otherwise(0)
    stem = (stem + number * 37 + local) % len(NAMES)
    last = [_OF_STREAMS.get(n, (_PLAIN[2], -1)) for n in range(len(STREAMS) + 1)]
    transfer = act.eq(TRANSFER_IN) | act.eq(TRANSFER_OUT)
    way = lookup((_BY_TRANSFER, _BY_TRANSFER, _CASH, _AT_BRANCH, _BY_TRANSFER), channel)
    banks = _ENDS_OF_NAMES.index(_BANKS[0]) + weighted((3, 2, 1, 4), bank)
    end = (
        when(~visited, lookup([_ENDS_OF_NAMES.index(name) for name, _ in last], stream))
        .when(paid, kind)
        .when(transfer, banks)
        .otherwise(way)
    )
    plain = end >= len(_ENDS_OF_NAMES) - len(_PLAIN)
    name = concat(
        word((*(f"{each} " for each in NAMES), ""), when(plain, len(NAMES)).otherwise(stem)),
        word(_ENDS_OF_NAMES, end),
    )
    category = when(visited, kind).otherwise(lookup([max(0, each) for _, each in last], stream))
    regular = lookup([int(each >= 0) for _, each in last], stream).eq(1)
    return Parties(name, category, paid | regular)


def popular(roll: Roll | str, rows: int) -> Expr:
    """A merchant of a kind, by rank."""
    return weighted(_STEEP if rows < _FEW else _POPULAR, roll)
