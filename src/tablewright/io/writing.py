"""How a dataset is to be written, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tablewright import checks

ROWS_PER_FILE = 10_000_000
"""Rows of a file, unless the caller says otherwise."""

OnRows = Callable[[str, int], None]
"""Told the table and how many of its rows were made; stops the writing by raising."""


@dataclass(frozen=True)
class WriteSettings:
    """How a dataset is to be written to a folder.

    Parameters
    ----------
    rows_per_file : int
        A table of more rows becomes a folder of parts.
    overwrite : bool
        Replace what is there, once the new files are whole.
    remove_others : bool
        Replacing some of a dataset's tables, remove the others if they do not fit; refused if not.
    resumable : bool
        Go on with the whole files that an interrupted run with the same arguments left, if there
        are any; and if this one fails or is stopped, leave its own. A dataset that is there
        already, just as it would be written, stays.
    """

    rows_per_file: int = ROWS_PER_FILE
    overwrite: bool = False
    remove_others: bool = False
    resumable: bool = False

    def __post_init__(self) -> None:
        rows = checks.integer("rows_per_file", self.rows_per_file, 1, checks.MAX_ROWS)
        object.__setattr__(self, "rows_per_file", rows)


@dataclass(frozen=True)
class Progress:
    """Who is told of rows.

    Parameters
    ----------
    on_rows : callable, optional
        Told of rows that were made; what it raises stops the writing.
    on_kept : callable, optional
        Told of rows that need not be made, because an interrupted run did.
    """

    on_rows: OnRows | None = None
    on_kept: OnRows | None = None

    def kept(self, table: str, rows: int) -> None:
        """Rows of a table need not be made."""
        if self.on_kept:
            self.on_kept(table, rows)
