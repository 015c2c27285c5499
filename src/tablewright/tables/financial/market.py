"""The exchange: its sessions, and the price of each symbol at every moment.

There is one market: prices are the same for every seed, as trades at the same moment must agree.
So are its busy days.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from tablewright.calendars import DayTypeTimes
from tablewright.calendars.day_types import DAY
from tablewright.ops import Expr, Interpolation, below, clip, least, lookup, weighted_by
from tablewright.sampling.quantiles import exponential
from tablewright.spec import Window
from tablewright.tables.financial.calendar import is_session, is_short_session, is_third_friday
from tablewright.tables.financial.noise import day_noise
from tablewright.tables.financial.returns import normals, returns
from tablewright.tables.financial.shares import YEAR, Symbol, traded, within_year

PRICE_UNIT = 10_000
FACTORS = (30, 10, 25)
"""Tenths of the volume factor: before 11, before 15, and until 16 o'clock."""
_HALF_HOURS = (*[0] * 19, *[30] * 3, *[10] * 8, *[25] * 2, *[0] * 16)
_SHORT = (*_HALF_HOURS[:26], *[0] * 22)
_HALF_HOUR = DAY // 48
_OPEN = 19 * _HALF_HOUR
_SESSIONS_A_YEAR = 252
_MOST_DRAWS = 10 * _SESSIONS_A_YEAR
"""Steps of a path after which the same come again: it keeps near its line however long it is."""
_KNOT_BITS = 16
_MILLION = 10**6
_OVERNIGHT = 0.3
"""The share of a day's change that happens while the exchange is closed, or more; see `_gaps`."""
_VOLUME = 0.16
"""How many more trades of a share there are on a day that moves it by a standard deviation."""
_OWN_VOLUME, _LEAST_VOLUME = 0.2, 0.3
"""The deviation of its trades for other reasons; and what it has of them at least."""
_SPREAD = 400
"""The spread of simultaneous trades, in millionths of the price, either way."""
_SHAPES, _SHAPE_KNOTS = 16, 33
_WOBBLE = 0.8
"""The standard deviation of what a price does within a session besides following its path, as a
share of the daily one."""
_DAILY_RANGE = 0.218
"""The most that the logarithm of a price may move on a day: below log(1.25), with a margin for
rounding to cents."""
_LOW, _HIGH = 5, 5_000


@dataclass(frozen=True)
class Market:
    """Sessions of a window, and prices in them."""

    window: Window

    @cached_property
    def symbols(self) -> tuple[Symbol, ...]:
        """The shares that are traded."""
        return traded(self.window)

    @cached_property
    def _dates(self) -> tuple[dt.date, ...]:
        return _days(self.window)

    @cached_property
    def _opened(self) -> tuple[bool, ...]:
        return tuple(is_session(date) for date in self._dates)

    @property
    def sessions(self) -> int:
        """How many days of the window have a session."""
        return sum(self._opened)

    @cached_property
    def _path_window(self) -> Window:
        """The days that prices are laid over: a window of 2024 is a part of that year."""
        return YEAR if within_year(self.window) else self.window

    @cached_property
    def _before(self) -> int:
        """Sessions of the path before the window."""
        return sum(
            is_session(date) for date in _days(self._path_window) if date < self.window.start
        )

    def times(self, rows: int) -> DayTypeTimes:
        """When trades happen: half as many again on third Fridays, most at both ends of a day."""
        busy, session = [sum(volumes) for volumes in self._volumes], 0
        mean = rows / max(1, self.sessions)
        weights = []
        for date, opened in zip(self._dates, self._opened, strict=True):
            weight = _hours(date) * busy[session % len(busy)] * day_noise(date, mean, "trades")
            weights.append(weight if opened else 0.0)
            session += opened
        kinds = tuple(int(is_short_session(date)) for date in self._dates)
        return DayTypeTimes(
            self.window, rows, tuple(weights), kinds, (_HALF_HOURS, _SHORT), tick=1_000
        )

    def share(self, day: Expr) -> Expr:
        """The number of a share that is traded on a day: more where its price moves.

        Draws in the current field.
        """
        return weighted_by(self._volumes, self._session(day) % len(self._volumes))

    @cached_property
    def _volumes(self) -> list[list[float]]:
        """By session, until they come again, and share: the weight of its trades.

        Every share has as many as the others in all.
        """
        count = max(1, min(self.sessions, _MOST_DRAWS))
        moves = self._returns
        unrest = [normals(30_000 + share, count) for share in range(len(moves))]
        sizes = [
            [
                1
                + _VOLUME * abs(of[(self._before + k - 1) % len(of)])
                + max(_LEAST_VOLUME - 1, _OWN_VOLUME * own[k])
                for of, own in zip(moves, unrest, strict=True)
            ]
            for k in range(count)
        ]
        opened = itertools.compress(self._dates, self._opened)
        hours = [_hours(date) for date in itertools.islice(opened, count)] or [1]
        whole = [
            sum(hour * row[share] for hour, row in zip(hours, sizes, strict=True)) / sum(hours)
            for share in range(len(moves))
        ]
        return [[size / all_ for size, all_ in zip(row, whole, strict=True)] for row in sizes]

    def _session(self, day: Expr) -> Expr:
        """The number of a day's session in the window."""
        return lookup([max(0, n - 1) for n in itertools.accumulate(self._opened)], day)

    def price(self, symbol: Expr, day: Expr, time: Expr) -> Expr:
        """The price of a symbol on a day of the window, in 1/10,000.

        Draws the place between bid and ask in the current field.

        Parameters
        ----------
        time : Expr
            Microseconds since midnight.
        """
        number = self._session(day) + self._before
        length = 13 * _HALF_HOUR
        passed = clip(time - _OPEN, 0, length - 1) // 1000 * 2**_KNOT_BITS // (length // 1000)
        gaps, rest = self._gaps
        place = number * 2**_KNOT_BITS + lookup(gaps, symbol)
        place = place + passed * lookup(rest, symbol) // 2**_KNOT_BITS
        place = least(place, self._knots * 2**_KNOT_BITS - 1)
        path = Interpolation(self._paths, _KNOT_BITS, place, symbol, len(self.symbols))
        shape = (number * 7 + symbol * 3) % _SHAPES
        wobble = Interpolation(_wobbles(), _KNOT_BITS - 5, passed, shape, _SHAPES)
        log = (
            path
            + wobble * lookup(self._swings, symbol) // _MILLION
            + below(2 * _SPREAD + 1, "spread")
            - _SPREAD
        )
        return exponential(log, math.log(_LOW), math.log(_HIGH), PRICE_UNIT)

    @cached_property
    def _knots(self) -> int:
        """Sessions of the path."""
        return max(1, sum(is_session(date) for date in _days(self._path_window)))

    @property
    def _deviations(self) -> list[float]:
        """The standard deviation of a step of each path: its share of a year's volatility."""
        return [symbol.volatility / math.sqrt(_SESSIONS_A_YEAR) for symbol in self.symbols]

    @cached_property
    def _returns(self) -> tuple[tuple[float, ...], ...]:
        """What each share does on the days of the path, until the same comes again."""
        return returns(len(self.symbols), min(max(1, self._knots - 2), _MOST_DRAWS))

    @cached_property
    def _paths(self) -> tuple[int, ...]:
        """The logarithm of each symbol's price after every session: a bridge.

        It keeps to its ends in the first and the last session.
        """
        knots: list[int] = []
        steps = self._knots
        inner = max(1, steps - 2)
        for symbol, deviation, moves in zip(
            self.symbols, self._deviations, self._returns, strict=True
        ):
            first, last = math.log(symbol.first), symbol.last(self._path_window)
            walk = _walk(moves, inner)
            for step in range(steps + 1):
                at = min(max(step - 1, 0), inner) if steps > 2 else step
                share = at / (inner if steps > 2 else steps)
                noise = deviation * (walk[at] - share * walk[inner]) if steps > 2 else 0.0
                knots.append(round((first + (last - first) * share + noise) * _MILLION))
        return tuple(knots)

    @cached_property
    def _swings(self) -> list[int]:
        """How far each price may stray within a session, in millionths."""
        return [round(_WOBBLE * deviation * _MILLION) for deviation in self._deviations]

    @cached_property
    def _gaps(self) -> tuple[list[int], list[int]]:
        """Of each knot, the part before the opening, and the part between opening and close.

        They make up the whole step, so that a path has its own value at each close. Where it moves
        so much that a day would exceed the daily range, more of the movement falls in the night.
        """
        gaps, rest = [], []
        size = self._knots + 1
        widest = max(map(abs, _wobbles())) / _MILLION
        for number, swing in enumerate(self._swings):
            path = self._paths[number * size : (number + 1) * size]
            largest = max(1, *(abs(b - a) for a, b in itertools.pairwise(path))) / _MILLION
            free = _DAILY_RANGE - 2 * (swing * widest + _SPREAD) / _MILLION
            by_day = min(1 - _OVERNIGHT, free / largest)
            rest.append(int(by_day * 2**_KNOT_BITS))
            gaps.append(2**_KNOT_BITS - rest[-1])
        return gaps, rest


def _days(window: Window) -> tuple[dt.date, ...]:
    return tuple(window.start + dt.timedelta(days=day) for day in range(window.days))


def _hours(date: dt.date) -> int:
    """How many trades a session has: by its length, and for options that expire."""
    hours = sum(_SHORT if is_short_session(date) else _HALF_HOURS)
    return hours * (3 if is_third_friday(date) else 2)


def _walk(moves: Sequence[float], steps: int) -> list[float]:
    """Sums of numbers, which come again where they are too few."""
    return list(itertools.accumulate(itertools.islice(itertools.cycle(moves), steps), initial=0.0))


@cache
def _wobbles() -> tuple[int, ...]:
    """Shapes of a day: bridges from 0 to 0 with a standard deviation of 1/2 at noon."""
    shapes: list[int] = []
    steps = _SHAPE_KNOTS - 1
    for number in range(_SHAPES):
        walk = _walk(normals(1000 + number, steps), steps)
        bridge = [(walk[k] - k / steps * walk[-1]) / math.sqrt(steps) for k in range(steps + 1)]
        shapes.extend(round(value * _MILLION) for value in bridge)
    return tuple(shapes)
