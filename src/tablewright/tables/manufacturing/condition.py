"""The condition of machines: how soon they break, how worn they are, whether they are worked on."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Expr,
    Field,
    Interpolation,
    Row,
    SearchSorted,
    clip,
    greatest,
    lift,
    when,
)
from tablewright.sampling import lognormal
from tablewright.sampling.quantiles import quantile
from tablewright.tables.manufacturing.jobs import COMPLETED, Job
from tablewright.tables.manufacturing.machines import (
    DECOMMISSIONED,
    IDLE,
    MOST_FAILING,
)
from tablewright.tables.manufacturing.orders import Orders, Visit
from tablewright.tables.manufacturing.rounds import GROUP
from tablewright.tables.manufacturing.sampling import TABLE, Sampling
from tablewright.tables.manufacturing.schedule import DAY, MINUTE

IDLE_NOW, OUT_OF_USE = 1, 2
_SHARE = 0.149
"""Of a faulty machine's readings, those in runs of anomalies."""
_DENSER = 6
_BEFORE = 2 * DAY
"""Minutes before a failure in which anomalies are denser."""
_CYCLES = ((160, 0.5), (48, 0.75)), ((40, 0.5), (16, 0.75))
"""Readings from one run of anomalies to the next, usually and before a failure, and the shortest
run in proportion to the mean one; the second pair if readings are an hour or more apart."""
_GOLDEN, _SILVER = 0.6180339887498949, 0.41421356237309503
"""Multiples of either, without the whole part, cover 0 to 1 evenly, and both together a square."""
_FINE = 2**16
_LEAD = (72 * 60, 0.6)
"""Median and log-sd of the minutes in which wear grows e-fold before a failure."""
_NEVER = 400 * DAY
_ENDLESS = 2**40
_CELL, _CELLS = 6, 8
WORN = 2**16
"""A machine that breaks now."""


@dataclass(frozen=True)
class Condition:
    """What readings know of orders: the machine's next failure, and the work in progress.

    Where rounds are too many to be listed, readings know nothing of them.
    """

    orders: Orders
    sampling: Sampling

    @cached_property
    def _linked(self) -> bool:
        return self.orders.rows > 0 and self.orders.visits.unplanned.listed

    def _fact(self, name: str, value: Expr) -> Field:
        return Field(TABLE, name, value, self.sampling.rows)

    @cached_property
    def machine(self) -> Field:
        """The row of the machine."""
        return self._fact("machine", self.sampling.machine)

    @cached_property
    def minute(self) -> Field:
        """When it is read."""
        return self._fact("minute", self.sampling.instant // 60_000_000)

    @cached_property
    def _beside(self) -> int:
        return self.sampling.beside

    @cached_property
    def _others(self) -> tuple[int, tuple[int, ...]]:
        """The other round under way when readings begin, and when each later one is."""
        return self._under_way(self._starts(False))

    def _under_way(self, minutes: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        first = bisect_right(minutes, self.sampling.start // MINUTE)
        return first, minutes[first : bisect_right(minutes, self.sampling.end)]

    def _starts(self, planned: bool) -> tuple[int, ...]:
        """The minute from which on each round but the first is under way."""
        agenda, visits = self.orders.agenda, self.orders.visits
        rounds = visits.planned if planned else visits.unplanned
        find = agenda.planned_row if planned else agenda.unplanned_row
        last = max(0, rounds.visits - 1)
        return tuple(agenda.minute_of(find(min(start, last))) for start in rounds.starts[1:])

    @cached_property
    def _passed(self) -> Field:
        """How many of these rounds, the one before included, the machine's group has had."""
        orders, groups = self.orders, -(-self._beside // GROUP)
        first, minutes = self._others
        number = self._fact("other round", SearchSorted(minutes, self.minute))
        visit = orders.other_visit(Row() % groups * GROUP, first + Row() // groups)
        there = when(visit.exists, Job(orders, visit).minute).otherwise(0)
        minute = Field(TABLE, "group's order", there, groups * (len(minutes) + 1))
        begun = minute.at(number * groups + self.machine // GROUP) <= self.minute
        return self._fact("passed", number + when(begun, 1).otherwise(0))

    def _span(self) -> tuple[Expr, Expr]:
        """The machine of a span's row, and the last round before it."""
        return Row() % self._beside, self._others[0] - 1 + Row() // self._beside

    def _of_span(self, name: str, value: Expr) -> Expr:
        """A fact of the machine from one order of its group to the next."""
        rows = self._beside * (len(self._others[1]) + 2)
        return Field(TABLE, name, value, rows).at(self._passed * self._beside + self.machine)

    @cached_property
    def _next(self) -> Job:
        """A span's next order; its rows are spans."""
        machine, number = self._span()
        due = self.orders.visits.decks.next(machine, number)
        return Job(self.orders, self.orders.other_visit(machine, due))

    @cached_property
    def left(self) -> Field:
        """Minutes to the machine's next failure, if nothing else is done before."""
        if not self._linked:
            return self._fact("left", lift(_NEVER))
        job = self._next
        fails = job.visit.exists & job.fails
        minute = self._of_span("fails", when(fails, job.minute).otherwise(_ENDLESS))
        return self._fact("left", clip(minute - self.minute, 0, _NEVER))

    @cached_property
    def mode(self) -> Field:
        """In which way it will fail."""
        if not self._linked:
            return self._fact("mode", lift(0))
        return self._fact("mode", self._of_span("failing mode", self._next.mode))

    @cached_property
    def wear(self) -> Field:
        """How near a failure is that sensors announce, of `WORN`."""
        if not self._linked:
            return self._fact("wear", lift(0))
        job = self._next
        lead = self.orders.drawn("lead", lambda: quantile(lognormal(*_LEAD, unit=1)))
        announced = job.visit.exists & job.announced
        lasts = self._of_span("lasts", when(announced, lead.at(job.visit.place.row)).otherwise(0))
        # exp(-left / lead), in cells of an eighth.
        past = clip(self.left * 2 ** (_CELL + 3) // greatest(lasts, 60), 0, _CELLS << (_CELL + 3))
        table = tuple(round(WORN * math.exp(-cell / 8)) for cell in range(_CELLS * 8 + 2))
        health = Interpolation(table, _CELL, past, lift(0))
        return self._fact("wear", when(lasts > 0, health).otherwise(0))

    @cached_property
    def _other_work(self) -> tuple[Expr, Expr]:
        """The minutes from which and until which the last other order was worked on."""
        machine, number = self._span()
        due = self.orders.visits.decks.last(machine, number)
        start, stop = self._work(self.orders.other_visit(machine, due))
        return self._of_span("other work from", start), self._of_span("other work until", stop)

    @cached_property
    def _planned_work(self) -> tuple[Expr, Expr]:
        """The same of the last preventive order."""
        orders, (first, minutes) = self.orders, self._under_way(self._starts(True))
        under_way = self._fact("planned round", SearchSorted(minutes, self.minute))
        machine, number = Row() % self._beside, first - 1 + Row() // self._beside
        visit = orders.planned_visit(machine, orders.visits.planned_last(machine, number))
        rows = self._beside * (len(minutes) + 2)
        values = when(visit.exists, Job(orders, visit).minute).otherwise(0), *self._work(visit)
        names = "visited", "planned work from", "planned work until"
        scheduled, begin, end = (
            Field(TABLE, name, value, rows) for name, value in zip(names, values, strict=True)
        )
        row = (under_way + 1) * self._beside + self.machine
        late = scheduled.at(row) > self.minute
        row = self._fact("last preventive", row - when(late, self._beside).otherwise(0))
        return begin.at(row), end.at(row)

    @cached_property
    def at_work(self) -> Field:
        """Whether the machine is worked on."""
        busy: Expr = lift(False)
        for start, stop in (self._other_work, self._planned_work) if self._linked else ():
            busy = busy | ((start <= self.minute) & (self.minute < stop))
        return self._fact("at work", busy & ~self.held)

    @cached_property
    def held(self) -> Field:
        """Whether the machine is in Maintenance, and has been since its newest order."""
        held = self._planned_work[1].eq(_ENDLESS) if self._linked else lift(False)
        return self._fact("held", held)

    def _work(self, visit: Visit) -> tuple[Expr, Expr]:
        """The minutes from which and until which an order was worked on; 0 if it was not."""
        job = Job(self.orders, visit)
        end = when(visit.exists & job.status.eq(COMPLETED), job.completed).otherwise(0)
        start = greatest(end - job.done_hours * 60, 0)
        return start, when(visit.exists & job.holds, _ENDLESS).otherwise(end)

    @cached_property
    def standing(self) -> Field:
        """Whether the machine runs, is Idle, or is Decommissioned and already out of use."""
        orders = self.orders
        meant = orders.machines.standing.at(self.machine)
        back = orders.retired.at(self.machine) * orders.retiring // 10**6
        out = meant.eq(DECOMMISSIONED) & (self.minute > orders.snapshot - back)
        value = when(out, OUT_OF_USE).when(meant.eq(IDLE), IDLE_NOW).otherwise(0)
        return self._fact("standing", value)

    @cached_property
    def _shares(self) -> tuple[float, float]:
        """The share of anomalies far from failures and before them, given the mean of both."""
        orders = self.orders
        each = orders.agenda.unplanned_now / max(1, orders.machines.rows)
        failures = each * MOST_FAILING / 1000
        span = orders.agenda.window.days * DAY * 92 // 100
        near = 1 - math.exp(-failures * _BEFORE / max(1, span)) if self._linked else 0.0
        usual = _SHARE / (1 + (_DENSER - 1) * near)
        dense = min(_DENSER * usual, 0.95)
        return (_SHARE - near * dense) / (1 - near) if near < 0.15 else usual, dense

    @cached_property
    def _serial(self) -> Field:
        """Where in the cycles of anomalies a reading is; faulty machines spread over a cycle."""
        (cycle, _), (dense_cycle, _) = _CYCLES[self.sampling.slow]
        rank = self.orders.machines.fault_rank.at(self.machine) % 2**20
        spread = rank * round(_GOLDEN * _FINE) % _FINE * cycle // _FINE
        # Whole cycles of both kinds: runs of machines differ in length too.
        turns = rank * math.lcm(cycle, dense_cycle)
        return self._fact("serial", self.sampling.slot + spread + turns)

    @cached_property
    def anomalous(self) -> Expr:
        """Whether a reading is in a run of anomalies: systematic, so that shares are exact."""
        inside = [
            self._in_run(self._serial, cycle, share, shortest)
            for (cycle, shortest), share in zip(
                _CYCLES[self.sampling.slow], self._shares, strict=True
            )
        ]
        run = when(self.left <= _BEFORE, inside[1]).otherwise(inside[0])
        return self.orders.machines.faulty.at(self.machine) & run

    @cached_property
    def upset(self) -> Expr:
        """The number of the sensor that leaves its limits, the same for a run."""
        return self._serial // _CYCLES[self.sampling.slow][0][0] % 6

    def _in_run(self, serial: Expr, cycle: int, share: float, shortest: float) -> Expr:
        # Lengths differ from cycle to cycle, by as much above the mean as below.
        mean = share * cycle * _FINE
        low, spread = round(mean * shortest), round(2 * mean * (1 - shortest))
        turn = serial // cycle % 2**20 * round(_SILVER * _FINE) % _FINE
        return serial % cycle * _FINE + _FINE // 2 < low + turn * spread // _FINE
