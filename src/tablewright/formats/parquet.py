"""Parquet: preserves all types, and records in every file what it was generated for."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any, ClassVar, cast

from tablewright.formats.base import Format
from tablewright.formats.reading import (
    FILES,
    Opened,
    Reader,
    StoredTable,
    compare_names,
    create_view,
    literal,
    physical_type,
)

if TYPE_CHECKING:
    import polars as pl

ROW_GROUP_ROWS = 131_072
"""Rows per row group: fixed, so that a file's bytes depend only on its rows."""
_ARROW_SCHEMA = "ARROW:schema"


class Parquet(Format):
    """Parquet files."""

    name = "parquet"
    compressions = dict.fromkeys(("zstd", "snappy", "lz4", "gzip", "brotli", "none"), ".parquet")
    in_batches = True
    has_dictionaries = True
    spark_compressions: ClassVar[Mapping[str, str]] = {
        "zstd": "zstd",
        "snappy": "snappy",
        "lz4": "lz4_raw",
        "gzip": "gzip",
        "none": "uncompressed",
    }

    # Timestamps in the form that every reader supports.
    spark_settings: ClassVar[Mapping[str, str]] = {
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS"
    }

    def sink(
        self, lazy: pl.LazyFrame, target: IO[bytes], compression: str, metadata: Mapping[str, str]
    ) -> None:
        """Write all rows to one file."""
        lazy.sink_parquet(
            target,
            compression=cast(Any, "uncompressed" if compression == "none" else compression),
            row_group_size=ROW_GROUP_ROWS,
            metadata=dict(metadata),
        )

    def metadata(self, schema: pl.Schema) -> Mapping[str, str]:
        """Return the entry that declares the promised column types to readers."""
        import polars as pl

        buffer = io.BytesIO()
        pl.DataFrame(schema=schema).write_parquet(buffer)
        buffer.seek(0)
        return {_ARROW_SCHEMA: pl.read_parquet_metadata(buffer)[_ARROW_SCHEMA]}

    def open(self, reader: Reader, table: StoredTable) -> Opened:
        """Create the view over the files."""
        addresses = {f"{FILES}/{file}": file for file in table.files}
        opened = open_copies(reader, addresses, table)
        return replace(opened, strange=origins(reader, addresses, table))


def open_copies(reader: Reader, addresses: Mapping[str, str], table: StoredTable) -> Opened:
    """Open Parquet files; ``addresses`` maps DuckDB's paths to the names in messages."""
    problems: list[str] = []
    mistyped: list[str] = []
    for address, file in addresses.items():
        source = f"read_parquet({literal(address)}, hive_partitioning = false)"
        found = {str(row[0]): str(row[1]) for row in reader.rows(f"DESCRIBE FROM {source}")}
        problems += compare_names(file, list(found), table)
        stored = _stored(reader, address)
        for name, kind in table.columns.items():
            if name in found and found[name] != physical_type(kind):
                mistyped.append(f"{file}: {name} is {found[name]}, not {physical_type(kind)}")
            elif name in found and not _is_stored_as(kind, *stored.get(name, ("nothing", ""))):
                how = " ".join(stored.get(name, ("nothing",)))
                mistyped.append(f"{file}: {name} is stored as {how}, which is not a {kind}")
    if any("lacks" in problem for problem in problems):
        return Opened(False, tuple(problems), tuple(mistyped))
    # By name: a file with reordered columns is reported, but its rows are still checked.
    files = ", ".join(map(literal, addresses))
    source = f"read_parquet([{files}], hive_partitioning = false, union_by_name = true)"
    create_view(reader, table, source, cast=bool(mistyped))
    return Opened(True, tuple(problems), tuple(mistyped))


def _stored(reader: Reader, address: str) -> dict[str, tuple[str, str]]:
    """Physical and logical types of the columns of a file."""
    rows = reader.rows(
        "SELECT name, coalesce(type, ''), coalesce(logical_type, converted_type, '') "
        f"FROM parquet_schema({literal(address)})"
    )
    return {str(name): (str(kind), str(logical)) for name, kind, logical in rows}


def _is_stored_as(kind: str, physical: str, logical: str) -> bool:
    """Return whether all readers get the declared type from a column.

    DuckDB does not distinguish timestamp units, nor text from bytes.
    """
    if kind == "timestamp":
        micros = "MICROS=MicroSeconds()" in logical and "isAdjustedToUTC=1" in logical
        return physical == "INT64" and (micros or logical == "TIMESTAMP_MICROS")
    return kind != "text" or (physical == "BYTE_ARRAY" and logical in ("StringType()", "UTF8"))


def origins(
    reader: Reader, addresses: Mapping[str, str], table: StoredTable
) -> tuple[str, ...] | None:
    """Return the files whose metadata has other sizes or another seed."""
    listed = ", ".join(map(literal, addresses))
    keys = ("tablewright.table", "tablewright.seed", "tablewright.parameters")
    rows = reader.rows(
        f"SELECT file_name, decode(key), decode(value) FROM parquet_kv_metadata([{listed}]) "
        f"WHERE key IN ({', '.join(f'encode({literal(key)})' for key in keys)})"
    )
    if not rows:
        return None
    strange: list[str] = []
    for address, key, value in rows:
        what = ", ".join(_differences(str(key), str(value), table))
        if what:
            strange.append(f"{addresses[address]} was generated with {what}")
    return tuple(strange)


def _differences(key: str, value: str, table: StoredTable) -> Iterable[str]:
    if key == "tablewright.table":
        want = f"{table.dataset}.{table.name}"
        return [] if value == want else [f"table={value}, not {want}"]
    if key == "tablewright.seed":
        return [] if value == str(table.seed) else [f"seed={value}, not {table.seed}"]
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return ["parameters that cannot be read"]
    wanted = table.parameters
    names = [name for name in {**wanted, **found} if found.get(name) != wanted.get(name)]
    return [f"{name}={found.get(name)!r}, not {wanted.get(name)!r}" for name in names[:3]]


FORMAT = Parquet()
