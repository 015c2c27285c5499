"""Arguments that somebody might give: the fitting ones, those just beside, and anything."""

from __future__ import annotations

import datetime as dt
import decimal
import inspect
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np
import polars as pl
from hypothesis import strategies as st

MOST_ROWS = 150
"""Most rows that are really made."""
SECONDS = 60

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
    "locale": st.sampled_from(["de", "en", "es", "fr", "ja", "pt-br"]),
    "interval": st.none()
    | st.sampled_from(["1 minute", "5 minutes", "1 second", "30 Seconds", "24 hours", "1 day"]),
}
"""By kind of argument: what belongs there, although not always together."""

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
        *("9" * 5_000 + " days", "² seconds", 60, "", "2 days"),
    ],
}
"""What comes near."""


def kind(name: str) -> str:
    """The kind of an argument of that name."""
    if name in FITTING:
        return name
    for ending in ("_rate", "_date"):
        if name.endswith(ending):
            return ending[1:]
    return "date" if name == "start" else "count"


def wrong(name: str) -> st.SearchStrategy[Any]:
    """Something near, or anything."""
    return st.sampled_from(BESIDE[kind(name)]) | ANYTHING


@st.composite
def spoiled(draw: st.DrawFn, arguments: dict[str, Any], one_in: int = 3) -> dict[str, Any]:
    """The arguments, one of which is sometimes wrong."""
    if arguments and draw(st.integers(1, one_in)) == one_in:
        name = draw(st.sampled_from(sorted(arguments)))
        return {**arguments, name: draw(wrong(name))}
    return arguments


@st.composite
def calls(draw: st.DrawFn, functions: list[Callable[..., Any]], skip: int = 0) -> Any:
    """A function and keyword arguments for it, after the ``skip`` that the caller gives."""
    function = draw(st.sampled_from(functions))
    names = list(inspect.signature(function).parameters)[skip:]
    # rows is always there, because the defaults are larger than a fuzz can make.
    given = [name for name in names if name == "rows" or draw(st.booleans())]
    arguments = {name: draw(FITTING[kind(name)]) for name in given}
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
