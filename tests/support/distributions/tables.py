"""Every table's distributions, judged over ten seeds."""

from __future__ import annotations

import functools

from tablewright import api
from tablewright.tables import INDUSTRY_NAMES, industry
from tests.support.distributions.declared import Declared, declared, is_of_a_child
from tests.support.distributions.judge import Verdict, drawn, judge

SEEDS = range(10)
ROWS = 1_000
TABLES = [f"{name}.{table}" for name in INDUSTRY_NAMES for table in industry(name).default_rows]


@functools.cache
def found(name: str, rows: int = ROWS) -> tuple[Declared, ...]:
    """The distributions of a table of so many times its default rows that all have enough."""
    dataset, _, table = name.partition(".")
    every = declared(api.declare(dataset, scale=rows // 250).table(table))
    return tuple(each for each in every if not is_of_a_child(each.node))


def verdicts(name: str, rows: int) -> list[Verdict]:
    """How probable each of them is."""
    made = drawn(found(name, rows), SEEDS, rows)
    return [
        judge(each, values[0], values[1] if each.given is not None else None)
        for each, values in zip(found(name, rows), made, strict=True)
    ]
