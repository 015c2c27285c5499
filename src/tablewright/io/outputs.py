"""Outputs: a dataset to write, its file layout, and written tables."""

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
    """Tables to write together.

    Parameters
    ----------
    name : str
        The dataset's name.
    seed : int
        The seed of the rows.
    parameters : mapping
        All other inputs of the rows.
    tables : sequence of TableOutput
        All tables of the dataset, or some.
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
    """A written table: its files relative to the folder, and their total size.

    ``kept`` of its rows come from an earlier, interrupted run.
    """

    name: str
    rows: int
    files: tuple[str, ...]
    size: int
    kept: int = 0


Write: TypeAlias = Callable[[TableOutput, Path], WrittenTable]
"""Writes one table to a staging folder, under its final names."""


@dataclass(frozen=True)
class FileLayout:
    """The layout of files: their encoding, and their maximum number of rows."""

    encoding: Encoding
    rows_per_file: int = ROWS_PER_FILE

    def names(self, dataset: str, table: TableOutput) -> tuple[str, ...]:
        """Return the data files of a dataset's table."""
        packed, per_file = self.encoding.compression, self.rows_per_file
        return tuple(self.encoding.format.names(dataset, table.name, table.rows, per_file, packed))
