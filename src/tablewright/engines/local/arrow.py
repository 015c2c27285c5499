"""NumPy buffers as Polars columns without a copy, by the Arrow C data interface.

https://arrow.apache.org/docs/format/CDataInterface.html
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import get_ident
from typing import Any

import numpy as np
import polars as pl

from tablewright.engines.local.kernels import Array
from tablewright.leaving import Leaving, leaving

_NULLABLE = 2


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


_ReleaseSchema = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))
_ReleaseArray = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))
_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", _ReleaseSchema),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.c_void_p),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", _ReleaseArray),
    ("private_data", ctypes.c_void_p),
]


_LET_GO = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(("Py_DecRef", ctypes.pythonapi))


# At interpreter exit, the module's names may be gone before the last reader is.
def _release(
    pointer: Any,
    let_go: Any = _LET_GO,
    leaving: Callable[[], Leaving] = leaving,
    thread: Callable[[], int] = get_ident,
) -> None:
    """Release the memory of a structure after its last reader."""
    leaving().threads.add(thread())
    structure = pointer.contents
    structure.release = type(structure.release)()
    leaving().exports.discard(structure.private_data)
    let_go(structure.private_data)


_RELEASE_SCHEMA = _ReleaseSchema(_release)
_RELEASE_ARRAY = _ReleaseArray(_release)


def _capsule(structure: ctypes.Structure, owner: object, name: bytes) -> object:
    """Export a structure to its reader, together with a reference to ``owner``."""
    kept = ctypes.py_object((structure, owner))
    structure.private_data = id(kept.value)
    ctypes.pythonapi.Py_IncRef(kept)
    leaving().exports.add(structure.private_data)
    new = ctypes.pythonapi.PyCapsule_New
    new.restype, new.argtypes = (
        ctypes.py_object,
        (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p),
    )
    return new(ctypes.addressof(structure), name, None)


@dataclass(frozen=True, eq=False)
class Buffers:
    """A column as Arrow describes it.

    Parameters
    ----------
    format : str
        Arrow's name of the type, for example ``l`` for 64-bit integers.
    length : int
        Rows.
    data : sequence of arrays
        The type's own buffers.
    absent : array of bool, optional
        Which rows are null.
    """

    format: str
    length: int
    data: Sequence[Array]
    null_when: Array | None = None

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """Export the column through the Arrow C data interface."""
        valid = None if self.null_when is None else bits(~self.null_when)
        nulls = 0 if self.null_when is None else int(np.count_nonzero(self.null_when))
        arrays = (valid, *self.data)
        pointers = (ctypes.c_void_p * len(arrays))(
            *(None if array is None else array.ctypes.data for array in arrays)
        )
        format_ = self.format.encode()
        schema = _Schema(format_, b"", None, _NULLABLE, 0, None, None, _RELEASE_SCHEMA, None)
        array = _Array(
            self.length,
            nulls,
            0,
            len(arrays),
            0,
            ctypes.addressof(pointers),
            None,
            None,
            _RELEASE_ARRAY,
            None,
        )
        return (
            _capsule(schema, format_, b"arrow_schema"),
            _capsule(array, (arrays, pointers), b"arrow_array"),
        )

    def series(self, name: str) -> pl.Series:
        """Return the column as a Polars series."""
        return pl.Series(self).alias(name)


def bits(values: Array) -> Array:
    """Pack bools into bits, least significant first."""
    return np.packbits(values, bitorder="little")


def empty(length: int, dtype: str) -> Array:
    """An array of a NumPy type, or of ``int128``: pairs of 64-bit integers, low half first."""
    return np.empty((length, 2), "<i8") if dtype == "int128" else np.empty(length, dtype)


def fill(array: Array, values: Array) -> None:
    """Set an array of `empty` from numbers."""
    if array.ndim == 1:
        np.copyto(array, values, casting="unsafe")
        return
    array[:, 0] = values
    np.right_shift(values, 63, out=array[:, 1])
