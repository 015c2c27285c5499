"""JSON: one object per line; decimals beyond a double's precision are text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, ClassVar, cast

from tablewright.formats.base import TextFormat
from tablewright.formats.reading import (
    FILES,
    Opened,
    Reader,
    StoredTable,
    compare_names,
    literal,
    physical_type,
    quoted,
)
from tablewright.formats.texts import (
    SPARK_COMPRESSIONS,
    SPARK_TIMESTAMPS,
    TIMESTAMP_FORMAT,
    WHOLE,
    addresses,
    copy_of,
    mistyped,
    parse,
    parsed,
    suffixes,
    text,
)

if TYPE_CHECKING:
    import polars as pl

EXACT_DIGITS = 15
"""Decimals with at most this many digits survive a double; longer ones are text."""
_OBJECTS = "format = 'newline_delimited', hive_partitioning = false"
_NUMBERS: tuple[str, ...] = ("BIGINT", "UBIGINT", "DOUBLE")
_TYPES: Mapping[str, tuple[str, ...]] = {
    "int64": ("BIGINT", "UBIGINT"),
    "int32": ("BIGINT", "UBIGINT"),
    "float64": _NUMBERS,
    "boolean": ("BOOLEAN",),
}
"""JSON types accepted for each declared type, in DuckDB's names; text for all others."""


class Json(TextFormat):
    """Files of JSON objects, one per line."""

    name = "json"
    compressions = suffixes(".json")
    in_batches = True
    spark_compressions = SPARK_COMPRESSIONS
    # Every row has all columns, for readers that infer the schema.
    spark_options: ClassVar[Mapping[str, str]] = {"ignoreNullFields": "false", **SPARK_TIMESTAMPS}

    def sink(
        self, lazy: pl.LazyFrame, target: IO[bytes], compression: str, metadata: Mapping[str, str]
    ) -> None:
        """Write all rows to one file."""
        packed = cast(Any, "uncompressed" if compression == "none" else compression)
        _prepared(lazy).sink_ndjson(target, compression=packed)

    def lines(self, frame: pl.DataFrame, *, header: bool) -> bytes:
        """A frame as lines."""
        return _prepared(frame.lazy()).collect().write_ndjson().encode()

    def open(self, reader: Reader, table: StoredTable) -> Opened:
        """Define the view over the parsed files."""
        source = f"read_json_objects({addresses(table)}, {_OBJECTS}, filename = true)"
        names = ", ".join(map(literal, table.columns))
        paths = ", ".join(literal(_pointer(name)) for name in table.columns)
        columns = ", ".join(
            f"texts[{number}] AS {text(name)}, types[{number}] AS {_type(name)}"
            for number, name in enumerate(table.columns, 1)
        )
        # An object is parsed three times, whatever its number of columns.
        objects = (
            f"SELECT coalesce(json_keys(json) = [{names}], false) AS {WHOLE}, "
            f"json_extract_string(json, [{paths}]) AS texts, json_type(json, [{paths}]) AS types "
            f"FROM {source}"
        )
        cells = {name: _parsed(name, kind) for name, kind in table.columns.items()}
        parse(reader, table, f"SELECT {WHOLE}, {columns} FROM ({objects})", cells)
        problems: list[str] = []
        copy = copy_of(table)
        if reader.number(f"SELECT count(*) FROM read_parquet({copy}) WHERE NOT {WHOLE}"):
            others = reader.rows(
                f"SELECT filename, json_keys(json) FROM {source} "
                f"WHERE json_keys(json) IS DISTINCT FROM [{names}] LIMIT 3"
            )
            for found, keys in others:
                file = found.removeprefix(f"{FILES}/")
                problems += compare_names(file, list(keys or ()), table)
        if any("lacks" in problem for problem in problems):
            return Opened(False, tuple(problems))
        return Opened(True, tuple(problems), mistyped(reader, table))


def _prepared(lazy: pl.LazyFrame) -> pl.LazyFrame:
    """Convert decimals to numbers, as Spark does, and times to text."""
    import polars as pl

    schema = lazy.collect_schema()
    cells = (_cell(pl.col(name), dtype).alias(name) for name, dtype in schema.items())
    return lazy.with_columns(cells)


def _cell(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Convert short decimals to doubles and times to text, also inside structs."""
    import polars as pl

    match dtype:
        case pl.Decimal() if (dtype.precision or 38) <= EXACT_DIGITS:
            return value.cast(pl.Float64)
        case pl.Datetime():
            return value.dt.to_string(TIMESTAMP_FORMAT)
        case pl.Struct():
            inside = (
                _cell(value.struct.field(each.name), cast(pl.DataType, each.dtype)).alias(each.name)
                for each in dtype.fields
            )
            return pl.when(value.is_not_null()).then(pl.struct(inside))
    return value


def _parsed(name: str, kind: str) -> str:
    """Return a value converted to its type, or NULL if it is not in the canonical form."""
    value, cell = text(name), parsed(name, kind)
    types = _TYPES.get(kind, ("VARCHAR",))
    if kind.startswith("decimal"):
        digits = int(kind.removeprefix("decimal(").partition(",")[0])
        types = _NUMBERS if digits <= EXACT_DIGITS else (*_NUMBERS, "VARCHAR")
        # JSON numbers have no trailing zeros: 10.5 equals 10.50.
        exact = f"TRY_CAST({value} AS DECIMAL(38,8))"
        cast_value = f"TRY_CAST({value} AS {physical_type(kind)})"
        cell = f"CASE WHEN {cast_value} = {exact} THEN {cast_value} END"
    return f"CASE WHEN {_type(name)} IN ({', '.join(map(literal, types))}) THEN {cell} END"


def _type(name: str) -> str:
    return quoted(f"\ttype {name}")


def _pointer(name: str) -> str:
    """Return the JSON pointer of a column, whatever characters its name contains."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


FORMAT = Json()
