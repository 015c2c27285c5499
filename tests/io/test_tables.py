"""Delta tables and DuckDB databases without Spark: whole or absent, and read by others."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest
from deltalake import DeltaTable

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError, OutputError
from tablewright.formats.tables import Description
from tablewright.io import TableOutput, WriteSettings, encoding, write_dataset
from tests.support.commands import start, tablewright
from tests.support.outputs import CHUNK, SCHEMA, TYPES, Rows, dataset, table

ABOUT = Description("Things's", {"id": "the 'key'"}, "id", {"size": ("others", "id")})


def delta_rows(folder: Path) -> pl.DataFrame:
    return pl.read_delta(str(folder)).sort("id")


def duckdb_rows(database: Path, name: str) -> pl.DataFrame:
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(f'FROM "{name}"').fetchall()
    return pl.DataFrame(found, schema=SCHEMA, orient="row").sort("id")


@pytest.mark.parametrize("rows_per_file", [10_000_000, 1_100])
def test_a_delta_table_is_read_by_delta_rs_and_by_duckdb(tmp_path: Path, rows_per_file: int):
    made = TableOutput("things", 2_500, TYPES, Rows(), ABOUT)
    write_dataset(
        dataset(made), tmp_path / "x", encoding("delta"), WriteSettings(rows_per_file=rows_per_file)
    )
    folder = tmp_path / "x" / "things"
    found = DeltaTable(str(folder))
    want = Rows().rows(0, 2_500)
    assert delta_rows(folder).equals(want.sort("id"))
    assert delta_rows(folder).schema == SCHEMA
    assert found.metadata().description == "Things's"
    assert found.schema().fields[0].metadata == {"comment": "the 'key'"}
    keys = found.metadata().configuration
    assert keys["tablewright.primary_key"] == "id"
    assert keys["tablewright.foreign_key.size"] == "others.id"
    files = [uri.removeprefix("file://") for uri in found.file_uris()]
    assert len(files) == -(-2_500 // rows_per_file)
    with duckdb.connect() as connection:
        counted = connection.execute("SELECT count(*) FROM read_parquet(?)", [files]).fetchall()
    assert counted == [(2_500,)]


def test_a_delta_table_without_rows(tmp_path: Path):
    write_dataset(dataset(table("things", 0)), tmp_path / "x", encoding("delta"))
    assert delta_rows(tmp_path / "x" / "things").schema == SCHEMA


def test_a_database_has_every_table_and_its_comments(tmp_path: Path):
    made = TableOutput("things", 2_500, TYPES, Rows(), ABOUT)
    write_dataset(dataset(made, table("others", 30)), tmp_path / "x", encoding("duckdb"))
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == [
        "manifest.json",
        "shop.duckdb",
    ]
    database = tmp_path / "x" / "shop.duckdb"
    assert duckdb_rows(database, "things").equals(Rows().rows(0, 2_500).sort("id"))
    assert duckdb_rows(database, "others").height == 30
    with duckdb.connect(str(database), read_only=True) as connection:
        comments = connection.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL"
        ).fetchall()
        [[about]] = connection.execute(
            "SELECT comment FROM duckdb_tables() WHERE table_name = 'things'"
        ).fetchall()
    assert comments == [("id", "the 'key'")]
    assert about == "Things's"


def test_a_table_more_keeps_the_database_s_others(tmp_path: Path):
    folder = tmp_path / "x"
    write_dataset(dataset(table("things"), table("others", 30)), folder, encoding("duckdb"))
    with pytest.raises(ArgumentError, match=r"already contains shop\.duckdb"):
        write_dataset(dataset(table("others", 40)), folder, encoding("duckdb"))
    write_dataset(
        dataset(table("others", 40)), folder, encoding("duckdb"), WriteSettings(overwrite=True)
    )
    assert duckdb_rows(folder / "shop.duckdb", "things").height == 2_500
    assert duckdb_rows(folder / "shop.duckdb", "others").height == 40
    other = dataset(table("others", 5), seed=7)
    with pytest.raises(ArgumentError, match=r"another seed, size or version: things; .* remove"):
        write_dataset(other, folder, encoding("duckdb"), WriteSettings(overwrite=True))
    write_dataset(
        other, folder, encoding("duckdb"), WriteSettings(overwrite=True, remove_others=True)
    )
    with pytest.raises(duckdb.CatalogException):
        duckdb_rows(folder / "shop.duckdb", "things")


@pytest.mark.parametrize("before", ["delta", "duckdb", "parquet", "parts"])
@pytest.mark.parametrize("after", ["delta", "duckdb", "parquet", "parts"])
def test_formats_replace_each_other(tmp_path: Path, before: str, after: str):
    folder = tmp_path / "x"
    clean = tmp_path / "y"
    for name, where, seed in ((before, folder, 1), (after, folder, 42), (after, clean, 42)):
        kind, rows = ("parquet", 1_000) if name == "parts" else (name, 10_000_000)
        write_dataset(
            dataset(seed=seed),
            where,
            encoding(kind),
            WriteSettings(rows_per_file=rows, overwrite=True),
        )
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert names == {str(path.relative_to(clean)) for path in clean.rglob("*")}
    if after == "delta":
        assert delta_rows(folder / "others").equals(delta_rows(clean / "others"))
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".x")]


@pytest.mark.parametrize("kind", ["delta", "duckdb"])
def test_an_error_half_way_leaves_nothing(tmp_path: Path, kind: str):
    class Broken(Rows):
        def rows(self, start: int, stop: int) -> pl.DataFrame:
            if start >= 2 * CHUNK:
                raise OSError(28, "No space left on device")
            return super().rows(start, stop)

    with pytest.raises(OutputError, match="free some space"):
        write_dataset(
            dataset(table("others", 30), TableOutput("things", 2_500, TYPES, Broken())),
            tmp_path / "x",
            encoding(kind),
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["delta", "duckdb"])
def test_killed_at_random_moments(tmp_path: Path, kind: str):
    """Each Delta table is absent or whole at every moment; the next run ends as a first one."""
    words = ("generate", "retail", "--rows", "20000", "--out", "out", "--format", kind)
    older = ("generate", "retail", "--rows", "100", "--out", "out", "--format", kind)
    assert tablewright(*older, folder=tmp_path).returncode == 0
    sizes = {name: {t.rows for t in found} for name, found in both_sizes().items()}
    dice = random.Random(kind)
    for _ in range(4):
        run = start(*words, "--overwrite", folder=tmp_path)
        time.sleep(dice.random() * 1.6)
        run.kill()
        run.communicate()
        for name, rows in sizes.items():
            folder = tmp_path / "out" / "retail" / name
            if (folder / "_delta_log").exists():
                assert DeltaTable(str(folder)).to_pyarrow_table().num_rows in rows
    assert tablewright(*words, "--overwrite", folder=tmp_path).returncode == 0
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert left == ["retail"]
    assert tablewright("verify", "out", "--quiet", folder=tmp_path).returncode == 0


def both_sizes():
    small, large = api.declare("retail", rows=100), api.declare("retail", rows=20_000)
    return {t.short_name: (t, large.table(t.short_name)) for t in small.tables}


@pytest.mark.parametrize("kind", ["delta", "duckdb"])
def test_verify_reads_them_and_sees_a_broken_cell(tmp_path: Path, kind: str):
    words = ("generate", "retail", "--rows", "500", "--out", "out", "--format", kind)
    assert tablewright(*words, folder=tmp_path).returncode == 0
    assert tablewright("verify", "out", "--quiet", folder=tmp_path).returncode == 0
    if kind == "duckdb":
        with duckdb.connect(str(tmp_path / "out" / "retail" / "retail.duckdb")) as connection:
            connection.execute("UPDATE line_items SET line_total = 0 WHERE line_item_id % 100 = 1")
    else:
        rows = LocalTable(api.declare("retail", rows=500).table("customers"), 42).rows(0, 3)
        rows.write_delta(str(tmp_path / "out" / "retail" / "customers"), mode="append")
    done = tablewright("verify", "out", "--quiet", "--no-checksums", folder=tmp_path)
    assert done.returncode == 1
    word = "line_total" if kind == "duckdb" else "not in the manifest"
    assert word in done.stdout


def test_a_delta_table_on_a_path_with_odd_names(tmp_path: Path):
    folder = tmp_path / "a b é'\";{}" / "x"
    write_dataset(dataset(), folder, encoding("delta"))
    # Polars' own reader looks for such files under their quoted names.
    assert DeltaTable(folder / "things").to_pyarrow_table().num_rows == 2_500


class Killed(BaseException):
    pass


def test_stopped_at_every_step_of_putting_tables_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old, new or none at every moment: never an old log over new files, nor the reverse."""
    folder = tmp_path / "x"
    versions = {seed: Rows(seed).rows(0, 2_500).sort("id") for seed in (1, 2)}
    write_dataset(dataset(seed=1), folder, encoding("delta"), WriteSettings(rows_per_file=1_000))
    real = {name: getattr(os, name) for name in ("rename", "replace", "unlink")}
    left = 0

    def step(name: str) -> None:
        def counted(*arguments: object, **keywords: object) -> object:
            nonlocal left
            # Steps with folders held open are those in and out of place.
            if keywords:
                left -= 1
                if left < 0:
                    raise Killed
            return real[name](*arguments, **keywords)

        monkeypatch.setattr(os, name, counted)

    for name in real:
        step(name)
    seen, steps, seed = set(), 0, 2
    while True:
        left = steps
        try:
            made = dataset(seed=seed)
            write_dataset(
                made, folder, encoding("delta"), WriteSettings(rows_per_file=1_000, overwrite=True)
            )
            break
        except Killed:
            left = 10**9
        there = any((folder / "things" / "_delta_log").glob("*.json"))
        found = delta_rows(folder / "things") if there else None
        assert found is None or any(found.equals(each) for each in versions.values()), steps
        seen.add(None if found is None else next(s for s in (1, 2) if found.equals(versions[s])))
        # The next run completes what this one began; then the other way round.
        steps, seed = steps + 1, 3 - seed
    assert seen == {None, 1, 2}
    assert delta_rows(folder / "things").equals(versions[seed])
    assert steps > 10
