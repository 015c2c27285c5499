"""Opens files as a view: code shared by all formats."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tablewright.verification.manifest import Manifest, TableFiles
from tablewright.verification.session import Session, literal, quoted

PHYSICAL = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "float64": "DOUBLE",
    "text": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "boolean": "BOOLEAN",
}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


@dataclass(frozen=True)
class Opened:
    """A table's files, opened as a view.

    ``problems`` lists differences in columns, ``mistyped`` in types; ``readable`` states whether
    the view exists. ``strange`` lists files generated for another dataset; None if files of this
    format do not record it.
    """

    readable: bool
    problems: tuple[str, ...] = ()
    mistyped: tuple[str, ...] = ()
    strange: tuple[str, ...] | None = None

    def with_origins(self, strange: tuple[str, ...] | None) -> Opened:
        """Return a copy with ``strange``."""
        return replace(self, strange=strange)


def physical_type(name: str) -> str | None:
    """Return DuckDB's type for a declared type name; None if unknown."""
    found = _DECIMAL.fullmatch(name)
    if found:
        return f"DECIMAL({found[1]},{found[2]})"
    return PHYSICAL.get(name)


def create_view(session: Session, table: TableFiles, source: str, *, cast: bool) -> None:
    """Create the view of a table; ``cast`` converts other types to the declared ones."""
    cells = []
    for name, kind in table.columns.items():
        column = quoted(name)
        if cast:
            column = f"TRY_CAST({column} AS {physical_type(kind)})"
        if kind == "timestamp":
            column = f"make_timestamp(epoch_us({column}))"
        cells.append(f"{column} AS {quoted(name)}")
    view = quoted(table.name)
    session.execute(f"CREATE OR REPLACE VIEW {view} AS SELECT {', '.join(cells)} FROM {source}")


def compare_names(file: str, found: list[str], table: TableFiles) -> list[str]:
    """Return the differences between a file's columns and the table's."""
    want = list(table.columns)
    if found == want:
        return []
    missing = [name for name in want if name not in found]
    extra = [name for name in found if name not in want]
    problems = [f"{file} lacks {', '.join(missing)}"] if missing else []
    if extra:
        problems.append(f"{file} also has {', '.join(extra)}")
    return problems or [f"{file} has them in a different order: {', '.join(found)}"]


def origins(
    session: Session, addresses: Mapping[str, str], manifest: Manifest, table: TableFiles
) -> tuple[str, ...] | None:
    """Return the Parquet files whose metadata has other sizes or another seed."""
    listed = ", ".join(map(literal, addresses))
    keys = ("tablewright.table", "tablewright.seed", "tablewright.parameters")
    rows = session.rows(
        f"SELECT file_name, decode(key), decode(value) FROM parquet_kv_metadata([{listed}]) "
        f"WHERE key IN ({', '.join(f'encode({literal(key)})' for key in keys)})"
    )
    if not rows:
        return None
    strange: list[str] = []
    for address, key, value in rows:
        what = ", ".join(_differences(str(key), str(value), manifest, table))
        if what:
            strange.append(f"{addresses[address]} was generated with {what}")
    return tuple(strange)


def _differences(key: str, value: str, manifest: Manifest, table: TableFiles) -> Iterable[str]:
    if key == "tablewright.table":
        want = f"{manifest.dataset}.{table.name}"
        return [] if value == want else [f"table={value}, not {want}"]
    if key == "tablewright.seed":
        return [] if value == str(manifest.seed) else [f"seed={value}, not {manifest.seed}"]
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return ["parameters that cannot be read"]
    wanted = manifest.parameters
    names = [name for name in {**wanted, **found} if found.get(name) != wanted.get(name)]
    return [f"{name}={found.get(name)!r}, not {wanted.get(name)!r}" for name in names[:3]]
