"""NumPy kernels of quotients and remainders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tablewright.engines.local.kernels import Array, Kernel, Scratch, binary
from tablewright.ops.core import Bounds
from tablewright.ops.division import FloorDiv, Mod


def _power_of_two(bounds: Bounds) -> int | None:
    low, high = bounds
    return low.bit_length() - 1 if low == high and low & (low - 1) == 0 else None


def _floor_div(op: FloorDiv, bounds: Sequence[Bounds]) -> Kernel:
    shift = _power_of_two(bounds[1])
    if shift is None:
        reciprocal = _reciprocal(*bounds)
        return reciprocal or binary(np.floor_divide)(op, bounds)
    count = np.int64(shift)

    def kernel(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
        np.right_shift(left, count, out=out)

    return kernel


def _reciprocal(dividend: Bounds, divisor: Bounds) -> Kernel | None:
    """Division of a 31-bit number by a constant as a multiplication, which is exact there.

    Granlund and Montgomery 1994: with ``m = 2**k // d + 1`` and ``2**k >= 2**31 * d``, ``m * d``
    exceeds ``2**k`` by no more than the error that 31 bits leave unseen.
    """
    low, high = dividend
    number = divisor[0]
    if not (0 <= low and high < 2**31 and number == divisor[1] < 2**31):
        return None
    places = 31 + (number - 1).bit_length()
    factor, drop = np.int64(2**places // number + 1), np.int64(places)

    def kernel(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
        np.multiply(left, factor, out=out)
        np.right_shift(out, drop, out=out)

    return kernel


def _mod(op: Mod, bounds: Sequence[Bounds]) -> Kernel:
    shift = _power_of_two(bounds[1])
    if shift is not None:
        mask = np.int64((1 << shift) - 1)

        def masked(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
            np.bitwise_and(left, mask, out=out)

        return masked

    divide = _reciprocal(*bounds) or binary(np.floor_divide)(op, bounds)

    def kernel(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
        # Cheaper than np.remainder: division by a scalar is vectorised, the remainder is not.
        quotient = scratch.get("int64", 0, len(out))
        divide(quotient, scratch, left, right)
        np.multiply(quotient, right, out=quotient)
        np.subtract(left, quotient, out=out)

    return kernel


RULES = {FloorDiv: _floor_div, Mod: _mod}
