"""Functions on datasets: `write`, `verify`, `report` and `changes`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.dataset import Dataset
from tablewright.datasets import find
from tablewright.world import World

if TYPE_CHECKING:
    from tablewright.cdc import ChangeSettings
    from tablewright.io import WrittenTable
    from tablewright.reporting import Page
    from tablewright.verification import Report
    from tablewright.world import Changes


def write(
    world: World,
    directory: str | Path,
    format: str = "parquet",
    *,
    tables: Sequence[str] | None = None,
    compression: str | None = None,
    overwrite: bool = False,
) -> list[WrittenTable]:
    """Write a world's tables to a folder: all of them or none; as `World.write`.

    Parameters
    ----------
    world : World
        Such as ``tw.retail(rows=1_000)``.
    directory : str or Path
        The dataset's folder; created if missing.
    format : str
        The file format, such as ``csv``; an unknown one is refused with the names of all.
    tables : sequence of str, optional
        Write only these tables; they still fit the others.
    compression : str, optional
        Default: that of the format.
    overwrite : bool
        Replace existing files once the new ones are complete.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid, or the folder contains other output.
    OSError
        If a file cannot be written; no partial output remains.
    """
    return _world(world).write(
        directory, format, tables=tables, compression=compression, overwrite=overwrite
    )


def verify(
    directory: str | Path, dataset: Dataset | str | None = None, *, checksums: bool = True
) -> Report:
    """Check written files against their manifest, and against their dataset's rules.

    Parameters
    ----------
    directory : str or Path
        A folder that was written, or whose direct sub-folders were.
    dataset : Dataset or str, optional
        The dataset whose rules to check, or what `find` takes, such as ``billing.py``; naming a
        file runs it. Rules of ready-made datasets are always checked.
    checksums : bool
        Compare files with the checksums of the manifest.

    Returns
    -------
    Report
        One check per rule; see ``report.ok`` and ``report.breaches``.

    Raises
    ------
    ArgumentError
        If there is no such directory, no manifest in it, or no such dataset.
    MissingExtraError
        If DuckDB is not installed.

    Examples
    --------
    >>> import tempfile
    >>> import tablewright as tw
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = tw.write(tw.retail(rows=20), f"{folder}/retail")
    ...     tw.verify(folder).ok
    True
    """
    from tablewright.verification import verify as verified

    declared = None if dataset is None else find(dataset)
    return verified(directory, dataset=declared, checksums=checksums)


def report(
    directory: str | Path, dataset: Dataset | str | None = None, *, checksums: bool = True
) -> Page:
    """Check written files as `verify` does, and show them as one HTML page.

    Parameters
    ----------
    directory : str or Path
        The folder of one dataset.
    dataset : Dataset or str, optional
        As in `verify`: your own dataset, for its rules and its declared distributions.
    checksums : bool
        Compare files with the checksums of the manifest; without, changed files are shown too.

    Returns
    -------
    Page
        It shows itself in a notebook; ``page.save("report.html")`` writes it.

    Raises
    ------
    ArgumentError
        If there is no such directory, not one dataset in it, or no such declaration.
    MissingExtraError
        If a package of the extra ``report`` is not installed.
    """
    from tablewright.reporting import report as made

    declared = None if dataset is None else find(dataset)
    source = dataset if isinstance(dataset, str) else None
    return made(directory, dataset=declared, checksums=checksums, source=source)


def changes(
    world: World,
    table: str | None = None,
    *,
    update: Sequence[str] | None = None,
    settings: ChangeSettings | None = None,
) -> Changes:
    """Return a change feed of a world's table; as `World.changes`.

    Parameters
    ----------
    world : World
        Such as ``tw.retail(rows=1_000)``.
    table : str, optional
        The table that changes; default: the main table.
    update : sequence of str, optional
        Columns to update, one per change. Default: the updates that the table declares, or all
        columns with a draw of their own.
    settings : ChangeSettings, optional
        Number, kinds, times, order and shape of the changes.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid: its name, value, the reason and the remedy.

    Examples
    --------
    >>> import tablewright as tw
    >>> feed = tw.changes(tw.retail(rows=1_000), "products", update=["unit_price"])
    >>> feed.batch(3).height
    50
    """
    return _world(world).changes(table, update=update, settings=settings)


def _world(world: object) -> World:
    if not isinstance(world, World):
        remedy = "give a world, such as tw.retail(rows=1_000)"
        raise checks.wrong_type("world", world, "a World", remedy)
    return world
