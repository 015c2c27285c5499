"""Text operations in Polars, one chunk at a time.

A rule in ``polars.py`` beside an operation makes a kernel for one step, which is called with the
step's arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import polars as pl

from tablewright.ops.core import Bounds

Piece: TypeAlias = pl.Series | str
"""A text for every row, or the same for all."""
TextKernel: TypeAlias = Callable[..., Piece]
TextMaker: TypeAlias = Callable[[Any, Sequence[Bounds]], TextKernel]
