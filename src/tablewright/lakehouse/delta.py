"""Delta tables without Spark: Parquet files as everywhere, and then the log that makes them one.

The files are written first. The log is one small file, which appears in a single step: a folder
is a Delta table from then on, and whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tablewright.errors import MissingExtraError, OutputError
from tablewright.lakehouse.describe import Description

if TYPE_CHECKING:
    from deltalake import Schema

LOG = "_delta_log"
_TYPES = {
    "key": "long",
    "count": "integer",
    "measure": "double",
    "text": "string",
    "day": "date",
    "instant": "timestamp",
    "flag": "boolean",
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
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError
    from deltalake.transaction import AddAction, create_table_with_add_actions

    address = folder.as_uri()
    actions = []
    for name, rows in files:
        status = (folder / name).stat()
        stats: dict[str, Any] = {"numRecords": rows}
        made = int(status.st_mtime * 1000)
        actions.append(AddAction(name, status.st_size, {}, made, True, json.dumps(stats)))
    try:
        create_table_with_add_actions(
            address,
            schema(types, about),
            actions,
            mode="error",
            partition_by=[],
            name=folder.name,
            description=about.text or None,
        )
        # Properties that Delta does not know can only be set on a table that is there.
        DeltaTable(address).alter.set_table_properties(
            {**about.properties(), **properties}, raise_if_not_exists=False
        )
    except (DeltaError, OSError) as error:
        line = str(error).strip().partition("\n")[0]
        raise OutputError(f"table={folder.name!r} got no Delta log: {line}") from error
    return sorted(f"{LOG}/{path.name}" for path in (folder / LOG).glob("*.json"))
