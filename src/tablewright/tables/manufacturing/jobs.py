"""What an order is for, how long it takes, who does it and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from tablewright.ops import (
    Draw,
    Expr,
    below,
    chance,
    clip,
    greatest,
    least,
    lookup,
    when,
)
from tablewright.sampling import lognormal, shipped
from tablewright.sampling.quantiles import curve, quantile
from tablewright.tables.manufacturing.machines import DECOMMISSIONED, MAINTENANCE, MOST_FAILING
from tablewright.tables.manufacturing.orders import Orders, Visit
from tablewright.tables.manufacturing.schedule import DAY

KINDS = ("Preventive", "Corrective", "Predictive", "Emergency")
PREVENTIVE, CORRECTIVE, PREDICTIVE, EMERGENCY = range(4)
STATUSES = ("Completed", "In Progress", "Scheduled", "Cancelled")
COMPLETED, IN_PROGRESS, SCHEDULED, CANCELLED = range(4)
MODES = 5
PRECEDED = 0.71
"""The share of failures that sensors announce."""
_EMERGENCIES = (0.085, 0.43)
"""The share of Emergency among failures, in working hours and outside."""
_YOUNG, _YOUNG_FAILING = 90, 0.6
"""Days after installation in which a machine fails at its Preventive orders too, and how often;
its other orders are failures."""
_SHORT = 3 * DAY
"""An Emergency order is not open for longer."""
_DELAYS = (DAY, 8 * 60, DAY, 30)
"""Mean minutes until work begins, by type; at most four times that."""
_HOURS = ((3, 0.5), (9.2, 0.8), (4, 0.6), (15, 0.8))
"""Median and log-sd of hours, by type (MIL-HDBK-338B 5.6.2)."""
_UNIT = 10**6


@dataclass(frozen=True, eq=False)
class Job:
    """An order's facts: of the row, or of another table's machine."""

    orders: Orders
    visit: Visit

    def _drawn(self, name: str, value: Callable[[], Expr]) -> Expr:
        return self.orders.drawn(name, value).at(self.visit.place.row)

    @cached_property
    def minute(self) -> Expr:
        """When it is scheduled, in minutes since 1970-01-01."""
        return self.orders.agenda.minute(
            self.visit.place, self._drawn("jitter", lambda: Draw(bits=20))
        )

    @cached_property
    def ahead(self) -> Expr:
        """Whether it is still to come."""
        return self.visit.place.row >= self.orders.agenda.now

    @cached_property
    def _in_hours(self) -> Expr:
        return self.orders.agenda.works(self.visit.place.stretch)

    @cached_property
    def _open(self) -> Expr:
        """Whether it is not settled yet, in the machine's own time."""
        return self.orders.open(self.visit)

    @cached_property
    def fails(self) -> Expr:
        """Whether the machine broke."""
        orders, visit = self.orders, self.visit
        which = self._drawn("which", lambda: Draw(bits=16))
        hazard = orders.machines.hazard.at(visit.machine)
        age = self.minute // DAY - orders.machines.installed.at(visit.machine)
        young = age < _YOUNG
        failing = least(hazard * orders.machines.failing // 1000, MOST_FAILING)
        failing = when(young, MOST_FAILING).otherwise(failing)
        other = ~self._in_hours | (which * 1000 < failing * 2**16)
        planned = young & (which < round(_YOUNG_FAILING * 2**16))
        return ((visit.planned & planned) | (~visit.planned & other)) & ~self.ahead

    @cached_property
    def kind(self) -> Expr:
        """The number of the type."""
        urgent = self._drawn("urgent", lambda: Draw(bits=16))
        edges = [round(share * 2**16) for share in _EMERGENCIES]
        edge = when(self._in_hours, edges[0]).otherwise(edges[1])
        soon = ~self._open | (self.orders.snapshot - self.minute < _SHORT)
        failure = when(~self.visit.planned & (urgent < edge) & soon, EMERGENCY)
        usual = when(self.visit.planned, PREVENTIVE).otherwise(PREDICTIVE)
        return when(self.fails, failure.otherwise(CORRECTIVE)).otherwise(usual)

    @cached_property
    def mode(self) -> Expr:
        """Which component failed, or is worked on."""
        return self._drawn("mode", lambda: below(MODES))

    @cached_property
    def announced(self) -> Expr:
        """Whether the machine broke and sensors announced it."""
        return self.fails & self._drawn("announced", lambda: chance(PRECEDED))

    @cached_property
    def holds(self) -> Expr:
        """Whether the machine is in Maintenance for it."""
        standing = self.orders.machines.standing.at(self.visit.machine)
        return standing.eq(MAINTENANCE) & self.visit.planned & self._open

    @cached_property
    def status(self) -> Expr:
        """The number of the status."""
        standing = self.orders.machines.standing.at(self.visit.machine)
        off = self.orders.called_off(self.visit)
        gone = standing.eq(DECOMMISSIONED) & self._open
        return (
            when(gone, CANCELLED)
            .when(self.ahead, when(off, CANCELLED).otherwise(SCHEDULED))
            .when(off & ~self.holds, CANCELLED)
            .when(self._open, IN_PROGRESS)
            .otherwise(COMPLETED)
        )

    @cached_property
    def _turn(self) -> Expr:
        """The number of the order among those of working hours, or of other hours."""
        row, _, worked = self.visit.place
        return when(self._in_hours, worked).otherwise(greatest(row - worked, 0))

    @cached_property
    def technician(self) -> Expr:
        """The row of who does it."""
        return self.orders.crew.member(self._in_hours, self._turn)

    @cached_property
    def _room(self) -> Expr:
        """Minutes to the machine's next order of the sort, the technician's, or the snapshot."""
        agenda, snapshot = self.orders.agenda, self.orders.snapshot
        following, exists = self.orders.following(self.visit)
        own = when(exists, agenda.minute(following)).otherwise(snapshot)
        turn = self.orders.crew.next(self._in_hours, self._turn)
        call, exists = agenda.of_turn(turn, self._in_hours)
        called = when(exists, agenda.minute(call)).otherwise(snapshot)
        return greatest(least(own, called, snapshot) - self.minute, 0)

    @cached_property
    def _planned_hours(self) -> Expr:
        drawn = curve(
            _working_times(), self._drawn("hours", lambda: Draw()), self.kind, len(_HOURS)
        )
        return clip((drawn + 59) // 60, 1, 72)

    @cached_property
    def done_hours(self) -> Expr:
        """How long it takes if it is completed: it is finished before what comes next."""
        return least(self._planned_hours, greatest(self._room // 60, 1))

    @cached_property
    def hours(self) -> Expr:
        """How long it takes, or should."""
        done = self.status.eq(COMPLETED)
        return when(done, self.done_hours).otherwise(self._planned_hours)

    @cached_property
    def completed(self) -> Expr:
        """The minute at which it was completed, if so: monotone in a machine's orders of a sort."""
        mean, work = lookup(_DELAYS, self.kind), self.done_hours * 60
        drawn = self._drawn("delay", lambda: quantile(shipped("exponential")))
        delay = least(drawn * mean // _UNIT, mean * 4, greatest(self._room - work, 0))
        # Planned work is put off by whole days, and so begins in working hours.
        delay = when(self.kind.eq(PREVENTIVE), delay // DAY * DAY).otherwise(delay)
        return self.minute + work + delay


@cache
def _working_times() -> tuple[int, ...]:
    """Minutes of work, by type of order."""
    return tuple(knot for median, sigma in _HOURS for knot in lognormal(median, sigma, 60))
