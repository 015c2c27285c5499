"""A refusal quotes what was given, or says how a number came about that nobody gave."""

from __future__ import annotations

import functools
import importlib
import inspect
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest

from tablewright.cdc import ChangeSettings, feed
from tablewright.engines.spark import frame
from tablewright.errors import ArgumentError
from tablewright.polars import requests, scan
from tablewright.spec import Table
from tablewright.tables import INDUSTRY_NAMES

ROWS, OTHERS = (0, 20_000), (0, 3, None)
FIXED = {51, 4_096, 100, 10_000}
"""Stores, their maximum, most lines of a parent, and microseconds: nobody's to give."""


class Planned:
    """Takes the place of the engine: no row is made."""

    def __init__(self, table: Table, seed: int) -> None:
        pass

    def rows(self, start: int, stop: int) -> None:
        pass


def asked(engine: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for industry in INDUSTRY_NAMES:
        module = importlib.import_module(f"tablewright.{engine}.{industry}")
        for name, function in vars(module).items():
            if not name.startswith("generate_") or name.endswith(("_demo", "_cdc")):
                continue
            if engine == "spark" and "streaming" not in name:
                yield f"{industry}.{name}", functools.partial(function, None)
            elif engine == "polars":
                yield f"{industry}.{name}", function


def parameters(engine: str, name: str) -> dict[str, Any]:
    industry, _, function = name.partition(".")
    found = getattr(importlib.import_module(f"tablewright.{engine}.{industry}"), function)
    return {
        each.name: each.default
        for each in inspect.signature(found).parameters.values()
        if each.name == "rows" or each.name.startswith("n_")
    }


def check(message: str, known: dict[str, Any]) -> None:
    """Every number is one that was given, or stands before how it came about."""
    explained = re.findall(
        r"(?:(\w+)=)?([\d,]+)(?: rows of \w+)? \((?:\d[\d,]* for each|in prop)", message
    )
    reasons = {int(count.replace(",", "")) for _, count in explained}
    ratios = {
        int(count.replace(",", "")) for count in re.findall(r"\(([\d,]*\d) for each", message)
    }
    for name, text in re.findall(r"(?:\b(\w+)=|(?<![\w=,.]))(\d[\d,]*)", message.partition(";")[0]):
        count = int(text.rstrip(",").replace(",", ""))
        if count in reasons | ratios | FIXED:
            continue
        if name:
            assert known.get(name) == count, (name, message)
        elif "Completed of" not in message:
            assert count in known.values(), message


@pytest.mark.parametrize("engine", ["polars", "spark"])
def test_functions(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "shared", Planned)
    monkeypatch.setattr(frame, "generator", lambda *asked, partitions: mock.MagicMock())
    refused = 0
    for name, function in asked(engine):
        known = parameters(engine, name)
        names = [*known][:3]
        for counts in itertools.product(ROWS, *[OTHERS] * (len(names) - 1)):
            given = {key: v for key, v in zip(names, counts, strict=True) if v is not None}
            try:
                function(**given)
            except ArgumentError as error:
                refused += 1
                check(str(error), {**known, **given})
    assert refused > 40


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda polars: polars["healthcare"].generate_claims(60_000, 3, 3),
            "rows=60,000 is more than 4,096 for each of the 2 Completed of n_encounters=3; give",
        ),
        (
            lambda polars: polars["retail"].generate_products(3, n_line_items=10**9),
            "more than 4,096 for each of n_transactions=30 (10 for each of rows=3); give",
        ),
        (
            lambda polars: polars["retail"].generate_inventory(5, 0, n_line_items=2),
            "n_transactions=0 (10 for each of n_products=0) leaves 2 rows of line_items without",
        ),
        (
            lambda polars: polars["retail"].generate_transactions(5, n_products=0),
            "n_products=0 leaves 15 rows of line_items (3 for each of rows=5) without a parent;",
        ),
        (
            lambda polars: polars["iot"].generate_events(5, 0),
            "n_devices=0 leaves 5 rows of events without a parent;",
        ),
        (
            lambda polars: scan("retail.transactions", 10, sizes={"products": 0}),
            "n_products=0 leaves 30 rows of line_items (in proportion to rows=10) without",
        ),
        (
            lambda polars: feed(
                "retail", 10, settings=ChangeSettings(batch_size=2.0, weights={"DELETE": 1})
            ),
            "batch_size=2.0 gives batches of 20, which update 0 and delete 20 keys",
        ),
    ],
)
def test_numbers_that_nobody_gave(call: Callable[[Any], Any], message: str) -> None:
    modules = {
        each: importlib.import_module(f"tablewright.polars.{each}") for each in INDUSTRY_NAMES
    }
    with pytest.raises(ArgumentError, match=re.escape(message)):
        call(modules)
