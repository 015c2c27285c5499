"""The local engine against the interpreter: every operation on nasty values, and random trees.

Both ways of the local engine are held against it: NumPy's kernels and machine code.
"""

from __future__ import annotations

import random as chances
import sys
from dataclasses import dataclass
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tablewright import interpreter
from tablewright.engines.local import numbers
from tablewright.engines.local.native.loops import function
from tablewright.engines.local.table import LocalTable
from tablewright.engines.local.workspace import Workspace
from tablewright.engines.spark.program import lower
from tablewright.errors import DeclarationError
from tablewright.ops import core, tables
from tablewright.ops.core import Bounds, Expr, IntExpr
from tablewright.ops.random import KeyedDraw, Mixed
from tablewright.ops.rules import ENGINES, rule
from tablewright.plan import plan
from tablewright.spec import Table
from tests.support import cases
from tests.support.bits import BitXor
from tests.support.operations import PLANNED, RESOLVED, computed, every
from tests.support.trees import Trees
from tests.support.ways import WAYS, way

CASES = cases.all_cases()


def test_every_operation_has_a_rule_for_every_engine() -> None:
    for op in computed():
        found = {engine for engine in ENGINES if rule(op, engine) is not None}
        assert found >= {"interpreter", "spark"}, op
        assert ("numpy" in found) == ("native" in found), op
        assert ("polars" in found) == ("native_text" in found), op
        assert found & {"numpy", "polars"}, op
    assert not any(rule(op, engine) for op in RESOLVED | PLANNED for engine in ENGINES)


def test_rules_are_of_the_operations_that_they_lie_beside() -> None:
    for op in computed():
        for engine in ENGINES:
            if rule(op, engine) is not None:
                module = import_module(f"{op.__module__}.{engine}")
                assert {each.__module__ for each in module.RULES} == {op.__module__}


def test_every_operation_has_a_case() -> None:
    used: set[type[Expr]] = {Mixed, KeyedDraw}
    waiting: list[Expr] = list(CASES.values())
    while waiting:
        expr = waiting.pop()
        used.add(type(expr))
        waiting.extend(expr.args())
    assert used == every() - PLANNED


def local_values(table: Table, seed: int, start: int, stop: int) -> dict[str, list[object]]:
    """Columns as the local engine makes them; floats, which no column has, from its registers."""
    program = plan(table, seed)
    names = [c.name for c in table.columns if c.type.kind != "float"]
    frame = LocalTable(table, seed, threads=1).rows(start, stop, names)
    found: dict[str, list[object]] = {name: frame[name].to_list() for name in names}
    wanted = {
        c.name: program.outputs[c.name].value for c in table.columns if c.type.kind == "float"
    }
    floats = dict.fromkeys(wanted.values(), "float64")
    made = numbers.numbers(program, floats, stop - start).run(start, stop, Workspace())
    for name, step in wanted.items():
        found[name] = made[step].tolist()
    return found


def check(
    table: Table, seed: int, start: int = 0, stop: int | None = None, *, strict: bool = False
) -> None:
    stop = table.rows if stop is None else stop
    made = local_values(table, seed, start, stop)
    expected = interpreter.rows(table, seed, range(start, stop), strict=strict)
    for number, row in enumerate(expected):
        for name, value in row.items():
            assert cases.plain(made[name][number]) == cases.plain(value), (name, start + number)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("how", WAYS)
def test_local_equals_the_interpreter(name: str, how: str) -> None:
    with way(how):
        check(cases.table({name: CASES[name]}), cases.SEED)


@pytest.mark.parametrize("how", WAYS)
def test_all_cases_in_one_program(how: str) -> None:
    table = cases.table(CASES)
    with way(how):
        together = local_values(table, cases.SEED, 0, table.rows)
    for name, expr in CASES.items():
        alone = local_values(cases.table({name: expr}), cases.SEED, 0, table.rows)
        assert list(map(cases.plain, together[name])) == list(map(cases.plain, alone[name])), name


@settings(max_examples=150, deadline=None)
@given(
    st.randoms(use_true_random=False),
    st.integers(0, 4),
    st.sampled_from([1, 9, 2**41]),
    st.sampled_from([*WAYS]),
)
def test_random_trees(chance: chances.Random, depth: int, rows: int, how: str) -> None:
    table = cases.table(Trees(chance).columns(rows, depth), rows)
    with way(how):
        for start in {0, max(0, rows - 5), min(10**12, rows - 1)}:
            check(table, 42, start, min(rows, start + 5))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("how", WAYS)
def test_large_random_trees(seed: int, how: str) -> None:
    table = cases.table(Trees(chances.Random(seed)).columns(1000, 6), 1000)
    with way(how):
        check(table, seed, 0, 20)


@pytest.mark.parametrize("how", WAYS)
def test_every_column_type(how: str) -> None:
    with way(how):
        check(cases.typed(), 3)


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("power", [15, 30, 31, 32, 33, 40, 51, 62])
def test_small_dividends_and_large_divisors(how: str, power: int) -> None:
    ends = (2**7, 2**20, 2**31, 2**32)
    ranges = [(low, high) for end in ends for low, high in ((-end, -1), (0, end), (1 - end, end))]
    exprs: dict[str, Expr] = {}
    for place, (low, high) in enumerate(ranges):
        values = (low, low + 1, low // 3, (low + high) // 2, high // 3, high - 1, high)
        dividend = tables.Lookup(values, core.Row() % len(values))
        for divisor in (2**power - 1, 2**power, 2**power + 1, 3 * 2 ** (power - 2)):
            exprs[f"div_{place}_{divisor}"] = dividend // divisor
            exprs[f"mod_{place}_{divisor}"] = dividend % divisor
    with way(how):
        check(cases.table(exprs, 21), cases.SEED)


@pytest.mark.parametrize("how", WAYS)
def test_an_operation_needs_no_more_than_a_package_of_its_own(how: str) -> None:
    with way(how):
        check(cases.added(), 1)
    with pytest.raises(DeclarationError, match="BitXor: a number can be -1; bound it"):
        plan(cases.table({"negative": BitXor(core.Row() - 1, core.Row())}), 1)


@dataclass(frozen=True, eq=False)
class Unruled(IntExpr):
    """An operation with no rules at all."""

    def bounds(self, *args: Bounds) -> Bounds:
        """Some."""
        return (0, 1)


def test_an_operation_without_rules_is_refused_by_each_engine() -> None:
    table = cases.table({"c": Unruled()})
    program = plan(table, 1)
    for make, message in (
        (lambda: interpreter.cell(Unruled(), 0, 1), "Unruled is not valid"),
        (lambda: LocalTable(table, 1).rows(0, 1), "the local engine has no Unruled"),
        (
            lambda: function(program, [1], {1: "bool"}, {}, {}, lanes=8, shielded=False),
            "machine code has no Unruled",
        ),
        (lambda: lower(program, table.columns), "Spark has no Unruled"),
    ):
        with pytest.raises(DeclarationError, match=message):
            make()


def test_an_error_inside_a_module_of_rules_is_no_missing_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "tests.support.bits.numpy")
    monkeypatch.setitem(sys.modules, "tablewright.engines.local.kernels", None)
    with pytest.raises(ImportError, match="kernels"):
        rule(BitXor, "numpy")
