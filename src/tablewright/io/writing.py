"""Settings for writing a dataset, and progress callbacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tablewright import checks

ROWS_PER_FILE = 10_000_000
"""Default maximum number of rows per file."""

OnRows = Callable[[str, int], None]
"""Called with a table and a number of generated rows; raising an exception stops the writing."""


@dataclass(frozen=True)
class WriteSettings:
    """Settings for writing a dataset to a folder.

    Parameters
    ----------
    rows_per_file : int
        Split a table with more rows into a folder of parts.
    overwrite : bool
        Replace existing files once the new ones are complete.
    remove_others : bool
        When replacing some of a dataset's tables, remove others that do not fit; otherwise raise
        an error.
    resumable : bool
        Reuse complete files of an interrupted run with the same arguments, and keep this run's
        files if it fails or is stopped. A dataset that already exists exactly as requested is
        kept.
    """

    rows_per_file: int = ROWS_PER_FILE
    overwrite: bool = False
    remove_others: bool = False
    resumable: bool = False

    def __post_init__(self) -> None:
        rows = checks.integer("rows_per_file", self.rows_per_file, 1, checks.MAX_ROWS)
        object.__setattr__(self, "rows_per_file", rows)


@dataclass(frozen=True)
class WriteProgress:
    """WriteProgress callbacks.

    Parameters
    ----------
    on_rows : callable, optional
        Called for generated rows; raising an exception stops the writing.
    on_kept : callable, optional
        Called for rows kept from an interrupted run.
    """

    on_rows: OnRows | None = None
    on_kept: OnRows | None = None

    def kept(self, table: str, rows: int) -> None:
        """Report rows kept from an interrupted run."""
        if self.on_kept:
            self.on_kept(table, rows)
