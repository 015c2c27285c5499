"""One table as files: a single one, or parts of equal size."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Protocol, cast

import polars as pl
from polars.io.plugins import register_io_source

from tablewright.io import folders
from tablewright.io.describe import Description
from tablewright.io.formats import PARQUET, Encoding, arrow_schema

_ALGORITHM = "sha256"
"""Of those that Python has the fastest where processors help; ``sha256sum`` has it too."""
_BYTES_AT_ONCE = 2**20
PARTIAL = ".partial"
"""Ends the name of a file that is still being written, even in the staging folder."""


class Frames(Protocol):
    """Where rows come from: any slice of a table, as frames in order."""

    @property
    def schema(self) -> pl.Schema:
        """Names and types of the columns."""

    def chunks(
        self, start: int, stop: int, columns: Sequence[str] | None = None
    ) -> Iterator[pl.DataFrame]:
        """Rows ``start`` to ``stop``."""


@dataclass(frozen=True)
class TableOutput:
    """A table to be written.

    Parameters
    ----------
    name : str
        What the files are called.
    rows : int
        How many rows it has.
    types : mapping
        Declared type of each column, for the manifest.
    frames : Frames
        Its rows.
    about : Description, optional
        Comments and keys, for formats that have a place for them.
    encoded : Frames, optional
        The same rows with texts as ``pl.Enum``, where that is what they are made of: Parquet has
        dictionaries of its own, and is written in half the time from these.
    """

    name: str
    rows: int
    types: Mapping[str, str]
    frames: Frames = field(repr=False)
    about: Description = field(default_factory=Description, repr=False)
    encoded: Frames | None = field(default=None, repr=False)


OnRows = Callable[[str, int], None]
"""Told the table and how many of its rows were made; stops the writing by raising."""


class Whole(NamedTuple):
    """A file that was written: its size in bytes, and its checksum."""

    size: int
    checksum: str


def checksum(file: Path) -> str:
    """The checksum of a file as it is now; readers of the manifest have the same function."""
    made = hashlib.new(_ALGORITHM, usedforsecurity=False)
    with file.open("rb", buffering=0) as content:
        while piece := content.read(_BYTES_AT_ONCE):
            made.update(piece)
    return f"{_ALGORITHM}:{made.hexdigest()}"


class Target(io.RawIOBase):
    """A file that remembers its checksum, and why it could not be written.

    Polars notices a failed write only after the last row. With this file the source of the rows
    can look, and stop a long run as soon as the disk is full; and the error keeps its number.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.failure: OSError | None = None
        self.written = 0
        self._sum = hashlib.new(_ALGORITHM, usedforsecurity=False)
        self._file = os.fdopen(folders.create(path), "wb", buffering=0)

    def writable(self) -> bool:
        """Whether it can be written to: yes."""
        return True

    def write(self, data: Any) -> int:
        """Write all of ``data``, whatever the operating system takes at once."""
        rest = memoryview(data)
        try:
            while rest.nbytes:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self.failure = self.failure or error
            raise
        self._sum.update(data)
        size = memoryview(data).nbytes
        self.written += size
        return size

    @property
    def whole(self) -> Whole:
        """What was written, once that is everything."""
        return Whole(self.written, f"{_ALGORITHM}:{self._sum.hexdigest()}")

    def close(self) -> None:
        """Close the file."""
        try:
            self._file.close()
        except OSError as error:
            self.failure = self.failure or error
            raise
        finally:
            super().close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def part_names(
    table: str, rows: int, rows_per_file: int, suffix: str, *, in_folder: bool = False
) -> Iterator[str]:
    """File names of a table, relative to its dataset's folder; ``in_folder``: even a single one."""
    parts = count_parts(rows, rows_per_file)
    if parts == 1 and not in_folder:
        yield table + suffix
        return
    width = max(5, len(str(parts - 1)))
    for number in range(parts):
        yield f"{table}/part-{number:0{width}}{suffix}"


def count_parts(rows: int, rows_per_file: int) -> int:
    """How many files a table becomes; also one without rows becomes one."""
    return max(1, -(-rows // rows_per_file))


def write_part(
    table: TableOutput,
    start: int,
    stop: int,
    path: Path,
    encoding: Encoding,
    metadata: Mapping[str, str],
    on_rows: OnRows | None = None,
) -> Whole:
    """Write rows ``start`` to ``stop`` to one file; it has its name only when it is whole."""
    partial = path.with_name(path.name + PARTIAL)
    frames = table.frames
    if table.encoded and encoding.format in PARQUET:
        # Readers are told the types as they are promised.
        frames, metadata = table.encoded, {**metadata, **arrow_schema(frames.schema)}
    schema = frames.schema
    stopped: list[BaseException] = []
    with Target(partial) as target:

        def source(
            columns: list[str] | None,
            predicate: pl.Expr | None,
            rows: int | None,
            batch_rows: int | None,
        ) -> Iterator[pl.DataFrame]:
            # A sink asks for everything: predicate, rows and batch_rows stay unused.
            try:
                for frame in frames.chunks(start, stop, columns):
                    if target.failure:
                        raise target.failure
                    if on_rows:
                        on_rows(table.name, frame.height)
                    yield frame
            except GeneratorExit:
                raise
            except BaseException as error:
                stopped.append(error)
                raise

        lazy = register_io_source(source, schema=schema)
        try:
            encoding.sink(encoding.prepare(lazy, schema), cast(IO[bytes], target), metadata)
        except BaseException:
            # What stopped it says more than what Polars made of it.
            for cause in (*stopped, target.failure):
                if cause is not None:
                    raise cause from None
            raise
    partial.replace(path)
    return target.whole
