"""What a sum over children means, given the values of those there are."""

from __future__ import annotations

from tablewright.ops.children import SumOverChildren

RULES = {SumOverChildren: lambda op, values: sum(values)}
