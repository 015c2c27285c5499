"""Plans fit the stack of a usual JVM thread, whose size is the user's session's."""

from __future__ import annotations

import pytest

from tablewright import api
from tablewright.engines.spark import methods
from tablewright.engines.spark.levels import Level
from tablewright.engines.spark.program import SparkPlan, lower
from tablewright.engines.spark.types import SparkColumn
from tablewright.plan import plan
from tablewright.tables import INDUSTRY_NAMES, industry

MOST = 220
"""Selects and explodes of a plan. 253 overflow an interpreting JVM's stack of half the usual size
while Spark analyses them; 206 do not."""
MOST_OF_A_STAGE = 80
ROWS = 5_000
RATIOS = (1, 3, 6, 24)
LINES = (2, 3, 4, 5, 6, 7, 12, 24)
"""A transaction; from seven on, a sum is a lambda."""


def stages(lowered: SparkPlan) -> list[int]:
    """The selects and explodes of each stage of a table."""
    nodes = [0]
    for level in (*lowered.levels, Level(lowered.columns), Level(())):
        if level.starts_stage:
            nodes.append(0)
        nodes[-1] += 1 + sum("explode(" in column.sql for column in level.columns)
    return nodes


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_no_table_is_deep(name: str, ratio: int) -> None:
    found = industry(name)
    kept = {found.main, *found.fixed, *found.derived}
    sizes = {other: ROWS * ratio for other in found.default_rows if other not in kept}
    for table in api.declare(name, rows=ROWS, sizes=sizes).tables:
        nodes = stages(lower(plan(table, 42), table.columns))
        assert max(nodes) <= MOST_OF_A_STAGE, (table.short_name, nodes)
        assert sum(nodes) <= MOST, (table.short_name, nodes)


@pytest.mark.parametrize("lines", LINES)
def test_no_basket_is_deep(lines: int) -> None:
    sizes = {"transactions": ROWS, "line_items": lines * ROWS}
    table = api.declare("retail", rows=ROWS, sizes=sizes).table("transactions")
    found = stages(lower(plan(table, 42), table.columns))
    assert max(found) <= MOST_OF_A_STAGE
    assert sum(found) <= MOST


def test_a_stage_begins_before_there_are_too_many_nodes() -> None:
    levels = [[SparkColumn(f"__s{n}", "bigint", "if(" * 30)] for n in range(400)]
    made = methods.shortened(levels, levels[-1], "id")
    found = stages(SparkPlan(made, tuple(levels[-1])))
    assert max(found) <= MOST_OF_A_STAGE < sum(found)
    assert min(found[:-1]) > MOST_OF_A_STAGE - 10


def test_a_long_method_ends_although_it_is_small() -> None:
    levels = [[SparkColumn(f"__s{n}", "bigint", "id")] for n in range(400)]
    made = methods.shortened(levels, levels[-1], "id")
    assert max(stages(SparkPlan(made, tuple(levels[-1])))) <= MOST_OF_A_STAGE
