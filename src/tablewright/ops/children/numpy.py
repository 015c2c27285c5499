"""NumPy kernel of a sum over children, which lie one after another, parent by parent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tablewright.engines.local.kernels import Array, Kernel, Scratch
from tablewright.ops.children import SumOverChildren
from tablewright.ops.core import Bounds


def _sum(op: SumOverChildren, bounds: Sequence[Bounds]) -> Kernel:
    def kernel(out: Array, scratch: Scratch, count: Array, value: Array, ends: Array) -> None:
        sums = scratch.get("int64", 0, int(ends[-1]) + 1 if len(ends) else 1)
        sums[0] = 0
        np.cumsum(np.broadcast_to(value, len(sums) - 1), out=sums[1:])
        np.subtract(sums.take(ends), sums.take(ends - count), out=out)

    return kernel


RULES = {SumOverChildren: _sum}
