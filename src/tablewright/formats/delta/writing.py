"""Writes the log of a Delta table without Spark."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tablewright import locations
from tablewright.errors import OutputError
from tablewright.formats.delta.names import LOG, TYPES
from tablewright.formats.tables import TableOutput

if TYPE_CHECKING:
    from deltalake import Schema


def write_log(
    folder: Path,
    files: Sequence[tuple[str, int]],
    table: TableOutput,
    properties: Mapping[str, str],
) -> list[str]:
    """Turn a folder of Parquet files into a Delta table, as in `Format.complete`."""
    from deltalake.exceptions import DeltaError

    try:
        told = {**table.about.properties(), **properties}
        return _write_log(folder, files, _schema(table), table.about.text, told)
    except (DeltaError, OSError) as error:
        line = str(error).strip().partition("\n")[0]
        raise OutputError(
            f"table={folder.name!r}: the Delta log was not written: {line}"
        ) from error


def _schema(table: TableOutput) -> Schema:
    """Return the columns with comments; without declared types, those of the frames."""
    from deltalake import Field, Schema
    from deltalake.schema import PrimitiveType

    if not table.types:
        return Schema.from_arrow(table.frames.schema)
    comments = table.about.columns
    return Schema(
        [
            Field(
                name,
                PrimitiveType(re.sub(r"\s", "", TYPES.get(kind, kind))),
                metadata={"comment": comments[name]} if comments.get(name) else None,
            )
            for name, kind in table.types.items()
        ]
    )


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
    # Create the log elsewhere: it contains no folder name, and delta-rs misinterprets some paths.
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
            # Custom properties can only be set on an existing table.
            DeltaTable(scratch.as_uri()).alter.set_table_properties(
                dict(properties), raise_if_not_exists=False
            )
        return _put(scratch, folder)


def _put(made: Path, folder: Path) -> list[str]:
    """Copy a log to its place; return its files, relative to the folder."""
    names = sorted(path.name for path in (made / LOG).glob("*.json"))
    (folder / LOG).mkdir()
    for name in names:
        shutil.copyfile(made / LOG / name, folder / LOG / name)
    return [f"{LOG}/{name}" for name in names]
