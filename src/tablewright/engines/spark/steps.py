"""Turns the steps of a program into SQL templates in a layout."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tablewright.engines.spark.layout import Layout, Node
from tablewright.engines.spark.literals import bigint, identifier, literal
from tablewright.engines.spark.sql import (
    Argument,
    ChildIndex,
    Hole,
    Read,
    Shared,
    Sql,
    SqlRule,
    joined,
    sql,
)
from tablewright.engines.spark.types import KINDS, NOTHING
from tablewright.errors import DeclarationError
from tablewright.ops import children
from tablewright.ops.children import SumOverChildren
from tablewright.ops.core import Const, Expr, Row
from tablewright.ops.random import Mixed
from tablewright.ops.rules import rule
from tablewright.plan import Broadcast, Input, Program, Scope, Step

_CHILD_LEVELS = 6
_MOST_CHILDREN = 24
_MOST_COPIES = 5_000
"""Maximum children and steps of a sum that is unrolled child by child."""
_TURN = 6
"""Levels between consecutive children of an unrolled sum: with fewer, more children are computed
at a time, and methods have more arguments."""
_MOST_TURNS = 100
"""Levels for all children of a sum, which therefore come closer if there are many."""


def field_name(number: int) -> str:
    """Return the name of a named node."""
    return f"__s{number}" if number >= 0 else f"__x{-number}"


def _read(number: int) -> Sql:
    return Sql((Read(number),))


@dataclass(frozen=True)
class Context:
    """The context in which a step is read.

    Parameters
    ----------
    layout : Layout
        The layout that receives the step.
    path : tuple of int
        The child's number in every enclosing unrolled sum.
    outer : Context, optional
        The parents' context, if this layout is that of an array of children.
    """

    layout: Layout
    path: tuple[int, ...] = ()
    outer: Context | None = None

    def parent(self) -> Context:
        """The context of values shared by the children."""
        if self.path:
            return replace(self, path=self.path[:-1])
        assert self.outer is not None
        return self.outer


class StepReader:
    """Adds the steps of a program to layouts, each on first read."""

    def __init__(self, program: Program, needed: frozenset[int], row: str, root: Layout) -> None:
        self._program = program
        self._row = identifier(row)
        self._root = root
        self._made = 0
        self._numbers: dict[object, int] = {}
        self._templates: dict[int, Sql] = {}
        self._each: dict[tuple[Context, int], tuple[int, Sql]] = {}
        self._bodies = [0] * len(program.scopes)
        self._alike: dict[tuple[Scope, int], list[int]] = {}
        rank: list[int] = []
        for number, step in enumerate(program.steps):
            is_total = isinstance(step.op, SumOverChildren)
            rank.append(max((rank[arg] for arg in step.args), default=0) + is_total)
            if number in needed:
                if step.scope:
                    self._bodies[step.scope - 1] += 1
                if is_total:
                    self._alike.setdefault((self._scope(step), rank[number]), []).append(number)
        self._rank = rank

    def _scope(self, total: Step) -> Scope:
        assert isinstance(total.op, SumOverChildren)
        return Scope(total.scope, total.args[0], total.op.most)

    def _new(self) -> int:
        self._made -= 1
        return self._made

    def read(self, context: Context, number: int) -> Sql:
        """Return the constant or name of a step, or a hole for it."""
        step = self._program.steps[number]
        match step.op:
            case Const():
                return Sql((literal(step.op.value),))
            case Row():
                return Sql((self._row,))
            case Input(name=name):
                return Sql((identifier(name),))
            case children.Index():
                return Sql((bigint(context.path[-1]) if context.path else ChildIndex(),))
            case Broadcast():
                return self.read(context.parent(), step.args[0])
            case Mixed():
                # Only a name for its argument: xxhash64 uses the row directly.
                return self.read(context, step.args[0])
        key = (context.layout, number, context.path)
        if key not in self._numbers:
            add = self._total if isinstance(step.op, SumOverChildren) else self._operation
            self._numbers[key] = add(context, number)
        return _read(self._numbers[key])

    def _operation(self, context: Context, number: int) -> int:
        step = self._program.steps[number]
        args = [self.read(context, arg) for arg in step.args]
        return self._add(context, number, self._lowered(number).applied(args))

    def _lowered(self, number: int) -> Sql:
        """Return a step's SQL with holes for arguments."""
        if number not in self._templates:
            step = self._program.steps[number]
            args = [Sql((Argument(place),)) for place in range(len(step.args))]
            bounds = [self._program.steps[arg].bounds for arg in step.args]
            made = _rule(step.op).sql(step.op, args, bounds)
            self._templates[number] = made.filled(self._shared)
        return self._templates[number]

    def _shared(self, hole: Hole) -> Sql | None:
        if not isinstance(hole, Shared):
            return None
        if hole not in self._numbers:
            number = self._numbers[hole] = self._new()
            constant = Sql((hole.sql,))
            self._root.add(number, Node(constant, hole.type, constant, constant=True))
        return _read(self._numbers[hole])

    def _add(self, context: Context, number: int, template: Sql) -> int:
        """Add a step; values of missing children are never read."""
        step = self._program.steps[number]
        kept = template
        if context.path:
            count = self._program.scopes[step.scope - 1].count
            if context.path[-1] >= self._program.steps[count].bounds[0]:
                there = sql("{} > {}L", self.read(context.parent(), count), context.path[-1])
                kept = sql("if({}, {}, {})", there, template, NOTHING[KINDS[step.kind]])
        known = self._new() if context.path else number
        context.layout.add(known, Node(template, KINDS[step.kind], kept))
        return known

    def _total(self, context: Context, number: int) -> int:
        step = self._program.steps[number]
        assert isinstance(step.op, SumOverChildren)
        count, value = step.args
        most = step.op.most
        inside = self._program.steps[value]
        if isinstance(inside.op, Const):
            product = sql("({} * {})", self.read(context, count), literal(inside.op.value))
            return self._add(context, number, product)
        if most <= _MOST_CHILDREN and most * self._bodies[inside.scope - 1] <= _MOST_COPIES:
            return self._add(context, number, self._written_out(context, count, value, most))
        if (context, number) not in self._each:
            self._children(context, number)
        array, each = self._each[context, number]
        child = f"__c{inside.scope}"
        template = _rule(step.op).sql(step.op, [_read(array), Sql((child,)), each], ())
        context.layout.use_often(each)
        return self._add(context, number, template)

    def _written_out(self, context: Context, count: int, value: int, most: int) -> Sql:
        """Unroll a sum: compiled code, an order of magnitude faster than a lambda."""
        nothing = total = Sql(("0L",))
        turn = min(_TURN, _MOST_TURNS // max(1, most))
        for child in range(most):
            inner = replace(context, path=(*context.path, child))
            term = self.read(inner, value)
            added = term if total is nothing else sql("({} + {})", total, term)
            if child >= self._program.steps[count].bounds[0]:
                has_child = sql("{} > {}L", self.read(context, count), child)
                added = sql("if({}, {}, {})", has_child, added, total)
            number = self._new()
            context.layout.add(number, Node(added, "bigint", added, turn=turn))
            total = _read(number)
            context.layout.use_often(total)
        return total

    def _children(self, context: Context, number: int) -> None:
        """Add the array of children that some sums share, with the values they need."""
        step = self._program.steps[number]
        scope = self._scope(step)
        steps = self._program.steps
        totals = [
            total
            for total in self._alike[scope, self._rank[number]]
            if not isinstance(steps[steps[total].args[1]].op, Const)
        ]
        inner = Layout(_CHILD_LEVELS)
        finals = [self.read(Context(inner, outer=context), steps[t].args[1]) for t in totals]
        for final in finals:
            inner.use(final)
        inner.settle(finals)
        child = f"__c{steps[step.args[1]].scope}"
        array, fields, index = self._sequence(context, scope), {"i": "bigint"}, child

        def name(known: int) -> Sql:
            return Sql((f"{child}.{field_name(known)}",))

        for level in inner.levels():
            parts = {known: sql(f"{child}.{known}") for known in fields} | {"i": sql(index)}
            for known in level:
                parts[field_name(known)] = inner.sql(known, name).of_child(index)
                fields[field_name(known)] = inner.nodes[known].type
            struct = joined([sql("'{}', {}", *part) for part in parts.items()], ", ")
            array = sql("transform({}, {} -> named_struct({}))", array, child, struct)
            index = f"{child}.i"
        made = self._new()
        for total, final in zip(totals, finals, strict=True):
            self._each[context, total] = made, inner.final(final, name).of_child(index)
        types = ",".join(f"{known}:{type_}" for known, type_ in fields.items())
        type_ = f"array<struct<{types}>>" if len(fields) > 1 else "array<bigint>"
        context.layout.use_often(array)
        context.layout.add(made, Node(array, type_, array))

    def _sequence(self, context: Context, scope: Scope) -> Sql:
        count = self.read(context, scope.count)
        numbers = sql("sequence(0L, {} - 1L)", count)
        if self._program.steps[scope.count].bounds[0] > 0:
            return numbers
        # Without the condition, zero children would give a descending sequence to -1.
        return sql("if({} > 0L, {}, CAST(array() AS ARRAY<BIGINT>))", count, numbers)


def _rule(op: Expr) -> SqlRule:
    found: SqlRule | None = rule(type(op), "spark")
    if found is None:
        raise DeclarationError(f"Spark has no {type(op).__name__}")
    return found
