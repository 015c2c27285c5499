"""What a catalog is told of a table besides its rows: comments and keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
