"""Sampling of machines: all side by side, at every step of the last part of the window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.errors import ArgumentError
from tablewright.ops import Expr, Field, Row, below, when
from tablewright.tables.manufacturing.machines import Machines
from tablewright.tables.manufacturing.schedule import DAY, MINUTE, snapshot

TABLE = "manufacturing.sensor_data"
SECOND = 1_000_000
STEPS = (10, 60, 600, 3_600, 10_800, 21_600)
"""Seconds between readings, of which the finest that covers 15 days is chosen."""
_COVERED = 15
_SILENT = 30
_ONE_MISSING = 200
"""One slot in this number has no readings."""
_FINEST = 10**5
_SLOW = 3_600


@dataclass(frozen=True)
class Sampling:
    """Readings of all machines that there are when readings begin, at every slot of a grid.

    Rows rise with the slot, then with the machine.

    Parameters
    ----------
    machines : Machines
        The machines.
    rows : int
        Readings in all.
    interval : int
        Seconds between readings; 0 to let it follow from the rows.
    """

    machines: Machines
    rows: int
    interval: int

    @cached_property
    def end(self) -> int:
        """The minute at which readings stop: at the snapshot, and 30 days before the end."""
        window = self.machines.window
        silent = (window.end_day - window.scaled(_SILENT)) * DAY
        now = snapshot(window)
        return min(now, silent) if silent > window.first_day * DAY else now

    @property
    def _first(self) -> int:
        return self.machines.window.first_day * DAY * MINUTE

    @property
    def _longest(self) -> int:
        """Microseconds from the start of the window to the last reading."""
        return self.end * MINUTE - self._first

    @cached_property
    def beside(self) -> int:
        """How many machines are read."""
        there = self.machines.count_on(self.machines.window.first_day)
        start = (self.end * MINUTE - self._span(there)) // (DAY * MINUTE)
        return max(1, self.machines.count_on(start))

    def _slots(self, beside: int) -> int:
        readings = max(1, -(-self.rows // max(1, beside)))
        return readings + -(-readings // (_ONE_MISSING - 1))

    def _span(self, beside: int) -> int:
        return self._slots(beside) * self._step(self._slots(beside))

    def _step(self, slots: int) -> int:
        """Microseconds between readings."""
        if not self.interval:
            steps = [step for step in STEPS if slots * step * SECOND <= self._longest]
            enough = [step for step in steps if slots * step >= _COVERED * DAY * 60]
            if steps:
                return (enough[0] if enough else steps[-1]) * SECOND
        usual = (self.interval or STEPS[0]) * SECOND
        finer = -(-slots * usual // self._longest)
        if finer > _FINEST * (usual // SECOND) // STEPS[0] + 1:
            raise ArgumentError(
                f"n_sensor_data={self.rows:,} readings of n_equipment={self.machines.rows:,} "
                f"machines are more than one in {STEPS[0] * SECOND // _FINEST} microseconds; "
                "give more machines"
            )
        return usual // max(1, finer)

    @cached_property
    def step(self) -> int:
        """Microseconds between readings."""
        return self._step(self._slots(self.beside))

    @property
    def slow(self) -> bool:
        """Whether readings are an hour or more apart."""
        return self.step >= _SLOW * SECOND

    @cached_property
    def start(self) -> int:
        """The first slot, in microseconds since 1970-01-01."""
        begin = self.end * MINUTE - self._slots(self.beside) * self.step
        return max(self._first, begin // self.step * self.step)

    @property
    def days(self) -> float:
        """How long readings go on."""
        return (self.end * MINUTE - self.start) / (DAY * MINUTE)

    @property
    def note(self) -> str:
        """What a user should know."""
        return (
            f"sensor_data: {self.beside:,} machines side by side, a reading every "
            f"{_spoken(self.step / SECOND)}, over the last {_spoken(self.days * DAY * 60)} before "
            "readings stop"
        )

    @cached_property
    def slot(self) -> Expr:
        """Which of its machine's readings the row is."""
        return Row() // self.beside

    @cached_property
    def machine(self) -> Expr:
        """The row of the machine."""
        return Row() % self.beside

    @cached_property
    def tick(self) -> Expr:
        """The reading's slot."""
        there = _ONE_MISSING - 1
        block, inside = self.slot // there, self.slot % there
        blocks = -(-max(1, self.rows) // self.beside) // there + 1
        missing = Field(TABLE, "missing", below(_ONE_MISSING), blocks).at(block)
        return block * _ONE_MISSING + inside + when(inside >= missing, 1).otherwise(0)

    @cached_property
    def instant(self) -> Expr:
        """Microseconds since 1970-01-01."""
        return self.start + self.tick * self.step


def _spoken(seconds: float) -> str:
    """A span of time in its unit."""
    for length, unit in ((2 * DAY * 60, "days"), (3_600, "h"), (60, "min")):
        if seconds >= length:
            size = DAY * 60 if unit == "days" else length
            return f"{round(seconds / size, 1):g} {unit}"
    return f"{seconds:g} s"
