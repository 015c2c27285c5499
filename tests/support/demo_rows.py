"""What a demo should have written, made by Polars, and how it is read back without Spark."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import duckdb
import polars as pl
from deltalake import DeltaTable

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.spark.demo import demo_sizes
from tablewright.spec import Boolean, Column, Date, TableSet, Text, Timestamp
from tablewright.spec import Decimal as DecimalType

DAY = dt.timedelta(days=1)


def declared(industry: str, rows: int) -> TableSet:
    return api.declare(industry, sizes=demo_sizes(industry, rows))


def wanted(dataset: TableSet, table: str, seed: int = 42) -> pl.DataFrame:
    one = dataset.table(table)
    return LocalTable(one, seed).rows(0, one.rows)


def local(location: str) -> Path:
    return Path(unquote(location.removeprefix("file://").removeprefix("file:")))


def by_delta_rs(folder: Path, key: str) -> pl.DataFrame:
    return pl.read_delta(str(folder)).sort(key)


def by_duckdb(folder: Path, key: str, like: pl.DataFrame) -> pl.DataFrame:
    files = [unquote(uri.removeprefix("file://")) for uri in DeltaTable(str(folder)).file_uris()]
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(f"FROM read_parquet(?) ORDER BY {key}", [files]).fetchall()
    return pl.DataFrame(found, schema=like.schema, orient="row")


def json_lines(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line, parse_float=Decimal)
        for path in sorted(folder.glob("*.json"))
        for line in path.read_text("utf-8").splitlines()
    ]


class Fault(NamedTuple):
    table: str
    key: int
    column: str | None
    kind: str


def faults(dataset: TableSet, table: str, sent: list[dict[str, Any]]) -> Iterator[Fault]:
    """What is wrong with a raw copy, found by comparing it with the clean rows; nothing else."""
    one = dataset.table(table)
    key = one.primary_key
    clean = {row[key]: row for row in wanted(dataset, table).iter_rows(named=True)}
    seen: dict[int, dict[str, Any]] = {}
    for record in sent:
        number = record[key]
        if number in seen:
            assert record == seen[number]
            yield Fault(table, number, None, "duplicate")
            continue
        seen[number] = record
        for column in one.columns:
            kind = cell_fault(column, clean[number][column.name], record[column.name])
            if kind:
                yield Fault(table, number, column.name, kind)
        late = late_column(one.columns, clean[number], record)
        if late:
            yield Fault(table, number, late, "late")
    assert seen.keys() == clean.keys()


def late_column(
    columns: tuple[Column, ...], row: dict[str, Any], record: dict[str, Any]
) -> str | None:
    if "_ingested_at" not in record:
        return None
    known = [column for column in columns if column.null_when is None]
    events = [c for c in known if isinstance(c.type, Timestamp)]
    event = (events or [c for c in known if isinstance(c.type, Date)])[0]
    happened = row[event.name]
    if not isinstance(happened, dt.datetime):
        happened = dt.datetime(happened.year, happened.month, happened.day, tzinfo=dt.timezone.utc)
    wait = dt.datetime.fromisoformat(record["_ingested_at"].replace("Z", "+00:00")) - happened
    assert dt.timedelta() <= wait < 12 * DAY
    return event.name if wait > DAY else None


def cell_fault(column: Column, clean: Any, sent: Any) -> str | None:
    """How a cell differs from the clean one: by its JSON type, and by what it can be read as."""
    if sent is None or clean is None:
        return None if sent is clean else "null"
    if isinstance(column.type, Text):
        assert isinstance(sent, str)
        return None if sent == clean else "malformed"
    is_text = isinstance(column.type, Date | Timestamp)
    if isinstance(column.type, Boolean):
        if isinstance(sent, bool):
            return None if sent == clean else "out_of_range"
        return "type_drift" if sent in (0, 1) else "malformed"
    if isinstance(sent, str) != is_text:
        try:
            value = parsed(column, sent)
        except (ValueError, ArithmeticError):
            return "malformed"
        assert value == clean
        return "type_drift"
    if not is_text:
        return None if same(column, sent, clean) else "out_of_range"
    try:
        value = parsed(column, sent)
    except ValueError:
        return "malformed"
    return None if value == clean else "out_of_range"


def parsed(column: Column, sent: Any) -> Any:
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
    if isinstance(column.type, Date):
        if isinstance(sent, int):
            return epoch.date() + sent * DAY
        return dt.date.fromisoformat(sent)
    if isinstance(column.type, Timestamp):
        if isinstance(sent, int):
            return epoch + dt.timedelta(microseconds=sent)
        return dt.datetime.fromisoformat(sent.replace("Z", "+00:00"))
    if isinstance(column.type, DecimalType):
        return Decimal(sent)
    return type(sent)(sent) if not isinstance(sent, str) else _number(sent)


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def same(column: Column, sent: Any, clean: Any) -> bool:
    if isinstance(clean, float):
        return float(sent) == clean
    return bool(sent == clean)
