"""Maintenance orders: whose order comes when, and which are done by the snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, Row, below, greatest, lift, when
from tablewright.sampling import shipped
from tablewright.sampling.quantiles import quantile
from tablewright.spec import Fields, Window
from tablewright.tables.manufacturing.crew import Crew
from tablewright.tables.manufacturing.machines import (
    ALONE,
    DECOMMISSIONED,
    MAINTENANCE,
    Machines,
)
from tablewright.tables.manufacturing.rounds import MOST_ROUNDS
from tablewright.tables.manufacturing.schedule import DAY, Agenda, Place, clipped
from tablewright.tables.manufacturing.visits import ORDERS, Visits

TABLE = ORDERS
_LASTING = (43, 30)
"""Mean days for which an order stays open: Preventive ones, and others."""
_RETIRING = 140
"""Days before the snapshot in which Decommissioned machines left."""
_CALLED_OFF = 90
"""One order of a machine in this number is cancelled; never two in a row."""
_SEEN_DAYS = 366 * 92 // 100
_UNIT = 10**6


@dataclass(frozen=True)
class Visit:
    """A machine's order of a round, which may not exist."""

    place: Place
    planned: Expr
    number: Expr
    machine: Expr
    exists: Expr


@dataclass(frozen=True)
class Orders:
    """The maintenance orders of a plant, in the order in which they are scheduled."""

    machines: Machines
    agenda: Agenda

    @cached_property
    def fields(self) -> Fields:
        """Makes the fields of the table."""
        return Fields(TABLE, self.rows)

    @cached_property
    def _drawings(self) -> dict[str, Field]:
        return {}

    def drawn(self, name: str, value: Callable[[], Expr]) -> Field:
        """What an order draws: the same field for all who ask."""
        if name not in self._drawings:
            self._drawings[name] = Field(TABLE, name, value(), max(1, self.rows))
        return self._drawings[name]

    @cached_property
    def visits(self) -> Visits:
        """Whose order is whose."""
        return Visits(self.machines, self.agenda)

    @cached_property
    def crew(self) -> Crew:
        """Who works on them."""
        return Crew(self.rows)

    @property
    def rows(self) -> int:
        """Orders in all."""
        return self.agenda.rows

    @property
    def snapshot(self) -> int:
        """The minute at which everything is looked at."""
        return self.agenda.snapshot

    @cached_property
    def own(self) -> Visit:
        """The order of the row."""
        f, agenda, visits = self.fields, self.agenda, self.visits
        place = agenda.place(clipped(Row(), self.rows - 1))
        place = Place(Row(), f("stretch", place.stretch), f("worked", place.worked))
        before = f("planned before", agenda.planned_before(place.worked))
        following = agenda.planned_before(place.worked + 1)
        planned = f("planned", agenda.works(place.stretch) & (following > before))
        other = greatest(Row() - before, 0)
        number = f(
            "round",
            when(planned, visits.planned.number(before)).otherwise(visits.unplanned.number(other)),
        )
        machine = f(
            "machine",
            when(planned, visits.planned_machine(before, number)).otherwise(
                visits.unplanned_machine(other, number)
            ),
        )
        return Visit(place, planned, number, machine, lift(True))

    def planned_visit(self, machine: Expr, number: Expr) -> Visit:
        """A machine's order of a preventive round that it is in."""
        real = greatest(number, 0)
        visit = self.visits.planned_visit(machine, real)
        exists = (number >= self.visits.planned.joins(machine)) & (visit < self.agenda.planned)
        place = self.agenda.of_planned(clipped(visit, self.agenda.planned - 1))
        return Visit(place, lift(True), real, machine, exists)

    def other_visit(self, machine: Expr, number: Expr) -> Visit:
        """A machine's order of another round in which it is due."""
        real = greatest(number, 0)
        visit = self.visits.unplanned_visit(machine, real)
        joins = self.visits.unplanned.joins(machine)
        exists = (number >= joins) & (visit < self.agenda.unplanned)
        place = self.agenda.of_unplanned(clipped(visit, self.agenda.unplanned - 1))
        return Visit(place, lift(False), real, machine, exists)

    @cached_property
    def round_days(self) -> float:
        """How long a preventive round takes, up to the snapshot."""
        rounds = self.visits.planned
        last = rounds.number_of(max(0, self.agenda.planned_now - 1))
        if last < 1:
            window = self.agenda.window
            return window.days * rounds.total / max(1, self.agenda.planned)
        first, end = (
            self.agenda.minute_of(self.agenda.planned_row(rounds.start_of(number)))
            for number in (0, last)
        )
        return (end - first) / DAY / last

    def _edge(self, name: str, visits: int, lasting: int, last: Expr | None = None) -> Field:
        """Of a machine: its orders from this one on are open, or were called off."""
        by_now = max(0, visits)
        lasts = quantile(shipped("exponential"), "lasts") * (by_now * lasting // _SEEN_DAYS)
        retired = self.retired * (by_now * _RETIRING // _SEEN_DAYS) // _UNIT
        back = when(self.machines.standing.eq(DECOMMISSIONED), retired).otherwise(lasts // _UNIT)
        edge = greatest(by_now - back, 0)
        if last is not None:
            edge = when(self.machines.standing.eq(MAINTENANCE), last).otherwise(edge)
        return self.machines.fields(name, edge)

    @cached_property
    def retired(self) -> Field:
        """Of a machine, if Decommissioned: when it left, in millionths of the time it may have."""
        return self.machines.fields("retired", Draw() * _UNIT // 2**32)

    @property
    def retiring(self) -> int:
        """The minutes before the snapshot in which machines leave."""
        return self.agenda.window.scaled(_RETIRING) * DAY

    @cached_property
    def done(self) -> tuple[int, int]:
        """How many preventive orders, and others, may be completed by the snapshot."""
        planned = self.agenda.planned_by(self.snapshot - 60)
        return planned, self.agenda.rows_by(self.snapshot - 60) - planned

    @cached_property
    def held(self) -> Field:
        """Of a machine: its last preventive round by the snapshot."""
        planned = self.done[0]
        number = self.visits.planned.number_of(max(0, planned - 1))
        machine = Row()
        last = self.visits.planned_last(machine, lift(number))
        visit = self.visits.planned_visit(machine, greatest(last, 0))
        before = self.visits.planned_last(machine, greatest(last - 1, 0))
        before = when(last > 0, before).otherwise(-1)
        return self.machines.fields("held", when(visit < planned, last).otherwise(before))

    @cached_property
    def planned_edge(self) -> Field:
        """Of a machine: the first preventive order that is not settled, or was called off."""
        held = self.visits.planned_visit(Row(), greatest(self.held, 0))
        return self._edge("planned edge", self.done[0], _LASTING[0], held)

    @cached_property
    def other_edge(self) -> Field:
        """Of a machine: the first other order that is not settled, or was called off."""
        return self._edge("other edge", self.done[1], _LASTING[1])

    @cached_property
    def cancelling(self) -> Field:
        """Of a machine: which of its orders are called off."""
        return self.machines.fields("cancelling", below(_CALLED_OFF))

    def _called_off(self, machine: Expr, turn: Expr) -> Expr:
        return ((turn + self.cancelling.at(machine)) % _CALLED_OFF).eq(0)

    def called_off(self, visit: Visit) -> Expr:
        """Whether an order was called off, if it could be."""
        turn = visit.number // self.visits.period(visit.machine)
        return self._called_off(visit.machine, when(visit.planned, turn).otherwise(visit.number))

    def open(self, visit: Visit) -> Expr:
        """Whether an order is not settled by the snapshot, in its machine's own time."""
        planned, other = self.planned_edge.at(visit.machine), self.other_edge.at(visit.machine)
        before = self.agenda.planned_before(visit.place.worked)
        number = when(visit.planned, before).otherwise(visit.place.row - before)
        return number >= when(visit.planned, planned).otherwise(other)

    def following(self, visit: Visit) -> tuple[Place, Expr]:
        """Where the machine's next order of the sort is, and whether there is one."""
        machine, number = visit.machine, visit.number
        planned = self.planned_visit(machine, number + self.visits.period(machine))
        other = self.other_visit(machine, self.visits.decks.next(machine, number))
        place = Place(
            *(
                when(visit.planned, one).otherwise(two)
                for one, two in zip(planned.place, other.place, strict=True)
            )
        )
        return place, (visit.planned & planned.exists) | (~visit.planned & other.exists)

    def last_done(self, machine: Expr) -> tuple[Visit, Visit]:
        """The last completed order of a machine among the preventive ones, and the others."""
        planned, other = self.planned_edge.at(machine), self.other_edge.at(machine)
        rounds, period = self.visits.planned, self.visits.period(machine)
        number = rounds.number(clipped(planned, self.agenda.planned - 1))
        number = self.visits.planned_last(machine, number)
        late = self.visits.planned_visit(machine, greatest(number, 0)) >= planned
        number = when(late, number - period).otherwise(number)
        off = self._called_off(machine, number // period)
        first = self.planned_visit(machine, when(off, number - period).otherwise(number))

        rounds, decks = self.visits.unplanned, self.visits.decks
        number = rounds.number(clipped(other, self.agenda.unplanned - 1))
        late = self.visits.unplanned_visit(machine, number) >= other
        number = decks.last(machine, when(late, number - 1).otherwise(number))
        off = self._called_off(machine, number)
        number = when(off, decks.last(machine, number - 1)).otherwise(number)
        return first, self.other_visit(machine, number)


def orders_of(count: int, rows: int, window: Window, fault_rate: float) -> Orders:
    """Orders of machines that join in the window, if the last rounds can visit them all."""
    if count >= ALONE and 0 < rows <= MOST_ROUNDS * count:
        machines = Machines(count, window, fault_rate, growing=max(0.0, 1 - 3 * count / rows))
        orders = Orders(machines, Agenda(window, rows, machines.count_on))
        visits = orders.visits
        if visits.planned.members[-1] == visits.unplanned.members[-1] == count:
            return orders
    machines = Machines(count, window, fault_rate, growing=0.0)
    return Orders(machines, Agenda(window, rows, machines.count_on))
