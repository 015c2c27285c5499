"""CSV: a header, then one line per row; readers need explicit types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, ClassVar, cast

from tablewright.formats.base import TextFormat
from tablewright.formats.reading import (
    Opened,
    Reader,
    StoredTable,
    compare_names,
    literal,
    quoted,
)
from tablewright.formats.texts import (
    SPARK_COMPRESSIONS,
    SPARK_TIMESTAMPS,
    TIMESTAMP_FORMAT,
    WHOLE,
    address,
    addresses,
    mistyped,
    parse,
    parsed,
    suffixes,
    text,
)

if TYPE_CHECKING:
    import polars as pl

_DIALECT = "header = true, delim = ',', quote = '\"', escape = '\"', hive_partitioning = false"


class Csv(TextFormat):
    """Files of comma-separated values."""

    name = "csv"
    compressions = suffixes(".csv")
    spark_compressions = SPARK_COMPRESSIONS
    spark_options: ClassVar[Mapping[str, str]] = {
        "header": "true",
        "escape": '"',
        **SPARK_TIMESTAMPS,
    }

    def sink(
        self, lazy: pl.LazyFrame, target: IO[bytes], compression: str, metadata: Mapping[str, str]
    ) -> None:
        """Write all rows to one file."""
        packed = cast(Any, "uncompressed" if compression == "none" else compression)
        lazy.sink_csv(target, compression=packed, datetime_format=TIMESTAMP_FORMAT)

    def lines(self, frame: pl.DataFrame, *, header: bool) -> bytes:
        """Encode a frame as lines."""
        lines = frame.write_csv(include_header=header, datetime_format=TIMESTAMP_FORMAT)
        return lines.encode()

    def open(self, reader: Reader, table: StoredTable) -> Opened:
        """Create the view over the parsed files."""
        problems: list[str] = []
        for file in table.files:
            described = reader.rows(
                f"DESCRIBE FROM read_csv({address(file)}, all_varchar = true, {_DIALECT})"
            )
            problems += compare_names(file, [str(row[0]) for row in described], table)
        if problems:
            return Opened(False, tuple(problems))
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in table.columns)
        source = (
            f"read_csv({addresses(table)}, auto_detect = false, {_DIALECT}, nullstr = '', "
            f"allow_quoted_nulls = false, columns = {{{columns}}})"
        )
        texts = ", ".join(f"{quoted(name)} AS {text(name)}" for name in table.columns)
        cells = {name: parsed(name, kind) for name, kind in table.columns.items()}
        parse(reader, table, f"SELECT true AS {WHOLE}, {texts} FROM {source}", cells)
        return Opened(True, mistyped=mistyped(reader, table))


FORMAT = Csv()
