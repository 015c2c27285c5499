"""From the steps of a program to templates of SQL in a layout."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tablewright.engines.spark.layout import Layout, Node, mark
from tablewright.engines.spark.literals import bigint, identifier, literal
from tablewright.engines.spark.lowering import SQL
from tablewright.engines.spark.types import KINDS, NOTHING
from tablewright.errors import DeclarationError
from tablewright.ops import core
from tablewright.ops.random import Mixed
from tablewright.plan import Broadcast, Input, Program, Scope, Step

_CHILD_LEVELS = 6
_MOST_CHILDREN = 24
_MOST_COPIES = 2_700
"""Sums of at most so many children and steps are written out child by child."""
_TURN = 2
"""So many levels after the child before, each child is summed up."""
_INDEX = "\x00i\x00"
_SHARED = re.compile("\x01([^\x01]*)\x01")
_ARGUMENT = re.compile("\x02([0-9]+)\x02")
_CHEAP = (
    *(core.Add, core.Sub, core.Mul, core.Lt, core.Le, core.Eq),
    *(core.And, core.Or, core.Not, core.ToFloat),
)
"""Computed again rather than kept, if they read nothing but names."""


def field_name(number: int) -> str:
    """The name of a kept node."""
    return f"__s{number}" if number >= 0 else f"__x{-number}"


@dataclass(frozen=True)
class Context:
    """Where a step is read.

    Parameters
    ----------
    layout : Layout
        Takes the step.
    path : tuple of int
        Which child it is, in every enclosing sum that is written out child by child.
    outer : Context, optional
        Where the parents of this layout's children are read, if it is that of an array.
    """

    layout: Layout
    path: tuple[int, ...] = ()
    outer: Context | None = None

    def parent(self) -> Context:
        """Where what children share is read."""
        if self.path:
            return replace(self, path=self.path[:-1])
        assert self.outer is not None
        return self.outer


class Reader:
    """Adds the steps of a program to layouts, each when it is first read."""

    def __init__(self, program: Program, needed: frozenset[int], row: str, root: Layout) -> None:
        self._program = program
        self._row = identifier(row)
        self._root = root
        self._made = 0
        self._numbers: dict[object, int] = {}
        self._templates: dict[int, str] = {}
        self._each: dict[tuple[Context, int], tuple[int, str]] = {}
        self._bodies = [0] * len(program.scopes)
        self._alike: dict[tuple[Scope, int], list[int]] = {}
        rank: list[int] = []
        for number, step in enumerate(program.steps):
            is_total = isinstance(step.op, core.SumOverChildren)
            rank.append(max((rank[arg] for arg in step.args), default=0) + is_total)
            if number in needed:
                if step.scope:
                    self._bodies[step.scope - 1] += 1
                if is_total:
                    self._alike.setdefault((self._scope(step), rank[number]), []).append(number)
        self._rank = rank

    def _scope(self, total: Step) -> Scope:
        assert isinstance(total.op, core.SumOverChildren)
        return Scope(total.scope, total.args[0], total.op.most)

    def _new(self) -> int:
        self._made -= 1
        return self._made

    def read(self, context: Context, number: int) -> str:
        """The constant or name of a step, or its mark once it is in the layout."""
        step = self._program.steps[number]
        match step.op:
            case core.Const():
                return literal(step.op.value)
            case core.Row():
                return self._row
            case Input(name=name):
                return identifier(name)
            case core.Index():
                return bigint(context.path[-1]) if context.path else _INDEX
            case Broadcast():
                return self.read(context.parent(), step.args[0])
            case Mixed():
                # Only a name for its argument: xxhash64 takes the row as it is.
                return self.read(context, step.args[0])
        key = (context.layout, number, context.path)
        if key not in self._numbers:
            add = self._total if isinstance(step.op, core.SumOverChildren) else self._operation
            self._numbers[key] = add(context, number)
        return mark(self._numbers[key])

    def _operation(self, context: Context, number: int) -> int:
        step = self._program.steps[number]
        args = [self.read(context, arg) for arg in step.args]
        template = _ARGUMENT.sub(lambda found: args[int(found[1])], self._lowered(number))
        return self._add(context, number, template, cheap=isinstance(step.op, _CHEAP))

    def _lowered(self, number: int) -> str:
        """The SQL of a step with marks for its arguments: the same for all children."""
        if number not in self._templates:
            step = self._program.steps[number]
            if type(step.op) not in SQL:
                raise DeclarationError(f"Spark has no {type(step.op).__name__}")
            marks = [f"\x02{place}\x02" for place in range(len(step.args))]
            bounds = [self._program.steps[arg].bounds for arg in step.args]
            sql = SQL[type(step.op)](step.op, marks, bounds)
            self._templates[number] = _SHARED.sub(self._shared, sql)
        return self._templates[number]

    def _shared(self, constant: re.Match[str]) -> str:
        sql = constant[1]
        if sql not in self._numbers:
            number = self._numbers[sql] = self._new()
            type_ = "array<bigint>" if sql.startswith("CAST") else "array<string>"
            self._root.add(number, Node(sql, type_, sql, constant=True))
        return mark(self._numbers[sql])

    def _add(self, context: Context, number: int, template: str, *, cheap: bool = False) -> int:
        """Add a step; what is computed for a child that is not there is read by nobody."""
        step = self._program.steps[number]
        kept = template
        if context.path:
            count = self._program.scopes[step.scope - 1].count
            if context.path[-1] >= self._program.steps[count].bounds[0]:
                there = f"{self.read(context.parent(), count)} > {context.path[-1]}L"
                kept = f"if({there}, {template}, {NOTHING[KINDS[step.kind]]})"
        known = self._new() if context.path else number
        context.layout.add(known, Node(template, KINDS[step.kind], kept, cheap))
        return known

    def _total(self, context: Context, number: int) -> int:
        step = self._program.steps[number]
        assert isinstance(step.op, core.SumOverChildren)
        count, value = step.args
        most = step.op.most
        inside = self._program.steps[value]
        if isinstance(inside.op, core.Const):
            product = f"({self.read(context, count)} * {literal(inside.op.value)})"
            return self._add(context, number, product, cheap=True)
        if most <= _MOST_CHILDREN and most * self._bodies[inside.scope - 1] <= _MOST_COPIES:
            return self._add(context, number, self._written_out(context, count, value, most))
        if (context, number) not in self._each:
            self._children(context, number)
        array, each = self._each[context, number]
        child = f"__c{inside.scope}"
        template = SQL[core.SumOverChildren](step.op, [mark(array), child, each], ())
        context.layout.use_often(each)
        return self._add(context, number, template)

    def _written_out(self, context: Context, count: int, value: int, most: int) -> str:
        """The sum child by child: compiled code, an order of magnitude faster than a lambda."""
        total = ""
        for child in range(most):
            inner = replace(context, path=(*context.path, child))
            term = self.read(inner, value)
            sql = f"({total} + {term})" if total else term
            if child >= self._program.steps[count].bounds[0]:
                sql = f"if({self.read(context, count)} > {child}L, {sql}, {total or '0L'})"
            number = self._new()
            context.layout.add(number, Node(sql, "bigint", sql, apart=_TURN))
            context.layout.use_often(mark(number))
            total = mark(number)
        return total or "0L"

    def _children(self, context: Context, number: int) -> None:
        """The array of the children that some sums share, each with what they need of it."""
        step = self._program.steps[number]
        scope = self._scope(step)
        steps = self._program.steps
        totals = [
            total
            for total in self._alike[scope, self._rank[number]]
            if not isinstance(steps[steps[total].args[1]].op, core.Const)
        ]
        inner = Layout(_CHILD_LEVELS)
        finals = [self.read(Context(inner, outer=context), steps[t].args[1]) for t in totals]
        for final in finals:
            inner.use(final)
        inner.settle(finals)
        child = f"__c{steps[step.args[1]].scope}"
        array, fields, index = self._sequence(context, scope), {"i": "bigint"}, child

        def name(known: int) -> str:
            return f"{child}.{field_name(known)}"

        for level in inner.levels():
            parts = {known: f"{child}.{known}" for known in fields} | {"i": index}
            for known in level:
                parts[field_name(known)] = inner.sql(known, name).replace(_INDEX, index)
                fields[field_name(known)] = inner.nodes[known].type
            struct = ", ".join(f"'{known}', {sql}" for known, sql in parts.items())
            array = f"transform({array}, {child} -> named_struct({struct}))"
            index = f"{child}.i"
        made = self._new()
        for total, final in zip(totals, finals, strict=True):
            self._each[context, total] = made, inner.final(final, name).replace(_INDEX, index)
        struct = ",".join(f"{known}:{type_}" for known, type_ in fields.items())
        type_ = f"array<struct<{struct}>>" if len(fields) > 1 else "array<bigint>"
        context.layout.use_often(array)
        context.layout.add(made, Node(array, type_, array))

    def _sequence(self, context: Context, scope: Scope) -> str:
        count = self.read(context, scope.count)
        numbers = f"sequence(0L, {count} - 1L)"
        if self._program.steps[scope.count].bounds[0] > 0:
            return numbers
        # Without the condition 0 children would be counted down to -1.
        return f"if({count} > 0L, {numbers}, CAST(array() AS ARRAY<BIGINT>))"
