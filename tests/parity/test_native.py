"""Every table by machine code and by NumPy: the same cells."""

from __future__ import annotations

import polars as pl
import pytest

from tablewright import api, checks
from tablewright.engines.local import LocalTable, native, numbers
from tablewright.engines.local.compiling import compiled
from tablewright.engines.local.native import machine
from tablewright.ops import Add, Draw, Expr, Field, Row, Sub, lookup
from tablewright.ops.arithmetic.native import RULES
from tablewright.plan import is_followed, plan
from tablewright.spec import Column, Int64, Table
from tablewright.tables import industry
from tests.golden import golden
from tests.support.ways import way

_FALLING = Row() * 7 % 3_000


def made(table: Table, seed: int, start: int, stop: int, limit: int) -> pl.DataFrame:
    names = [column.name for column in table.columns]
    program = plan(table, seed, materialize=limit)
    return compiled(table, program, names, stop - start).make(start, stop)


@pytest.mark.parametrize("name", golden.names())
def test_every_table(name: str) -> None:
    for seed, rows, start in ((42, 5_003, 0), (-7, 2_000_003, 1_998_999), (2**63 - 1, 10**12, 7)):
        dataset, _, short = name.partition(".")
        sizes = industry(dataset).sizes_for(short, rows)
        # A chain has at most 10,000 stores.
        small = short in industry(dataset).fixed
        if max(sizes.values()) > checks.MAX_ROWS or (small and rows > 10_000):
            continue
        table = api.table(name, sizes)
        stop = min(start + 5_000, table.rows)
        with way("numpy"):
            expected = made(table, seed, start, stop, 0)
            # Other tables' fields, computed once for all of their rows or for a range of them.
            assert made(table, seed, start, stop, 20_000).equals(expected), (seed, rows)
        for limit in (0, 20_000):
            with way("native"):
                assert made(table, seed, start, stop, limit).equals(expected), (seed, rows, limit)


@pytest.mark.parametrize("name", ["retail.transactions", "manufacturing.equipment"])
def test_as_on_a_processor_with_shorter_registers(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_MANY_LANES", machine._LANES)
    test_every_table(name)


@pytest.mark.parametrize("name", ["retail.customers", "healthcare.claims", "iot.events"])
def test_memory_is_used_again_only_when_nobody_reads_it(name: str) -> None:
    dataset, _, short = name.partition(".")
    table = api.table(name, industry(dataset).sizes_for(short, 40_000))
    with way("numpy"):
        expected = LocalTable(table, 3).rows(0, table.rows)
    with way("native"):
        chunks = LocalTable(table, 3).chunks(chunk_rows=1_001)
        kept: list[tuple[int, pl.DataFrame]] = []
        for number, frame in enumerate(chunks):
            if number % 3:
                kept.append((number * 1_001, frame.slice(17, 900)))
        del frame
    for start, frame in kept:
        assert frame.equals(expected.slice(start + 17, frame.height))


def test_machine_code_is_for_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[int] = []
    inner = native.compiled
    monkeypatch.setattr(native, "compiled", lambda *args: compiled.append(1) or inner(*args))
    table = api.table("retail.customers", industry("retail").sizes_for("customers", 10**6))
    local = LocalTable(table, 42)
    few = local.rows(0, numbers.NATIVE_ROWS - 1)
    assert not compiled
    many = local.rows(0, numbers.NATIVE_ROWS)
    assert len(compiled) == 1
    assert many.head(few.height).equals(few)


def test_code_that_errs_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, Sub, RULES[Add])
    program = plan(golden.local("retail.products", "odd").table, 1)
    wanted = {output.value: "int64" for output in program.outputs.values()}
    wanted = {n: "int64" for n in wanted if program.steps[n].kind == "int"}
    with pytest.warns(UserWarning, match="LLVM miscompiles"):
        made = numbers.numbers(program, wanted, 10**9)
    assert type(made) is numbers.Blocks


def test_without_llvm_numpy_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "available", lambda: False)
    made = numbers.numbers(plan(golden.local("iot.devices", "odd").table, 1), {}, 10**9)
    assert type(made) is numbers.Blocks


def _table(value: Field) -> Table:
    number = Field("t.children", "number", Row(), value.rows)
    columns = (Column(number, Int64()), Column(value, Int64()))
    return Table("t.children", value.rows or 0, columns, primary_key="number")


@pytest.mark.parametrize("low", [0, -1])
@pytest.mark.parametrize("high", [255, 256, 65_535, 65_536, 2**31 - 1, 2**31])
def test_tables_of_any_width(low: int, high: int) -> None:
    entries = [low, *range(598), high]
    table = _table(Field("t.children", "entry", lookup(entries, Row() % 600), 1_800))
    with way("native"):
        assert made(table, 1, 0, 1_800, 0)["entry"].to_list() == entries * 3


@pytest.mark.parametrize("parent", [Row() // 3, Row() // 150 * 50, _FALLING])
def test_a_range_of_parents_whatever_is_claimed(parent: Expr) -> None:
    """A chunk computes the parents between its first row's and its last row's."""
    far = Field("t.parents", "far", Draw("", 60), 30_000)
    near = Field("t.parents", "near", Row() % 1_000, 30_000)
    key = Field("t.children", "parent", parent, 90_000, rising=True)
    table = _table(Field("t.children", "both", far.at(key) - near.at(key), 90_000))
    program = plan(table, 3, materialize=20_000)
    assert sum(map(is_followed, program.steps)) == 2
    for start, stop in ((0, 1), (0, 999), (29_000, 31_003), (89_990, 90_000)):
        with way("numpy"):
            expected = made(table, 3, start, stop, 20_000)
            if parent is not _FALLING:
                assert made(table, 3, start, stop, 0).equals(expected)
        with way("native"):
            assert made(table, 3, start, stop, 20_000).equals(expected)
