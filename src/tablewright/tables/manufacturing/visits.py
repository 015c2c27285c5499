"""From orders to machines and back: preventive rounds on a grid, groups of which one breaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, lookup, when
from tablewright.tables.manufacturing.decks import Decks
from tablewright.tables.manufacturing.machines import ALONE, TABLE, Machines
from tablewright.tables.manufacturing.rounds import (
    BLOCK,
    GROUP,
    MEMBER,
    MOST_ROUNDS,
    PERIOD,
    PHASE,
    SLOT,
    SLOTS,
    TURNS,
    Rounds,
    planned_size,
    unplanned_size,
)
from tablewright.tables.manufacturing.schedule import DAY, Agenda, clipped

ORDERS = "manufacturing.maintenance_records"


@dataclass(frozen=True)
class Visits:
    """Whose order is whose.

    Preventive orders come in rounds; of each 24 machines, 2 are in every round, 4 in every second
    and 18 in every third. The other orders come in rounds of groups of eight; which of the eight
    it is comes from a deck.
    """

    machines: Machines
    agenda: Agenda

    def _members(self, row: int) -> int:
        """The machines at an order, in whole lines until all are there."""
        if not self.machines.growing:
            return self.machines.rows
        there = self.machines.count_on(self.agenda.minute_of(row) // DAY)
        return there if there == self.machines.rows else there // GROUP * GROUP

    @cached_property
    def _listed(self) -> bool:
        return self.agenda.rows <= MOST_ROUNDS * self.machines.rows

    @cached_property
    def planned(self) -> Rounds:
        """The preventive rounds."""

        def there(visit: int) -> int:
            return self._members(self.agenda.planned_row(visit))

        count = self.machines.rows
        return Rounds.of(
            (ORDERS, "preventive"),
            self.agenda.planned,
            planned_size,
            TURNS,
            there if self._listed else count,
        )

    @cached_property
    def unplanned(self) -> Rounds:
        """The other rounds."""

        def there(visit: int) -> int:
            return self._members(self.agenda.unplanned_row(visit))

        count = self.machines.rows
        return Rounds.of(
            (ORDERS, "other"),
            self.agenda.unplanned,
            unplanned_size,
            GROUP,
            there if self._listed else count,
            restless=True,
        )

    @cached_property
    def decks(self) -> Decks:
        """Whose turn it is in a group."""
        return Decks(TABLE, self.machines.rows, self.unplanned.count)

    @cached_property
    def _turned(self) -> Field:
        """How the machines of a line are turned."""
        return Field(TABLE, "line turn", Draw(bits=20), self.machines.rows // GROUP + 1)

    def _rank(self, machine: Expr) -> Expr:
        """The machine's number in its block, scattered in its line; in small plants the row's."""
        if self.machines.rows < ALONE:
            return machine % BLOCK
        line = machine // GROUP
        turned = (machine + self._turned.at(line)) % GROUP
        inside = when(line < self.machines.rows // GROUP, turned).otherwise(machine % GROUP)
        return line % (BLOCK // GROUP) * GROUP + inside

    def planned_machine(self, visit: Expr, number: Expr) -> Expr:
        """The machine of a preventive visit, whose round is given."""
        unit = self.planned.unit(visit, number)
        rank = lookup(MEMBER, number % TURNS * SLOTS + unit % SLOTS)
        machine = clipped(unit // SLOTS * BLOCK + rank, self.machines.rows - 1)
        if self.machines.rows < ALONE:
            return machine
        line = machine // GROUP
        back = (machine + GROUP - self._turned.at(line) % GROUP) % GROUP
        turned = line * GROUP + back
        return when(line < self.machines.rows // GROUP, turned).otherwise(machine)

    def period(self, machine: Expr) -> Expr:
        """In which preventive rounds a machine is: every one, every second or every third."""
        return lookup(PERIOD, self._rank(machine))

    def planned_last(self, machine: Expr, number: Expr) -> Expr:
        """The last preventive round up to one that a machine is in; may be below its first."""
        rank = self._rank(machine)
        period, phase = lookup(PERIOD, rank), lookup(PHASE, rank)
        # Phases are below six, and so the number stays positive.
        return number - (number + TURNS - phase) % period

    def planned_visit(self, machine: Expr, number: Expr) -> Expr:
        """A machine's visit of a round that it is in."""
        unit = machine // BLOCK * SLOTS + lookup(SLOT, self._rank(machine))
        return self.planned.visit(unit, number)

    def unplanned_machine(self, visit: Expr, number: Expr) -> Expr:
        """The machine of another visit, whose round is given."""
        return self.decks.machine(self.unplanned.unit(visit, number), number)

    def unplanned_visit(self, machine: Expr, number: Expr) -> Expr:
        """The visit of a machine's group in a round."""
        return self.unplanned.visit(machine // GROUP, number)
