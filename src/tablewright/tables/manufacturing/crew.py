"""Technicians: who works when, so that nobody is in two places at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tablewright.ops import Expr, Row, below, when, word
from tablewright.spec import Column, Date, Fields, Int64, Table, Text, Window

TABLE = "manufacturing.technicians"
FIRST_TECHNICIAN = 100
SHIFTS = ("Day", "On call")
TRADES = ("Mechanics", "Electrics", "Hydraulics", "Controls", "Robotics", "Instrumentation")
_PAIRS = tuple((a, b) for a in range(len(TRADES)) for b in range(len(TRADES)) if a < b)
_YEARS = 18
_FEWEST, _JOBS = 101, 200
_ON_CALL = 0.15
"""The share of technicians on call: at night and on weekends."""
_STRIDE = 0.382


@dataclass(frozen=True)
class Crew:
    """Technicians by turns: those of the day shift, and those on call.

    Parameters
    ----------
    orders : int
        Orders in all.
    """

    orders: int

    @property
    def size(self) -> int:
        """How many there are."""
        return max(_FEWEST, self.orders // _JOBS)

    @property
    def on_call(self) -> int:
        """How many of them are on call; they come last."""
        return round(self.size * _ON_CALL)

    @property
    def day(self) -> int:
        """How many are of the day shift."""
        return self.size - self.on_call

    def member(self, in_hours: Expr, turn: Expr) -> Expr:
        """Who does the order of a turn, of working hours or else."""
        day = turn % self.day * _stride(self.day) % self.day
        on_call = self.day + turn % self.on_call * _stride(self.on_call) % self.on_call
        return when(in_hours, day).otherwise(on_call)

    def next(self, in_hours: Expr, turn: Expr) -> Expr:
        """The turn at which the same technician has the next order."""
        return turn + when(in_hours, self.day).otherwise(self.on_call)


def technicians(crew: Crew, rows: int, window: Window) -> Table:
    """Declare the table."""
    f = Fields(TABLE, rows)
    pairs = [f"{TRADES[a]}; {TRADES[b]}" for a, b in _PAIRS]
    triples = [
        f"{TRADES[a]}; {TRADES[b]}; {TRADES[c]}"
        for a, b in _PAIRS
        for c in range(b + 1, len(TRADES))
    ]
    skills = tuple(pairs + triples)
    hired = window.first_day - 30 - below(round(_YEARS * 365.25))
    shift = when(Row() < crew.day, 0).otherwise(1)
    return Table(
        TABLE,
        rows,
        (
            Column(f("technician_id", Row() + FIRST_TECHNICIAN), Int64(), "100 + row"),
            Column(f("skills", word(skills, below(len(skills)))), Text(), "two or three trades"),
            Column(
                f("shift", word(SHIFTS, shift)),
                Text(),
                "Day 85 %: weekdays from 06 to 18; On call: nights and weekends",
            ),
            Column(f("hired", hired), Date(), "in the 18 years before the window"),
        ),
        primary_key="technician_id",
        doc="Technicians of a plant: one for every 200 orders, at least 101.",
    )


def _stride(many: int) -> int:
    """Who comes after whom: nobody's neighbour."""
    stride = max(1, min(int(many * _STRIDE), 2**20))
    while math.gcd(stride, many) != 1:
        stride += 1
    return stride
