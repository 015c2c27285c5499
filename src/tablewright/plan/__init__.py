"""Planning: turns expressions into one list of steps, each computed once, with known ranges.

A program is the same for every engine: constants are folded, parents' fields are expanded at the
rows that children reference, equal steps are merged, and every integer is proven to stay within
64 bits.
"""

from tablewright.plan.planner import plan
from tablewright.plan.program import (
    Broadcast,
    Input,
    Materialized,
    MaterializedTable,
    Output,
    Program,
    Scope,
    Step,
    is_followed,
)

__all__ = [
    "Broadcast",
    "Input",
    "Materialized",
    "MaterializedTable",
    "Output",
    "Program",
    "Scope",
    "Step",
    "is_followed",
    "plan",
]
