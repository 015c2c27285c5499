"""What is to be written of a table: its rows, its types, and what a catalog is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import polars as pl

    from tablewright.spec import Table

PREFIX = "tablewright."
"""Begins the names of the table properties that are ours."""


@dataclass(frozen=True)
class Description:
    """Comments and keys of a table.

    Parameters
    ----------
    text : str
        What a row is.
    columns : mapping
        Comment of each column.
    primary_key : str
        A column, or nothing.
    foreign_keys : mapping
        Column → ``(table, column)`` that it refers to.
    unique : tuple of str
        Further columns without a repeated value.
    nullable : tuple of str
        Columns that may be null.
    """

    text: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    primary_key: str = ""
    foreign_keys: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    nullable: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: Table) -> Description:
        """That of a declared table."""
        return cls(
            table.doc,
            {column.name: column.doc for column in table.columns},
            table.primary_key,
            {
                key.column: (key.parent.rpartition(".")[2], key.parent_column)
                for key in table.foreign_keys
            },
            table.unique,
            tuple(column.name for column in table.columns if column.null_when is not None),
        )

    def properties(self) -> dict[str, str]:
        """The keys as table properties, for catalogs that know no keys."""
        found = {f"{PREFIX}primary_key": self.primary_key} if self.primary_key else {}
        for column, (table, parent_column) in self.foreign_keys.items():
            found[f"{PREFIX}foreign_key.{column}"] = f"{table}.{parent_column}"
        return found


class Frames(Protocol):
    """Where rows come from: any slice of a table, as frames in order."""

    @property
    def schema(self) -> pl.Schema:
        """The names and types of the columns."""

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
        The same rows with texts as ``pl.Enum``, where that is what they are made of: formats with
        dictionaries of their own are written in half the time from these.
    """

    name: str
    rows: int
    types: Mapping[str, str]
    frames: Frames = field(repr=False)
    about: Description = field(default_factory=Description, repr=False)
    encoded: Frames | None = field(default=None, repr=False)


class TableJob(Protocol):
    """A table that is being written to a staging folder, as its format sees it."""

    @property
    def dataset(self) -> str:
        """The name of its dataset."""

    @property
    def table(self) -> TableOutput:
        """What is to be written."""

    @property
    def folder(self) -> Path:
        """The dataset's folder, in staging."""

    @property
    def metadata(self) -> Mapping[str, str]:
        """What its files say of themselves, if they can."""

    def write_parts(self) -> list[tuple[str, int]]:
        """Write the files that `Format.names` lists; return each name and its rows.

        Files that an interrupted run left whole are not written again.
        """

    def write_piece(self, start: int, stop: int, path: Path) -> None:
        """Write rows ``start`` to ``stop`` to a file of `Format.sink`'s for the format itself."""
