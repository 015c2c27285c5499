"""NumPy kernels of draws: XXH64 of a row, step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tablewright.engines.local.kernels import Array, Kernel, Scratch
from tablewright.ops.core import Bounds
from tablewright.ops.random import KeyedDraw, Mixed
from tablewright.xxh64 import MASK, PRIME_1, PRIME_2, PRIME_3, PRIME_4, seeded

_P1, _P2, _P3, _P4 = (np.uint64(prime) for prime in (PRIME_1, PRIME_2, PRIME_3, PRIME_4))
_27, _29, _31, _32, _33, _37 = (np.uint64(shift) for shift in (27, 29, 31, 32, 33, 37))


def _mixed(op: Mixed, bounds: Sequence[Bounds]) -> Kernel:
    def kernel(out: Array, scratch: Scratch, row: Array) -> None:
        mixed = out.view(np.uint64)
        low = scratch.get("uint64", 0, len(out))
        np.multiply(row.view(np.uint64), _P2, out=mixed)
        np.right_shift(mixed, _33, out=low)
        np.left_shift(mixed, _31, out=mixed)
        np.bitwise_or(mixed, low, out=mixed)
        np.multiply(mixed, _P1, out=mixed)

    return kernel


def _keyed_draw(op: KeyedDraw, bounds: Sequence[Bounds]) -> Kernel:
    start = np.uint64(seeded(op.key) & MASK)
    drop, low = np.uint64(64 - op.bits), op.bits > 32

    def kernel(out: Array, scratch: Scratch, mixed: Array) -> None:
        state = out.view(np.uint64)
        other = scratch.get("uint64", 0, len(out))
        np.bitwise_xor(mixed.view(np.uint64), start, out=state)
        np.right_shift(state, _37, out=other)
        np.left_shift(state, _27, out=state)
        np.bitwise_or(state, other, out=state)
        np.multiply(state, _P1, out=state)
        np.add(state, _P4, out=state)
        np.right_shift(state, _33, out=other)
        np.bitwise_xor(state, other, out=state)
        np.multiply(state, _P2, out=state)
        np.right_shift(state, _29, out=other)
        np.bitwise_xor(state, other, out=state)
        np.multiply(state, _P3, out=state)
        if low:
            # The last step of XXH64 changes the lower half only.
            np.right_shift(state, _32, out=other)
            np.bitwise_xor(state, other, out=state)
        np.right_shift(state, drop, out=state)

    return kernel


RULES = {Mixed: _mixed, KeyedDraw: _keyed_draw}
