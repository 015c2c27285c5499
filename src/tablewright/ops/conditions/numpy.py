"""NumPy kernels of comparisons, logic and choices between numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tablewright.engines.local.kernels import Array, Kernel, Scratch, binary, unary
from tablewright.ops.conditions import And, Eq, Le, Lt, Not, Or, Where
from tablewright.ops.core import Bounds


def _where(op: Where, bounds: Sequence[Bounds]) -> Kernel:
    if op.kind != "int":

        def kernel(
            out: Array, scratch: Scratch, condition: Array, then: Array, other: Array
        ) -> None:
            np.copyto(out, other)
            np.copyto(out, then, where=condition)

        return kernel

    def selected(out: Array, scratch: Scratch, condition: Array, then: Array, other: Array) -> None:
        # A masked copy branches on every element, which costs five times this arithmetic; should
        # the difference wrap, the sum wraps back.
        chosen = scratch.get("int64", 0, len(out))
        np.copyto(chosen, condition)
        np.subtract(then, other, out=out)
        np.multiply(out, chosen, out=out)
        np.add(out, other, out=out)

    return selected


RULES = {
    Lt: binary(np.less),
    Le: binary(np.less_equal),
    Eq: binary(np.equal),
    And: binary(np.logical_and),
    Or: binary(np.logical_or),
    Not: unary(np.logical_not),
    Where: _where,
}
