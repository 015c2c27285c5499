"""Memory that a request works in: it ends with the request, however long its code is kept."""

from __future__ import annotations

import threading
import weakref

import numpy as np

from tablewright.engines.local.kernels import Array, Scratch

_SPARE_BYTES = 64 << 20
"""Maximum bytes of released memory that each function may take again."""


class Workspace:
    """The memory of one request, whose threads share it.

    Parameters
    ----------
    functions : int
        How many functions take memory for every chunk.
    """

    def __init__(self, functions: int = 1) -> None:
        self._arena = _Arena(functions * _SPARE_BYTES)
        self._own = threading.local()

    def empty(self, length: int, dtype: str) -> Array:
        """Return an array for a chunk's column; see `tablewright.engines.local.arrow.empty`."""
        return self._arena.empty(length, dtype)

    @property
    def registers(self) -> Registers:
        """The working arrays of this thread."""
        if not hasattr(self._own, "registers"):
            self._own.registers = Registers()
        found: Registers = self._own.registers
        return found


class Registers:
    """The working arrays of one thread."""

    def __init__(self) -> None:
        self.scratch = Scratch()
        self._arrays: dict[tuple[str, int, int], Array] = {}

    def get(self, dtype: str, scope: int, number: int, length: int) -> Array:
        """Return the first ``length`` elements of a register."""
        array = self._arrays.get((dtype, scope, number))
        if array is None or len(array) < length:
            array = self._arrays[dtype, scope, number] = np.empty(length, dtype)
        return array if len(array) == length else array[:length]


class _Arena:
    """Memory for chunks, reused after its last reader has released it.

    Fresh memory from the operating system costs more than writing the data.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = 0
        self._spare: dict[int, list[Array]] = {}

    def empty(self, length: int, dtype: str) -> Array:
        """Return an array like `empty`."""
        used = length * (16 if dtype == "int128" else np.dtype(dtype).itemsize)
        # Chunks of nearly the same size can use the same memory.
        step = max(64, (1 << used.bit_length()) >> 5)
        size = -(-used // step) * step
        spare = self._spare.setdefault(size, [])
        try:
            raw = spare.pop()
            self._kept -= size
        except IndexError:
            raw = np.empty(size, np.uint8)
        # Views keep this array alive, and it keeps the memory alive.
        array = np.frombuffer(raw.data[:used], "<i8" if dtype == "int128" else dtype)
        weakref.finalize(array, self._take_back, raw).atexit = False
        return array.reshape(length, 2) if dtype == "int128" else array

    def _take_back(self, raw: Array) -> None:
        if self._kept + raw.nbytes <= self._limit:
            self._kept += raw.nbytes
            self._spare[raw.nbytes].append(raw)
