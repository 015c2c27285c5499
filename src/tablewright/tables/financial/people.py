"""The table of customers."""

from __future__ import annotations

from tablewright.ops import Draw, Row, SearchSorted, least, when, word
from tablewright.ops.random import DRAW_BITS
from tablewright.sampling.quantiles import quantile
from tablewright.spec import Column, Date, Fields, Int32, Int64, Table, Text
from tablewright.tables.financial.accounts import CARD, CURRENCIES, FIRST_CUSTOMER, Accounts
from tablewright.tables.financial.customers import RISKS, TABLE

SEGMENTS = ("Retail", "Premier", "Private")
_SEGMENT_ENDS = (0.75, 0.95)
_AGES = tuple(18 + (cell * (1_100 + cell) * 62) // (1_024 * 2_124) for cell in range(1_025))
"""Ages at joining: from 18 to 80, more of them young."""
_YEAR_DAYS = (400, 146_097)


def customers(accounts: Accounts) -> Table:
    """The customers of accounts; as many as those have."""
    found = accounts.households
    f = Fields(TABLE, found.count)
    # Accounts are numbered in the order of opening.
    first = f("first account", least(*(found.account(Row(), place) for place in range(4))))
    joined = f("joined", accounts.openings.day(first))
    main = f("main account", found.account(Row(), 0))
    edges = tuple(round(end * 2**DRAW_BITS) for end in _SEGMENT_ENDS)
    # A large debt does not make a customer wealthy.
    owed = accounts.kind.at(main) >= CARD
    standing = f("standing", when(owed, Draw()).otherwise(accounts.wealth.at(main)))
    segment = SearchSorted(edges, standing)
    year = 1970 + joined * _YEAR_DAYS[0] // _YEAR_DAYS[1]
    return Table(
        TABLE,
        found.count,
        (
            Column(f("customer_id", Row() + FIRST_CUSTOMER), Int64(), "500,000 + row"),
            Column(
                f("birth_year", year - quantile(_AGES, "age")),
                Int32(),
                "18 to 80 years before joining, more of them young",
            ),
            Column(
                f("segment", word(SEGMENTS, segment)),
                Text(),
                "Retail 75, Premier 20, Private 5 %, by what the first account holds",
            ),
            Column(
                f("risk_rating", word(RISKS, accounts.customers.risk)),
                Text(),
                "Low 60, Medium 30, High 10 %; 1 % null",
                null_when=accounts.customers.unrated,
            ),
            Column(
                f("home_currency", word(CURRENCIES, found.home(Row()))),
                Text(),
                "that of the first account, and of all others",
            ),
            Column(joined, Date(), "the day on which the first account was opened"),
        ),
        primary_key="customer_id",
        doc="Customers of a bank and broker: as many as the accounts have.",
    )
