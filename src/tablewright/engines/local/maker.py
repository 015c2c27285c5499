"""Compiled columns of a table, for any rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from tablewright.engines.local.arrow import Buffers
from tablewright.engines.local.columns import WordColumn, to_series
from tablewright.engines.local.kernels import Array
from tablewright.engines.local.numbers import Numbers
from tablewright.engines.local.texts import Piece, TextKernel
from tablewright.engines.local.workspace import Workspace
from tablewright.ops.core import Const
from tablewright.plan import Program
from tablewright.spec import Column

if TYPE_CHECKING:
    from tablewright.engines.local.native import TextMachine


@dataclass(frozen=True)
class Maker:
    """Compiled columns of a table; threads share it.

    Parameters
    ----------
    program : Program
        The table's program.
    columns : tuple of Column
        The columns in order.
    numbers : Numbers
        All numeric steps read here.
    kernels : mapping
        The text steps computed by Polars, in order.
    machines : mapping
        The text steps computed by machine code.
    words : mapping
        The columns stored as numbers for words.
    """

    program: Program
    columns: tuple[Column, ...]
    numbers: Numbers
    kernels: Mapping[int, TextKernel]
    machines: Mapping[int, TextMachine]
    words: Mapping[str, WordColumn]

    def workspace(self) -> Workspace:
        """Return memory for a request."""
        return Workspace(1 + len(self.machines))

    def make(self, start: int, stop: int, space: Workspace | None = None) -> pl.DataFrame:
        """Return rows ``start`` to ``stop``; chunks of a request share a `Workspace`."""
        space = space or self.workspace()
        if not self.columns:
            return pl.DataFrame(height=stop - start)
        gathered = self.numbers.run(start, stop, space)
        pieces: dict[int, Piece] = {}
        for number, kernel in self.kernels.items():
            args = [self._piece(arg, pieces, gathered) for arg in self.program.steps[number].args]
            pieces[number] = kernel(*args)
        rows = stop - start
        return pl.DataFrame([self._column(c, pieces, gathered, rows, space) for c in self.columns])

    def _piece(self, number: int, pieces: dict[int, Piece], gathered: dict[int, Array]) -> Piece:
        step = self.program.steps[number]
        if step.kind == "text":
            return str(step.op.value) if isinstance(step.op, Const) else pieces[number]
        return pl.Series(gathered[number])

    def _column(
        self,
        column: Column,
        pieces: dict[int, Piece],
        gathered: dict[int, Array],
        rows: int,
        space: Workspace,
    ) -> pl.Series:
        output = self.program.outputs[column.name]
        null_when = None if output.null_when is None else gathered[output.null_when]
        if column.name in self.words:
            [index] = self.program.steps[output.value].args
            return self.words[column.name].series(column.name, gathered[index], null_when)
        if column.type.kind != "text":
            return to_series(column.name, column.type, gathered[output.value], null_when)
        if output.value in self.machines:
            data = self.machines[output.value].run(gathered, rows, space)
            return Buffers("vu", rows, data, null_when).series(column.name)
        piece = self._piece(output.value, pieces, gathered)
        if isinstance(piece, str):
            piece = pl.Series([piece], dtype=pl.String).new_from_index(0, rows)
        if null_when is None:
            return piece.alias(column.name)
        masked = pl.when(pl.Series(null_when)).then(None).otherwise(piece)
        return pl.select(masked.alias(column.name)).to_series()
