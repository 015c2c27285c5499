"""Words written to Parquet as numbers are texts to every reader."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.io import DatasetOutput, TableOutput, encoding, write_dataset
from tablewright.tables import INDUSTRY_NAMES, industry

NAMES = [f"{each}.{table}" for each in INDUSTRY_NAMES for table in industry(each).default_rows]


def written(name: str, folder: Path, *, encoded: bool, format: str = "parquet") -> Path:
    dataset, _, short = name.partition(".")
    # Encounters refer to five thousand providers.
    table = api.table(name, industry(dataset).sizes_for(short, 5_000))
    rows = LocalTable(table, 5)
    types = {column.name: str(column.type) for column in table.columns}
    output = TableOutput(short, table.rows, types, rows, encoded=rows.encoded if encoded else None)
    write_dataset(DatasetOutput(dataset, 5, {}, [output]), folder, encoding(format))
    return folder / f"{short}.{format}"


@pytest.mark.parametrize("name", NAMES)
def test_every_reader_sees_texts(name: str, tmp_path: Path) -> None:
    encoded = written(name, tmp_path / "encoded", encoded=True)
    plain = written(name, tmp_path / "plain", encoded=False)
    expected = pl.read_parquet(plain)
    assert pl.read_parquet(encoded).equals(expected)
    assert pl.scan_parquet(encoded).collect_schema() == expected.schema
    assert pq.read_schema(encoded).equals(pq.read_schema(plain))
    assert pq.read_table(encoded).equals(pq.read_table(plain))
    one, other = (f"SELECT * FROM '{path}'" for path in (encoded, plain))
    with duckdb.connect() as connection:
        types = [connection.execute(f"DESCRIBE {each}").fetchall() for each in (one, other)]
        assert types[0] == types[1]
        assert connection.execute(f"{one} EXCEPT ALL {other}").fetchall() == []


def test_words_are_numbers_on_the_way(tmp_path: Path) -> None:
    table = api.table("retail.transactions", industry("retail").sizes_for("transactions", 3_000))
    rows = LocalTable(table, 5)
    schema = rows.encoded.schema
    assert isinstance(schema["payment_method"], pl.Enum)
    [frame] = rows.encoded.chunks(0, 100)
    assert frame.schema == schema
    assert frame.cast({"payment_method": pl.String}).equals(rows.rows(0, 100))


@pytest.mark.parametrize("format", ["csv", "json", "arrow"])
def test_other_formats_are_written_from_texts(format: str, tmp_path: Path) -> None:
    one, other = (
        written("retail.customers", tmp_path / str(encoded), encoded=encoded, format=format)
        for encoded in (True, False)
    )
    assert one.read_bytes() == other.read_bytes()
