"""``--engine spark``: the same rows as files, whole or not at all, with errors in one line."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tablewright import api
from tablewright.cli.spark import first_rows
from tablewright.engines.local import LocalTable
from tablewright.engines.spark import frame, session
from tablewright.engines.spark.start import started
from tablewright.errors import OutputError, SparkError
from tablewright.formats.tables import TableOutput
from tablewright.io import encoding, spark_files
from tests.support.commands import COMMAND, environment, one_line, quickly
from tests.support.spark import free_port

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

READERS = {"parquet": pl.read_parquet, "csv": pl.read_csv, "json": pl.read_ndjson}


def without_java() -> dict[str, str]:
    hidden = ("JAVA_HOME", "SPARK_HOME", "SPARK_REMOTE")
    kept = {name: value for name, value in environment().items() if name not in hidden}
    # Warnings of Spark's own client are not about us.
    return {**kept, "PATH": str(Path(sys.executable).parent), "PYTHONWARNINGS": "ignore"}


def command(
    *words: str, folder: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env=env or without_java(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def assert_done(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stderr
    # A slow machine says how far it is; Java's own words are not shown.
    assert all(" rows (" in line for line in done.stderr.splitlines()), done.stderr


def assert_same_rows(found: Path, wanted: Path) -> None:
    manifests = [
        json.loads((each / "manifest.json").read_text("utf-8")) for each in (found, wanted)
    ]
    differing = {"tables": None, "checksums": None}
    assert {**manifests[0], **differing} == {**manifests[1], **differing}
    assert list(manifests[0]["tables"]) == list(manifests[1]["tables"])
    for name, entry in manifests[0]["tables"].items():
        other = manifests[1]["tables"][name]
        assert {**entry, "files": None} == {**other, "files": None}
        read = READERS[entry["format"]]
        # As bytes: a folder's name may look like a pattern.
        parts = [read((found / file).read_bytes()) for file in entry["files"]]
        whole = pl.concat(parts, how="vertical_relaxed")
        others = [read((wanted / file).read_bytes()) for file in other["files"]]
        assert whole.equals(pl.concat(others, how="vertical_relaxed")), name
    for file, checksum in manifests[0]["checksums"].items():
        content = (found / file).read_bytes()
        assert checksum == f"sha256:{hashlib.sha256(content).hexdigest()}"
    left = {path.name for path in found.rglob("*") if path.is_file()}
    assert left == {"manifest.json"} | {Path(file).name for file in manifests[0]["checksums"]}
    assert left == {"manifest.json"} | {
        Path(file).name for entry in manifests[0]["tables"].values() for file in entry["files"]
    }


@pytest.mark.parametrize(
    ("industry", "words"),
    [
        ("retail", ["--partitions", "3"]),
        ("healthcare", ["--format", "csv", "--rows-per-file", "40", "--compression", "gzip"]),
        ("iot", ["--format", "json", "--set", "interval=5 minutes", "--set", "anomaly_rate=0.5"]),
    ],
)
def test_files_from_a_client_without_java(
    server: str, tmp_path: Path, industry: str, words: list[str]
) -> None:
    plain = ["generate", industry, "--rows", "30", "--seed", "-7"]
    remote = [*plain, *words, "--remote", server, "--out", "with spark [1]"]
    done = command(*remote, folder=tmp_path)
    assert_done(done)
    wanted = [word for word in words if word not in ("--partitions", "3")]
    assert quickly(*plain, *wanted, folder=tmp_path).returncode == 0
    found = tmp_path / "with spark [1]" / industry
    assert_same_rows(found, tmp_path / "output" / industry)
    checked = quickly("verify", str(found))
    assert checked.returncode == 0, checked.stdout
    again = command(*remote, folder=tmp_path)
    assert again.returncode == 2
    assert "already contains" in one_line(again.stderr)


def test_files_from_spark_in_this_process(java: Path | None, tmp_path: Path) -> None:
    words = ["generate", "manufacturing", "--tables", "equipment", "--rows", "30"]
    env = {k: v for k, v in environment().items() if k != "SPARK_REMOTE"}
    done = command(
        *(*words, "--engine", "spark", "--partitions", "2", "--out", "spark"),
        folder=tmp_path,
        env={**env, "PYTHONWARNINGS": "ignore", "SPARK_LOCAL_IP": "127.0.0.1"},
    )
    assert_done(done)
    assert quickly(*words, folder=tmp_path).returncode == 0
    assert_same_rows(tmp_path / "spark/manufacturing", tmp_path / "output/manufacturing")


def test_a_sample_is_the_local_one(server: str, tmp_path: Path) -> None:
    words = ["generate", "financial", "--rows", "30", "--tables", "accounts", "--sample", "--json"]
    env = {**without_java(), "SPARK_REMOTE": server}
    found = command(*words, "--engine", "spark", folder=tmp_path, env=env)
    assert found.returncode == 0, found.stderr
    wanted = quickly(*words, folder=tmp_path)
    assert json.loads(found.stdout) == json.loads(wanted.stdout)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    remote = f"sc://127.0.0.1:{free_port()}"
    began = time.monotonic()
    words = ("generate", "retail", "--remote", f"{remote}/;token=hunter2", "--rows", "30")
    done = command(*words, folder=tmp_path)
    assert done.returncode == 1
    line = one_line(done.stderr)
    assert f"remote='{remote}' cannot be reached" in line
    assert "hunter2" not in line
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - began < 60


def test_a_signal_stops_spark_and_leaves_nothing(server: str, tmp_path: Path) -> None:
    words = ["generate", "retail", "--rows", "50000000", "--tables", "customers"]
    run = subprocess.Popen(
        [*COMMAND, *words, "--remote", server],
        cwd=tmp_path,
        env=without_java(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 120
    while not list(tmp_path.glob("output/.retail.tmp-*/new/.customers.spark/_temporary/0/*")):
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 143
    assert "SIGTERM" in err.splitlines()[-1]
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def output(table: str, rows: int) -> TableOutput:
    declared = api.table(table, {table.partition(".")[2]: rows})
    types = {column.name: str(column.type) for column in declared.columns}
    return TableOutput(declared.short_name, rows, types, LocalTable(declared, 1))


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    ("rows", "partitions", "rows_per_file", "files"), [(0, 1, 5, 1), (3, 3, 5, 3), (23, 2, 5, 6)]
)
def test_one_file_for_each_partition_and_no_more_rows_than_allowed(
    classic: SparkSession,
    tmp_path: Path,
    kind: str,
    rows: int,
    partitions: int,
    rows_per_file: int,
    files: int,
) -> None:
    table = output("retail.customers", rows)
    made = frame.dataframe(
        classic, api.table("retail.customers", {"customers": rows}), 1, partitions=partitions
    )
    written = spark_files.write_table(
        made, table, tmp_path, encoding(kind), rows_per_file, partitions
    )
    assert len(written.files) == files
    names = spark_files.file_names("customers", len(written.files), f".{kind}")
    assert list(written.files) == names
    found = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    assert found == sorted(names)
    sizes = [len(READERS[kind](tmp_path / name)) for name in names if rows]
    assert sum(sizes) == rows
    assert max(sizes, default=0) <= rows_per_file


def test_missing_files_are_noticed(classic: SparkSession, tmp_path: Path) -> None:
    made = frame.dataframe(
        classic, api.table("retail.customers", {"customers": 9}), 1, partitions=3
    )
    with pytest.raises(OutputError, match="3 of 4 files are on this machine"):
        spark_files.write_table(
            made, output("retail.customers", 9), tmp_path, encoding(), 100, partitions=4
        )


def test_a_folder_that_spark_cannot_see_is_refused(
    classic: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spark_files.check_shared(classic, "sc://here", tmp_path, tmp_path)
    elsewhere = tmp_path / "another machine"
    monkeypatch.setattr(spark_files, "_escaped", lambda path: f"file://{elsewhere}/{path.name}")
    with pytest.raises(OutputError, match=r"sc://there has no access to it; name a folder"):
        spark_files.check_shared(classic, "sc://there", tmp_path, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_session_that_was_there_is_left_as_it_was(classic: SparkSession) -> None:
    classic.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
    name = "spark.sql.parquet.outputTimestampType"
    before = classic.conf.get(name)
    try:
        with started(None, spark_files.session_settings()) as spark:
            assert spark is classic
            assert spark.conf.get(name) == "TIMESTAMP_MICROS"
            assert spark.conf.get("spark.sql.session.timeZone") == "UTC"
        assert classic.conf.get(name) == before
        assert classic.conf.get("spark.sql.session.timeZone") == "Asia/Kolkata"
        assert classic.range(1).count() == 1
    finally:
        classic.conf.unset("spark.sql.session.timeZone")


def test_a_setting_that_spark_refuses(classic: SparkSession) -> None:
    settings = {"spark.sql.warehouse.dir": "/nowhere"}
    with (
        pytest.raises(SparkError, match=r"rejects the setting spark\.sql\.warehouse\.dir"),
        started(None, settings),
    ):
        pass


@pytest.mark.slow
def test_a_server_that_dies_while_it_writes(java: Path | None, tmp_path: Path) -> None:
    from tests.support.spark import SETTINGS, start_server

    (tmp_path / "server").mkdir()
    (tmp_path / "client").mkdir()
    folder = tmp_path / "client"
    with start_server(tmp_path / "server", SETTINGS) as address:
        words = ["generate", "retail", "--rows", "50000000", "--tables", "customers"]
        run = subprocess.Popen(
            [*COMMAND, *words, "--remote", address, "--quiet"],
            cwd=folder,
            env=without_java(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        end = time.monotonic() + 120
        while not list(folder.glob("output/.retail.tmp-*/new/.customers.spark/_temporary/0/*")):
            assert run.poll() is None, run.communicate()
            assert time.monotonic() < end
            time.sleep(0.05)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 1
    assert "customers" in one_line(err)
    assert out == ""
    assert list(folder.iterdir()) == []


def test_a_jvm_without_stack_is_an_error(classic: SparkSession) -> None:
    # Folded while the plan is optimised, in the thread that runs the query. With `toArrow`, which
    # has a thread for that, PySpark waits for ever.
    overflows = "repeat('ab', 200000) rlike '(a|b)*'"
    table = api.table("retail.stores", {"stores": 5})
    made = frame.dataframe(classic, table, 1).filter(overflows)
    with pytest.raises(Exception, match="StackOverflowError") as caught:
        first_rows(made, table, 3)
    assert session.first_line(caught.value) == "java.lang.StackOverflowError"
