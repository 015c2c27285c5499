"""Accounts: type, opening date, customer and balance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
    digits,
    greatest,
    least,
    lift,
    lookup,
    when,
    word,
)
from tablewright.sampling import StratifiedBlocks, normal
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.feistel import coprime
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.sampling.quantiles import curve, exponential
from tablewright.sampling.stratified_blocks import fair_order
from tablewright.spec import Column, Date, Decimal, Fields, ForeignKey, Int64, Table, Text, Window
from tablewright.tables.financial.customers import RISKS, TABLE, Customers, Households, wealth
from tablewright.tables.financial.openings import Openings

FIRST_ID = 1_000_000
FIRST_CUSTOMER = 500_000
TYPES = ("Checking", "Savings", "Investment", "Retirement", "Credit Card", "Loan")
CHECKING, SAVINGS, INVESTMENT, RETIREMENT, CARD, LOAN = range(6)
_TYPE_SHARES = (30, 25, 20, 10, 10, 5)
STATUSES = ("Active", "Dormant", "Closed")
ACTIVE, DORMANT, CLOSED, EMPTY = range(4)
_STATUS_SHARES = (0.85, 0.10, 0.05)
CURRENCIES = ("USD", "EUR", "GBP", "JPY")
USD, EUR, GBP, JPY = range(4)
_CURRENCY_SHARES = (40, 15, 10, 5)
"""Of accounts other than Investment and Retirement, which are all USD: 70/15/10/5 % in all."""
YEN = 150
"""Yen to the dollar."""
BLOCK = 400
"""Accounts of a block: all blocks have the same classes."""
_CHUNK = 20
_FIRST_TYPES = (INVESTMENT, CHECKING, SAVINGS, CARD, RETIREMENT, LOAN)
"""Types of the first rows, all Active and in USD, so that trades and payments exist at any size."""
_MEDIANS = (3_000, 6_000, 40_000, 87_000, 2_700, 18_000)
_SIGMAS = (600, 1800, 1600, 1400, 1100, 1000)
"""Medians and thousandths of log-standard deviations by type (SCF 2022)."""
_LEASTS = (600_00, 1_00, 1_00, 1_00, 1_00, 1_00)
"""Cents: a checking account that pays the least visits needs so much."""
_DORMANT_SHIFT = -1_000_000
"""A dormant account has a lower balance: its median is 37 % of the type's."""
_EMPTY_CARDS = 0.10
_MOST_BALANCE = 10_000_000
_TURNS = (7_368_787, 5_495_219, 3_628_273)
"""Arbitrary multipliers that scatter digits."""
_CHECK = tuple(sum(divmod(2 * (pair % 10), 10)) + pair // 10 for pair in range(100))
"""Two digits' part of a Luhn sum, of which the right one is doubled."""


@dataclass(frozen=True)
class Card:
    """What a slot of a block is dealt; the status counts only for accounts old enough."""

    type: int
    currency: int
    status: int = ACTIVE
    empty: bool = False

    @property
    def trait(self) -> int:
        """What may bar an account of this slot from being used."""
        return EMPTY if self.empty else self.status


@dataclass(frozen=True)
class Accounts:
    """Accounts at a bank or broker, in opening order."""

    rows: int
    window: Window

    @cached_property
    def _fields(self) -> Fields:
        return Fields("financial.accounts", self.rows)

    @cached_property
    def openings(self) -> Openings:
        """When accounts are opened."""
        return Openings(self.rows, self.window)

    @cached_property
    def deck(self) -> tuple[Card, ...]:
        """The cards of a block, by slot."""
        old = self.openings.old_share
        shares = [1 - sum(_STATUS_SHARES[1:]) / old, *(s / old for s in _STATUS_SHARES[1:])]
        quotas = largest_remainders(list(_TYPE_SHARES), BLOCK)
        piles = [_pile(kind, quota, shares) for kind, quota in enumerate(quotas)]
        return tuple(piles[kind].pop(0) for kind in fair_order(quotas, list(_FIRST_TYPES), _CHUNK))

    @cached_property
    def _roster(self) -> StratifiedBlocks:
        return StratifiedBlocks("financial.accounts", "class", self.rows, BLOCK, known_end=True)

    @property
    def block(self) -> int:
        """Accounts of a block."""
        return BLOCK

    def row(self, block: Expr, slot: Expr) -> Expr:
        """The account of a block that is dealt a slot's card."""
        return self._roster.row(block, slot)

    @cached_property
    def slot(self) -> Field:
        """The slot of the block, whose card it is dealt."""
        return self._fields("slot", self._roster.slot(Row()))

    def _dealt(self, of: Callable[[Card], int], slot: Expr) -> Expr:
        return lookup([of(card) for card in self.deck], slot)

    @cached_property
    def kind(self) -> Field:
        """The number of the account's type."""
        return self._fields("kind", self._dealt(lambda card: card.type, self.slot))

    @cached_property
    def money(self) -> Field:
        """The number of the currency."""
        return self._fields("money", self._dealt(lambda card: card.currency, self.slot))

    @cached_property
    def state(self) -> Field:
        """The number of the status: Dormant and Closed only if opened a year before the window."""
        dealt = self._dealt(lambda card: card.status, self.slot)
        return self._fields("state", when(Row() < self.openings.old, dealt).otherwise(ACTIVE))

    @cached_property
    def opened(self) -> Field:
        """The day on which it was opened."""
        return self._fields("open_date", self.openings.day(Row()))

    @cached_property
    def rank(self) -> Field:
        """What the balance would rank at, whatever the risk."""
        return self._fields("wealth", Draw())

    @cached_property
    def wealth(self) -> Field:
        """The rank of the balance among accounts of the type."""
        return self._fields("wealth by risk", wealth(self.rank, self.risk))

    @cached_property
    def balance(self) -> Field:
        """In hundredths; owed on cards and loans. 0 if Closed, whole yen in JPY."""
        shift = when(self.state.eq(DORMANT), _DORMANT_SHIFT).otherwise(0)
        middles = [round(math.log(median) * 10**6) for median in _MEDIANS]
        spread = curve(normal(), self.wealth) * lookup(_SIGMAS, self.kind) // 1000
        log = lookup(middles, self.kind) + spread + shift
        held = least(exponential(log, 0, math.log(_MOST_BALANCE), 100), _MOST_BALANCE * 100)
        held = greatest(held, lookup(_LEASTS, self.kind))
        held = when(self.money.eq(JPY), held * YEN // 100 * 100).otherwise(held)
        empty = self.state.eq(CLOSED) | self._dealt(lambda card: card.trait, self.slot).eq(EMPTY)
        return self._fields("balance", when(empty, 0).otherwise(held))

    @cached_property
    def households(self) -> Households:
        """The customers and their accounts."""
        deck = self.deck
        return Households(
            self._roster,
            tuple(card.type for card in deck),
            tuple(card.currency for card in deck),
            self.openings.ready // BLOCK,
        )

    @cached_property
    def customers(self) -> Customers:
        """What is the same for all accounts of a customer."""
        return Customers(self.households)

    @cached_property
    def holder(self) -> Field:
        """The number of the customer, from 0."""
        return self._fields("holder", self.households.customer(Row(), self.slot))

    @cached_property
    def risk(self) -> Field:
        """The number of the customer's risk rating."""
        return self._fields("risk", self.customers.risk.at(self.holder))

    @cached_property
    def unrated(self) -> Field:
        """Whether the customer's rating is not known."""
        return self._fields("unrated", self.customers.unrated.at(self.holder))

    @cached_property
    def _number(self) -> Expr:
        """Scattered digits, of which the first is not 0, and their Luhn digit."""
        width = max(11, len(str(max(0, self.rows - 1) * 10 // 9)))
        low_span = 10 ** (width // 2)
        high_span = 9 * 10 ** (width - width // 2 - 1)
        # Each half is turned by a multiple of the other: a bijection of their pairs.
        high, low = Row() // low_span, Row() % low_span
        for turn in _TURNS:
            high = (high + low * turn + turn) % high_span
            low = (low + high * turn + turn) % low_span
        body = self._fields("number", (high_span // 9 + high) * low_span + low)
        check: Expr = lift(0)
        for pair in range((width + 1) // 2):
            check = check + lookup(_CHECK, body // 100**pair % 100)
        return digits(body * 10 + (1000 - check) % 10, width + 1)

    @cached_property
    def table(self) -> Table:
        """The declaration."""
        f = self._fields
        columns = (
            Column(f("account_id", Row() + FIRST_ID), Int64(), "1,000,000 + row"),
            Column(
                f("customer_id", self.holder + FIRST_CUSTOMER),
                Int64(),
                "500,000 + customer; 80 % have 1 account, 16 % 2, 4 % 3 or 4; those of several a "
                "checking account",
            ),
            Column(
                f("account_number", self._number),
                Text(),
                "12 scattered digits, the last the Luhn digit of the others",
            ),
            Column(
                f("account_type", word(TYPES, self.kind)),
                Text(),
                "Checking 30, Savings 25, Investment 20, Retirement 10, Credit Card 10, Loan 5 %",
            ),
            Column(
                f("status", word(STATUSES, self.state)),
                Text(),
                "Active 85, Dormant 10, Closed 5 %, the last two only a year before the window",
            ),
            Column(self.opened, Date(), "weekdays of ten years, 6 % more each; rises with the id"),
            Column(
                self.balance,
                Decimal(15, 2),
                "log-normal by type (SCF 2022); owed on cards (10 % nothing) and loans; "
                "less if Dormant, 0 if Closed; JPY x150 and whole",
            ),
            Column(
                f("currency", word(CURRENCIES, self.money)),
                Text(),
                "Investment and Retirement USD; others USD 57, EUR 21, GBP 14, JPY 7 %; one for "
                "all accounts of a customer",
            ),
            Column(
                f("risk_rating", word(RISKS, self.risk)),
                Text(),
                "the customer's: Low 60, Medium 30, High 10 %; 1 % null",
                null_when=self.unrated,
            ),
        )
        return Table(
            "financial.accounts",
            self.rows,
            columns,
            primary_key="account_id",
            unique=("account_number",),
            foreign_keys=(ForeignKey("customer_id", TABLE, "customer_id"),),
            doc="Accounts of a bank and broker, in the order in which they were opened.",
        )


def _pile(kind: int, quota: int, status_shares: Sequence[float]) -> list[Card]:
    """The cards of a type: statuses spread over currencies; the first is Active and in USD."""
    usd_only = kind in (INVESTMENT, RETIREMENT)
    many = [quota, 0, 0, 0] if usd_only else largest_remainders(list(_CURRENCY_SHARES), quota)
    currencies = [money for money, count in enumerate(many) for _ in range(count)]
    states = [
        s for s, n in enumerate(largest_remainders(list(status_shares), quota)) for _ in range(n)
    ]
    step = coprime(quota)
    cards = [Card(kind, money, states[i * step % quota]) for i, money in enumerate(currencies)]
    if kind == CARD:
        plain = [i for i, card in enumerate(cards) if card.status == ACTIVE]
        for i in plain[:: round(1 / _EMPTY_CARDS)]:
            cards[i] = Card(kind, cards[i].currency, ACTIVE, empty=True)
    mixed = [cards[i] for i in shuffled(quota, kind)]
    first = next(i for i, card in enumerate(mixed) if not card.trait and card.currency == USD)
    return [mixed.pop(first), *mixed]
