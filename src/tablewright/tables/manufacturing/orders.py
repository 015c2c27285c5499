"""Maintenance orders: who is visited when, why, how long it takes and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
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
from tablewright.spec import Fields, Window
from tablewright.tables.manufacturing.machines import DECOMMISSIONED, MAINTENANCE, Machines
from tablewright.tables.manufacturing.rounds import MOST_ROUNDS, MaintenanceRounds
from tablewright.tables.manufacturing.schedule import DAY, MINUTE, Schedule

TABLE = "manufacturing.maintenance_records"
KINDS = ("Preventive", "Corrective", "Predictive", "Emergency")
PREVENTIVE, CORRECTIVE, PREDICTIVE, EMERGENCY = range(4)
STATUSES = ("Completed", "In Progress", "Scheduled", "Cancelled")
COMPLETED, IN_PROGRESS, SCHEDULED, CANCELLED = range(4)

_MOVED = 0.425
"""The share of orders that change places within their round: what is not Preventive."""
_FAILING = 3830
_AT_NIGHT = 838
"""Of 10,000 orders before the snapshot: failures, and those that fall outside working hours."""
_MOST_FAILING = 9500
_EMERGENCIES = (0.065, 0.416)
"""The share of Emergency among failures, in working hours and outside."""
_LASTING = (52, 22, 50, 2)
"""Days after which an order is finished with probability 1 - 1/e, by type."""
_DELAYS = (DAY, 8 * 60, DAY, 30)
"""Mean minutes until work begins, by type; at most four times that."""
_HOURS = ((3, 0.5), (9, 0.8), (4, 0.6), (14, 0.8))
"""Median and log-sd of hours, by type (MIL-HDBK-338B 5.6.2)."""
_CANCELLED = 0.015
_LOOK_BACK = 140
_MOST_BACK = 48
_BITS = 10**6


@dataclass(frozen=True)
class Visit:
    """A machine's order of a round, for other tables."""

    row: Expr
    exists: Expr
    given: Mapping[Field, Expr]

    def __call__(self, field: Field) -> Expr:
        """A fact of that order; it means nothing if the order does not exist."""
        return field.at(self.row, self.given)


@dataclass(frozen=True)
class Orders:
    """The maintenance orders of a plant, in the order in which they are scheduled."""

    machines: Machines
    schedule: Schedule
    rounds: MaintenanceRounds

    @cached_property
    def fields(self) -> Fields:
        """Makes the fields of the table."""
        return Fields(TABLE, self.rows)

    @property
    def rows(self) -> int:
        """Orders in all."""
        return self.schedule.rows

    @property
    def snapshot(self) -> int:
        """The minute at which everything is looked at."""
        return self.schedule.snapshot

    @cached_property
    def number(self) -> Field:
        """The round."""
        return self.fields("round", self.rounds.number(Row()))

    def _exchange(self, place: Expr, number: Expr) -> tuple[Expr, Expr]:
        """The place of a round that may change its machine with another, and whether it does."""
        size = self.rounds.size(number)
        other = (self._pivot.at(number) - place) % size
        first = self.rounds.first(number) + least(place, other)
        return other, self._exchanged.at(first) & place.ne(other)

    @cached_property
    def _pivot(self) -> Field:
        return Field(TABLE, "pivot", Draw(bits=40), self.rounds.count)

    @cached_property
    def _exchanged(self) -> Field:
        return Field(TABLE, "exchanged", chance(_MOVED))

    @cached_property
    def _settled(self) -> tuple[Field, Field]:
        number = self.number
        place = greatest(Row() - self.rounds.first(number), 0)
        other, moves = self._exchange(place, number)
        moved = self.fields("moved", moves)
        machine = self.rounds.machine(when(moved, other).otherwise(place), number)
        return self.fields("machine", machine), moved

    @property
    def machine(self) -> Field:
        """The row of the machine."""
        return self._settled[0]

    @property
    def moved(self) -> Field:
        """Whether the order is not at its machine's usual place in the round."""
        return self._settled[1]

    def visit(
        self, machine: Expr, number: Expr, known: Mapping[Field, Expr] | None = None
    ) -> Visit:
        """A machine's order of a round.

        ``known`` are facts of the machine, as orders have them.
        """
        # A round in which the machine is visited, so that what is given is true in any case.
        real = self.rounds.nearest(machine, number)
        place = self.rounds.place(machine, real)
        other, moved = self._exchange(place, real)
        row = self.rounds.first(real) + when(moved, other).otherwise(place)
        exists = number.eq(real) & (row < self.rows)
        given = {self.number: real, self.machine: machine, self.moved: moved, **(known or {})}
        return Visit(row, exists, given)

    @cached_property
    def minute(self) -> Field:
        """When it is scheduled, in minutes since 1970-01-01."""
        instant = self.fields("instant", self.schedule.timetable.instant())
        # The last round may ask for orders beyond the last one.
        return self.fields("minute", instant.at(clip(Row(), 0, max(0, self.rows - 1))) // MINUTE)

    @cached_property
    def ahead(self) -> Expr:
        """Whether it is still to come."""
        return self.minute > self.snapshot

    @cached_property
    def hazard(self) -> Field:
        """The machine's."""
        return self.fields("hazard", self.machines.hazard.at(self.machine))

    @cached_property
    def standing(self) -> Field:
        """The machine's."""
        return self.fields("standing", self.machines.standing.at(self.machine))

    @cached_property
    def kind(self) -> Field:
        """The number of the type, given the hour, the place and the machine."""
        moved_share = round((10_000 - _AT_NIGHT) * _MOVED)
        usual_share = 10_000 - _AT_NIGHT - moved_share
        failing = least(self.hazard * _FAILING // 1000, _MOST_FAILING)
        due = greatest(failing - _AT_NIGHT, 0)
        # Failures are first among those that have moved; what is left comes at the usual place.
        among_moved = least(due, moved_share) * 2**16 // moved_share
        among_usual = greatest(due - moved_share, 0) * 2**16 // usual_share
        night = self.schedule.breakdowns_only(self.minute)
        share = when(self.moved, among_moved).otherwise(among_usual)
        draw = Draw()
        fails = night | (draw // 2**16 < share)
        urgent = when(night, round(_EMERGENCIES[1] * 2**16))
        urgent_share = urgent.otherwise(round(_EMERGENCIES[0] * 2**16))
        failure = when(draw % 2**16 < urgent_share, EMERGENCY).otherwise(CORRECTIVE)
        planned = when(self.moved, PREDICTIVE).otherwise(PREVENTIVE)
        return self.fields("kind", when(fails & ~self.ahead, failure).otherwise(planned))

    @cached_property
    def failure(self) -> Field:
        """Whether the machine broke."""
        return self.fields("failure", self.kind.eq(CORRECTIVE) | self.kind.eq(EMERGENCY))

    @property
    def faulty_share(self) -> float:
        """About the share of failures among the orders of a faulty machine."""
        shares = [min(_FAILING * h, _MOST_FAILING) for h in self.machines.faulty_hazards()]
        return max(_AT_NIGHT, sum(shares) / len(shares)) / 10_000

    @cached_property
    def last_round(self) -> int:
        """The last round of which an order may be completed by the snapshot."""
        done = self.schedule.rows_by(self.snapshot - 60)
        return self.rounds.number_of(max(0, done - 1))

    @cached_property
    def round_days(self) -> float:
        """How long a round takes: the period of a machine's Preventive orders."""
        starts, window = self.rounds.starts, self.schedule.window
        if len(starts) < 2:
            return window.days * self.machines.rows / max(1, self.rows)
        first, last = (self.schedule.minute_of(starts[i]) for i in (0, -1))
        return (last - first) / DAY / (len(starts) - 1)

    @cached_property
    def rounds_back(self) -> int:
        """How many rounds up to the last one may have open orders."""
        days = self.schedule.window.scaled(_LOOK_BACK)
        return min(_MOST_BACK, max(5, 2 + int(days / max(self.round_days, days / _MOST_BACK))))

    @cached_property
    def settled(self) -> Field:
        """Whether it is Completed, unless the machine is in Maintenance for it."""
        age = self.snapshot - self.minute
        lasting = [self.schedule.window.scaled(days) * DAY for days in _LASTING]
        lasts = lookup(lasting, self.kind) * quantile(shipped("exponential"), "lasts") // _BITS
        # The oldest round that is looked at has been completed, so that a search may end there.
        oldest = self.oldest_round
        done = (age >= 60) & ((age >= lasts) | (self.number <= oldest)) & ~self._retired
        return self.fields("settled", done & (~self.cancelled | self.number.eq(oldest)))

    @property
    def oldest_round(self) -> int:
        """The oldest round that may have open orders; negative if all may."""
        return self.last_round - self.rounds_back + 1

    @cached_property
    def retired(self) -> Field:
        """Of a machine, if Decommissioned: the last round in which it was worked on."""
        return self.machines.fields("retired", self.oldest_round + below(self.rounds_back))

    @cached_property
    def _retired(self) -> Expr:
        gone = self.standing.eq(DECOMMISSIONED)
        return gone & (self.number > self.retired.at(self.machine))

    @cached_property
    def cancelled(self) -> Field:
        """Whether it was called off."""
        return self.fields("cancelled", chance(_CANCELLED))

    @cached_property
    def _next(self) -> Visit:
        known = {self.hazard: self.hazard, self.standing: self.standing}
        return self.visit(self.machine, self.number + 1, known)

    @cached_property
    def _next_minute(self) -> Field:
        """The end of the window's last day, or later, if there is no further order."""
        never = (self.schedule.window.end_day + 1) * DAY
        following = when(self._next.exists, self._next(self.minute)).otherwise(never)
        return self.fields("next minute", following)

    @cached_property
    def held(self) -> Field:
        """Whether the machine is in Maintenance for it: the newest order by the snapshot."""
        newest = ~self.ahead & (self._next_minute > self.snapshot)
        return self.fields("held", newest & self.standing.eq(MAINTENANCE))

    @cached_property
    def status(self) -> Field:
        """The number of the status."""
        gone = self.standing.eq(DECOMMISSIONED)
        open_ = when(self.ahead, SCHEDULED).otherwise(IN_PROGRESS)
        value = (
            when(self.held, IN_PROGRESS)
            .when(self.settled, COMPLETED)
            .when(gone | self.cancelled, CANCELLED)
            .otherwise(open_)
        )
        return self.fields("progress", value)

    @cached_property
    def _room(self) -> Expr:
        """Minutes from the beginning to the machine's next order or the snapshot."""
        return greatest(least(self._next_minute, self.snapshot) - self.minute, 0)

    @cached_property
    def hours(self) -> Field:
        """How long it takes; what is completed is finished before the next order begins."""
        knots = tuple(knot for m, s in _HOURS for knot in lognormal(m, s, 60))
        drawn = curve(knots, Draw(), self.kind, len(_HOURS))
        planned = clip((drawn + 59) // 60, 1, 72)
        done = self.status.eq(COMPLETED)
        fits = when(done, greatest(self._room // 60, 1)).otherwise(72)
        return self.fields("duration_hours", least(planned, fits))

    @cached_property
    def completed(self) -> Field:
        """The minute at which it was completed: monotone in the machine's orders."""
        mean = lookup(_DELAYS, self.kind)
        delay = least(quantile(shipped("exponential")) * mean // _BITS, mean * 4)
        work = self.hours * 60
        took = greatest(work, least(delay + work, self._room))
        return self.fields("completed", self.minute + took)


def orders_of(count: int, rows: int, window: Window, fault_rate: float) -> Orders:
    """Orders of machines that join in the window, if the last round can visit them all."""
    if 0 < rows <= MOST_ROUNDS * count:
        machines = Machines(count, window, fault_rate, growing=max(0.0, 1 - 2 * count / rows))
        schedule = Schedule(window, rows, machines.count_on)
        rounds = MaintenanceRounds.growing(schedule)
        if rounds.sizes[-1] == count:
            return Orders(machines, schedule, rounds)
    machines = Machines(count, window, fault_rate, growing=0.0)
    schedule = Schedule(window, rows, machines.count_on)
    return Orders(machines, schedule, MaintenanceRounds.steady(schedule, count))
