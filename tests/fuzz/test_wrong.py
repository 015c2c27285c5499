"""Every option of every command, every argument of every function, with each kind of wrong value.

One line, exit status 2, the name and the value as they were given, the reason and the remedy.
"""

from __future__ import annotations

import datetime as dt
import decimal
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tablewright import api
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.polars import cdc, scan
from tablewright.word_lists import pool
from tests.support.arguments import kind, public
from tests.support.commands import contents, one_line, quickly

HUGE = "9" * 5_000
WORDS = ["", "x", "a\nb", "\x1b[31m", "é" * 300, "0x10", "1.5.5", "=", "1,2,3,4", "2024-02-30"]
NUMBERS = [*WORDS, "-1", "1.5", "nan", "1e400", HUGE]
SHARES = [*WORDS, "-1", "1.5", "nan", "inf", "1e400", HUGE]
DAYS = [*WORDS, "1899-12-31", "9999-01-01", "2024-13-01", "0001-01-01", "2024-01-01T25:00:00"]
SETTINGS = ["x=1", "=1", "anomaly_rate=", "anomaly_rate=2", "anomaly_rate=nan", "interval=2 days"]

MADE = {
    **dict.fromkeys(["--rows", "--rows-per-file", "--tier"], NUMBERS),
    "--seed": [*WORDS, "1.5", "nan", HUGE, str(2**63)],
    "--scale": [*WORDS, "0", "-1", "nan", "inf", "1e400", "1e300"],
    **dict.fromkeys(["--tables", "--format", "--compression", "--locale", "--engine"], NUMBERS),
    **dict.fromkeys(["--start", "--end"], DAYS),
}
COMMANDS: list[tuple[list[str], dict[str, list[str]]]] = [
    (["plan", "retail"], MADE),
    (["generate", "iot"], {**MADE, "--set": [*WORDS, *SETTINGS], "--out": [""]}),
    (
        ["cdc", "retail"],
        {
            **dict.fromkeys(["--rows", "--batches", "--batch-size", "--interval"], NUMBERS[:-2]),
            **dict.fromkeys(["--resurrect", "--late", "--duplicates", "--out-of-order"], SHARES),
            **dict.fromkeys(["--shape", "--format", "--locale", "--weights"], WORDS),
            **dict.fromkeys(["--start", "--end", "--begin"], DAYS),
            "--seed": [*WORDS, "1.5", str(-(2**63) - 1)],
        },
    ),
    (
        ["report", "iot"],
        {
            "--set": SETTINGS,
            "--out": ["", "s3://b/r.html", "a\nb/c"],
            **{
                option: MADE[option]
                for option in ("--rows", "--seed", "--start", "--end", "--locale")
            },
        },
    ),
    (
        ["stream", "iot", "--no-wait"],
        {
            **dict.fromkeys(["--rows", "--rows-per-second", "--limit", "--from"], NUMBERS),
            **dict.fromkeys(["--format", "--begin", "--seed"], WORDS),
        },
    ),
]
FINE = {("--batch-size", "1.5"), ("--interval", "1.5")}


def wrong_words() -> Iterator[tuple[list[str], str]]:
    for words, options in COMMANDS:
        for option, values in options.items():
            for value in values:
                if (option, value) not in FINE:
                    yield [*words, f"{option}={value}"], option.lstrip("-").replace("-", "_")


def test_wrong_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPARK_REMOTE", raising=False)
    cases = list(wrong_words())
    assert len(cases) > 400
    for words, name in cases:
        done = quickly(*words, folder=tmp_path)
        line = one_line(done.stderr)
        assert done.returncode == 2, (words, line)
        assert any(f" {each}=" in line for each in (name, *_settings(words))), (words, line)
        assert ";" in line, line
        assert len(line) < 400, line
        assert line.isprintable(), line
        assert done.stdout == ""
    assert contents(tmp_path) == {}


def _settings(words: list[str]) -> list[str]:
    """What a refusal of ``--set`` names besides."""
    return ["anomaly_rate", "interval"] if words[-1].startswith("--set") else []


class Unshowable:
    def __repr__(self) -> str:
        raise RuntimeError


ODD: list[Any] = [
    *(True, -1, 1.5, float("nan"), float("inf"), 2**63, 10**400, 10**5_000, -(10**5_000)),
    *("", "x", "a\nb", "\x00", "\ud800", "é" * 1_000, HUGE + " days", b"x", [1], (), {1: 2}),
    *({"x": 1}, {"x": 10**5_000}, set(), object(), Unshowable(), 1j, decimal.Decimal("NaN")),
    *(dt.date(1, 1, 1), dt.date.max, dt.datetime.max, dt.timedelta.max, -dt.timedelta(1), int),
    *(np.float64("nan"), np.array([1, 2]), np.datetime64("2024-01-01"), pl.DataFrame({"a": [1]})),
    *(pl.col("x"), pl.Series([1]), range(3), len),
]
FEED = cdc.feed("retail", 20)
FUNCTIONS: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    *(
        (function, {next(iter(inspect.signature(function).parameters)): 2})
        for function in public("polars")
    ),
    (scan, {"name": "iot.events"}),
    (api.declare, {"industry": "iot"}),
    (cdc.add_cdc_operations, {"df": pl.DataFrame({"a": [1, 2]})}),
    (cdc.generate_cdc, {"industry": "retail", "rows": 20, "n_batches": 1}),
    (cdc.batch, {"feed": FEED}),
    (cdc.state, {"feed": FEED}),
    (cdc.batches, {"feed": FEED}),
    (pool, {"field": "person.occupation"}),
]


def fits(name: str, value: object) -> bool:
    """Whether an odd value may be right for an argument of that name."""
    if isinstance(value, pl.DataFrame):
        return name == "df"
    if isinstance(value, dict) and value == {"x": 1}:
        return name == "weights"  # Operations may have any names.
    if isinstance(value, bool):
        return kind(name) in ("flag", "rate")
    if type(value) is int and value == -1:
        return name == "seed"
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return name == "start"
    return (
        isinstance(value, float)
        and value == 1.5
        and name in ("batch_size", "interval", "scale", "size")
    )


@pytest.mark.parametrize(
    ("function", "given"), FUNCTIONS, ids=lambda each: getattr(each, "__qualname__", str(each))[:40]
)
def test_wrong_arguments(function: Callable[..., Any], given: dict[str, Any]) -> None:
    # A feed is made by `feed` only.
    names = [name for name in inspect.signature(function).parameters if name != "feed"]
    for name in names:
        for value in ODD:
            if fits(name, value):
                continue
            with pytest.raises((ArgumentError, ArgumentTypeError)) as caught:
                function(**{**given, name: value})
            message = str(caught.value)
            assert f"{name}=" in message, (name, message)
            assert ";" in message, message
            assert len(message) < 610, message
