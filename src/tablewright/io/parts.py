"""Writes one table as a single file, or as parts of equal size."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, cast

import polars as pl
from polars.io.plugins import register_io_source

from tablewright.formats import Encoding
from tablewright.formats.tables import TableOutput
from tablewright.io import folders
from tablewright.io.writing import OnRows
from tablewright.leaving import until_exit

_ALGORITHM = "sha256"
"""The fastest hash in Python's standard library with hardware support; see ``sha256sum``."""
_BYTES_AT_ONCE = 2**20
PARTIAL = ".partial"
"""The ending of a file that is still being written, even in the staging folder."""


class Whole(NamedTuple):
    """A complete file: its size in bytes, and its checksum."""

    size: int
    checksum: str


def checksum(file: Path) -> str:
    """Compute the checksum of a file; readers of the manifest use the same function."""
    made = hashlib.new(_ALGORITHM, usedforsecurity=False)
    with file.open("rb", buffering=0) as content:
        while piece := content.read(_BYTES_AT_ONCE):
            made.update(piece)
    return f"{_ALGORITHM}:{made.hexdigest()}"


class PartialFile(io.RawIOBase):
    """A file that records its checksum and write errors.

    Polars reports a failed write only after the last row. With this file, the source of the rows
    can check for errors and stop a long run as soon as the disk is full; the error keeps its
    number.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.failure: OSError | None = None
        self.written = 0
        self._sum = hashlib.new(_ALGORITHM, usedforsecurity=False)
        self._file = os.fdopen(folders.create(path), "wb", buffering=0)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any) -> int:
        """Write all of ``data``, however little the operating system accepts at a time."""
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
        """Return the complete file's size and checksum."""
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


def write_part(
    table: TableOutput,
    start: int,
    stop: int,
    path: Path,
    encoding: Encoding,
    metadata: Mapping[str, str],
    on_rows: OnRows | None = None,
) -> Whole:
    """Write rows ``start`` to ``stop`` to one file, which gets its name when it is complete."""
    partial = path.with_name(path.name + PARTIAL)
    frames = table.frames
    if table.encoded and encoding.format.has_dictionaries:
        # Declare the promised types to readers.
        metadata = {**metadata, **encoding.format.metadata(frames.schema)}
        frames = table.encoded
    schema = frames.schema
    stopped: list[BaseException] = []
    with PartialFile(partial) as target:

        def made(columns: list[str] | None) -> Iterator[pl.DataFrame]:
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

        # A sink requests everything: predicate, rows and batch_rows are unused.
        lazy = register_io_source(lambda columns, *_: until_exit(made(columns)), schema=schema)
        try:
            file = cast(IO[bytes], target)
            encoding.format.sink(lazy, file, encoding.compression, metadata)
        except BaseException:
            # The original error is more useful than Polars' error.
            for cause in (*stopped, target.failure):
                if cause is not None:
                    raise cause from None
            raise
    partial.replace(path)
    return target.whole
