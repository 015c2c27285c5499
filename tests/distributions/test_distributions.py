"""Ten seeds of every table against every distribution that its declaration names.

Family-wise 1 %: were the draws perfect, one in a hundred sets of seeds would fail. The seeds are
fixed, so that the verdict is too. ``python -m tests.distributions.report`` prints every one.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tablewright import api
from tablewright.ops import Draw, Field, below, chance, lookup, parts, weighted, weighted_by
from tablewright.ops.core import Row
from tablewright.ops.tables import SearchSorted
from tablewright.spec import Column, Int64, Table
from tests.support.distributions.declared import Declared, declared
from tests.support.distributions.independence import dependence
from tests.support.distributions.judge import Ints, drawn, judge
from tests.support.distributions.tables import ROWS, SEEDS, TABLES, found, verdicts

MANY_ROWS = 20_000
FAMILY = 0.01


def check(rows: int) -> None:
    every = [verdict for name in TABLES for verdict in verdicts(name, rows)]
    assert len(every) > 500
    # Half of the family's share is for the tests of independence.
    limit = FAMILY / 2 / len(every)
    assert [verdict for verdict in every if verdict.p < limit] == []


def check_independence(rows: int) -> None:
    every = [each for name in TABLES for each in dependence(found(name, rows), SEEDS, rows)]
    tests = sum(each.tests for each in every)
    assert tests > 20_000
    assert [each for each in every if each.p * tests < FAMILY / 2] == []


def test_every_declared_distribution() -> None:
    check(ROWS)


@pytest.mark.slow
def test_every_declared_distribution_at_length() -> None:
    check(MANY_ROWS)


def test_draws_are_independent() -> None:
    check_independence(ROWS)


@pytest.mark.slow
def test_draws_are_independent_at_length() -> None:
    check_independence(MANY_ROWS)


UNDRAWN = ("healthcare.facilities", "healthcare.payers")


@pytest.mark.parametrize("name", TABLES)
def test_no_draw_of_a_table_is_left_out(name: str) -> None:
    """Whatever planning draws for a table is among what is judged."""
    from tablewright.ops.random import KeyedDraw, draw_key
    from tablewright.plan import plan

    dataset, _, table = name.partition(".")
    program = plan(api.declare(dataset, scale=ROWS // 250).table(table), 7)
    wanted = {step.op.key for step in program.steps if isinstance(step.op, KeyedDraw)}
    judged = {
        draw_key(7, each.owner.table, each.owner.name, each.node.purpose)
        for each in found(name)
        if isinstance(each.node, Draw)
    }
    assert bool(wanted) == (name not in UNDRAWN)
    assert wanted <= judged


def single(expr: object, rows: int = 5_000) -> Declared:
    """The outermost distribution of an expression."""
    field = Field("t.t", "c", expr, rows)  # type: ignore[arg-type]
    table = Table("t.t", rows, (Column(field, Int64()),), primary_key="c")
    return next(each for each in declared(table) if each.kind != "draw")


WHICH = Row() % 2
CASES = {
    "choice": weighted([5, 3, 2]),
    "choice of some bits": weighted([5, 3, 2], parts("x", 31, 32)[1]),
    "choice by": weighted_by([[5, 3, 2], [1, 1, 8]], WHICH),
    "below": below(7),
    "below many": below(10**6),
    "below very many": below(2**40),
    "below some": below(3 + WHICH, most=4),
}


@pytest.mark.parametrize("name", CASES)
def test_a_distribution_is_recognised_and_a_wrong_one_is_refused(name: str) -> None:
    right = single(CASES[name])
    assert right.name == f"t.t.c {name.split()[0]}"
    [values] = drawn([right], SEEDS, 5_000)
    given = values[1] if right.given is not None else None
    assert judge(right, values[0], given).p > 1e-4
    if isinstance(right.node, SearchSorted):
        edges = tuple(edge + (edge >> 5) for edge in right.node.edges)
        wrong = dataclasses.replace(right, node=dataclasses.replace(right.node, edges=edges))
        assert judge(wrong, values[0], given).p < 1e-6
    else:
        assert given is not None
        assert judge(right, values[0], given + 1 + given // 20).p < 1e-6


def test_a_wrong_chance_is_refused() -> None:
    for expr in (chance(0.3), Draw("", 32) < lookup((2**30, 2**31), WHICH)):
        field = Field("t.t", "c", Field("t.t", "c", expr), 5_000)
        right = next(each for each in declared(_flagged(field)) if each.kind == "chance")
        [(values, given)] = drawn([right], SEEDS, 5_000)
        assert judge(right, values, given).p > 1e-4
        assert judge(right, values, given + (given >> 4)).p < 1e-6


def _flagged(field: Field) -> Table:
    from tablewright.spec import Boolean

    return Table("t.t", 5_000, (Column(field, Boolean()),), primary_key="c")


def test_dependence_is_refused() -> None:
    """Two fields of one draw; a draw of the row before; a draw that the seed hardly changes."""
    one, other = Field("t.t", "a", Draw("", 63), 5_000), Field("t.t", "b", Draw("", 63), 5_000)
    both = [Declared("draw", field, field.value, 63) for field in (one, other)]
    assert min(each.p for each in dependence(both, SEEDS, 1_000)) > 1e-6

    def spoiled(change: object) -> float:
        def made(found: list[Declared], seeds: range, rows: int) -> list[list[Ints]]:
            values = [part[0].reshape(len(seeds), rows) for part in drawn(found, seeds, rows)]
            change(values)  # type: ignore[operator]
            return [[value.reshape(-1)] for value in values]

        return min(each.p for each in dependence(both, SEEDS, 1_000, made))

    def same(values: list[Ints]) -> None:
        values[1] = np.where(values[0] % 8 == 0, values[0], values[1])

    def late(values: list[Ints]) -> None:
        values[1][:, 1:] = np.where(values[0] % 8 == 0, values[0], values[1][:, :])[:, :-1]

    def seeds(values: list[Ints]) -> None:
        values[1][1:] = np.where(values[0] % 8 == 0, values[0], values[1])[:-1]

    for change in (same, late, seeds):
        assert spoiled(change) < 1e-9, change
