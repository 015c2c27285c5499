"""Times, types and channels of bank transactions.

Every type has days of its own (paydays, first days, ends of months) and every channel its hours;
the weight of a moment is the sum of all, and type and channel given the moment follow by Bayes.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from tablewright.calendars import DayTypeTimes
from tablewright.ops import Expr, lookup, weighted_by
from tablewright.spec import Window
from tablewright.tables.financial.calendar import is_bank_day, is_last_workday, is_month_end
from tablewright.tables.financial.noise import day_noise

TYPES = ("Deposit", "Withdrawal", "Transfer In", "Transfer Out", "Payment", "Fee", "Interest")
DEPOSIT, WITHDRAWAL, TRANSFER_IN, TRANSFER_OUT, PAYMENT, FEE, INTEREST = range(7)
CHANNELS = ("Online", "Mobile", "ATM", "Branch", "Wire")
ONLINE, MOBILE, ATM, BRANCH, WIRE = range(5)
_BOOKED = len(CHANNELS)
"""Fees and interest have no channel: the bank books them in the evening."""
_CHANNEL_SHARES = (
    (11.25, 30, 18.75, 40, 0),
    (10, 0, 65, 25, 0),
    (48.4, 36.6, 0, 0, 15),
    (45.5, 34.5, 0, 5, 15),
    (54.6, 41.4, 0, 4, 0),
)
_HOURS = (
    *(28, 18, 9, 6, 8, 16, 32, 52, 72, 88, 96, 100, 106, 100, 94, 92, 100),
    *(124, 140, 144, 136, 112, 78, 48),
)
"""Transactions by hour of day (PaySim: most in the evening, fewest before dawn)."""
_WIRE_PULL = (0.8, 1.1, 1.9)
"""How much likelier a transfer is a wire, by risk of its account; 1 on average."""
_SHUT, _SATURDAY, _OFFICE, _LATE, _EVENING = range(5)
_UNIT = 10**12
_ALWAYS = (ONLINE, MOBILE, ATM)
_USED = {
    _SHUT: _ALWAYS,
    _SATURDAY: (*_ALWAYS, BRANCH),
    _OFFICE: (*_ALWAYS, BRANCH, WIRE),
    _LATE: (*_ALWAYS, WIRE),
    _EVENING: (*_ALWAYS, _BOOKED),
}
"""The channels that are used in each part of a day; within them all keep to `_HOURS`."""

DayKind: TypeAlias = tuple[int, bool, bool, bool]
"""Sunday or holiday 0, Saturday 1, workday 2; whether payday; of the first five; month's end."""


@dataclass(frozen=True)
class TransactionTimes:
    """Times, types and channels of transactions in a window.

    Parameters
    ----------
    window : Window
        The days.
    weights : tuple of float
        The share of each type of transaction; 0 for types that no account supports.
    """

    window: Window
    weights: tuple[float, ...]

    @cached_property
    def _days(self) -> tuple[DayKind, ...]:
        dates = [self.window.start + dt.timedelta(days=day) for day in range(self.window.days)]
        ends = [is_month_end(date) for date in dates]
        # A window without the end of a month closes its books on its last day.
        ends[-1] = ends[-1] or not any(ends)
        return tuple(
            (
                2 if is_bank_day(date) else int(date.weekday() == 5),
                date.day in (1, 15) or is_last_workday(date),
                date.day <= 5,
                end,
            )
            for date, end in zip(dates, ends, strict=True)
        )

    @cached_property
    def _kinds(self) -> tuple[DayKind, ...]:
        return tuple(sorted(set(self._days)))

    @cached_property
    def _scales(self) -> list[list[float]]:
        """By type and channel: its share of all transactions over the weight of its moments."""
        masses: dict[tuple[DayKind, int], int] = dict.fromkeys(
            itertools.product(self._kinds, range(_BOOKED + 1)), 0
        )
        for kind, hour in itertools.product(self._kinds, range(24)):
            for channel in _USED[_part(kind, hour)]:
                masses[kind, channel] += self._days.count(kind) * _HOURS[hour]
        scales = []
        for number, weight in enumerate(self.weights):
            sums = [
                sum(masses[kind, channel] * _pace(number, kind) for kind in self._kinds)
                for channel in range(_BOOKED + 1)
            ]
            # Channels that are never open leave their share to the others.
            shares = [s if total else 0.0 for s, total in zip(_shares(number), sums, strict=True)]
            whole = sum(shares) or 1.0
            scales.append(
                [
                    weight * share / whole / (total or 1.0)
                    for share, total in zip(shares, sums, strict=True)
                ]
            )
        return scales

    def _type_weights(self, kind: DayKind, part: int) -> list[int]:
        """How fast each type comes, in whole numbers, which add up faster than exact fractions."""
        return [
            round(_UNIT * _pace(number, kind) * sum(scales[channel] for channel in _USED[part]))
            for number, scales in enumerate(self._scales)
        ]

    def times(self, rows: int) -> DayTypeTimes:
        """The times of transactions."""
        profiles = []
        for kind in self._kinds:
            paces = [sum(self._type_weights(kind, part)) for part in _USED]
            profiles.append(tuple(paces[_part(kind, h)] * _HOURS[h] for h in range(24)))
        kinds = tuple(self._kinds.index(day) for day in self._days)
        mean = rows / len(kinds)
        days = tuple(
            sum(profiles[kind]) * day_noise(self.window.start + dt.timedelta(days=n), mean, "bank")
            for n, kind in enumerate(kinds)
        )
        return DayTypeTimes(self.window, rows, days, kinds, tuple(profiles))

    def part(self, kind: Expr, hour: Expr) -> Expr:
        """Which channels are used at an hour of a kind of day."""
        return lookup(
            [_part(day, h) for day, h in itertools.product(self._kinds, range(24))],
            kind * 24 + hour,
        )

    def type(self, kind: Expr, part: Expr) -> Expr:
        """The type of a transaction, given the kind and the part of the day."""
        rows = [
            _some(self._type_weights(day, number))
            for day, number in itertools.product(self._kinds, _USED)
        ]
        return weighted_by(rows, kind * len(_USED) + part)

    def channel(self, part: Expr, type_: Expr, risk: Expr) -> Expr:
        """The channel of a transaction, given when it is, its type and the account's risk."""
        rows = [
            self._channel_weights(number, act, pull)
            for number, act, pull in itertools.product(_USED, range(len(TYPES)), _WIRE_PULL)
        ]
        return weighted_by(rows, (part * len(TYPES) + type_) * len(_WIRE_PULL) + risk)

    def _channel_weights(self, part: int, number: int, pull: float) -> Sequence[float]:
        weights = [
            scale if channel in _USED[part] else 0.0
            for channel, scale in enumerate(self._scales[number][:_BOOKED])
        ]
        wire, rest = weights[WIRE], sum(weights) - weights[WIRE]
        if wire and rest:
            pulled = min(1.0, wire / (wire + rest) * pull)
            weights = [weight / rest * (1 - pulled) for weight in weights]
            weights[WIRE] = pulled
        return _some(weights)


def _some(weights: Sequence[float]) -> Sequence[float]:
    """The weights, or even ones where nothing can be drawn anyway."""
    return weights if any(weights) else [1] * len(weights)


def _shares(number: int) -> tuple[float, ...]:
    """The shares of a type's channels, and of none."""
    booked = number in (FEE, INTEREST)
    return (*[0.0] * _BOOKED, 1.0) if booked else (*_CHANNEL_SHARES[number], 0.0)


def _pace(number: int, kind: DayKind) -> float:
    """How much a day has of a type."""
    _, payday, first, end = kind
    if number == DEPOSIT:
        return 3.0 if payday else 1.0
    if number == PAYMENT:
        return 1.5 if first else 1.0
    return float(end) if number == INTEREST else 1.0


def _part(kind: DayKind, hour: int) -> int:
    """On workdays branches are open from 9 to 17 and wires until 18, on Saturdays branches from 9
    to 13; fees and interest are booked from 18."""
    if hour >= 18:
        return _EVENING
    if kind[0] == 2 and hour >= 9:
        return _OFFICE if hour < 17 else _LATE
    return _SATURDAY if kind[0] == 1 and 9 <= hour < 13 else _SHUT
