"""Delta tables without Spark: Parquet files as everywhere, and then the log that makes them one.

The files are written first. The log is one small file, which appears in a single step: a folder
is a Delta table from then on, and whole.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tablewright import locations
from tablewright.errors import MissingExtraError, OutputError
from tablewright.io import folders
from tablewright.io.describe import Description

if TYPE_CHECKING:
    import polars as pl
    from deltalake import Schema

LOG = "_delta_log"
_HANDLES = 24
"""More than delta-rs opens at the same time."""
_TYPES = {
    "int64": "long",
    "int32": "integer",
    "float64": "double",
    "text": "string",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}


def check_installed() -> None:
    """Say which extra is missing, before a row is made."""
    try:
        import deltalake  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            "format='delta' needs deltalake; install it with: pip install 'tablewright[delta]'"
        ) from None


def delta_type(name: str) -> str:
    """Delta's name of a declared type."""
    return name if name.startswith("decimal(") else _TYPES[name]


def schema(types: Mapping[str, str], about: Description) -> Schema:
    """The columns with their comments."""
    from deltalake import Field, Schema
    from deltalake.schema import PrimitiveType

    return Schema(
        [
            Field(
                name,
                PrimitiveType(re.sub(r"\s", "", delta_type(kind))),
                metadata={"comment": about.columns[name]} if about.columns.get(name) else None,
            )
            for name, kind in types.items()
        ]
    )


def write_log(
    folder: Path,
    files: Sequence[tuple[str, int]],
    types: Mapping[str, str],
    about: Description,
    properties: Mapping[str, str],
) -> list[str]:
    """Make a folder of Parquet files a Delta table.

    Parameters
    ----------
    folder : Path
        The table's own.
    files : sequence of (str, int)
        Names in it, and how many rows each has.
    types : mapping
        Declared type of each column.
    about : Description
        Comments and keys.
    properties : mapping
        Further properties of the table.

    Returns
    -------
    list of str
        The log's files, relative to the folder.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    from deltalake.exceptions import DeltaError

    with folders.spare(_HANDLES):
        pass  # With fewer, delta-rs would panic.
    try:
        told = {**about.properties(), **properties}
        return _write_log(folder, files, schema(types, about), about.text, told)
    except (DeltaError, OSError) as error:
        line = str(error).strip().partition("\n")[0]
        raise OutputError(f"table={folder.name!r} got no Delta log: {line}") from error


def write_log_of(folder: Path, files: Sequence[tuple[str, int]], types: pl.Schema) -> None:
    """The same for the files of a frame, without comments."""
    from deltalake import Schema

    with folders.spare(_HANDLES):
        pass
    _write_log(folder, files, Schema.from_arrow(types), "", {})


def _write_log(
    folder: Path,
    files: Sequence[tuple[str, int]],
    columns: Schema,
    text: str,
    properties: Mapping[str, str],
) -> list[str]:
    from deltalake import DeltaTable
    from deltalake.transaction import AddAction, create_table_with_add_actions

    actions = []
    for name, rows in files:
        status = (folder / name).stat()
        stats: dict[str, Any] = {"numRecords": rows}
        made = int(status.st_mtime * 1000)
        actions.append(AddAction(name, status.st_size, {}, made, True, json.dumps(stats)))
    # The log names no folder, and delta-rs takes some paths for others: it is made elsewhere.
    with locations.scratch("tablewright-delta-") as scratch:
        create_table_with_add_actions(
            scratch.as_uri(),
            columns,
            actions,
            mode="error",
            partition_by=[],
            name=folder.name,
            description=text or None,
        )
        if properties:
            # Those that Delta does not know can only be set on a table that is there.
            DeltaTable(scratch.as_uri()).alter.set_table_properties(
                dict(properties), raise_if_not_exists=False
            )
        return _put(scratch, folder)


def _put(made: Path, folder: Path) -> list[str]:
    """Copy a log to where it belongs; its files, relative to the folder."""
    names = sorted(path.name for path in (made / LOG).glob("*.json"))
    (folder / LOG).mkdir()
    for name in names:
        shutil.copyfile(made / LOG / name, folder / LOG / name)
    return [f"{LOG}/{name}" for name in names]
