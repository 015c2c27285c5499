"""What is to be written as a dataset, as which files, and what was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tablewright.formats import Encoding
from tablewright.formats.tables import TableOutput
from tablewright.io.writing import ROWS_PER_FILE


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

    @property
    def names(self) -> list[str]:
        """The names of the tables."""
        return [table.name for table in self.tables]


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
        packed, per_file = self.encoding.compression, self.rows_per_file
        return tuple(self.encoding.format.names(dataset, table.name, table.rows, per_file, packed))
