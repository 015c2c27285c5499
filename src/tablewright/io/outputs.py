"""What is to be written as a dataset, as which files, and what was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tablewright.io import duck
from tablewright.io.formats import Encoding
from tablewright.io.parts import TableOutput, part_names

ROWS_PER_FILE = 10_000_000
"""Rows of a file, unless the caller says otherwise."""


@dataclass(frozen=True)
class DatasetOutput:
    """Tables to be written together.

    Parameters
    ----------
    name : str
        The dataset's.
    seed : int
        What the rows were made with.
    parameters : mapping
        Everything else they depend on.
    tables : sequence of TableOutput
        All of the dataset's, or some.
    """

    name: str
    seed: int
    parameters: Mapping[str, int | float | str]
    tables: Sequence[TableOutput]


@dataclass(frozen=True)
class WrittenTable:
    """A table that was written: its files relative to the folder, and their size together.

    ``kept`` of its rows were made by an earlier, interrupted run.
    """

    name: str
    rows: int
    files: tuple[str, ...]
    size: int
    kept: int = 0


Write: TypeAlias = Callable[[TableOutput, Path], WrittenTable]
"""Writes one table into a staging folder, under the names that it is to have."""


@dataclass(frozen=True)
class FileLayout:
    """How tables become files: their encoding, and the most rows of one."""

    encoding: Encoding
    rows_per_file: int = ROWS_PER_FILE

    def names(self, dataset: str, table: TableOutput) -> tuple[str, ...]:
        """The files that hold the rows of a dataset's table."""
        if self.encoding.format == "duckdb":
            return (duck.database_name(dataset),)
        is_delta = self.encoding.format == "delta"
        suffix = self.encoding.suffix
        return tuple(
            part_names(table.name, table.rows, self.rows_per_file, suffix, in_folder=is_delta)
        )
