"""Opens the files of a table, as its format says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tablewright.formats.reading import Opened, QueryError, StoredTable, physical_type
from tablewright.formats.strangers import Unreadable, inside
from tablewright.verification.manifest import Manifest, TableFiles
from tablewright.verification.session import Session


def open_table(session: Session, manifest: Manifest, table: TableFiles) -> Opened:
    """Create the view ``table.name`` over the table's files.

    Raises
    ------
    QueryError
        If they cannot be read.
    """
    for kind in table.columns.values():
        if physical_type(kind) is None:
            raise QueryError(f"the manifest gives a column the unknown type {kind!r}")
    if not table.files:
        raise QueryError("the manifest lists no files")
    stored = StoredTable(
        table.name,
        table.files,
        table.columns,
        manifest.dataset,
        manifest.seed,
        manifest.parameters,
        manifest.directory,
    )
    return table.format.open(session, stored)


def located(root: Path, names: Iterable[str]) -> Mapping[str, Path]:
    """Resolve the paths of these files."""
    found = {}
    for name in names:
        try:
            found[name] = inside(root, root / name)
        except Unreadable as error:
            raise QueryError(f"{name} {error}") from None
    return found
