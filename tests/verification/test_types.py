"""Cells are what was declared, as their format has it; what only reads alike is a breach."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from tablewright.verification import verify
from tests.support import shop


@pytest.fixture(autouse=True)
def _shop(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.make_known(monkeypatch)


def breached(folder: Path) -> set[str]:
    return {check.name for check in verify(folder).breaches}


def replaced(folder: Path, file: str, old: str, new: str) -> Path:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    return folder


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("orders", '"buyer_id":1,', '"buyer_id":"1",'),
        ("orders", '"buyer_id":1,', '"buyer_id":1.0,'),
        ("orders", '"buyer_id":1,', '"buyer_id":1e0,'),
        ("orders", '"buyer_id":1,', '"buyer_id":true,'),
        ("orders", '"quantity":1,', '"quantity":"1",'),
        ("orders", '"quantity":1,', '"quantity":[1],'),
        ("orders", '"amount":10.5,', '"amount":"10.50",'),
        ("orders", '"amount":10.5,', '"amount":{"a":10.5},'),
        ("orders", '"weight":0.125,', '"weight":"0.125",'),
        ("orders", '"ordered_at":"2024-01-01T23:30', '"ordered_at":"2024-01-01 23:30'),
        ("orders", "+00:00", ""),
        ("buyers", '"email":null', '"email":5'),
        ("buyers", '"email":null', '"email":{}'),
        ("buyers", '"joined":"2024-01-01"', '"joined":20240101'),
        ("buyers", '"joined":"2024-01-01"', '"joined":"2024-1-1"'),
        ("buyers", '"joined":"2024-01-01"', '"joined":"2024-01-01T00:00:00"'),
        ("buyers", '"is_active":true', '"is_active":"true"'),
        ("buyers", '"is_active":true', '"is_active":1'),
    ],
)
def test_json(tmp_path: Path, table: str, old: str, new: str) -> None:
    folder = replaced(shop.write(tmp_path, kind="json"), f"{table}.json", old, new)
    assert f"shop.{table}: types" in breached(folder)


@pytest.mark.parametrize(
    "line",
    [
        '{"buyer_id":2,"email":null,"joined":"2024-01-01"}',
        '{"buyer_id":2,"email":null,"joined":"2024-01-01","is_active":true,"more":1}',
        '{"buyer_id":2,"email":null,"joined":"2024-01-01","is_active":true,"is_active":true}',
        '{"buyer_id":2,"buyer_id":2,"joined":"2024-01-01","is_active":true}',
        '["buyer_id"]',
        "5",
        "[" * 10_000,
        '{"buyer_id":' * 10_000,
    ],
)
def test_every_line_of_json_has_the_columns(tmp_path: Path, line: str) -> None:
    folder = shop.write(tmp_path, kind="json")
    lines = (folder / "buyers.json").read_text().splitlines()
    lines[2] = line
    (folder / "buyers.json").write_text("\n".join(lines) + "\n")
    report = verify(folder)
    found = {check.name for check in report.breaches}
    assert found & {"shop.buyers: columns", "shop.buyers: files"}
    assert all("\n" not in check.detail for check in report.checks)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("orders", "1,1,", "1,+1,"),
        ("orders", "1,1,", "1, 1,"),
        ("orders", "1,1,", "1,01,"),
        ("orders", "1,1,", "1,1e0,"),
        ("orders", "1,1,", "1,1.0,"),
        ("orders", "1,1,", "1,0x1,"),
        ("orders", "1,1,", "1,1_0,"),
        ("orders", "10.50", "10.5"),
        ("orders", "10.50", "1.05e1"),
        ("orders", "10.50", " 10.50"),
        ("orders", "0.125", "nan"),
        ("orders", "0.125", "inf"),
        ("orders", "0.125", ".125"),
        ("orders", "T23:30", " 23:30"),
        ("orders", "+0000", ""),
        ("orders", "+0000", "+0100"),
        ("buyers", "2024-01-01", "2024-1-1"),
        ("buyers", "2024-01-01", "20240101"),
        ("buyers", "2024-01-01", "2024-01-01T00:00:00"),
        ("buyers", "true", "True"),
        ("buyers", "true", "t"),
        ("buyers", "true", "1"),
        ("buyers", "true", "yes"),
    ],
)
def test_csv(tmp_path: Path, table: str, old: str, new: str) -> None:
    folder = replaced(shop.write(tmp_path, kind="csv"), f"{table}.csv", old, new)
    assert f"shop.{table}: types" in breached(folder)


CHANGES: Mapping[str, pl.Expr] = {
    "milliseconds": pl.col("ordered_at").dt.cast_time_unit("ms"),
    "nanoseconds": pl.col("ordered_at").dt.cast_time_unit("ns"),
    "another zone": pl.col("ordered_at").dt.convert_time_zone("Europe/Paris"),
    "bytes": pl.lit(b"x").alias("ordered_at"),
    "16 bits": pl.col("quantity").cast(pl.Int16),
    "without sign": pl.col("quantity").cast(pl.UInt32),
    "32 bits": pl.col("weight").cast(pl.Float32),
    "a text": pl.col("amount").cast(pl.String),
    "another scale": pl.col("amount").cast(pl.Decimal(10, 1)),
    "a list": pl.concat_list("quantity").alias("quantity"),
    "a struct": pl.struct(pl.col("quantity").alias("x")).alias("quantity"),
}


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
@pytest.mark.parametrize("change", list(CHANGES))
def test_parquet_and_arrow(tmp_path: Path, kind: str, change: str) -> None:
    data = shop.frames()
    data["orders"] = data["orders"].with_columns(CHANGES[change])
    found = breached(shop.write(tmp_path, data, kind))
    if kind == "parquet" and change == "another zone":  # Parquet keeps instants only.
        assert not found
    else:
        assert "shop.orders: types" in found


@pytest.mark.parametrize(
    "dtype", [pl.Duration("us"), pl.Time(), pl.UInt64(), pl.Datetime("us"), pl.Categorical()]
)
def test_arrow_types_that_parquet_does_not_have(tmp_path: Path, dtype: pl.DataType) -> None:
    data = shop.frames()
    column = "email" if dtype == pl.Categorical() else "buyer_id"
    data["buyers"] = data["buyers"].with_columns(pl.col(column).cast(dtype))
    assert "shop.buyers: types" in breached(shop.write(tmp_path, data, "arrow"))


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("orders", "ordered_at", "TIMESTAMP"),
        ("orders", "ordered_at", "TIMESTAMP_MS"),
        ("orders", "quantity", "BIGINT"),
        ("orders", "quantity", "HUGEINT"),
        ("orders", "amount", "DOUBLE"),
        ("orders", "amount", "DECIMAL(12,2)"),
        ("orders", "weight", "FLOAT"),
        ("orders", "weight", "JSON"),
        ("buyers", "email", "VARCHAR[]"),
        ("buyers", "joined", "TIMESTAMP"),
    ],
)
def test_duckdb(tmp_path: Path, table: str, column: str, kind: str) -> None:
    made = "SELECT * REPLACE ({0}::{1} AS {0}) FROM {2}"
    if kind == "VARCHAR[]":
        made = "SELECT * REPLACE ([{0}] AS {0}) FROM {2}"
    statements = [
        f"CREATE TABLE {name} AS "
        + (made.format(column, kind, short) if name == table else f"FROM {short}")
        for name, short in (("buyers", "b"), ("orders", "o"))
    ]
    if kind == "JSON":
        statements = [text.replace("weight::JSON", "to_json(weight)") for text in statements]
    folder = shop.write_database(tmp_path, tuple(statements))
    assert f"shop.{table}: types" in breached(folder)


def test_a_good_database(tmp_path: Path) -> None:
    assert not breached(shop.write_database(tmp_path))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("seed",), "42"),
        (("seed",), 42.0),
        (("seed",), True),
        (("seed",), None),
        (("seed",), 2**63),
        (("format_version",), True),
        (("format_version",), 1.0),
        (("format_version",), "1"),
        (("tablewright",), 1),
        (("tables", "orders", "rows"), 12.0),
        (("tables", "orders", "compression"), 5),
        (("tables", "orders", "format"), ["parquet"]),
        (("parameters", "orders"), 12.0),
        (("parameters", "orders"), "12"),
        (("parameters", "return_rate"), True),
        (("parameters", "locale"), 5),
        (("parameters", "start_date"), 20240101),
        (("parameters", "start_date"), "20240101"),
        (("parameters", "start_date"), "2024-W01-1"),
        (("parameters", "more"), 2**63),
        (("checksums",), []),
        (("checksums",), {"orders.parquet": 5}),
        (("checksums",), {"orders.parquet": "anything"}),
    ],
)
def test_a_manifest(tmp_path: Path, path: tuple[str, ...], value: object) -> None:
    folder = shop.write(tmp_path / "shop")
    shop.edit_manifest(folder, *path, value=value)
    assert breached(folder) == {"shop/manifest.json"}
