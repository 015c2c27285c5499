"""A dataset of two small tables, written by hand: what `verify` is tested on."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tablewright import spec, tables
from tablewright.formats.reading import literal
from tablewright.ops import Row
from tablewright.ops.core import Expr, lift
from tablewright.spec import Column, Fields, ForeignKey, Table

BUYERS = {
    "buyer_id": "int64",
    "email": "text",
    "joined": "date",
    "is_active": "boolean",
}
ORDERS = {
    "order_id": "int64",
    "buyer_id": "int64",
    "quantity": "int32",
    "amount": "decimal(10,2)",
    "weight": "float64",
    "ordered_at": "timestamp",
}
COLUMNS = {"buyers": BUYERS, "orders": ORDERS}
SCHEMAS: dict[str, dict[str, Any]] = {
    "buyers": {
        "buyer_id": pl.Int64,
        "email": pl.String,
        "joined": pl.Date,
        "is_active": pl.Boolean,
    },
    "orders": {
        "order_id": pl.Int64,
        "buyer_id": pl.Int64,
        "quantity": pl.Int32,
        "amount": pl.Decimal(10, 2),
        "weight": pl.Float64,
        "ordered_at": pl.Datetime("us", "UTC"),
    },
}
_TYPES = {
    "int64": spec.Int64(),
    "text": spec.Text(),
    "date": spec.Date(),
    "boolean": spec.Boolean(),
    "int32": spec.Int32(),
    "decimal(10,2)": spec.Decimal(10, 2),
    "float64": spec.Float64(3),
    "timestamp": spec.Timestamp(),
}
_WRONG = "SELECT 0 AS value, 0 AS se, 100 AS units"
_WRONG_OF_NINE = "SELECT 0 AS value, 0 AS se, 9 AS units"
_PARTS = """
    SELECT part, part::DOUBLE AS value, 0.1 AS se, 1000 AS units
    FROM (SELECT unnest(['0.6', '2.3', '1.5']) AS part)
"""
_NULLABLE = ("email", "weight")


def frames(buyers: int = 4, orders: int = 12) -> dict[str, pl.DataFrame]:
    """Good data: texts with commas, quotes and nothing in them included."""
    start = dt.datetime(2024, 1, 1, 23, 30, tzinfo=dt.timezone.utc)
    emails = [None, 'say "hi", Zoë@example.com', "", *(f"b{i}@example.com" for i in range(buyers))]
    return {
        "buyers": pl.DataFrame(
            {
                "buyer_id": range(1, buyers + 1),
                "email": emails[:buyers],
                "joined": [dt.date(2024, 1, 1)] * buyers,
                "is_active": [i % 2 == 0 for i in range(buyers)],
            },
            schema=SCHEMAS["buyers"],
        ),
        "orders": pl.DataFrame(
            {
                "order_id": range(1, orders + 1),
                "buyer_id": [1 + i % buyers for i in range(orders)],
                "quantity": [1 + i % 3 for i in range(orders)],
                "amount": [Decimal("10.50") * (1 + i % 3) for i in range(orders)],
                "weight": [None if i == 5 else i / 8 for i in range(orders)],
                "ordered_at": [start + dt.timedelta(hours=7 * i) for i in range(orders)],
            },
            schema=SCHEMAS["orders"],
        ),
    }


def industry() -> spec.Declaration:
    """The declaration that goes with `frames`; its expressions are never evaluated."""
    return spec.Declaration(
        name="shop",
        doc="A shop.",
        main="buyers",
        default_rows={"buyers": 4, "orders": 12},
        cluster_rows={"buyers": 4, "orders": 12},
        floor={},
        tables=_tables,
        invariants=(
            spec.Invariant(
                "S1",
                "amount is 10.50 for each",
                ("orders",),
                "SELECT order_id, amount FROM orders WHERE amount <> quantity * 10.50",
            ),
            spec.Invariant(
                "S2",
                "no order before the buyer joined, nor outside the window",
                ("orders", "buyers"),
                "SELECT order_id FROM orders JOIN buyers USING (buyer_id) "
                "WHERE CAST(ordered_at AS DATE) < joined OR ordered_at < getvariable('w0') "
                "OR ordered_at >= getvariable('w1')",
            ),
        ),
        expectations=(
            spec.Expectation(
                "E1",
                "the mean quantity is 2",
                ("orders",),
                "SELECT avg(quantity) AS value, 0.001 AS se, count(*) AS units FROM orders",
                1.9,
                2.1,
                min_rows=10,
            ),
            spec.Expectation("E2", "of many rows only", ("orders",), _WRONG, 1, 2, min_rows=1000),
            spec.Expectation(
                "E3",
                "does not apply",
                ("orders",),
                f"{_WRONG} WHERE false",
                1,
                2,
                min_rows=0,
            ),
            spec.Expectation(
                "E4", "of years only", ("orders",), _WRONG, 1, 2, min_rows=0, min_days=800
            ),
            spec.Expectation(
                "E5", "of weeks only", ("orders",), _WRONG, 1, 2, min_rows=0, max_days=50
            ),
            spec.Expectation("E6", "of nine only", ("orders",), _WRONG_OF_NINE, 1, 2, min_rows=0),
            spec.Expectation("E7", "by parts", ("orders",), _PARTS, 1, 2, min_rows=0),
        ),
        rates={"return_rate": 0.1},
    )


def make_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the shop be one of the ready-made datasets for a test."""
    real = tables.industry
    monkeypatch.setattr(tables, "INDUSTRY_NAMES", (*tables.INDUSTRY_NAMES, "shop"))
    monkeypatch.setattr(
        tables, "industry", lambda name: industry() if name == "shop" else real(name)
    )


def write(
    directory: Path,
    data: dict[str, pl.DataFrame] | None = None,
    kind: str = "parquet",
    parts: int = 1,
) -> Path:
    """Write frames and the manifest that says they are `frames()`."""
    directory.mkdir(parents=True, exist_ok=True)
    entries = {}
    for name, frame in (data or frames()).items():
        files = []
        for part in range(parts):
            start, stop = frame.height * part // parts, frame.height * (part + 1) // parts
            file = f"{name}.{kind}" if parts == 1 else f"{name}/part-{part:05}.{kind}"
            path = directory / file
            path.parent.mkdir(exist_ok=True)
            piece = frame.slice(start, stop - start)
            if kind == "parquet":
                piece.write_parquet(path)
            elif kind == "csv":
                piece.write_csv(path)
            elif kind == "json":
                # Numbers, as generate writes them; Polars has texts for decimals.
                piece.with_columns(pl.col(pl.Decimal).cast(pl.Float64)).write_ndjson(path)
            else:
                piece.write_ipc(path)
            files.append(file)
        entries[name] = {
            "rows": 4 if name == "buyers" else 12,
            "format": kind,
            "files": files,
            "columns": COLUMNS[name],
        }
    manifest = {
        "format_version": 1,
        "tablewright": "0.1.0",
        "dataset": "shop",
        "seed": 42,
        "parameters": {
            "buyers": 4,
            "orders": 12,
            "start_date": "2024-01-01",
            "end_date": "2024-12-31",
            "locale": "en",
            "return_rate": 0.25,
        },
        "tables": entries,
    }
    (directory / "manifest.json").write_text(json.dumps(manifest))
    return directory


def write_database(
    directory: Path, statements: tuple[str, ...] = (), data: dict[str, pl.DataFrame] | None = None
) -> Path:
    """The same as a database, over whose tables ``b`` and ``o`` statements may make others."""
    write(directory, data)
    database = directory / "shop.duckdb"
    with duckdb.connect(str(database)) as connection:
        for name, files in (("b", "buyers"), ("o", "orders")):
            source = literal(str(directory / f"{files}.parquet"))
            connection.execute(f"CREATE TABLE {name} AS FROM read_parquet({source})")
        for statement in statements or (
            "CREATE TABLE buyers AS FROM b",
            "CREATE TABLE orders AS FROM o",
        ):
            connection.execute(statement)
    for name in COLUMNS:
        edit_manifest(directory, "tables", name, "format", value="duckdb")
        edit_manifest(directory, "tables", name, "files", value=["shop.duckdb"])
    return directory


def edit_manifest(directory: Path, *path: str, value: object) -> None:
    """Set one entry of a manifest."""
    file = directory / "manifest.json"
    manifest = json.loads(file.read_text())
    inner = manifest
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    file.write_text(json.dumps(manifest))


def _tables(sizes: spec.Sizes, options: spec.WorldOptions) -> spec.DeclaredTables:
    buyers = Table(
        "shop.buyers",
        sizes["buyers"],
        _columns("shop.buyers", BUYERS),
        primary_key="buyer_id",
        unique=("email",),
    )
    orders = Table(
        "shop.orders",
        sizes["orders"],
        _columns("shop.orders", ORDERS),
        primary_key="order_id",
        foreign_keys=(ForeignKey("buyer_id", "shop.buyers", "buyer_id"),),
    )
    return spec.DeclaredTables((buyers, orders))


def _columns(table: str, columns: dict[str, str]) -> tuple[Column, ...]:
    f = Fields(table, 0)
    return tuple(
        Column(
            f(name, _value(_TYPES[kind])),
            _TYPES[kind],
            null_when=lift(False) if name in _NULLABLE else None,
        )
        for name, kind in columns.items()
    )


def _value(kind: spec.ColumnType) -> Expr:
    if kind.kind == "text":
        return lift("")
    return lift(False) if kind.kind == "bool" else Row()
