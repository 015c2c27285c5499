"""Writes one table of a dataset to a staging folder, as its format defines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tablewright._version import __version__
from tablewright.formats.tables import TableOutput
from tablewright.io import folders, resume
from tablewright.io.outputs import DatasetOutput, FileLayout, WrittenTable
from tablewright.io.parts import write_part
from tablewright.io.writing import WriteProgress


@dataclass
class Job:
    """A table being written; implements `TableJob`.

    Parameters
    ----------
    data : DatasetOutput
        The table's dataset.
    table : TableOutput
        The table.
    record : Record
        The staging folder, with the files of an interrupted run.
    layout : FileLayout
        The layout of files.
    progress : WriteProgress
        Callbacks for progress.
    """

    data: DatasetOutput
    table: TableOutput
    record: resume.Record
    layout: FileLayout
    progress: WriteProgress
    kept: int = 0

    @property
    def dataset(self) -> str:
        """The name of the dataset."""
        return self.data.name

    @property
    def folder(self) -> Path:
        """The dataset's folder in the staging area."""
        return self.record.folder

    @property
    def metadata(self) -> Mapping[str, str]:
        """The metadata of the table's files."""
        return {
            "tablewright.version": __version__,
            "tablewright.table": f"{self.data.name}.{self.table.name}",
            "tablewright.seed": str(self.data.seed),
            "tablewright.parameters": json.dumps(dict(self.data.parameters), sort_keys=True),
        }

    def write(self) -> WrittenTable:
        """Write the table."""
        table, format = self.table, self.layout.encoding.format
        before = self._size(self.layout.names(self.dataset, table)) if format.is_database else 0
        folders.check_spare(format.handles)
        names = format.write(self)
        return WrittenTable(table.name, table.rows, names, self._size(names) - before, self.kept)

    def write_parts(self) -> list[tuple[str, int]]:
        """Write the table's data files; return their names and rows."""
        parts: list[tuple[str, int]] = []
        for number, name in enumerate(self.layout.names(self.dataset, self.table)):
            start = number * self.layout.rows_per_file
            stop = min(start + self.layout.rows_per_file, self.table.rows)
            parts.append((name, stop - start))
            if name in self.record.whole:
                self.kept += stop - start
                self.progress.kept(self.table.name, stop - start)
                continue
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            own = {**self.metadata, "tablewright.rows": f"{start}-{stop}"}
            on_rows = self.progress.on_rows
            whole = write_part(self.table, start, stop, path, self.layout.encoding, own, on_rows)
            self.record.add(name, whole)
        return parts

    def write_piece(self, start: int, stop: int, path: Path) -> None:
        """Write rows to a temporary file that the format itself loads."""
        encoding = self.layout.encoding
        write_part(self.table, start, stop, path, encoding, {}, self.progress.on_rows)

    def _size(self, names: tuple[str, ...]) -> int:
        paths = [self.folder / name for name in names]
        return sum(path.stat().st_size for path in paths if path.exists())
