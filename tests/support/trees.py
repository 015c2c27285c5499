"""Random expressions that can be planned: grown with the ranges that planning will find.

What they claim beyond that (of a `Floor`, a `SumOverChildren`, a given field) is often wrong.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tablewright.ops import (
    Add,
    And,
    Concat,
    Const,
    Div,
    Draw,
    Eq,
    Expr,
    Field,
    Floor,
    FloorDiv,
    Greatest,
    Index,
    Interpolation,
    Le,
    Least,
    Lookup,
    Lt,
    Mod,
    Mul,
    Not,
    Or,
    Row,
    SearchSorted,
    Sub,
    SumOverChildren,
    ToFloat,
    Where,
    Word,
    ZeroPadded,
)
from tablewright.ops.core import BITS63, Bounds, lift, span
from tests.support.cases import FLOATS, INTS, WORDS

_LARGE = 1e200
_CURVES = ((1, 2, 0), (1, 9, 4), (3, 5, 20), (2, 2, 40))
Ranged = tuple[Expr, Bounds]


@dataclass
class Place:
    """Where an expression grows: the range of its row and child, and what grew there before."""

    row: Bounds
    index: Bounds | None = None
    ints: list[Ranged] = field(default_factory=list)
    bools: list[Expr] = field(default_factory=list)


class Trees:
    """Grows expressions from a source of chance (hypothesis' own, or a seeded one)."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._names = 0

    def columns(self, rows: int, depth: int) -> dict[str, Expr]:
        """Four expressions, one of each kind, that share parts."""
        place = Place((0, rows - 1))
        return {
            "int": self.int(depth, place)[0],
            "bool": self.bool(depth, place),
            "float": self.float(depth, place)[0],
            "text": self.text(depth, place),
            "last": self.int(depth, place)[0],
        }

    def _name(self) -> str:
        self._names += 1
        return f"n{self._names}"

    def _leaf(self, place: Place) -> Ranged:
        match self.chance.randrange(5 if place.index else 4):
            case 0:
                value = self.chance.choice(INTS)
                return Const(value), (value, value)
            case 1:
                return Row(), place.row
            case 2:
                bits = self.chance.choice([1, 8, 32, 53, 63])
                return Draw(self._name(), bits), (0, 2**bits - 1)
            case 3:
                some = tuple(self.chance.choices(INTS, k=self.chance.randint(1, 12)))
                return self._made(Lookup(some, Mod(Row(), lift(len(some)))), (0, len(some) - 1))
            case _:
                assert place.index is not None
                return Index(), place.index

    def _made(self, op: Expr, *args: Bounds) -> Ranged:
        return op, op.bounds(*args)

    def int(self, depth: int, place: Place) -> Ranged:
        """An int with the range that planning will find for it."""
        if place.ints and self.chance.random() < 0.2:
            return self.chance.choice(place.ints)
        made = self._leaf(place) if depth <= 0 else self._int(depth - 1, place)
        if not (BITS63[0] <= made[1][0] <= made[1][1] <= BITS63[1]):
            made = self.below(1000, depth - 1, place)
        place.ints.append(made)
        return made

    def below(self, limit: int, depth: int, place: Place) -> Ranged:
        """An int from 0 to below a limit."""
        value, bounds = self.int(depth, place)
        return self._made(Mod(value, lift(limit)), bounds, (limit, limit))

    def _int(self, depth: int, place: Place) -> Ranged:
        kind = self.chance.choice(
            ["two", "two", "two", "division", "where", "table", "floor", "at", "total"]
        )
        if kind == "two":
            (a, ab), (b, bb) = self.int(depth, place), self.int(depth, place)
            return self._made(self.chance.choice([Add, Sub, Mul, Least, Greatest])(a, b), ab, bb)
        if kind == "division":
            a, ab = self.int(depth, place)
            b: Ranged = (lift(d := self.chance.choice([1, 2, 3, 7, 64, 10**6, 2**40])), (d, d))
            if self.chance.random() < 0.3:
                few, fb = self.below(50, depth, place)
                b = self._made(Add(few, lift(1)), fb, (1, 1))
            return self._made(self.chance.choice([FloorDiv, Mod])(a, b[0]), ab, b[1])
        if kind == "where":
            (a, ab), (b, bb) = self.int(depth, place), self.int(depth, place)
            return self._made(Where(self.bool(depth, place), a, b), (0, 0), ab, bb)
        if kind == "table":
            return self._table(depth, place)
        if kind == "floor":
            value, (low, high) = self.float(depth, place)
            if max(-low, high) > 2**62:
                return self._leaf(place)
            ends = [int(low) - 1, int(high) + 1, *self.chance.sample((-7, -1, 0, 1, 9, 2**40), k=2)]
            claimed = sorted(ends if self.chance.random() < 0.5 else ends[:2])
            return self._claimed(Floor(value, claimed[0], claimed[-1]), (low, high))
        return self._at(depth, place) if kind == "at" else self._total(depth, place)

    def _claimed(self, floor: Floor, value: Bounds) -> Ranged:
        """With the range that planning leaves of it."""
        low, high = (min(max(end, floor.low), floor.high) for end in floor.bounds(value))
        return floor, (low, high)

    def index(self, size: int, depth: int, place: Place) -> Ranged:
        """A place in a table, often the first or the last, or only claimed to be inside."""
        match self.chance.randrange(4):
            case 0:
                value, (low, high) = self.int(depth, place)
                low, high = (min(max(end, 0), size - 1) for end in (low, high))
                return Least(Greatest(value, lift(0)), lift(size - 1)), (low, high)
            case 1:
                value, (low, high) = self.float(depth, place)
                if max(-low, high) < 2**62:
                    return self._claimed(Floor(value, 0, size - 1), (low, high))
        return self.below(size, depth, place)

    def _table(self, depth: int, place: Place) -> Ranged:
        match self.chance.randrange(3):
            case 0:
                values = tuple(
                    self.chance.choices(range(-99, 99), k=self.chance.choice([2, 9, 70]))
                )
                index, bounds = self.index(len(values), depth, place)
                return self._made(Lookup(values, index), bounds)
            case 1:
                value, bounds = self.int(depth, place)
                points = {self.chance.choice([*INTS, *bounds]) for _ in range(6)}
                many = self.chance.choice([0, 40])
                points.update(range(bounds[0], bounds[1], (bounds[1] - bounds[0]) // 40 + 1)[:many])
                edges = sorted(
                    [*points, *self.chance.sample(sorted(points), k=min(2, len(points)))]
                )
                return self._made(SearchSorted(tuple(edges), value), bounds)
            case _:
                curves, knots, bits = self.chance.choice(_CURVES)
                numbers = self.chance.choices(range(-(10**6), 10**6), k=curves * knots)
                value, bounds = self.index((knots - 1) << bits, depth, place)
                which, among = self.index(curves, depth, place)
                return self._made(
                    Interpolation(tuple(numbers), bits, value, which, curves), bounds, among
                )

    def _at(self, depth: int, place: Place) -> Ranged:
        rows = self.chance.choice([1, 5, 1000, 2**40])
        row, bounds = self.below(rows, depth, place)
        there = Place(bounds, place.index)
        base, base_bounds = self.int(depth, there)
        known = Field("trees.parent", self._name(), base)
        there.ints.append((known, base_bounds))
        value, value_bounds = self.int(depth, there)
        fact = Field("trees.parent", self._name(), value)
        given = {known: known.at(row)} if self.chance.random() < 0.5 else None
        low, high = base_bounds
        if self.chance.random() < 0.3 and high - low < 2**62:
            given = {known: lift(low) + self.below(high - low + 1, depth, place)[0]}
        return fact.at(row, given), value_bounds

    def _total(self, depth: int, place: Place) -> Ranged:
        most = self.chance.choice([0, 1, 3])
        count, _ = self.below(most + self.chance.choice([1, 1, 2, 10**6]), depth, place)
        value, bounds = self.int(depth, Place(place.row, (0, max(0, most - 1))))
        total = SumOverChildren(count, value, most)
        if not BITS63[0] < bounds[0] * (most + 1) <= bounds[1] * (most + 1) < BITS63[1]:
            total = SumOverChildren(count, Mod(value, lift(1000)), most)
            bounds = (0, 999)
        return self._made(total, (0, most), bounds)

    def float(self, depth: int, place: Place) -> Ranged:
        """A float with the range that planning will find for it."""
        made = self._float(depth, place)
        return made if max(map(abs, made[1])) < _LARGE else (Const(0.5), span(0.5, 0.5))

    def _float(self, depth: int, place: Place) -> Ranged:
        if depth <= 0 or self.chance.random() < 0.2:
            constant = self.chance.choice([f for f in FLOATS if abs(f) < 1e18])
            return Const(constant), span(constant, constant)
        match self.chance.randrange(4):
            case 0:
                value, bounds = self.int(depth - 1, place)
                return self._made(ToFloat(value), bounds)
            case 1:
                (a, ab), (b, bb) = self.float(depth - 1, place), self.float(depth - 1, place)
                return self._made(self.chance.choice([Add, Add, Sub, Sub, Mul])(a, b), ab, bb)
            case 2:
                a, ab = self.float(depth - 1, place)
                few, fb = self.below(50, depth - 1, place)
                count, cb = self._made(Add(few, lift(1)), fb, (1, 1))
                by, bounds = self._made(ToFloat(count), cb)
                unit = self.chance.choice([1.0, -0.75, 1e-3])
                by, bounds = self._made(Mul(by, Const(unit)), bounds, span(unit, unit))
                return self._made(Div(a, by), ab, bounds)
            case _:
                (a, ab), (b, bb) = self.float(depth - 1, place), self.float(depth - 1, place)
                return self._made(Where(self.bool(depth - 1, place), a, b), (0, 0), ab, bb)

    def bool(self, depth: int, place: Place) -> Expr:
        """A bool."""
        if place.bools and self.chance.random() < 0.2:
            return self.chance.choice(place.bools)
        made = self._bool(depth, place)
        place.bools.append(made)
        return made

    def _bool(self, depth: int, place: Place) -> Expr:
        if depth <= 0:
            return Const(self.chance.random() < 0.5)
        match self.chance.randrange(4):
            case 0:
                a, b = self.bool(depth - 1, place), self.bool(depth - 1, place)
                return self.chance.choice([And, Or])(a, b)
            case 1:
                return Not(self.bool(depth - 1, place))
            case 2:
                a, b = self.float(depth - 1, place)[0], self.float(depth - 1, place)[0]
                return self.chance.choice([Lt, Le, Eq])(a, b)
            case _:
                a, b = self.int(depth - 1, place)[0], self.int(depth - 1, place)[0]
                return self.chance.choice([Lt, Le, Eq])(a, b)

    def text(self, depth: int, place: Place) -> Expr:
        """A text."""
        match self.chance.randrange(4 if depth > 0 else 1):
            case 0:
                return Const(self.chance.choice(WORDS))
            case 1:
                size = self.chance.choice([1, 2, len(WORDS)])
                return Word(WORDS[:size], self.index(size, depth - 1, place)[0])
            case 2:
                value = Greatest(self.int(depth - 1, place)[0], lift(0))
                return ZeroPadded(value, self.chance.choice([1, 3, 8, 19, 20, 64]))
            case _:
                parts = [self.text(depth - 1, place) for _ in range(self.chance.randrange(4))]
                if len(parts) == 2:
                    return Where(self.bool(depth - 1, place), *parts)
                return Concat(tuple(parts))
