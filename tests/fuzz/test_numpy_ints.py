"""Wherever an int is taken, one of NumPy's is too, with the values that Python's gives."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import polars as pl
import pytest

import tablewright as tw
from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.errors import DeclarationError
from tablewright.ops import Draw, Expr, Index, Row, below, clip, digits, lookup, total, weighted
from tablewright.plan import plan
from tablewright.polars import scan
from tablewright.polars.cdc import feed, generate_cdc, state
from tablewright.spec import Column, Fields, Int64, Table, Text
from tablewright.streams import stream_rows, transactions
from tablewright.tables import INDUSTRY_NAMES
from tablewright.word_lists import pool

FUNCTIONS = [
    (package, industry, name)
    for package in ("polars", "spark")
    for industry in INDUSTRY_NAMES
    for name in vars(importlib.import_module(f"tablewright.{package}.{industry}"))
    if name.startswith("generate_")
    and not name.startswith("generate_streaming_")
    and not name.endswith(("_cdc", "_demo", "_batches"))
]


@pytest.mark.parametrize(("package", "industry", "name"), FUNCTIONS)
def test_functions_take_the_ints_of_numpy(
    package: str, industry: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module(f"tablewright.{package}.{industry}")
    function = getattr(module, name)
    names = list(inspect.signature(function).parameters)
    counts = [each for each in names if each == "rows" or each.startswith("n_")]

    def arguments(kind: type) -> dict[str, Any]:
        return {**dict.fromkeys(counts, kind(30)), "seed": kind(-5)}

    if package == "polars":
        assert function(**arguments(int)).equals(function(**arguments(np.int64)))
    else:
        made = mock.MagicMock()
        monkeypatch.setattr(module, "generator", made)
        function(None, **arguments(np.int64))
        sizes = made.call_args.args[3].sizes
        assert {type(count) for count in sizes.values()} == {int}


def test_everything_else_takes_the_ints_of_numpy(tmp_path: Path) -> None:
    one, two, some = np.int64(1), np.int8(2), np.uint16(300)
    lazy = scan("retail.products", some, one, sizes={"transactions": some})
    alike = scan("retail.products", 300, 1, sizes={"transactions": 300})
    assert lazy.collect().equals(alike.collect())
    changes = generate_cdc("retail", some, two, seed=one, batch_size=np.int64(40))
    assert changes[1].equals(generate_cdc("retail", 300, 2, seed=1, batch_size=40)[1])
    assert state(feed("retail", some), one).equals(state(feed("retail", 300), 1))
    assert pool("person.occupation", size=some, seed=one) == pool(
        "person.occupation", size=300, seed=1
    )
    times = [dt.datetime(2025, 1, 1)]
    stream = transactions(n_accounts=some)
    assert stream_rows(stream, [one], times, one).equals(stream_rows(stream, [1], times, 1))
    world = tw.retail(rows=np.int64(30), seed=one)
    assert world["customers"].frame().equals(tw.retail(rows=30, seed=1)["customers"].frame())
    world.write(tmp_path / "retail")
    assert json.loads((tmp_path / "retail" / "manifest.json").read_bytes())["seed"] == 1
    assert api.declare("retail", scale=np.float32(0.5)).table("customers").rows == 5_000


def in_table(expression: Callable[[type], Expr], kind: type) -> tuple[pl.DataFrame, str]:
    f = Fields("shop.orders", kind(10))
    value = expression(kind)
    type_ = Int64() if value.kind == "int" else Text()
    columns = (Column(f("id", Row()), Int64()), Column(f("value", value), type_))
    table = Table("shop.orders", kind(10), columns, primary_key="id")
    steps = plan(table, kind(3)).steps
    return LocalTable(table, kind(3)).rows(kind(0), kind(10)), repr(steps)


EXPRESSIONS: dict[str, Callable[[type], Expr]] = {
    "sum": lambda kind: Row() + kind(1),
    "sum of": lambda kind: kind(1) + Row(),
    "product": lambda kind: kind(2) * Row(),
    "below": lambda kind: below(kind(9)),
    "below an expression": lambda kind: below(Row() + 1, most=kind(10)),
    "draw": lambda kind: below(5, Draw("x", kind(63))),
    "lookup": lambda kind: lookup([kind(7)] * 10, Row()),
    "clip": lambda kind: clip(Row(), kind(2), kind(5)),
    "digits": lambda kind: digits(Row(), kind(3)),
    "weighted": lambda kind: weighted([kind(1), kind(2)]),
    "total": lambda kind: total(kind(3), Index(), kind(5)),
    "another row": lambda kind: (Row() * 2).at(kind(4)),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_language_takes_the_ints_of_numpy(name: str) -> None:
    frame, steps = in_table(EXPRESSIONS[name], int)
    same, others = in_table(EXPRESSIONS[name], np.int64)
    assert frame.equals(same)
    assert steps == others


def test_ints_of_numpy_do_not_wrap_around_while_planning() -> None:
    large = lookup([np.int64(2**62)] * 10, Row())
    with pytest.raises(DeclarationError, match="beyond 64 bits"):
        in_table(lambda kind: large + large, int)


@pytest.mark.parametrize(
    "wrong", [np.float64(5), np.bool_(True), np.array([5]), np.datetime64(5, "D")]
)
def test_what_is_no_int_is_refused(wrong: object) -> None:
    for name in ("rows", "seed"):
        with pytest.raises(TypeError, match=f"{name}=.*not int; "):
            scan("retail.customers", **{name: wrong})  # type: ignore[arg-type]
