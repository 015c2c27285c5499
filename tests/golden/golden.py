"""Goldens: a checksum of every table and twenty readable rows.

``python -m tests.golden.golden`` blesses all tables as they are now, or those named. A changed
golden is a changed value: it needs a line in CHANGELOG.md.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import polars as pl

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.tables import INDUSTRY_NAMES, industry

HOME = Path(__file__).parent
SHOWN = 20
CASES = {
    "default": {"seed": 42, "rows": None, "start_date": None, "end_date": None},
    "odd": {"seed": -7, "rows": 1_003, "start_date": "2023-02-11", "end_date": "2023-05-30"},
}


def names() -> list[str]:
    """Every table there is."""
    return [f"{each}.{table}" for each in INDUSTRY_NAMES for table in industry(each).default_rows]


def local(name: str, case: str, threads: int | None = None) -> LocalTable:
    """A table of a golden case."""
    options = dict(CASES[case])
    seed = options.pop("seed")
    dataset, _, table = name.partition(".")
    return LocalTable(api.declare(dataset, **options).table(table), seed, threads=threads)


def checksum(frame: pl.DataFrame) -> str:
    """SHA-256 of names, types and cells, whatever the chunks."""
    digest = hashlib.sha256()
    for column in frame:
        digest.update(f"{column.name}:{column.dtype}\n".encode())
        digest.update(column.is_null().cast(pl.UInt8).to_numpy().tobytes())
        if column.dtype == pl.String:
            digest.update("\0".join(column.fill_null("").to_list()).encode())
        else:
            plain = column.to_physical()
            plain = plain if plain.dtype.is_float() else plain.cast(pl.Int64)
            digest.update(plain.fill_null(0).to_numpy().tobytes())
    return digest.hexdigest()


def shown(frame: pl.DataFrame) -> list[str]:
    """Rows spread over the table, the first and the last among them."""
    last = frame.height - 1
    rows = sorted({last * i // (SHOWN - 1) for i in range(SHOWN)})
    return [" | ".join(str(cell) for cell in frame.row(row)) for row in rows]


def golden(name: str) -> dict[str, object]:
    """What is kept of a table."""
    kept: dict[str, object] = {"table": name}
    for case in CASES:
        table = local(name, case)
        frame = table.rows(0, table.table.rows)
        kept[case] = {
            "rows": frame.height,
            "sha256": checksum(frame),
            "columns": " | ".join(frame.columns),
            "shown": shown(frame),
        }
    return kept


def of_locale(locale: str) -> str:
    """A checksum of the tables that people, places, products and money are in."""
    made = []
    for name in (
        "retail.customers",
        "retail.products",
        "retail.transactions",
        "healthcare.patients",
    ):
        dataset, _, table = name.partition(".")
        declared = api.declare(dataset, rows=1_003, locale=locale).table(table)
        made.append(checksum(LocalTable(declared, 42).rows(0, 1_003)))
    return hashlib.sha256("".join(made).encode()).hexdigest()


def path(name: str) -> Path:
    """Where a table's golden is."""
    return HOME / f"{name}.json"


if __name__ == "__main__":
    for each in sys.argv[1:] or names():
        text = json.dumps(golden(each), indent=1, ensure_ascii=False)
        path(each).write_text(text + "\n", "utf-8")
