"""Code shared by CSV and JSON: formatting times, and parsing cells.

A table is parsed once, into a scratch Parquet file, because each rule is one pass: into typed
cells, and separate columns with the text of invalid cells.
"""

from __future__ import annotations

from collections.abc import Mapping

from tablewright.formats.reading import (
    FILES,
    Reader,
    StoredTable,
    create_view,
    literal,
    physical_type,
    quoted,
)

TIMESTAMP_FORMAT = "%Y-%m-%dT%H:%M:%S%.6fZ"
"""ISO 8601 in UTC, always with microseconds: a reader that infers a column's precision from its
first rows would truncate the others to seconds."""

SPARK_COMPRESSIONS = {"none": "none", "gzip": "gzip"}
SPARK_TIMESTAMPS: Mapping[str, str] = {
    "timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'",
    "timeZone": "UTC",
}
"""The same format of times for Spark's writers."""

_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:?00)"
_NUMBER = r"-?\d+(\.\d+)?([eE][-+]?\d+)?"

# Column names cannot contain a tab.
WHOLE = quoted("\twhole")


def suffixes(ending: str) -> dict[str, str]:
    """Return the endings of file names by compression."""
    return {"none": ending, "gzip": f"{ending}.gz", "zstd": f"{ending}.zst"}


def text(name: str) -> str:
    """Return the column with the text of another column's cells."""
    return quoted(f"\ttext {name}")


def _bad(name: str) -> str:
    return quoted(f"\tbad {name}")


def copy_of(table: StoredTable) -> str:
    """Return a table's scratch file as SQL."""
    return literal(f"{table.name}.parquet")


def address(file: str) -> str:
    """Return a file as SQL."""
    return literal(f"{FILES}/{file}")


def addresses(table: StoredTable) -> str:
    """Return all files of a table as SQL."""
    return "[" + ", ".join(map(address, table.files)) + "]"


def parse(reader: Reader, table: StoredTable, source: str, cells: Mapping[str, str]) -> None:
    """Run ``source`` once, into a copy with typed cells and separate columns of invalid cells."""
    parts = [WHOLE, *(f"{cell} AS {quoted(name)}" for name, cell in cells.items())]
    parts += [
        f"CASE WHEN {quoted(name)} IS NULL THEN {text(name)} END AS {_bad(name)}" for name in cells
    ]
    copy = copy_of(table)
    reader.execute(f"COPY (SELECT {', '.join(parts)} FROM ({source})) TO {copy} (FORMAT parquet)")
    create_view(reader, table, f"read_parquet({copy})", cast=False)


def mistyped(reader: Reader, table: StoredTable) -> tuple[str, ...]:
    """Report the invalid cells of a parsed table."""

    def bad(name: str) -> str:
        return f"count({_bad(name)}), min({_bad(name)})"

    counts = ", ".join(map(bad, table.columns))
    [found] = reader.rows(f"SELECT {counts} FROM read_parquet({copy_of(table)})")
    return tuple(
        f"{name}: {found[2 * number]:,} cells are not a {kind}, e.g. {found[2 * number + 1]!r}"
        for number, (name, kind) in enumerate(table.columns.items())
        if found[2 * number]
    )


def parsed(name: str, kind: str) -> str:
    """Return a text converted to its type, or NULL if it is not in the canonical form."""
    cell = text(name)
    if kind == "text":
        return cell
    cast = f"TRY_CAST({cell} AS {physical_type(kind)})"
    if kind == "boolean":
        written = f"{cell} IN ('true', 'false')"
    elif kind == "timestamp":
        written = f"regexp_full_match({cell}, {literal(_INSTANT)})"
    elif kind == "float64":
        written = f"regexp_full_match({cell}, {literal(_NUMBER)}) AND isfinite({cast})"
    else:  # The canonical form has no sign, blanks, exponent or leading zeros.
        written = f"CAST({cast} AS VARCHAR) = {cell}"
    return f"CASE WHEN {written} THEN {cast} END"
