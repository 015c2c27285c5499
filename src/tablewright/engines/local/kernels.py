"""NumPy kernels: functions that compute an operation for a block of rows.

A rule in ``numpy.py`` beside an operation makes a kernel for one step, specialised to its
parameters and the ranges of its arguments. The kernel is called as ``kernel(out, scratch, *args)``;
it writes ``out`` and returns nothing. Arguments are arrays as long as ``out``, or NumPy scalars for
constants. ``out`` is never an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tablewright.ops.core import Bounds, Expr

Array: TypeAlias = npt.NDArray[Any]
Ranges: TypeAlias = Mapping[int, tuple[Array, int]]
"""What steps look up in a range of another table's rows: the values, and the first row."""
NO_RANGES: Ranges = {}
Kernel: TypeAlias = Callable[..., None]
Maker: TypeAlias = Callable[[Any, Sequence[Bounds]], Kernel]


class Scratch:
    """Arrays that a kernel may use while it runs, as long as its output."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[str, int], Array] = {}

    def get(self, dtype: str, number: int, length: int) -> Array:
        """Scratch array ``number`` of a type."""
        array = self._arrays.get((dtype, number))
        if array is None or len(array) < length:
            array = self._arrays[dtype, number] = np.empty(length, dtype)
        return array[:length]


def take(values: Array, index: Array, out: Array) -> None:
    """Entries of a table; planning has proven the index to be inside."""
    # "clip" spares NumPy its own check, and the buffer that it would need for one.
    index = np.broadcast_to(index, out.shape) if np.ndim(index) == 0 else index
    values.take(index, out=out, mode="clip")


def binary(ufunc: np.ufunc) -> Maker:
    """A kernel that is one of NumPy's functions, of two arguments."""

    def make(op: Expr, bounds: Sequence[Bounds]) -> Kernel:
        def kernel(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
            ufunc(left, right, out=out)

        return kernel

    return make


def unary(ufunc: np.ufunc) -> Maker:
    """A kernel that is one of NumPy's functions, of one argument."""

    def make(op: Expr, bounds: Sequence[Bounds]) -> Kernel:
        def kernel(out: Array, scratch: Scratch, value: Array) -> None:
            ufunc(value, out=out)

        return kernel

    return make


def broadcast(out: Array, scratch: Scratch, value: Array, parents: Array) -> None:
    """Show a row's value to each of its children."""
    take(value, parents, out)
