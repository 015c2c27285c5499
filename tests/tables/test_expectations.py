"""Every statistic of every dataset is missed by rows that are broken in its way, and met by others.

What breaks them is data beside each dataset's tests, in ``missed.py``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

import pytest

from tablewright.spec import TableSet
from tablewright.tables import INDUSTRY_NAMES, industry
from tests.support.corruptions import Corruption, Frames
from tests.support.judged import generate, judge_with, judgements

DATA: dict[str, Any] = {
    name: import_module(f"tests.tables.{name}.missed") for name in INDUSTRY_NAMES
}
BASES = [(name, base) for name in INDUSTRY_NAMES for base in DATA[name].BASES]


@cache
def good(name: str, base: str) -> tuple[TableSet, Frames]:
    return generate(name, 7, **DATA[name].BASES[base])


def missed(name: str, base: str) -> dict[str, Corruption]:
    found: dict[str, Corruption] = DATA[name].MISSED[base]
    return found


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_every_statistic_is_missed_once(name: str) -> None:
    rules = [rule for base in DATA[name].BASES for rule in missed(name, base)]
    assert sorted(rules) == sorted(rule.name for rule in industry(name).expectations)


@pytest.mark.parametrize(("name", "base"), BASES)
def test_good_rows_are_judged_and_pass(name: str, base: str) -> None:
    breaches, judged = judgements(*good(name, base))
    assert breaches == []
    assert judged >= len(missed(name, base))


@pytest.mark.parametrize(
    ("name", "base", "rule"), [(*each, rule) for each in BASES for rule in missed(*each)]
)
def test_a_missed_statistic_is_found(name: str, base: str, rule: str) -> None:
    [statistic] = [each for each in industry(name).expectations if each.name == rule]
    check = judge_with(*good(name, base), statistic, missed(name, base)[rule])
    assert check.status == "breach", check.detail
