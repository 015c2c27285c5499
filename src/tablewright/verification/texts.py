"""CSV and JSON: parses files once, into typed cells and separate columns of invalid cells."""

from __future__ import annotations

from collections.abc import Mapping

from tablewright.verification.manifest import TableFiles
from tablewright.verification.opened import Opened, compare_names, create_view, physical_type
from tablewright.verification.session import FILES, Session, literal, quoted

_CSV = "header = true, delim = ',', quote = '\"', escape = '\"', hive_partitioning = false"
_JSON = "format = 'newline_delimited', hive_partitioning = false"
_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:?00)"
_NUMBER = r"-?\d+(\.\d+)?([eE][-+]?\d+)?"
_NUMBERS: tuple[str, ...] = ("BIGINT", "UBIGINT", "DOUBLE")
_JSON_TYPES: Mapping[str, tuple[str, ...]] = {
    "int64": ("BIGINT", "UBIGINT"),
    "int32": ("BIGINT", "UBIGINT"),
    "float64": _NUMBERS,
    "boolean": ("BOOLEAN",),
}
"""JSON types accepted for each declared type, in DuckDB's names; text for all others."""
_DIGITS_OF_DOUBLES = 15
"""Decimals with more digits are text in JSON."""


def open_csv(session: Session, table: TableFiles) -> Opened:
    """Open CSV files."""
    problems: list[str] = []
    for file in table.files:
        described = session.rows(
            f"DESCRIBE FROM read_csv({_address(file)}, all_varchar = true, {_CSV})"
        )
        problems += compare_names(file, [str(row[0]) for row in described], table)
    if problems:
        return Opened(False, tuple(problems))
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in table.columns)
    source = (
        f"read_csv({_addresses(table)}, auto_detect = false, {_CSV}, nullstr = '', "
        f"allow_quoted_nulls = false, columns = {{{columns}}})"
    )
    texts = ", ".join(f"{quoted(name)} AS {_text(name)}" for name in table.columns)
    cells = {name: _parsed(name, kind) for name, kind in table.columns.items()}
    _parse(session, table, f"SELECT true AS {_WHOLE}, {texts} FROM {source}", cells)
    return Opened(True, mistyped=_mistyped(session, table))


def open_json(session: Session, table: TableFiles) -> Opened:
    """Open files of JSON objects, one per line."""
    source = f"read_json_objects({_addresses(table)}, {_JSON}, filename = true)"
    names = ", ".join(map(literal, table.columns))
    paths = ", ".join(literal(_pointer(name)) for name in table.columns)
    columns = ", ".join(
        f"texts[{number}] AS {_text(name)}, types[{number}] AS {_type(name)}"
        for number, name in enumerate(table.columns, 1)
    )
    # An object is parsed three times, whatever its number of columns.
    objects = (
        f"SELECT coalesce(json_keys(json) = [{names}], false) AS {_WHOLE}, "
        f"json_extract_string(json, [{paths}]) AS texts, json_type(json, [{paths}]) AS types "
        f"FROM {source}"
    )
    cells = {name: _parsed_json(name, kind) for name, kind in table.columns.items()}
    _parse(session, table, f"SELECT {_WHOLE}, {columns} FROM ({objects})", cells)
    problems: list[str] = []
    if session.number(f"SELECT count(*) FROM read_parquet({_copy(table)}) WHERE NOT {_WHOLE}"):
        others = session.rows(
            f"SELECT filename, json_keys(json) FROM {source} "
            f"WHERE json_keys(json) IS DISTINCT FROM [{names}] LIMIT 3"
        )
        for address, keys in others:
            problems += compare_names(address.removeprefix(f"{FILES}/"), list(keys or ()), table)
    if any("lacks" in problem for problem in problems):
        return Opened(False, tuple(problems))
    return Opened(True, tuple(problems), _mistyped(session, table))


def _parse(session: Session, table: TableFiles, source: str, cells: Mapping[str, str]) -> None:
    """Run ``source`` once, into a copy with typed cells and separate columns of invalid cells."""
    parts = [_WHOLE, *(f"{cell} AS {quoted(name)}" for name, cell in cells.items())]
    parts += [
        f"CASE WHEN {quoted(name)} IS NULL THEN {_text(name)} END AS {_bad(name)}" for name in cells
    ]
    copy = _copy(table)
    session.execute(f"COPY (SELECT {', '.join(parts)} FROM ({source})) TO {copy} (FORMAT parquet)")
    create_view(session, table, f"read_parquet({copy})", cast=False)


def _mistyped(session: Session, table: TableFiles) -> tuple[str, ...]:
    counts = ", ".join(f"count({_bad(name)}), min({_bad(name)})" for name in table.columns)
    [found] = session.rows(f"SELECT {counts} FROM read_parquet({_copy(table)})")
    return tuple(
        f"{name}: {found[2 * number]:,} cells are not a {kind}, e.g. {found[2 * number + 1]!r}"
        for number, (name, kind) in enumerate(table.columns.items())
        if found[2 * number]
    )


def _parsed(name: str, kind: str) -> str:
    """Return a text converted to its type, or NULL if it is not in the canonical form."""
    text = _text(name)
    if kind == "text":
        return text
    cast = f"TRY_CAST({text} AS {physical_type(kind)})"
    if kind == "boolean":
        written = f"{text} IN ('true', 'false')"
    elif kind == "timestamp":
        written = f"regexp_full_match({text}, {literal(_INSTANT)})"
    elif kind == "float64":
        written = f"regexp_full_match({text}, {literal(_NUMBER)}) AND isfinite({cast})"
    else:  # The canonical form has no sign, blanks, exponent or leading zeros.
        written = f"CAST({cast} AS VARCHAR) = {text}"
    return f"CASE WHEN {written} THEN {cast} END"


def _parsed_json(name: str, kind: str) -> str:
    """Return a JSON value, which has a type itself, converted to its declared type."""
    text, cell = _text(name), _parsed(name, kind)
    types = _JSON_TYPES.get(kind, ("VARCHAR",))
    if kind.startswith("decimal"):
        digits = int(kind.removeprefix("decimal(").partition(",")[0])
        types = _NUMBERS if digits <= _DIGITS_OF_DOUBLES else (*_NUMBERS, "VARCHAR")
        # JSON numbers have no trailing zeros: 10.5 equals 10.50.
        exact = f"TRY_CAST({text} AS DECIMAL(38,8))"
        cast = f"TRY_CAST({text} AS {physical_type(kind)})"
        cell = f"CASE WHEN {cast} = {exact} THEN {cast} END"
    return f"CASE WHEN {_type(name)} IN ({', '.join(map(literal, types))}) THEN {cell} END"


# Column names cannot contain a tab.
_WHOLE = quoted("\twhole")


def _text(name: str) -> str:
    return quoted(f"\ttext {name}")


def _type(name: str) -> str:
    return quoted(f"\ttype {name}")


def _bad(name: str) -> str:
    return quoted(f"\tbad {name}")


def _copy(table: TableFiles) -> str:
    return literal(f"{table.name}.parquet")


def _pointer(name: str) -> str:
    """Return the JSON pointer of a column, whatever characters its name contains."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _address(file: str) -> str:
    return literal(f"{FILES}/{file}")


def _addresses(table: TableFiles) -> str:
    return "[" + ", ".join(map(_address, table.files)) + "]"
