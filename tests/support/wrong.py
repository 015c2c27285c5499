"""Values that arguments are not, and what is wrong with the answer to one of them."""

from __future__ import annotations

import datetime as dt
import math
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl

import tablewright as tw
from tablewright.errors import TablewrightError

RAW = re.compile(r"\b(Type|Attribute|Value|Key|Index|ZeroDivision|Overflow|Assertion|Name)Error: ")
SECONDS = 20
JUNK: dict[str, object] = {
    "none": None,
    "int": 5,
    "negative": -1,
    "nan": math.nan,
    "inf": math.inf,
    "enormous": 10**30,
    "true": True,
    "word": "x",
    "empty": "",
    "bar": "a|b",
    "nul": "\0",
    "bytes": b"x",
    "list": [1],
    "mixed": [1, "x", None],
    "odd mapping": {5: "x", None: []},
    "no mapping": {},
    "tuple": (),
    "object": object(),
    "datetime": dt.datetime(2024, 5, 5),
    "span": dt.timedelta(hours=5),
    "function": len,
    "numpy float": np.float64(0.5),
    "array": np.arange(3),
    "nan of decimals": Decimal("nan"),
    "fraction": Fraction(1, 3),
    "source": tw.normal(1, 1),
    "series": pl.Series([1, 2]),
    "generator": (i for i in range(2)),
}


def fault(call: Callable[[], object]) -> str:
    """What is wrong with the answer to a call that may be wrong: it is one line with a remedy."""
    try:
        with in_time():
            call()
    except TablewrightError as error:
        text = str(error)
        is_plain = len(text.splitlines()) == 1 and not RAW.search(text) and "0x" not in text
        return "" if is_plain and ";" in text else text
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@contextmanager
def in_time() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
