"""NumPy kernels of operations on floats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tablewright.engines.local.kernels import Array, Kernel, Scratch, binary
from tablewright.ops.core import Bounds
from tablewright.ops.floats import Div, Floor, ToFloat


def _to_float(op: ToFloat, bounds: Sequence[Bounds]) -> Kernel:
    def kernel(out: Array, scratch: Scratch, value: Array) -> None:
        np.copyto(out, value)

    return kernel


def _floor(op: Floor, bounds: Sequence[Bounds]) -> Kernel:
    def kernel(out: Array, scratch: Scratch, value: Array) -> None:
        floored = scratch.get("float64", 0, len(out))
        np.floor(value, out=floored)
        np.copyto(out, floored, casting="unsafe")

    return kernel


RULES = {Div: binary(np.true_divide), ToFloat: _to_float, Floor: _floor}
