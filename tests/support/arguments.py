"""Arguments that somebody might give: the fitting ones, those just beside, and anything."""

from __future__ import annotations

import datetime as dt
import decimal
import importlib
import inspect
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np
import polars as pl
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

import tablewright as tw
from tablewright.tables import INDUSTRY_NAMES

MANY = 1_000
"""From so many examples on, they are others every time."""
MOST_ROWS = 150
"""Most rows that are really made."""
SECONDS = 60


def public(package: str) -> list[Callable[..., Any]]:
    """The public functions of ``tablewright.polars`` or ``tablewright.spark``."""
    return [
        function
        for name in INDUSTRY_NAMES
        for attribute, function in sorted(
            vars(importlib.import_module(f"tablewright.{package}.{name}")).items()
        )
        if attribute.startswith("generate_") or (attribute.endswith("_generator"))
    ]


ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=4),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.sampled_from([np.int64(5), np.float64(0.5), np.datetime64("2024-01-01"), 1j, object]),
    st.sampled_from([pl.DataFrame(), pl.col("x"), pl.Series([1]), dt.timedelta(1), range(3)]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)
_BIG = st.sampled_from([2**31, 2**32 + 1, 10**12, 2**42 - 1, 2**42])
_NEAR = st.dates(dt.date(2019, 1, 1), dt.date(2027, 12, 31))

FITTING: dict[str, st.SearchStrategy[Any]] = {
    "rows": st.integers(0, 9) | st.integers(0, MOST_ROWS),
    "count": st.integers(0, 60) | st.integers(0, MOST_ROWS) | _BIG,
    "seed": st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, 42, -(2**63), 2**63 - 1]),
    "rate": st.floats(0, 1) | st.sampled_from([0, 1, 0.0, 1.0, 5e-324, 1 - 2**-53, -0.0]),
    "date": st.none() | _NEAR | _NEAR.map(str) | st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 9)),
    "locale": st.sampled_from(tw.locales()),
    "interval": st.none()
    | st.sampled_from(["1 minute", "5 minutes", "1 second", "30 Seconds", "24 hours", "1 day"]),
    "span": st.integers(1, 10**6) | st.floats(1, 1e6) | st.just(dt.timedelta(hours=1)),
    "batch_size": st.none() | st.integers(1, 5) | st.floats(0.001, 0.3),
    "industry": st.sampled_from(INDUSTRY_NAMES),
    "few": st.integers(1, 4),
    "flag": st.booleans(),
    "name": st.sampled_from(["main", "shop", "raw", "/no/such/volume"]),
    "shape": st.sampled_from(["tablewright", "debezium", "delta-cdf"]),
    "format": st.sampled_from(["parquet", "csv", "json"]),
    "mode": st.sampled_from(["error", "overwrite"]),
    "source": st.sampled_from(["rate", "rate-micro-batch"]),
    "weights": st.none()
    | st.just({"APPEND": 1})
    | st.dictionaries(
        st.sampled_from(["APPEND", "UPDATE", "DELETE"]),
        st.integers(0, 100) | st.floats(0, 1e9) | st.floats() | st.integers(0),
        max_size=3,
    ),
    "shares": st.none()
    | st.dictionaries(st.sampled_from(["nulls", "duplicates"]), st.floats(0, 1), max_size=2),
    "tables": st.none() | st.lists(st.sampled_from(["customers", "devices"]), max_size=2),
}
"""By kind of argument: what belongs there, although not always together."""

KINDS = {
    "start": "date",
    **dict.fromkeys(["resurrect", "late", "duplicates", "out_of_order"], "rate"),
    **dict.fromkeys(["tombstones", "overwrite", "raw", "progress"], "flag"),
    **dict.fromkeys(["catalog", "schema", "volume", "volume_path", "storage"], "name"),
    "n_batches": "few",
    "dirt": "shares",
}
"""The kinds of arguments whose names do not tell."""

BESIDE: dict[str, list[Any]] = {
    "rows": [-1, 2**42 + 1, 2**63, -(2**63), 10**30, 10**5_000, 3.0, "5", True, None],
    "count": [-1, 2**42 + 1, 2**63, -(2**63), 10**30, 10**5_000, 3.0, "5", True, None],
    "seed": [2**63, -(2**63) - 1, 10**5_000, 1.0, "42", None, True],
    "rate": [-1e-9, 1.0000001, float("nan"), float("inf"), "1", None, decimal.Decimal("0.5")],
    "date": [
        *("2023-02-29", "2024-1-1", "", "now", "20240101", "2024-W01-1", "0001-01-01"),
        *(dt.date.min, dt.date.max, dt.date(1899, 12, 31), dt.datetime(2024, 1, 1), 0, 20240101),
    ],
    "locale": ["EN", "en_US", "", "xx", None, 1],
    "interval": [
        *("0 minutes", "-1 hour", "1", "minute", "1 fortnight", "1.5 hours", "1 hour 5 minutes"),
        *("9" * 5_000 + " days", "² seconds", 60, "", "2 days", dt.timedelta(hours=1), 0.5),
    ],
}
"""What comes near."""


def examples(number: int) -> Any:
    """So many examples; always the same where they are few, so that a change is what fails."""
    return settings(
        derandomize=number < MANY,
        max_examples=number,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def kind(name: str) -> str:
    """The kind of an argument of that name."""
    for ending in ("_rate", "_date"):
        if name.endswith(ending):
            return ending[1:]
    return KINDS.get(name, name if name in FITTING else "count")


def wrong(name: str) -> st.SearchStrategy[Any]:
    """Something near, or anything."""
    near = BESIDE.get(kind(name))
    return st.sampled_from(near) | ANYTHING if near else ANYTHING


@st.composite
def spoiled(draw: st.DrawFn, arguments: dict[str, Any], one_in: int = 3) -> dict[str, Any]:
    """The arguments, one of which is sometimes wrong."""
    if arguments and draw(st.integers(1, one_in)) == one_in:
        name = draw(st.sampled_from(sorted(arguments)))
        value = draw(wrong(name))
        # More rows than there is time for, and no more than a frame may have.
        assume(name != "rows" or not (type(value) is int and 2 * MOST_ROWS < value < 2**32))
        return {**arguments, name: value}
    return arguments


@st.composite
def calls(draw: st.DrawFn, functions: list[Callable[..., Any]], skip: int = 0) -> Any:
    """A function and keyword arguments for it, after the ``skip`` that the caller gives."""
    function = draw(st.sampled_from(functions))
    parameters = list(inspect.signature(function).parameters.values())[skip:]
    # rows is always there, because the defaults are larger than a fuzz can make.
    given = [
        each.name
        for each in parameters
        if each.name == "rows" or each.default is each.empty or draw(st.booleans())
    ]
    kinds = {name: kind(name) for name in given}
    if parameters and "n_batches" in [each.name for each in parameters]:
        kinds = {name: "span" if each == "interval" else each for name, each in kinds.items()}
    arguments = {name: draw(FITTING[kinds[name]]) for name in given}
    return function, draw(spoiled(arguments))


@contextmanager
def no_hang(seconds: int = SECONDS) -> Iterator[None]:
    """Fail where something takes as long as if it never ended."""

    def late(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"it took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def check_names_an_argument(error: Exception, names: list[str]) -> None:
    """A refusal says which argument, in one line, with a remedy."""
    message = str(error)
    assert any(f"{name}=" in message for name in names), message
    assert "\n" not in message
    assert len(message) < 610
