"""A program's numeric steps as one function: a loop over rows, and loops over children in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tablewright.engines.local.kernels import Array
from tablewright.engines.local.native.writer import NativeRule, NativeValue, Writer, width
from tablewright.errors import DeclarationError
from tablewright.ops.children import Index, SumOverChildren
from tablewright.ops.core import Const, Expr, Row
from tablewright.ops.rules import rule
from tablewright.plan import Broadcast, Materialized, MaterializedTable, Program, Scope, Step

NAME = "rows"
Tables = Mapping[int, Array]
_STORED = {
    "bool": "i8",
    "int8": "i8",
    "uint8": "i8",
    "int16": "i16",
    "uint16": "i16",
    "int32": "i32",
    "uint32": "i32",
    "int64": "i64",
    "int128": "i64",
    "float64": "double",
}


class Assembly(NamedTuple):
    """The assembly of a function, and what is handed over with every call.

    The same text serves other seeds: ``arrays`` and ``keys`` differ then.
    """

    text: str
    arrays: tuple[Array, ...]
    keys: tuple[int, ...]


@dataclass
class _Function:
    program: Program
    tables: Tables
    writer: Writer
    values: dict[int, NativeValue] = field(default_factory=dict)
    rank: dict[int, int] = field(default_factory=dict)
    totals: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    places: dict[int, NativeValue] = field(default_factory=dict)
    block: str = "loop"

    def prepare(self, needed: list[int]) -> None:
        """Say of every step how many sums over children lie behind it."""
        for number in needed:
            step = self.program.steps[number]
            behind = max((self.rank[arg] for arg in step.args), default=0)
            if isinstance(step.op, SumOverChildren):
                behind += 1
                self.totals.setdefault((self.scope(step), behind), []).append(number)
            self.rank[number] = behind

    def scope(self, total: Step) -> int:
        """The children that a `SumOverChildren` sums over."""
        assert isinstance(total.op, SumOverChildren)
        return 1 + self.program.scopes.index(Scope(total.scope, total.args[0], total.op.most))

    def body(self, scope: int, steps: list[int]) -> None:
        """The steps of the rows or children of ``scope``, after the sums they need."""
        for number in sorted(steps, key=lambda n: (self.rank[n], n)):
            if number not in self.values:
                step = self.program.steps[number]
                if isinstance(step.op, SumOverChildren):
                    self.sums(self.scope(step), self.rank[number])
                else:
                    self.values[number] = self.value(number, step)

    def value(self, number: int, step: Step) -> NativeValue:
        w, args = self.writer, [self.values[arg] for arg in step.args]
        match step.op:
            case Const(value=value):
                type_ = {"int": width(step.bounds), "bool": "i1", "float": "double"}[step.kind]
                return NativeValue(w.splat(type_, value), type_, step.bounds)
            case Broadcast():
                return args[0]
            case Materialized(facts=MaterializedTable(followed=True)):
                place = self.place(step.args[0], args[0])
                return w.entries(f"%t{number}", width(step.bounds), place, step.bounds)
            case Materialized():
                bounds = step.bounds if step.kind == "int" else None
                found = w.gather(self.tables[number], args[0], bounds)
                if step.kind == "bool":
                    zero = w.splat(found.type, 0)
                    return w.op("i1", f"icmp ne {w.vector(found.type)} {found.name}, {zero}")
                return w.narrow(found, step.bounds) if step.kind == "int" else found
            case _:
                made = _rule(step.op)(w, step.op, args, step.bounds)
                return made._replace(bounds=step.bounds)

    def place(self, key: int, row: NativeValue) -> NativeValue:
        """The place of another table's row in a range, inside which it is held in any case."""
        if key not in self.places:
            w = self.writer
            first, last = w.spread(f"%a{key}"), w.spread(f"%z{key}")
            held = w.call("smax", [w.call("smin", [w.cast(row, "i64"), last]), first])
            place = w.op("i64", f"sub {w.vector('i64')} {held.name}, {first.name}")
            self.places[key] = w.cast(place, "i32")
        return self.places[key]

    def sums(self, scope: int, rank: int) -> None:
        """A loop over children: of several rows at once, as often as that with the most needs."""
        w, totals = self.writer, self.totals[scope, rank]
        place = self.program.scopes[scope - 1]
        count = w.cast(self.values[place.count], "i64")
        before, mark = self.block, f"c{scope}_{rank}_{w.name()[2:]}"
        most = w.name()
        reduce = f"@llvm.vector.reduce.smax.v{w.lanes}i64"
        w.declarations[reduce] = f"declare i64 {reduce}({w.vector('i64')})"
        w.line(f"  {most} = call i64 {reduce}({w.vector('i64')} {count.name})")
        w.line(f"  %{mark}_any = icmp sgt i64 {most}, 0")
        w.line(f"  br i1 %{mark}_any, label %{mark}, label %{mark}_end")
        w.line(f"{mark}:")
        # Filled in below, when the last block and the sums are known.
        head = len(w.lines)
        self.block = mark
        index = w.spread(f"%{mark}_k")
        there = w.op("i1", f"icmp slt {w.vector('i64')} {index.name}, {count.name}")
        outside = dict(self.values)
        for number in self.inside(scope, totals):
            if isinstance(self.program.steps[number].op, Index):
                bounds = self.program.steps[number].bounds
                self.values[number] = w.narrow(index._replace(bounds=bounds), bounds)
        self.body(scope, self.inside(scope, totals))
        added: list[tuple[str, str]] = []
        for total in totals:
            step = self.program.steps[total]
            so_far = NativeValue(f"%{mark}_s{total}", "i64", step.bounds)
            args = (so_far, self.values[step.args[1]], there)
            added.append((so_far.name, _rule(step.op)(w, step.op, args, step.bounds).name))
        w.line(f"  %{mark}_n = add i64 %{mark}_k, 1")
        w.line(f"  %{mark}_more = icmp slt i64 %{mark}_n, {most}")
        w.line(f"  br i1 %{mark}_more, label %{mark}, label %{mark}_end")
        w.line(f"{mark}_end:")
        zero = w.splat("i64", 0)
        phis = [f"  %{mark}_k = phi i64 [ 0, %{before} ], [ %{mark}_n, %{self.block} ]"]
        self.values = outside
        for total, (name, after) in zip(totals, added, strict=True):
            ways = f"[ {zero}, %{before} ], [ {after}, %{self.block} ]"
            phis.append(f"  {name} = phi {w.vector('i64')} {ways}")
            made = w.op("i64", f"phi {w.vector('i64')} {ways}")
            self.values[total] = made
        w.lines[head:head] = phis
        self.block = f"{mark}_end"
        for total in totals:
            bounds = self.program.steps[total].bounds
            self.values[total] = w.narrow(self.values[total], bounds)

    def inside(self, scope: int, totals: list[int]) -> list[int]:
        """The steps of the children that some sums need."""
        found: set[int] = set()
        waiting = [self.program.steps[total].args[1] for total in totals]
        while waiting:
            number = waiting.pop()
            step = self.program.steps[number]
            if number in found or number in self.values:
                continue
            if step.scope == scope or isinstance(step.op, Const):
                found.add(number)
            # Also what children of children see of these.
            waiting.extend(step.args)
        return sorted(found)


def _rule(op: Expr) -> NativeRule:
    found: NativeRule | None = rule(type(op), "native")
    if found is None:
        raise DeclarationError(f"machine code has no {type(op).__name__}")
    return found


def function(
    program: Program,
    needed: list[int],
    wanted: Mapping[int, str],
    tables: Tables,
    followed: Mapping[int, int],
    *,
    lanes: int,
    shielded: bool,
) -> Assembly:
    """A function ``rows(start, stop, outs, tables, keys)``.

    It fills ``outs``, one array for each of ``wanted`` in its NumPy type, whose lengths are
    multiples of ``lanes``, with the rows from ``start`` to below ``stop``. Behind them are
    what the steps ``followed`` look up in a range of rows, then each range's first and last row.
    """
    f = _Function(program, tables, Writer(lanes, shielded=shielded))
    f.prepare(needed)
    w = f.writer
    for position, number in enumerate(wanted):
        w.line(f"  %p{number} = getelementptr ptr, ptr %outs, i64 {position}")
        w.line(f"  %o{number} = load ptr, ptr %p{number}")
    keys = dict.fromkeys(followed.values())
    behind = [f"%t{number}" for number in followed]
    behind += [f"%{end}{key}" for key in keys for end in "az"]
    for position, name in enumerate(behind, len(wanted)):
        w.line(f"  %q{name[1:]} = getelementptr ptr, ptr %outs, i64 {position}")
        w.line(f"  {name} = load {'ptr' if name[1] == 't' else 'i64'}, ptr %q{name[1:]}")
    w.line("  %length = sub i64 %stop, %start")
    w.line("  %last = sub i64 %stop, 1")
    last = w.spread("%last")
    w.line("  br label %loop")
    w.line("loop:")
    head = len(w.lines)
    w.line("  %first = add i64 %start, %i")
    steps = "<" + ", ".join(f"i64 {lane}" for lane in range(lanes)) + ">"
    row = w.op("i64", f"add {w.vector('i64')} {w.spread('%first').name}, {steps}")
    # Beyond the last row it is made again: nothing is proven of rows that do not exist.
    row = w.call("smin", [row, last])
    for number in needed:
        if isinstance(program.steps[number].op, Row):
            bounds = program.steps[number].bounds
            f.values[number] = w.narrow(row._replace(bounds=bounds), bounds)
    f.body(0, [n for n in needed if program.steps[n].scope == 0])
    for number, dtype in wanted.items():
        _store(w, f.values[number], f"%o{number}", dtype)
    w.line(f"  %next = add i64 %i, {lanes}")
    w.line("  %more = icmp slt i64 %next, %length")
    w.line("  br i1 %more, label %loop, label %end")
    w.line("end:")
    w.line("  ret void")
    w.lines.insert(head, f"  %i = phi i64 [ 0, %entry ], [ %next, %{f.block} ]")
    text = [
        *w.declarations.values(),
        f"define void @{NAME}(i64 %start, i64 %stop, ptr noalias %outs, ptr %tables, ptr %keys) {{",
        "entry:",
        *w.lines,
        "}",
    ]
    return Assembly("\n".join(text), tuple(w.arrays), tuple(w.keys))


def _store(w: Writer, value: NativeValue, pointer: str, dtype: str) -> None:
    stored = _STORED[dtype]
    if value.type == "i1":
        value = w.op(stored, f"zext {w.vector('i1')} {value.name} to {w.vector(stored)}")
    elif stored != "double":
        value = w.cast(value, stored)
    at = w.name()
    if dtype == "int128":
        pairs = [place for lane in range(w.lanes) for place in (lane, lane + w.lanes)]
        high = w.op("i64", f"ashr {w.vector('i64')} {value.name}, {w.splat('i64', 63)}")
        both = w.shuffled(w.vector("i64"), value.name, high.name, pairs)
        w.line(f"  {at} = getelementptr i128, ptr {pointer}, i64 %i")
        w.line(f"  store <{len(pairs)} x i64> {both}, ptr {at}, align 1")
        return
    w.line(f"  {at} = getelementptr {stored}, ptr {pointer}, i64 %i")
    w.line(f"  store {w.vector(stored)} {value.name}, ptr {at}, align 1")
