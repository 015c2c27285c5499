"""Sampling of machines: some at a time, for part of an hour, in evenly spread hours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.errors import ArgumentError
from tablewright.ops import Draw, Expr, Field, Floor, Row, ToFloat, below, greatest, least, when
from tablewright.tables.manufacturing.machines import Machines
from tablewright.tables.manufacturing.schedule import DAY, snapshot

TABLE = "manufacturing.sensor_data"
STEP = 10_000_000
"""Microseconds of the grid."""
_HOUR_SLOTS = 360
_SHORTEST, _LONGEST = 20, 350
_VISITS = 16
"""How many episodes a machine has, if they need not be shorter or longer than that."""
_SILENT = 30
_GAP_RANGE = 400
_GAPS = 2
_FINEST = 10**5
_BLOCK, _TWIST = 16, 7


@dataclass(frozen=True)
class Sampling:
    """Readings in sessions: in each, some machines are read side by side at every slot.

    Rows rise with the session, then with the slot, then with the machine's place in it.

    Parameters
    ----------
    machines : Machines
        The machines.
    rows : int
        Readings in all.
    """

    machines: Machines
    rows: int

    @cached_property
    def end(self) -> int:
        """The minute at which readings stop: at the snapshot, and 30 days before the end."""
        window = self.machines.window
        silent = (window.end_day - window.scaled(_SILENT)) * DAY
        now = snapshot(window)
        return min(now, silent) if silent > window.first_day * DAY else now

    @cached_property
    def hours(self) -> int:
        """Hours that can be sampled."""
        return (self.end - self.machines.window.first_day * DAY) // 60

    @cached_property
    def _shape(self) -> tuple[int, int, int]:
        """Readings of an episode, machines of a session, and by how much the step is divided."""
        there = self.machines.count_on(self.machines.window.first_day)
        each = -(-self.rows // max(1, self.machines.rows))
        length = min(max(each // _VISITS, _SHORTEST), _LONGEST)
        beside = -(-self.rows // (length * self.hours))
        if beside > there:
            length = _LONGEST
            beside = -(-self.rows // (length * self.hours))
        if beside <= there:
            return length, max(1, beside), 1
        finer = -(-self.rows // (_LONGEST * self.hours * there))
        if finer > _FINEST:
            raise ArgumentError(
                f"n_sensor_data={self.rows:,} readings of n_equipment={self.machines.rows:,} "
                f"machines are more than one in {STEP // _FINEST} microseconds; give more machines"
            )
        return _LONGEST * finer, there, finer

    @property
    def length(self) -> int:
        """Readings of a machine in a session."""
        return self._shape[0]

    @property
    def beside(self) -> int:
        """Machines of a session."""
        return self._shape[1]

    @property
    def finer(self) -> int:
        """By how much the step of 10 seconds is divided."""
        return self._shape[2]

    @cached_property
    def sessions(self) -> int:
        """How many sessions there are."""
        return max(1, -(-self.rows // (self.length * self.beside)))

    @cached_property
    def session(self) -> Expr:
        """The session of the row."""
        return Row() // (self.length * self.beside)

    @cached_property
    def slot(self) -> Expr:
        """Which of its machine's readings in the session the row is."""
        return Row() % (self.length * self.beside) // self.beside

    @cached_property
    def episode(self) -> Expr:
        """The session with the machine's place in it: a number from 0."""
        return self.session * self.beside + Row() % self.beside

    @property
    def episodes(self) -> int:
        """How many machines in sessions."""
        return self.sessions * self.beside

    @cached_property
    def hour(self) -> Field:
        """The hour of the window in which a session is held; each has one of its own."""
        first = Row() * self.hours // self.sessions
        end = (Row() + 1) * self.hours // self.sessions
        spare = below(greatest(end - first, 1), most=self.hours)
        hour = least(first + spare, self.hours - 1)
        return Field(TABLE, "hour", hour, self.sessions)

    @cached_property
    def _offset(self) -> Field:
        """The slot of the hour in which a session begins."""
        free = _HOUR_SLOTS * self.finer - self.length - _GAPS * self.finer
        return Field(TABLE, "offset", below(free + 1), self.sessions)

    @cached_property
    def _gaps(self) -> tuple[Field, Field]:
        """The readings before which one is missing: half a percent."""
        span = _GAP_RANGE * self.finer
        return (
            Field(TABLE, "first gap", 1 + below(span), self.sessions),
            Field(TABLE, "second gap", 1 + below(span), self.sessions),
        )

    @cached_property
    def tick(self) -> Expr:
        """The reading's slot since the window's start."""
        missing = [
            when(self.slot >= gap.at(self.session), self.finer).otherwise(0) for gap in self._gaps
        ]
        within = self._offset.at(self.session) + self.slot + missing[0] + missing[1]
        return self.hour.at(self.session) * (_HOUR_SLOTS * self.finer) + within

    @cached_property
    def _cut(self) -> Field:
        return Field(TABLE, "cycle cut", Draw())

    @cached_property
    def machine(self) -> Field:
        """The machine of an episode: all in turn, as many as there are at the time."""
        rows = max(1, self.machines.rows)
        session = Row() // self.beside
        day = self.hour.at(session) // 24 + self.machines.window.first_day
        count = self.machines.count(day)
        turn = session * self.beside
        cycle = turn // rows
        shift = ToFloat(self._cut.at(cycle)) * 2.0**-32
        share = ToFloat(turn % rows) * (1.0 / rows) + shift
        start = Floor(share * ToFloat(count), 0, 2 * rows)
        place = (start + Row() % self.beside) % greatest(count, 1)
        # Neighbours change places, so that machines do not take turns in the order of their ids.
        block, inside = place // _BLOCK, place % _BLOCK
        turned = block * _BLOCK + inside * _TWIST % _BLOCK
        chosen = when((block + 1) * _BLOCK <= count, turned).otherwise(place)
        return Field(TABLE, "episode machine", least(chosen, rows - 1), self.episodes)

    @cached_property
    def visits(self) -> Expr:
        """About how often an episode's machine has been read before; its rows are episodes."""
        return Row() // self.beside * self.beside // max(1, self.machines.rows)
