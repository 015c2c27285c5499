"""The schedule: what is due when, for accounts with a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tablewright.sampling.ledgers import Stream
from tablewright.spec import Window
from tablewright.tables.financial.accounts import CARD, CHECKING, LOAN, SAVINGS
from tablewright.tables.financial.acts import (
    DEPOSIT,
    FEE,
    INTEREST,
    PAYMENT,
    TRANSFER_IN,
    TRANSFER_OUT,
)
from tablewright.tables.financial.calendar import is_bank_day, is_last_workday, is_month_end

EARNED, FEES, PAY, OUT, IN, AWAY, RENT, ENERGY, PHONE, INSTALMENT, REPAYMENT = range(11)
"""Scheduled streams, in their order within a day."""
STREAMS = (
    *(INTEREST, FEE, DEPOSIT, TRANSFER_OUT, TRANSFER_IN, TRANSFER_OUT),
    *(PAYMENT, PAYMENT, PAYMENT, PAYMENT, TRANSFER_IN),
)
"""Of each, the type of its entries."""
SAVED = 80
"""Of a month's income, the thousandths that a standing order saves."""
_RENT, _ENERGY, _PHONE = 280, (52, 50, 44, 38, 34, 32, 33, 34, 36, 40, 46, 51), 20
_WEEKS = (500, 500, 504, 496, 498, 502)
_FRIDAYS = (461, 461, 464, 458, 459, 463)
_MONTHS = (1000, 1000, 1004, 996, 998, 1002)
"""Pay in turn, in thousandths of the income of a month."""
PARTS, LEGS, MONTHS, QUARTERS = 1, 2**26, 2**38, 2**50
"""A number holds what scheduled entries add up to: thousandths, standing orders, months of
interest and quarters with a fee."""
_PAYDAYS = (0, 1, 0, 2, 3, 0, 1, 2)
"""Who is paid twice a month, every other Friday (of two kinds), once a month."""


class Seat(NamedTuple):
    """An account of every block that has a ledger."""

    slot: int
    kind: int
    money: int
    turn: int
    """Its number among customers, from which its days follow."""
    partner: int = -1
    """The seat of the same customer that standing orders go to or come from, or -1."""
    shift: int = 0
    """How many blocks further that lies."""


@dataclass(frozen=True)
class Schedule:
    """What is due when.

    Parameters
    ----------
    seats : tuple of Seat
        The accounts of a block that have a ledger.
    window : Window
        The days of the entries.
    """

    seats: tuple[Seat, ...]
    window: Window

    @cached_property
    def dates(self) -> list[dt.date]:
        """The days of the window."""
        return [self.window.start + dt.timedelta(days=day) for day in range(self.window.days)]

    @cached_property
    def streams(self) -> tuple[Stream, ...]:
        """Scheduled entries, in their order within a day."""

        def monthly(days: Sequence[int], *kinds: int, paired: bool = False) -> Stream:
            wheel = tuple(
                seat.turn % len(days)
                if seat.kind in kinds and (seat.partner >= 0 or not paired)
                else -1
                for seat in self.seats
            )
            return Stream(wheel, tuple(on[day] for day in days))

        on = {
            day: tuple(n for n, d in enumerate(self.dates) if d.day == day) for day in range(1, 29)
        }
        ends = tuple(n for n, day in enumerate(self.dates) if is_month_end(day))
        quarters = tuple(n for n in ends if self.dates[n].month % 3 == 0)
        years = tuple(n for n in ends if self.dates[n].month == 12)
        often = {SAVINGS: 0, CARD: 1, LOAN: 1}
        earned = tuple(often.get(seat.kind, 2) for seat in self.seats)
        charged = tuple(0 if seat.kind != SAVINGS else -1 for seat in self.seats)
        paid = tuple(
            _PAYDAYS[seat.turn % len(_PAYDAYS)] if seat.kind == CHECKING else -1
            for seat in self.seats
        )
        standing = (3, 6, 9, 12, 17, 20, 24, 27)
        return (
            Stream(earned, (ends or (self.window.days - 1,), quarters, years)),
            Stream(charged, (quarters,)),
            Stream(paid, self._paydays()),
            monthly(standing, CHECKING, paired=True),
            monthly(standing, SAVINGS, paired=True),
            monthly((4, 11, 19, 26), CHECKING),
            monthly((1, 2, 3, 5), CHECKING),
            monthly((7, 10, 16, 22), CHECKING),
            monthly((8, 14, 18, 25), CHECKING),
            monthly((1, 5, 10, 20), LOAN),
            monthly((2, 9, 16, 23), CARD),
        )

    def _paydays(self) -> tuple[tuple[int, ...], ...]:
        def back(n: int) -> int:
            while n > 0 and not is_bank_day(self.dates[n]):
                n -= 1
            return n

        days = list(enumerate(self.dates))
        twice = {back(n) for n, d in days if d.day == 15 or is_last_workday(d)}
        fridays = [
            tuple(n for n, d in days if d.weekday() == 4 and d.toordinal() // 7 % 2 == odd)
            for odd in (0, 1)
        ]
        once = {back(n) for n, d in days if d.day == 25}
        return tuple(sorted(twice)), *fridays, tuple(sorted(once))

    def amounts(self, seat: int, away: int, repaid: int) -> list[Sequence[int]]:
        """By stream, what its entries add for a seat, in turn.

        Parameters
        ----------
        away, repaid : int
            Thousandths of a month's income that go to another bank, and of what is owed on a card
            that are repaid.
        """
        kind, pay = self.seats[seat].kind, _PAYDAYS[self.seats[seat].turn % len(_PAYDAYS)]
        first = self.window.start.month - 1
        energy = [-part for part in (*_ENERGY[first:], *_ENERGY[:first])]
        months = {SAVINGS: 1, CARD: 3, LOAN: 3}.get(kind, 12)
        return [
            (months * MONTHS,),
            (QUARTERS,),
            (_WEEKS, _FRIDAYS, _FRIDAYS, _MONTHS)[pay],
            (LEGS,),
            (LEGS,),
            (-away,),
            (-_RENT,),
            energy,
            (-_PHONE,),
            (-1000,),
            (-repaid,),
        ]


def parts_of(number: int) -> tuple[int, int, int]:
    """Thousandths, standing orders and months of interest of what is scheduled."""
    parts = (number + LEGS // 2) % LEGS - LEGS // 2
    rest = (number - parts) // LEGS
    return parts, rest % 2**12, rest // 2**12 % 2**12
