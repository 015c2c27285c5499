"""The language that tables are declared in."""

from tablewright.ops.arithmetic import Add, Greatest, Least, Mul, Sub
from tablewright.ops.children import Index, SumOverChildren
from tablewright.ops.choices import (
    Roll,
    aliased_by,
    below,
    chance,
    parts,
    thresholds,
    weighted,
    weighted_by,
)
from tablewright.ops.conditions import And, Eq, Le, Lt, Not, Or, Where
from tablewright.ops.core import At, Const, Expr, Field, Row, lift
from tablewright.ops.division import FloorDiv, Mod
from tablewright.ops.floats import Div, Floor, ToFloat
from tablewright.ops.numeric import clip, greatest, least, lookup, round_half_up, total, when
from tablewright.ops.random import Draw
from tablewright.ops.tables import Interpolation, Lookup, SearchSorted
from tablewright.ops.text import Concat, Word, ZeroPadded, concat, digits, word

__all__ = [
    "Add",
    "And",
    "At",
    "Concat",
    "Const",
    "Div",
    "Draw",
    "Eq",
    "Expr",
    "Field",
    "Floor",
    "FloorDiv",
    "Greatest",
    "Index",
    "Interpolation",
    "Le",
    "Least",
    "Lookup",
    "Lt",
    "Mod",
    "Mul",
    "Not",
    "Or",
    "Roll",
    "Row",
    "SearchSorted",
    "Sub",
    "SumOverChildren",
    "ToFloat",
    "Where",
    "Word",
    "ZeroPadded",
    "aliased_by",
    "below",
    "chance",
    "clip",
    "concat",
    "digits",
    "greatest",
    "least",
    "lift",
    "lookup",
    "parts",
    "round_half_up",
    "thresholds",
    "total",
    "weighted",
    "weighted_by",
    "when",
    "word",
]
