"""Investors: who trades how often, and which order sells what an earlier one bought."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tablewright.ops import Draw, Expr, Field, Row, least, lookup
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.ledgers import Ledgers
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.spec import Fields
from tablewright.tables.financial.accounts import ACTIVE, INVESTMENT, RETIREMENT, Accounts
from tablewright.xxh64 import hash_pair

TABLE = "financial.trades"
_ACTIVITY = {8: 10, 3: 10, 1: 55, 0: 25}
"""Percent of investors by how often they trade: a tenth makes half of the trades."""
BUSY = 8
_PATTERNS, _LENGTH, _SELLS = 16, 20, 9
_QUICK = 0.5
"""The share of sales that sell what was bought last."""


class Trade(NamedTuple):
    """What a trade is: fields of the table."""

    account: Field
    busy: Field
    """1 if the account is one of those that trade most."""
    sells: Expr
    """1 if it sells, 0 if it buys."""
    bought: Field
    """The trade that bought what this one sells; itself if it buys."""


@dataclass(frozen=True)
class Investors:
    """Accounts that trade: Active Investment and Retirement accounts from before the window.

    Parameters
    ----------
    accounts : Accounts
        All accounts.
    rows : int
        Trades.
    """

    accounts: Accounts
    rows: int

    @property
    def _units(self) -> int:
        """Blocks of accounts that were opened before the window."""
        return self.accounts.openings.ready // self.accounts.block

    @cached_property
    def _slots(self) -> list[int]:
        """The slots of investors; of the first block those before the window, if none is whole."""
        known = self.accounts.block if self._units else max(1, self.accounts.openings.ready)
        investing = (INVESTMENT, RETIREMENT)
        deck = enumerate(self.accounts.deck[:known])
        return [slot for slot, card in deck if card.type in investing and card.status == ACTIVE]

    @cached_property
    def _ledgers(self) -> Ledgers:
        many = len(self._slots)
        counts = largest_remainders(list(_ACTIVITY.values()), many)
        dealt = [
            times for times, count in zip(_ACTIVITY, counts, strict=True) for _ in range(count)
        ]
        activity = [dealt[place] for place in shuffled(many, many)]
        if not any(activity):
            activity = [1] * many
        units = max(1, self._units)
        return Ledgers(TABLE, units, (), tuple(activity), (max(1, self.rows),))

    def trade(self, f: Fields) -> Trade:
        """What the current row is."""
        ledgers, units = self._ledgers, max(1, self._units)
        unit, seat, number = ledgers.visited(least(Row(), max(0, self.rows - 1)))
        unit, seat, number = f("unit", unit), f("seat", seat), f("number of trade", number)
        row = self.accounts.row(least(unit, units - 1), lookup(self._slots, seat))
        account = f("account", least(row, max(0, self.accounts.rows - 1)))
        pattern = Field(TABLE, "habit", Draw()).at(account) % _PATTERNS
        backs = [back for each in _patterns() for back in each]
        back = f("trades since bought", lookup(backs, pattern * _LENGTH + number % _LENGTH))
        bought = ledgers.visit(unit, seat, number - least(back, number))
        busy = f("busy", lookup([int(times == BUSY) for times in ledgers.activity], seat))
        sells = least(back, 1)
        return Trade(account, busy, sells, f("bought", least(bought, max(0, self.rows - 1))))


def _patterns() -> list[list[int]]:
    """Successions of trades: of each, how many trades ago the account bought what it sells.

    0 is a purchase. Nothing is sold twice, and sales keep pace with their share.
    """
    return [_pattern(number) for number in range(_PATTERNS)]


def _pattern(number: int) -> list[int]:
    held: list[int] = []
    backs: list[int] = []
    sold = 0
    for place in range(_LENGTH):
        draw = hash_pair(700 + number, place) % 2**20 / 2**20
        late = _SELLS * (place + 1) / _LENGTH - sold
        if held and (late >= 1 or (late > 0.2 and draw < late)):
            at = len(held) - 1 if draw * 7 % 1 < _QUICK else int(draw * 31 % 1 * len(held))
            backs.append(place - held.pop(at))
            sold += 1
        else:
            held.append(place)
            backs.append(0)
    return backs
