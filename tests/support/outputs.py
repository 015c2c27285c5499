"""A table of every type that needs neither declarations nor an engine, and a dataset of such."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import polars as pl

from tablewright.io import DatasetOutput, TableOutput

TYPES = {
    "id": "int64",
    "size": "int32",
    "price": "decimal(12,2)",
    "weight": "float64",
    "note": "text",
    "day": "date",
    "at": "timestamp",
    "on": "boolean",
}
SCHEMA = pl.Schema(
    {
        "id": pl.Int64(),
        "size": pl.Int32(),
        "price": pl.Decimal(12, 2),
        "weight": pl.Float64(),
        "note": pl.String(),
        "day": pl.Date(),
        "at": pl.Datetime("us", "UTC"),
        "on": pl.Boolean(),
    }
)
NOTES = ["plain", "é, ü and 日本", 'say "hi"', "two\nlines", "", " space ", "null", None]
CHUNK = 1_000


class Rows:
    """Row ``i`` is a function of ``i`` and the salt."""

    def __init__(self, salt: int = 0, chunk: int = CHUNK) -> None:
        self.salt = salt
        self.chunk = chunk
        self.schema = SCHEMA

    def chunks(
        self, start: int, stop: int, columns: Sequence[str] | None = None
    ) -> Iterator[pl.DataFrame]:
        for at in range(start, stop, self.chunk):
            frame = self.rows(at, min(at + self.chunk, stop))
            yield frame if columns is None else frame.select(columns)

    def rows(self, start: int, stop: int) -> pl.DataFrame:
        row = pl.int_range(start, stop, dtype=pl.Int64, eager=True).alias("row")
        mixed = (row + self.salt) * 7_919
        cents = mixed * 104_729 % 1_999_999_999_999 - 999_999_999_999
        first = dt.datetime(1969, 12, 31, 23, 59, 58, tzinfo=dt.timezone.utc)
        return pl.DataFrame({"row": row, "mixed": mixed, "cents": cents}).select(
            id=pl.col("mixed"),
            size=(pl.col("mixed") % 9).cast(pl.Int32),
            price=(pl.col("cents").cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(12, 2)),
            weight=pl.when(pl.col("row") % 5 > 0).then(pl.col("mixed") / 7),
            note=pl.col("mixed")
            .mod(len(NOTES))
            .replace_strict(list(range(len(NOTES))), NOTES, return_dtype=pl.String),
            day=pl.lit(dt.date(2024, 2, 29)) + pl.duration(days=pl.col("row") % 400),
            at=pl.when(pl.col("row") % 3 > 0).then(
                pl.lit(first) + pl.duration(microseconds=pl.col("mixed") * 1_500_000)
            ),
            on=pl.col("mixed") % 2 == 0,
        )


def table(name: str = "things", rows: int = 2_500, salt: int = 0) -> TableOutput:
    return TableOutput(name, rows, TYPES, Rows(salt))


def dataset(
    *tables: TableOutput, seed: int = 42, parameters: dict[str, int | float | str] | None = None
) -> DatasetOutput:
    chosen = tables or (table("things", salt=seed), table("others", 30, salt=seed + 1))
    return DatasetOutput("shop", seed, parameters or {"things": 2_500, "others": 30}, chosen)
