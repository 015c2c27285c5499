"""The agenda: when orders are scheduled, which of them are planned, and the snapshot time."""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tablewright.calendars.seasonal import CELL_BITS, SHARE_BITS, inverse
from tablewright.ops import (
    Expr,
    Interpolation,
    SearchSorted,
    greatest,
    least,
    lift,
    lookup,
    when,
)
from tablewright.spec import Window

MINUTE = 60_000_000
DAY = 1440
"""Minutes; times of maintenance are whole minutes since 1970-01-01."""
_GRAIN = 5
_OPENS, _CLOSES = 6 * 60, 18 * 60
_WORK = (0.6, 1.2, 1.4, 1.3, 1.2, 1.0, 0.7, 1.0, 1.1, 1.0, 0.8, 0.7)
"""Hours from 06 to 18, in which work is planned."""
_BUSY, _QUIET = 12_000, 612
"""The weight of twelve such hours, and of twelve others, in which only breakdowns are seen to."""
_AHEAD = _BUSY + _QUIET * 9 // 5
"""The weight of a day's working hours after the snapshot: others have no orders then."""
_DECK = 1024
PLANNED = (563, 516)
"""Of 1,024 orders in working hours, how many are Preventive: before the snapshot, and after, where
there are more others in their place. So as many are Preventive on any day."""


def snapshot(window: Window) -> int:
    """The minute at which all tables are looked at: 92 % of the window have passed."""
    return window.first_day * DAY + window.days * DAY * 92 // 100


class _Stretch(NamedTuple):
    """A stretch of time: working hours of a day, or the hours up to the next."""

    start: int
    minutes: int
    working: bool
    weight: int


class Place(NamedTuple):
    """An order: its row, its stretch of time, and how many of working hours come before."""

    row: Expr
    stretch: Expr
    worked: Expr


@dataclass(frozen=True)
class Agenda:
    """Orders in the order of time: Monday to Friday from 06 to 18, and what breaks otherwise.

    Orders of working hours are Preventive or not, in a fixed ratio; the others never are. After
    the snapshot only working hours have orders. So rows are two sequences, merged: both ways
    between a row and its place in one of them are closed forms.

    Parameters
    ----------
    window : Window
        The days.
    rows : int
        Orders in all.
    machines : callable
        How many machines there are on a day (since 1970): work grows with them.
    """

    window: Window
    rows: int
    machines: Callable[[int], int]

    @cached_property
    def snapshot(self) -> int:
        """The minute at which all tables are looked at."""
        return snapshot(self.window)

    @cached_property
    def _cut(self) -> int:
        """The first minute at which an order is still to come."""
        return self.snapshot // _GRAIN * _GRAIN + _GRAIN

    @cached_property
    def _stretches(self) -> list[_Stretch]:
        found: list[_Stretch] = []
        for number in range(self.window.days):
            day = self.window.first_day + number
            weekday = (self.window.start + dt.timedelta(days=number)).weekday() < 5
            there = max(1, self.machines(day))
            for begin, end in ((0, _OPENS), (_OPENS, _CLOSES), (_CLOSES, DAY)):
                for start, stop in self._parts(day * DAY + begin, day * DAY + end):
                    working = weekday and begin == _OPENS
                    each = (_AHEAD if start >= self._cut else _BUSY) if working else _QUIET
                    if start >= self._cut and not working:
                        each = 0
                    last = found[-1] if found else None
                    weight = each * (stop - start) * there
                    if (
                        last
                        and not working
                        and not last.working
                        and (last.weight > 0) == (each > 0)
                    ):
                        longer = last.minutes + stop - start
                        found[-1] = _Stretch(last.start, longer, False, last.weight + weight)
                    else:
                        found.append(_Stretch(start, stop - start, working, weight))
        return found

    def _parts(self, start: int, stop: int) -> list[tuple[int, int]]:
        if start < self._cut < stop:
            return [(start, self._cut), (self._cut, stop)]
        return [(start, stop)]

    @cached_property
    def _clock(self) -> tuple[int, ...]:
        """The minute of the working hours by which a share of their orders has come."""
        return inverse(_WORK, _CLOSES - _OPENS, 2**CELL_BITS)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """The first order of each stretch, and the end."""
        sums = list(itertools.accumulate((s.weight for s in self._stretches), initial=0))
        return tuple((self.rows * part + sums[-1] // 2) // sums[-1] for part in sums)

    @cached_property
    def _working(self) -> tuple[int, ...]:
        """How many orders of working hours there are before each stretch, and in all."""
        sizes = (
            (stop - start) * stretch.working
            for stretch, (start, stop) in zip(
                self._stretches, itertools.pairwise(self._starts), strict=True
            )
        )
        return tuple(itertools.accumulate(sizes, initial=0))

    @cached_property
    def _first_ahead(self) -> int:
        """The number of the first stretch after the snapshot."""
        return sum(stretch.start < self._cut for stretch in self._stretches)

    @cached_property
    def now(self) -> int:
        """How many orders are scheduled by the snapshot."""
        return self._starts[self._first_ahead]

    @property
    def _turn(self) -> tuple[int, int]:
        """Orders of working hours by the snapshot, and how many of them are Preventive."""
        worked = self._working[self._first_ahead]
        return worked, worked * PLANNED[0] // _DECK

    def _planned_before(self, worked: int) -> int:
        turn, planned = self._turn
        if worked <= turn:
            return worked * PLANNED[0] // _DECK
        return planned + (worked - turn) * PLANNED[1] // _DECK

    @cached_property
    def planned(self) -> int:
        """Preventive orders in all."""
        return self._planned_before(self._working[-1])

    @property
    def unplanned(self) -> int:
        """The other orders."""
        return self.rows - self.planned

    @cached_property
    def planned_now(self) -> int:
        """Preventive orders by the snapshot."""
        return self._turn[1]

    @property
    def unplanned_now(self) -> int:
        """Other orders by the snapshot."""
        return self.now - self.planned_now

    # Tables are made once: equal ones would be different constants of a plan.
    @cached_property
    def _first(self) -> tuple[int, ...]:
        """The first order of each stretch."""
        return self._starts[:-1]

    @cached_property
    def _later(self) -> tuple[int, ...]:
        """The first order of each stretch but the first."""
        return self._starts[1:-1]

    @cached_property
    def _first_worked(self) -> tuple[int, ...]:
        """How many orders of working hours there are before each stretch."""
        return self._working[:-1]

    @cached_property
    def _later_worked(self) -> tuple[int, ...]:
        return self._working[1:-1]

    @cached_property
    def _unplanned_first(self) -> tuple[int, ...]:
        """How many orders that are not Preventive there are before each stretch."""
        return tuple(
            start - self._planned_before(worked)
            for start, worked in zip(self._first, self._first_worked, strict=True)
        )

    @cached_property
    def _unplanned_later(self) -> tuple[int, ...]:
        return self._unplanned_first[1:]

    @cached_property
    def _unplanned_worked(self) -> tuple[int, ...]:
        """How many of them are of working hours."""
        return tuple(worked - self._planned_before(worked) for worked in self._first_worked)

    @cached_property
    def _off_first(self) -> tuple[int, ...]:
        """How many orders of other hours there are before each stretch."""
        return tuple(a - b for a, b in zip(self._first, self._first_worked, strict=True))

    @cached_property
    def _off_later(self) -> tuple[int, ...]:
        return self._off_first[1:]

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        return tuple(max(1, b - a) for a, b in itertools.pairwise(self._starts))

    @cached_property
    def _minutes(self) -> tuple[int, ...]:
        return tuple(stretch.minutes for stretch in self._stretches)

    @cached_property
    def _begin(self) -> tuple[int, ...]:
        return tuple(stretch.start for stretch in self._stretches)

    @cached_property
    def _works(self) -> tuple[int, ...]:
        """0, 1 for working hours, 2 for all of them of a day."""
        full = _CLOSES - _OPENS
        return tuple(
            int(stretch.working) * (1 + (stretch.minutes == full)) for stretch in self._stretches
        )

    def works(self, stretch: Expr) -> Expr:
        """Whether a stretch is of working hours."""
        return lookup(self._works, stretch) > 0

    def planned_before(self, worked: Expr) -> Expr:
        """How many Preventive orders there are among the first of working hours."""
        turn, planned = self._turn
        past = greatest(worked - turn, 0)
        early = least(worked, turn) * PLANNED[0] // _DECK
        return clipped(
            when(past > 0, planned + past * PLANNED[1] // _DECK).otherwise(early), self.planned
        )

    def place(self, row: Expr) -> Place:
        """Where an order is."""
        stretch = SearchSorted(self._later, row)
        past = when(self.works(stretch), row - lookup(self._first, stretch)).otherwise(0)
        worked = clipped(lookup(self._first_worked, stretch) + past, self._working[-1])
        return Place(row, stretch, worked)

    def of_planned(self, number: Expr) -> Place:
        """Where a Preventive order is."""
        turn, planned = self._turn
        past = number - planned
        early = ((number + 1) * _DECK + PLANNED[0] - 1) // PLANNED[0] - 1
        late = turn + ((greatest(past, 0) + 1) * _DECK + PLANNED[1] - 1) // PLANNED[1] - 1
        return self.of_worked(when(past < 0, early).otherwise(late))

    def of_worked(self, worked: Expr) -> Place:
        """Where an order of working hours is."""
        stretch = SearchSorted(self._later_worked, worked)
        row = lookup(self._first, stretch) + worked - lookup(self._first_worked, stretch)
        return Place(clipped(row, self.rows - 1), stretch, worked)

    def of_unplanned(self, number: Expr) -> Place:
        """Where another order is."""
        stretch = SearchSorted(self._unplanned_later, number)
        past = greatest(number - lookup(self._unplanned_first, stretch), 0)
        off = lookup(self._first, stretch) + past
        # Among orders of working hours, what is not Preventive comes in a fixed ratio too.
        turn, planned = self._turn
        other = lookup(self._unplanned_worked, stretch) + past
        beyond = greatest(other - (turn - planned), 0)
        early = least(other, turn - planned) * _DECK // (_DECK - PLANNED[0])
        late = turn + beyond * _DECK // (_DECK - PLANNED[1])
        ahead = stretch >= self._first_ahead
        worked = when(ahead, late).otherwise(early)
        before, works = lookup(self._first_worked, stretch), self.works(stretch)
        on = lookup(self._first, stretch) + worked - before
        row = clipped(when(works, on).otherwise(off), self.rows - 1)
        return Place(row, stretch, when(works, worked).otherwise(before))

    def minute(self, place: Place, jitter: Expr | int = 0) -> Expr:
        """When an order is scheduled; without a jitter, the minute before which it is not."""
        row, stretch, _ = place
        past = greatest(row - lookup(self._first, stretch), 0)
        point = past * 2**SHARE_BITS + jitter
        share = least(point // lookup(self._sizes, stretch), 2**SHARE_BITS - 1)
        busy = Interpolation(self._clock, SHARE_BITS - CELL_BITS, share, lift(0))
        even = share * lookup(self._minutes, stretch) // 2**SHARE_BITS
        inside = when(lookup(self._works, stretch).eq(2), busy).otherwise(even)
        return (lookup(self._begin, stretch) + inside) // _GRAIN * _GRAIN

    def of_turn(self, turn: Expr, in_hours: Expr) -> tuple[Place, Expr]:
        """Where an order of working hours, or of other hours, is by its number; if it exists."""
        worked, most = self._working[-1], self.rows - self._working[-1]
        on, off = clipped(turn, worked - 1), clipped(turn, most - 1)
        at = self.of_worked(on)
        stretch = SearchSorted(self._off_later, off)
        row = clipped(
            lookup(self._first, stretch) + off - lookup(self._off_first, stretch), self.rows - 1
        )
        place = Place(
            when(in_hours, at.row).otherwise(row),
            when(in_hours, at.stretch).otherwise(stretch),
            on,
        )
        return place, turn < when(in_hours, worked).otherwise(most)

    def rows_by(self, minute: int) -> int:
        """How many orders are scheduled by a minute for sure, nearly as many as there are."""
        low, high = 0, self.rows
        while low < high:
            row = (low + high + 1) // 2
            if self.minute_of(row) <= minute:
                low = row
            else:
                high = row - 1
        return low

    def planned_by(self, minute: int) -> int:
        """How many Preventive orders are scheduled by a minute for sure."""
        return self._planned_upto(self.rows_by(minute))

    def row_before(self, worked: int) -> int:
        """The row of an order of working hours, known beforehand."""
        stretch = min(bisect_right(self._working[1:-1], worked), len(self._stretches) - 1)
        return self._starts[stretch] + worked - self._working[stretch]

    def minute_of(self, row: int) -> int:
        """The minute before which a row does not fall, nearly exactly."""
        stretch = bisect_right(self._starts[1:-1], row)
        first, stop = self._starts[stretch], self._starts[stretch + 1]
        inside: int
        start, minutes, working, _ = self._stretches[stretch]
        share = min(max(row - first, 0) * 2**SHARE_BITS // max(1, stop - first), 2**SHARE_BITS - 1)
        if working and minutes == _CLOSES - _OPENS:
            cell, rest = divmod(share, 2 ** (SHARE_BITS - CELL_BITS))
            low, high = self._clock[cell : cell + 2]
            inside = low + (high - low) * rest // 2 ** (SHARE_BITS - CELL_BITS)
        else:
            inside = share * minutes // 2**SHARE_BITS
        return (start + inside) // _GRAIN * _GRAIN

    def planned_row(self, number: int) -> int:
        """The row of a Preventive order, known beforehand."""
        turn, planned = self._turn
        if number < planned:
            worked = -(-(number + 1) * _DECK // PLANNED[0]) - 1
        else:
            worked = turn - (-(number - planned + 1) * _DECK // PLANNED[1]) - 1
        return self.row_before(worked)

    def unplanned_row(self, number: int) -> int:
        """About the row of another order, known beforehand: at or before it."""
        low, high = 0, self.rows
        while low < high:
            row = (low + high) // 2
            if row - self._planned_upto(row) < number:
                low = row + 1
            else:
                high = row
        return max(0, low)

    def _planned_upto(self, row: int) -> int:
        """How many of the rows before one are Preventive."""
        stretch = bisect_right(self._starts[1:-1], row)
        past = (row - self._starts[stretch]) * self._stretches[stretch].working
        return self._planned_before(self._working[stretch] + past)


def clipped(value: Expr, most: int) -> Expr:
    """A number from 0 to ``most``, so that its range is known."""
    return least(greatest(value, 0), max(0, most))
