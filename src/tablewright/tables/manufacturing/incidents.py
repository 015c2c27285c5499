"""Effects of a machine's orders on its readings: anomalies before failures, standstill at work.

Facts of an episode: of one machine in one session of `Sampling`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Expr,
    Field,
    Row,
    SearchSorted,
    lift,
    when,
)
from tablewright.tables.manufacturing.machines import DECOMMISSIONED, IDLE
from tablewright.tables.manufacturing.orders import COMPLETED, Orders
from tablewright.tables.manufacturing.sampling import TABLE, Sampling
from tablewright.tables.manufacturing.schedule import DAY

IDLE_NOW, OUT_OF_USE = 1, 2
FAULT_LOW, FAULT_HIGH = 8000, 20_000
"""What sensors are multiplied by in an anomaly, in thousandths."""
_SHARE = 0.15
"""Of a faulty machine's readings."""
_DENSER = 6
_BEFORE = 2 * DAY
"""Minutes before a failure in which anomalies are denser."""
_CYCLES = ((160, 0.5), (48, 0.75))
"""Readings from one run of anomalies to the next, usually and before a failure, and the shortest
run in proportion to the mean one."""
_GOLDEN, _SILVER = 0.6180339887498949, 0.41421356237309503
"""Multiples of either, without the whole part, cover 0 to 1 evenly, and both together a square."""
_FINE = 2**16


@dataclass(frozen=True)
class MachineIncidents:
    """What readings know of orders.

    Where rounds are too many to be listed (`MaintenanceRounds`), readings know nothing of them.
    """

    orders: Orders
    sampling: Sampling

    def _fact(self, name: str, value: Expr) -> Field:
        return Field(TABLE, name, value, self.sampling.episodes)

    @cached_property
    def _linked(self) -> bool:
        rounds = self.orders.rounds
        return self.orders.rows > 0 and (rounds.count <= 1 or not rounds.alike)

    @cached_property
    def _began(self) -> Field:
        """The minute in which the hour begins."""
        session = Row() // self.sampling.beside
        start = self.orders.schedule.window.first_day * DAY
        return self._fact("began", start + self.sampling.hour.at(session) * 60)

    @cached_property
    def _round(self) -> Field:
        """The round of orders that is under way."""
        starts = self.orders.rounds.starts[1:] if self._linked else ()
        minutes = tuple(self.orders.schedule.minute_of(start) for start in starts)
        return self._fact("round under way", SearchSorted(minutes, self._began))

    @cached_property
    def _known(self) -> dict[Field, Expr]:
        machine, machines = self.sampling.machine, self.orders.machines
        return {
            self.orders.hazard: machines.hazard.at(machine),
            self.orders.standing: machines.standing.at(machine),
        }

    @cached_property
    def _failing(self) -> Field:
        """Whether the machine is about to break."""
        near: Expr = lift(False)
        for ahead in (0, 1) if self._linked else ():
            visit = self.orders.visit(self.sampling.machine, self._round + ahead, self._known)
            left = visit(self.orders.minute) - self._began
            due = visit.exists & (left >= 0) & (left <= _BEFORE)
            near = near | (due & visit(self.orders.failure))
        return self._fact("failing", near)

    @cached_property
    def work(self) -> tuple[Field, Field]:
        """The minutes from which and until which the latest order was worked on; 0 if none."""
        if not self._linked:
            return self._fact("work from", lift(0)), self._fact("work until", lift(0))
        machine, orders = self.sampling.machine, self.orders
        own = orders.visit(machine, self._round, self._known)
        begun = own.exists & (own(orders.minute) < self._began + 60)
        latest = self._fact("latest round", self._round - when(begun, 0).otherwise(1))
        visit = orders.visit(machine, latest, self._known)
        held, end = visit(orders.held), visit(orders.completed)
        some = visit.exists & (held | visit(orders.status).eq(COMPLETED))
        start = when(held, visit(orders.minute)).otherwise(end - visit(orders.hours) * 60)
        until = when(held, orders.schedule.window.end_day * DAY).otherwise(end)
        return (
            self._fact("work from", when(some, start).otherwise(0)),
            self._fact("work until", when(some, until).otherwise(0)),
        )

    @cached_property
    def standing(self) -> Field:
        """Whether the machine runs, is Idle, or is Decommissioned and already out of use."""
        meant = self.orders.machines.standing.at(self.sampling.machine)
        retired = self.orders.retired.at(self.sampling.machine)
        out = meant.eq(DECOMMISSIONED) & (self._round > retired)
        return self._fact(
            "standing", when(out, OUT_OF_USE).when(meant.eq(IDLE), IDLE_NOW).otherwise(0)
        )

    @cached_property
    def _shares(self) -> tuple[float, float]:
        """The share of anomalies far from failures and before them, given the mean of both."""
        failures = self.orders.rows / max(1, self.orders.machines.rows) * self.orders.faulty_share
        span = self.orders.schedule.window.days * DAY
        near = 1 - math.exp(-failures * _BEFORE / span) if self._linked else 0.0
        usual = _SHARE / (1 + (_DENSER - 1) * near)
        return usual, min(_DENSER * usual, 0.95)

    @cached_property
    def _serial(self) -> Field:
        """Where in the cycles of anomalies an episode begins: where the machine's last one ended,
        and faulty machines spread evenly over a cycle."""
        (cycle, _), (dense_cycle, _) = _CYCLES
        rank = self.orders.machines.fault_rank.at(self.sampling.machine) % 2**20
        spread = rank * round(_GOLDEN * _FINE) % _FINE * cycle // _FINE
        passed = self.sampling.visits * self.sampling.length // self.sampling.finer
        # Whole cycles of both kinds: runs of machines differ in length too.
        return self._fact("serial", passed + spread + rank * math.lcm(cycle, dense_cycle))

    @cached_property
    def _faulty(self) -> Field:
        return self._fact("faulty", self.orders.machines.faulty.at(self.sampling.machine))

    @cached_property
    def anomalous(self) -> Expr:
        """Whether a reading is in a run of anomalies: systematic, so that shares are exact."""
        episode = self.sampling.episode
        serial = self._serial.at(episode) + self.sampling.slot // self.sampling.finer
        inside = [
            self._in_run(serial, cycle, share, shortest)
            for (cycle, shortest), share in zip(_CYCLES, self._shares, strict=True)
        ]
        run = when(self._failing.at(episode), inside[1]).otherwise(inside[0])
        return self._faulty.at(episode) & run

    def _in_run(self, serial: Expr, cycle: int, share: float, shortest: float) -> Expr:
        # Lengths differ from cycle to cycle, by as much above the mean as below.
        mean = share * cycle * _FINE
        low, spread = round(mean * shortest), round(2 * mean * (1 - shortest))
        turn = serial // cycle % 2**20 * round(_SILVER * _FINE) % _FINE
        return serial % cycle * _FINE + _FINE // 2 < low + turn * spread // _FINE
