"""Where rules are found, and that the language loads none of them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import pytest

from tablewright.errors import DeclarationError
from tablewright.ops import Add, Concat, Row, Where
from tablewright.ops.core import IntExpr
from tablewright.ops.rules import rule
from tablewright.plan import plan
from tests.support import cases

LOADED = """
import sys
import tablewright.ops, tablewright.plan, tablewright.interpreter
rules = (".interpreter", ".numpy", ".native", ".native_text", ".polars", ".spark")
found = {"numpy", "polars", "llvmlite", "pyspark"} & {*sys.modules}
for name in sys.modules:
    if name.startswith("tablewright.ops.") and name.endswith(rules) or "engines" in name:
        found.add(name)
sys.exit(", ".join(sorted(found)) or 0)
"""


def test_the_language_loads_no_engine_and_no_rules() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_rule_is_found_beside_its_class() -> None:
    assert rule(Add, "interpreter")(Row(), 2, 3) == 5
    assert rule(Concat, "numpy") is None
    assert rule(Row, "spark") is None
    assert rule(Where, "polars") is not rule(Where, "numpy")


@dataclass(frozen=True, eq=False)
class Unbounded(IntExpr):
    """An operation that forgot its range, of which nothing could be proven."""


def test_an_operation_without_bounds_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="Unbounded has no bounds"):
        plan(cases.table({"c": Unbounded()}), 1)


def test_an_operator_of_python_builds_one_operation() -> None:
    with pytest.raises(DeclarationError, match=r"operator='\+' already builds .*Add"):

        class Joined(IntExpr, operator="+"):
            """Another sum."""

    assert isinstance(Row() + 1, Add)
