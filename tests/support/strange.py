"""Datasets of strangers: hand-made tables with a manifest, as odd and hostile as files can be."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

HOSTILE = (
    "\"><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    "</style></svg>{{7*7}}\u202eabc"
)
_KINDS: dict[Any, str] = {
    pl.Int64: "int64",
    pl.Int32: "int32",
    pl.Float64: "float64",
    pl.String: "text",
    pl.Date: "date",
    pl.Boolean: "boolean",
    pl.Datetime: "timestamp",
    pl.Decimal: "decimal(10,2)",
}


def odd_tables(rows: int = 400) -> dict[str, pl.DataFrame]:
    """Tables that are empty, tiny, wide, null, constant, extreme and hostile."""
    half, fifth = rows // 2, rows // 5
    noon = dt.datetime(2024, 1, 1, 12, tzinfo=dt.timezone.utc)
    hostile: dict[str, Any] = {
        "hostile_id": range(rows),
        "script": [HOSTILE, "</title></style><b>"] * half,
        "nested": ['{"a": [1, {"b": null}], "c": "<script>1</script>"}'] * rows,
        "long": ["y" * 5_000] * rows,
        "odd": [float("nan"), float("inf"), -float("inf"), 1e308, -1e308] * fifth,
        "nothing": pl.Series([None] * rows, dtype=pl.Int32),
        "same": [7] * rows,
        "same_double": [1.5] * rows,
        "tiny": [1e-300 * i for i in range(rows)],
        "huge": [2**62 + i for i in range(rows)],
        "quotes": ["it's", '"', "\\", "%"] * (rows // 4),
        "ends": [dt.date(1, 1, 1), dt.date(9999, 12, 31)] * half,
        "flag": [True, None] * half,
        "latitude": [-95 + i / 5 for i in range(rows)],
        "longitude": [200 - i / 3 for i in range(rows)],
    }
    wide = {f"c{i}": [(j * i) % 17 for j in range(rows)] for i in range(60)}
    return {
        "empty": pl.DataFrame(
            schema={"empty_id": pl.Int64, "a": pl.String, "x": pl.Float64, "d": pl.Date}
        ),
        "one": pl.DataFrame(
            {"one_id": [1], "a": ["x"], "x": [1.5], "d": [dt.date(2024, 1, 1)], "t": [noon]},
            schema_overrides={"t": pl.Datetime("us", "UTC")},
        ),
        "hostile": pl.DataFrame(hostile),
        "wide": pl.DataFrame({"wide_id": range(rows), **wide}),
    }


def write_strange(
    folder: Path, tables: Mapping[str, pl.DataFrame], foreign: Mapping[str, Any] | None = None
) -> Path:
    """Write tables as Parquet with a manifest that says what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = {}
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
        entries[name] = {
            "rows": frame.height,
            "format": "parquet",
            "compression": "zstd",
            "files": [f"{name}.parquet"],
            "columns": {c: _KINDS[type(d)] for c, d in frame.schema.items()},
            "nullable": frame.columns[1:],
            "primary_key": frame.columns[0],
            "unique": [],
            "foreign_keys": (foreign or {}).get(name, {}),
        }
    manifest = {
        "format_version": 1,
        "tablewright": HOSTILE,
        "dataset": "strange",
        "seed": 1,
        "parameters": {"start_date": "2024-01-01", "end_date": "2024-12-31", "note": HOSTILE},
        "tables": entries,
        "checksums": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
