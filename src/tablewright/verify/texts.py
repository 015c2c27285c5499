"""CSV and JSON: parsed once, into the typed cells and beside them those that are none."""

from __future__ import annotations

from collections.abc import Mapping

from tablewright.verify.manifest import TableFiles
from tablewright.verify.opened import Opened, compare_names, create_view, physical_type
from tablewright.verify.session import FILES, Session, literal, quoted

_CSV = "header = true, delim = ',', quote = '\"', escape = '\"', hive_partitioning = false"
_JSON = "format = 'newline_delimited', hive_partitioning = false"
_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:?00)"
_NUMBER = r"-?\d+(\.\d+)?([eE][-+]?\d+)?"
_NUMBERS: tuple[str, ...] = ("BIGINT", "UBIGINT", "DOUBLE")
_JSON_TYPES: Mapping[str, tuple[str, ...]] = {
    "key": ("BIGINT", "UBIGINT"),
    "count": ("BIGINT", "UBIGINT"),
    "measure": _NUMBERS,
    "flag": ("BOOLEAN",),
}
"""DuckDB's types of what may stand for a declared one; of others, texts."""
_DIGITS_OF_DOUBLES = 15
"""Decimals of more digits are texts in JSON."""


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
    found = ", ".join(f"{quoted(name)} AS {quoted(f'text {name}')}" for name in table.columns)
    parsed = {name: _parsed(name, kind) for name, kind in table.columns.items()}
    return _open_text(session, f"SELECT {found} FROM {source}", parsed, table)


def open_json(session: Session, table: TableFiles) -> Opened:
    """Open files of JSON objects, one a line."""
    names = ", ".join(map(literal, table.columns))
    objects = f"read_json_objects({_addresses(table)}, {_JSON}, filename = true)"
    strange = session.rows(
        f"SELECT filename, json_keys(json) FROM {objects} "
        f"WHERE json_keys(json) IS DISTINCT FROM [{names}] LIMIT 3"
    )
    problems: list[str] = []
    for address, keys in strange:
        problems += compare_names(address.removeprefix(f"{FILES}/"), list(keys or ()), table)
    if any("lacks" in problem for problem in problems):
        return Opened(False, tuple(problems))
    paths = ", ".join(literal(_pointer(name)) for name in table.columns)
    found = ", ".join(
        f"CASE WHEN json_type(cells[{number}]) <> 'NULL' THEN cells[{number}] END "
        f"AS {quoted(f'text {name}')}"
        for number, name in enumerate(table.columns, 1)
    )
    source = f"SELECT {found} FROM (SELECT json_extract(json, [{paths}]) AS cells FROM {objects})"
    parsed = {name: _parsed_json(name, kind) for name, kind in table.columns.items()}
    return _open_text(session, source, parsed, table, tuple(problems))


def _open_text(
    session: Session,
    source: str,
    parsed: dict[str, str],
    table: TableFiles,
    problems: tuple[str, ...] = (),
) -> Opened:
    """Run ``source`` once; ``parsed`` are the cells as their types, NULL where they are not."""
    cells = [f"{cell} AS {quoted(name)}" for name, cell in parsed.items()]
    cells += [
        f"CASE WHEN {quoted(name)} IS NULL THEN {quoted(f'text {name}')} END "
        f"AS {quoted(f'bad {name}')}"
        for name in parsed
    ]
    copy = literal(f"{table.name}.parquet")
    session.execute(f"COPY (SELECT {', '.join(cells)} FROM ({source})) TO {copy} (FORMAT parquet)")
    counts = ", ".join(f"count({quoted('bad ' + n)}), min({quoted('bad ' + n)})" for n in parsed)
    found = session.rows(f"SELECT {counts} FROM read_parquet({copy})")[0]
    mistyped = [
        f"{name}: {found[2 * number]:,} cells are not a {kind}, e.g. {found[2 * number + 1]!r}"
        for number, (name, kind) in enumerate(table.columns.items())
        if found[2 * number]
    ]
    create_view(session, table, f"read_parquet({copy})", cast=False)
    return Opened(True, problems, tuple(mistyped))


def _parsed(name: str, kind: str, text: str = "") -> str:
    """A text as its type, or NULL where it is not written as this type is written."""
    text = text or quoted(f"text {name}")
    if kind == "text":
        return text
    cast = f"TRY_CAST({text} AS {physical_type(kind)})"
    if kind == "flag":
        written = f"{text} IN ('true', 'false')"
    elif kind == "instant":
        written = f"regexp_full_match({text}, {literal(_INSTANT)})"
    elif kind == "measure":
        written = f"regexp_full_match({text}, {literal(_NUMBER)}) AND isfinite({cast})"
    else:  # There is one way to write it: no signs, blanks, exponents, or zeros in front.
        written = f"CAST({cast} AS VARCHAR) = {text}"
    return f"CASE WHEN {written} THEN {cast} END"


def _parsed_json(name: str, kind: str) -> str:
    """The same for a value of JSON, which has a type itself."""
    value = quoted(f"text {name}")
    text = f"({value} ->> '$')"
    cell = _parsed(name, kind, text)
    types = _JSON_TYPES.get(kind, ("VARCHAR",))
    if kind.startswith("decimal"):
        digits = int(kind.removeprefix("decimal(").partition(",")[0])
        types = _NUMBERS if digits <= _DIGITS_OF_DOUBLES else (*_NUMBERS, "VARCHAR")
        # A number has no zeros at its end: 10.5 is 10.50.
        exact = f"TRY_CAST({text} AS DECIMAL(38,8))"
        cast = f"TRY_CAST({text} AS {physical_type(kind)})"
        cell = f"CASE WHEN {cast} = {exact} THEN {cast} END"
    return f"CASE WHEN json_type({value}) IN ({', '.join(map(literal, types))}) THEN {cell} END"


def _pointer(name: str) -> str:
    """Where in an object a column is, whatever characters its name has."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _address(file: str) -> str:
    return literal(f"{FILES}/{file}")


def _addresses(table: TableFiles) -> str:
    return "[" + ", ".join(map(_address, table.files)) + "]"
