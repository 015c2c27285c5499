"""The meaning of a sum over children, given their values."""

from __future__ import annotations

from tablewright.ops.children import SumOverChildren

RULES = {SumOverChildren: lambda op, values: sum(values)}
