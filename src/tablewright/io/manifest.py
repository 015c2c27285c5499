"""The manifest beside the tables, used to check and regenerate them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tablewright._version import __version__
from tablewright.formats import Encoding
from tablewright.formats.tables import TableOutput
from tablewright.io import folders
from tablewright.io.outputs import DatasetOutput
from tablewright.io.parts import checksum

NAME = "manifest.json"
FORMAT_VERSION = 1


def table_entry(table: TableOutput, encoding: Encoding, files: Sequence[str]) -> dict[str, Any]:
    """Return the manifest's entry for one table."""
    return {
        "rows": table.rows,
        "format": encoding.name,
        "compression": encoding.compression,
        "files": list(files),
        "columns": dict(table.types),
        "nullable": list(table.about.nullable),
        "primary_key": table.about.primary_key,
        "unique": list(table.about.unique),
        "foreign_keys": {column: list(key) for column, key in table.about.foreign_keys.items()},
    }


def of(
    data: DatasetOutput,
    tables: Mapping[str, Any] | None = None,
    checksums: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The manifest of a dataset with these entries of tables.

    The same arguments give the same bytes, whenever it is made, except for the checksums of what
    others write (databases, and the logs of tables).
    """
    return {
        "format_version": FORMAT_VERSION,
        "tablewright": __version__,
        "dataset": data.name,
        "seed": data.seed,
        "parameters": dict(data.parameters),
        "tables": dict(tables or {}),
        "checksums": dict(sorted((checksums or {}).items())),
    }


def checksums(folder: Path, files: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the checksum of each file, reading files whose checksum is not known yet."""
    return {name: known.get(name) or checksum(folder / name) for name in files}


def kept_checksums(old: Mapping[str, Any], tables: Mapping[str, Any]) -> dict[str, str]:
    """Return the checksums of kept tables from the folder's manifest."""
    known = old.get("checksums")
    files = (name for entry in tables.values() for name in entry["files"])
    return {name: known[name] for name in files if name in known} if isinstance(known, dict) else {}


def to_text(content: Mapping[str, Any]) -> str:
    """Return the manifest as text."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def read(folder: Path) -> dict[str, Any]:
    """Read a folder's manifest; empty if there is no readable one."""
    content = folders.read_object(folder / NAME)
    tables = content.get("tables")
    is_one = isinstance(tables, dict) and all(_is_entry(entry) for entry in tables.values())
    return content if is_one else {}


def _is_entry(entry: object) -> bool:
    files = entry.get("files") if isinstance(entry, dict) else None
    return isinstance(files, list) and all(isinstance(name, str) for name in files)


def same_rows(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Return whether tables of both manifests fit: same seed, parameters and version."""
    differing = {"tables": None, "checksums": None}
    return {**old, **differing} == {**new, **differing}
