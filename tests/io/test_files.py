"""What is written is what was made, in every format."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tablewright import formats
from tablewright._version import __version__
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.io import WriteProgress, WriteSettings, encoding, write_dataset
from tests.support.outputs import SCHEMA, TYPES, Rows, dataset, table

FILES = ("parquet", "csv", "json", "arrow")
ENCODINGS = [(name, packed) for name in FILES for packed in formats.find(name).compressions]


def read_csv(path: Path) -> pl.DataFrame:
    """As text, then cell by cell, so that nothing is guessed or rounded."""
    raw = pl.read_csv(path, infer_schema=False)
    return typed(raw)


def typed(raw: pl.DataFrame) -> pl.DataFrame:
    def column(name: str) -> list[Any]:
        kind, cells = TYPES[name], raw[name].to_list()
        make: dict[str, Any] = {
            "int64": int,
            "int32": int,
            "decimal(12,2)": Decimal,
            "float64": float,
            "text": str,
            "date": dt.date.fromisoformat,
            "timestamp": lambda text: dt.datetime.fromisoformat(text.replace("Z", "+00:00")),
            "boolean": {"true": True, "false": False}.__getitem__,
        }
        return [None if cell is None else make[kind](cell) for cell in cells]

    return pl.DataFrame({name: column(name) for name in TYPES}, schema=SCHEMA)


def read_json(path: Path) -> pl.DataFrame:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    # Numbers are taken as they are written, not through a double.
    lines = [json.loads(line, parse_float=Decimal) for line in data.decode().splitlines()]
    names = list(TYPES)
    assert all(list(line) == names for line in lines)
    raw = {n: [None if x[n] is None else text_of(x[n]) for x in lines] for n in names}
    return typed(pl.DataFrame(raw, schema=dict.fromkeys(names, pl.String)))


def text_of(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


READERS = {
    "parquet": pl.read_parquet,
    "csv": read_csv,
    "json": read_json,
    "arrow": lambda path: pl.read_ipc(path),
}


@pytest.mark.parametrize(("name", "packed"), ENCODINGS)
def test_round_trip(tmp_path: Path, name: str, packed: str) -> None:
    made = encoding(name, packed)
    [written] = write_dataset(dataset(table()), tmp_path / "shop", made)
    assert written.files == (f"things{made.suffix}",)
    path = tmp_path / "shop" / written.files[0]
    assert written.size == path.stat().st_size
    if name == "json" and packed == "zstd":
        found = duckdb.sql(f"SELECT count(*) FROM read_json('{path}')").fetchall()
        assert found == [(2_500,)]
        return
    assert_frame_equal(READERS[name](path), Rows().rows(0, 2_500), check_exact=True)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows(tmp_path: Path, name: str, rows: int) -> None:
    [written] = write_dataset(dataset(table(rows=rows)), tmp_path / "shop", encoding(name))
    frame = READERS[name](tmp_path / "shop" / written.files[0])
    assert_frame_equal(frame, Rows().rows(0, rows))


@pytest.mark.parametrize("name", FILES)
def test_the_same_bytes_again(tmp_path: Path, name: str) -> None:
    big = dataset(table(rows=400_000))
    for folder in ("a", "b"):
        write_dataset(big, tmp_path / folder / "shop", encoding(name))
    file = f"shop/things{encoding(name).suffix}"
    assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_chunks_leave_no_trace(tmp_path: Path) -> None:
    """Bytes depend on the rows, not on the frames they came in."""
    for chunk in (100, 2_500):
        one = table()
        one.frames.chunk = chunk  # type: ignore[attr-defined]
        write_dataset(dataset(one), tmp_path / str(chunk), encoding())
    files = [tmp_path / str(chunk) / "things.parquet" for chunk in (100, 2_500)]
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_parts(tmp_path: Path, name: str) -> None:
    counted: list[tuple[str, int]] = []
    [written] = write_dataset(
        dataset(table()),
        tmp_path / "shop",
        encoding(name),
        WriteSettings(rows_per_file=1_200),
        progress=WriteProgress(on_rows=lambda table, rows: counted.append((table, rows))),
    )
    suffix = encoding(name).suffix
    assert written.files == tuple(f"things/part-{part:05}{suffix}" for part in range(3))
    frames = [READERS[name](tmp_path / "shop" / file) for file in written.files]
    assert [frame.height for frame in frames] == [1_200, 1_200, 100]
    assert_frame_equal(pl.concat(frames), Rows().rows(0, 2_500))
    assert sum(rows for _, rows in counted) == 2_500


def test_a_full_part_is_a_single_file(tmp_path: Path) -> None:
    [written] = write_dataset(
        dataset(table()), tmp_path / "shop", encoding(), WriteSettings(rows_per_file=2_500)
    )
    assert written.files == ("things.parquet",)


def test_parquet_metadata(tmp_path: Path) -> None:
    write_dataset(
        dataset(table()), tmp_path / "shop", encoding(), WriteSettings(rows_per_file=2_000)
    )
    found = pl.read_parquet_metadata(tmp_path / "shop" / "things" / "part-00001.parquet")
    assert found["tablewright.version"] == __version__
    assert found["tablewright.table"] == "shop.things"
    assert found["tablewright.seed"] == "42"
    assert found["tablewright.rows"] == "2000-2500"
    assert json.loads(found["tablewright.parameters"]) == {"things": 2_500, "others": 30}


def test_parquet_types_for_other_readers(tmp_path: Path) -> None:
    write_dataset(dataset(table()), tmp_path / "shop", encoding())
    described = duckdb.sql(f"DESCRIBE FROM '{tmp_path}/shop/things.parquet'").fetchall()
    assert [(row[0], row[1]) for row in described] == [
        ("id", "BIGINT"),
        ("size", "INTEGER"),
        ("price", "DECIMAL(12,2)"),
        ("weight", "DOUBLE"),
        ("note", "VARCHAR"),
        ("day", "DATE"),
        ("at", "TIMESTAMP WITH TIME ZONE"),
        ("on", "BOOLEAN"),
    ]


def test_text_formats_are_read_by_others_as_they_are(tmp_path: Path) -> None:
    for name in ("csv", "json"):
        write_dataset(dataset(table()), tmp_path / name, encoding(name))
    for path in (tmp_path / "csv" / "things.csv", tmp_path / "json" / "things.json"):
        types = dict(row[:2] for row in duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall())
        assert types["price"] == "DOUBLE"
        assert types["at"] == "TIMESTAMP WITH TIME ZONE"
        assert types["day"] == "DATE"
        text = path.read_text(encoding="utf-8")
        times = re.findall(r"\d{4}-\d\d-\d\dT[^,\"\n]*", text)
        # Half of them are whole seconds: a reader that goes by those must not cut the others.
        assert sum(time.endswith(".500000Z") for time in times) > 100
        assert sum(time.endswith(".000000Z") for time in times) > 100
        assert all(re.fullmatch(r".{19}\.\d{6}Z", time) for time in times)
        guessed = pl.read_csv(path, try_parse_dates=True) if path.suffix == ".csv" else None
        if guessed is not None:
            assert_frame_equal(guessed.select("at"), Rows().rows(0, 2_500).select("at"))


def test_times_inside_of_structs_are_written_alike() -> None:
    moment = dt.datetime(2024, 1, 31, 9, 30, tzinfo=dt.timezone.utc)
    whole = {"at": moment, "inner": {"at": moment, "price": Decimal("1.50")}}
    schema = {
        "at": pl.Datetime("us", "UTC"),
        "inner": pl.Struct({"at": pl.Datetime("us", "UTC"), "price": pl.Decimal(12, 2)}),
    }
    frame = pl.DataFrame({"after": [whole, None]}, schema={"after": pl.Struct(schema)})
    time = "2024-01-31T09:30:00.000000Z"
    assert [json.loads(line) for line in encoding("json").encode(frame).splitlines()] == [
        {"after": {"at": time, "inner": {"at": time, "price": 1.5}}},
        {"after": None},
    ]


def test_manifest(tmp_path: Path) -> None:
    write_dataset(
        dataset(), tmp_path / "shop", encoding("csv", "gzip"), WriteSettings(rows_per_file=2_000)
    )
    text = (tmp_path / "shop" / "manifest.json").read_text(encoding="utf-8")
    found = json.loads(text)
    sums = found.pop("checksums")
    assert sums.keys() == {f for entry in found["tables"].values() for f in entry["files"]}
    keys = {"nullable": [], "primary_key": "", "unique": [], "foreign_keys": {}}
    assert found == {
        "format_version": 1,
        "tablewright": __version__,
        "dataset": "shop",
        "seed": 42,
        "parameters": {"things": 2_500, "others": 30},
        "tables": {
            "things": {
                "rows": 2_500,
                "format": "csv",
                "compression": "gzip",
                "files": ["things/part-00000.csv.gz", "things/part-00001.csv.gz"],
                "columns": TYPES,
                **keys,
            },
            "others": {
                "rows": 30,
                "format": "csv",
                "compression": "gzip",
                "files": ["others.csv.gz"],
                "columns": TYPES,
                **keys,
            },
        },
    }
    assert list(json.loads(text)["tables"]["things"]["columns"]) == list(TYPES)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("parkuet", None), ArgumentError, ("format='parkuet'", "'parquet'", "choose one of")),
        (("xlsx", None), ArgumentError, ("format='xlsx'", "choose one of parquet, csv")),
        ((7, None), ArgumentTypeError, ("format=7", "int")),
        (("csv", "snappy"), ArgumentError, ("compression='snappy'", "none, gzip, zstd for csv")),
        (("parquet", "zst"), ArgumentError, ("compression='zst'", "did you mean 'zstd'")),
        (("arrow", ""), ArgumentError, ("compression=''",)),
    ],
)
def test_wrong_encodings(
    arguments: tuple[Any, Any], error: type[Exception], words: tuple[str, ...]
) -> None:
    with pytest.raises(error) as caught:
        encoding(*arguments)
    assert all(word in str(caught.value) for word in words), caught.value
    assert "\n" not in str(caught.value)
