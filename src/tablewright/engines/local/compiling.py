"""From a program to a `Maker` of some columns: which steps are needed, in which types, made how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tablewright.engines.local.blocks import Blocks
from tablewright.engines.local.columns import WordColumn, buffer_type, narrow
from tablewright.engines.local.maker import Maker
from tablewright.engines.local.numbers import numbers
from tablewright.engines.local.texts import TextKernel, TextMaker
from tablewright.errors import DeclarationError
from tablewright.ops.core import Const
from tablewright.ops.rules import rule
from tablewright.plan import Program
from tablewright.spec import Column, Table


def compiled(
    table: Table,
    program: Program,
    columns: Sequence[str],
    rows: int,
    encoded: Mapping[str, pl.Enum] | None = None,
) -> Maker:
    """Compile some columns of a table.

    Parameters
    ----------
    table : Table
        The table.
    program : Program
        The table's program.
    columns : sequence of str
        The columns' names.
    rows : int
        Approximate number of requested rows: machine code pays off for many.
    encoded : mapping, optional
        The columns to store as numbers for words, and the words.
    """
    words = {name: WordColumn.of(enum) for name, enum in (encoded or {}).items()}
    chosen = tuple(table.column(name) for name in columns)
    spelt = [name for name in columns if name not in words]
    texts = _texts(program, spelt)
    wanted = _Wanted(program)
    for text in texts:
        wanted.arguments(text)
    for column in chosen:
        wanted.column(column, words.get(column.name))
    made = numbers(program, wanted.types, rows)
    if isinstance(made, Blocks):
        kernels = {text: _kernel(program, text) for text in texts}
        return Maker(program, chosen, made, kernels, {}, words)
    # Small requests should not wait for the import.
    from tablewright.engines.local import native

    whole = sorted({program.outputs[name].value for name in spelt}.intersection(texts))
    machines = native.compiled_texts(program, whole, wanted.types)
    return Maker(program, chosen, made, {}, machines, words)


def _texts(program: Program, columns: Sequence[str]) -> list[int]:
    """Return the text steps, except constants, that some columns depend on."""
    steps = program.steps
    return [
        number
        for number in sorted(program.needed(columns))
        if steps[number].kind == "text" and not isinstance(steps[number].op, Const)
    ]


@dataclass
class _Wanted:
    """Collects the numeric steps that columns and texts read, with their NumPy types."""

    program: Program
    types: dict[int, str] = field(default_factory=dict)

    def arguments(self, text: int) -> None:
        """Add the inputs of a text."""
        for arg in self.program.steps[text].args:
            self._add(arg, narrow(self.program.steps[arg].bounds))

    def column(self, column: Column, words: WordColumn | None) -> None:
        """Add the inputs of a column other than texts."""
        output = self.program.outputs[column.name]
        if column.type.kind != "text":
            self._add(output.value, buffer_type(column.type))
        elif words is not None:
            [index] = self.program.steps[output.value].args
            self._add(index, words.codes)
        if output.null_when is not None:
            self._add(output.null_when, "bool")

    def _add(self, number: int, dtype: str) -> None:
        kind = self.program.steps[number].kind
        if kind == "text":
            return
        dtype = "bool" if kind == "bool" else dtype
        known = self.types.get(number, dtype)
        self.types[number] = dtype if dtype == known else "int64"


def _kernel(program: Program, number: int) -> TextKernel:
    op, args = program.steps[number].op, program.steps[number].args
    maker: TextMaker | None = rule(type(op), "polars")
    if maker is None:
        raise DeclarationError(f"the local engine has no {type(op).__name__} of texts")
    return maker(op, [program.steps[arg].bounds for arg in args])
