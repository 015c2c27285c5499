"""A table to write: its rows, types, comments and keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import polars as pl

    from tablewright.spec import Table

PREFIX = "tablewright."
"""The prefix of our table properties."""


@dataclass(frozen=True)
class Description:
    """Comments and keys of a table.

    Parameters
    ----------
    text : str
        The comment of the table.
    columns : mapping
        The comment of each column.
    primary_key : str
        A column, or empty.
    foreign_keys : mapping
        Column → referenced ``(table, column)``.
    unique : tuple of str
        Additional unique columns.
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
        """Return the description of a declared table."""
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
        """Return the keys as table properties, for catalogs without keys."""
        found = {f"{PREFIX}primary_key": self.primary_key} if self.primary_key else {}
        for column, (table, parent_column) in self.foreign_keys.items():
            found[f"{PREFIX}foreign_key.{column}"] = f"{table}.{parent_column}"
        return found


class Frames(Protocol):
    """A source of rows: any slice of a table, as ordered frames."""

    @property
    def schema(self) -> pl.Schema:
        """The names and types of the columns."""

    def chunks(
        self, start: int, stop: int, columns: Sequence[str] | None = None
    ) -> Iterator[pl.DataFrame]:
        """Yield rows ``start`` to ``stop``."""


@dataclass(frozen=True)
class TableOutput:
    """A table to write.

    Parameters
    ----------
    name : str
        The base name of the files.
    rows : int
        Number of rows.
    types : mapping
        The declared type of each column, for the manifest.
    frames : Frames
        The rows.
    about : Description, optional
        Comments and keys, for formats that support them.
    encoded : Frames, optional
        The same rows with texts from word lists as ``pl.Enum``: formats with dictionaries are
        written from these in half the time.
    """

    name: str
    rows: int
    types: Mapping[str, str]
    frames: Frames = field(repr=False)
    about: Description = field(default_factory=Description, repr=False)
    encoded: Frames | None = field(default=None, repr=False)


class TableJob(Protocol):
    """A table that is being written to a staging folder, for its format."""

    @property
    def dataset(self) -> str:
        """The name of the dataset."""

    @property
    def table(self) -> TableOutput:
        """The table to write."""

    @property
    def folder(self) -> Path:
        """The dataset's folder, in staging."""

    @property
    def metadata(self) -> Mapping[str, str]:
        """The metadata of its files."""

    def write_parts(self) -> list[tuple[str, int]]:
        """Write the files that `Format.names` lists; return their names and rows.

        Complete files of an interrupted run are kept.
        """

    def write_piece(self, start: int, stop: int, path: Path) -> None:
        """Write rows ``start`` to ``stop`` to a file with `Format.sink`, for the format itself."""
