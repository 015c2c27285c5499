"""`verify` on a dataset of somebody who means harm: nothing else is read, written or waited for."""

from __future__ import annotations

import errno
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from tablewright import spec
from tablewright.cli import main
from tablewright.errors import ArgumentError
from tablewright.formats.reading import QueryError
from tablewright.verification import Report, session, verify
from tablewright.verification.scratch import scratch_folder
from tablewright.verification.session import open_session
from tests.support import shop
from tests.support.commands import one_line, start

SECRET = "id,the-secret\n1,2\n"
ENDLESS = "SELECT max(a.range * b.range) FROM range(1000000000) AS a, range(1000000000) AS b"


@pytest.fixture(autouse=True)
def _shop(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.make_known(monkeypatch)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "secret.csv"
    path.parent.mkdir()
    path.write_text(SECRET)
    return path


def breaches(report: Report) -> dict[str, str]:
    assert not report.ok
    assert "the-secret" not in str(report)
    return {check.name: check.detail for check in report.breaches}


@pytest.mark.parametrize("kind", ["csv", "json", "arrow", "parquet"])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, secret: Path, kind: str) -> None:
    folder = shop.write(tmp_path / "shop", kind=kind)
    file = folder / f"orders.{kind}"
    file.unlink()
    for target in (secret, Path("../home/secret.csv"), tmp_path / "home", Path("/no-such-file")):
        file.symlink_to(target)
        found = breaches(verify(folder))["shop.orders: files"]
        assert "leaves the folder" in found or "does not exist" in found
        file.unlink()
    (folder / "real").symlink_to(secret.parent)
    shop.edit_manifest(folder, "tables", "orders", "files", value=["real/secret.csv"])
    assert "leaves the folder" in breaches(verify(folder))["shop.orders: files"]


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    folder = shop.write(tmp_path)
    (folder / "orders.parquet").rename(folder / "elsewhere")
    (folder / "orders.parquet").symlink_to("elsewhere")
    assert verify(folder).ok


def test_a_linked_manifest_is_not_followed(tmp_path: Path, secret: Path) -> None:
    other = shop.write(tmp_path / "other")
    for name, target in (("file", secret), ("shop", other / "manifest.json")):
        folder = tmp_path / "data" / name
        folder.mkdir(parents=True)
        (folder / "manifest.json").symlink_to(target)
    (tmp_path / "data" / "folder").symlink_to(other)
    found = breaches(verify(tmp_path / "data"))
    assert set(found.values()) == {"is a link that leaves the folder"}
    assert len(found) == 3


@pytest.mark.parametrize("special", ["pipe", "folder", "device"])
def test_only_plain_files_are_opened(tmp_path: Path, special: str) -> None:
    folder = shop.write(tmp_path / "shop")
    for path in (folder / "orders.parquet", folder / "manifest.json"):
        if path.name == "manifest.json" and special != "pipe":
            continue
        path.unlink()
        if special == "pipe":
            os.mkfifo(path)
        elif special == "folder":
            path.mkdir()
        else:
            path.symlink_to("/dev/zero")
        if path.name != "manifest.json":
            assert set(breaches(verify(folder))) == {"shop.orders: files"}


VIEW = "CREATE VIEW buyers AS SELECT 1 AS buyer_id, content AS email FROM read_text('{secret}')"
PROFILE = "CREATE VIEW buyers AS FROM enable_profiling(save_location='{secret}')"
MACRO = "CREATE MACRO buyers() AS TABLE FROM read_text('{secret}')"
GENERATED = (
    "CREATE TABLE buyers (buyer_id BIGINT, email VARCHAR GENERATED ALWAYS AS (upper('x')), "
    "joined DATE, is_active BOOLEAN)"
)
DEFAULT = (
    "CREATE TABLE buyers (buyer_id BIGINT DEFAULT (txid_current()), email VARCHAR, joined DATE, "
    "is_active BOOLEAN, CHECK (length(email) > 0))"
)
ENUM = (
    "CREATE TYPE letters AS ENUM ('a'); "
    "CREATE TABLE buyers (buyer_id BIGINT, email letters, joined DATE, is_active BOOLEAN)"
)


@pytest.mark.parametrize("statement", [VIEW, PROFILE, MACRO, GENERATED, DEFAULT, ENUM])
def test_of_a_database_only_plain_tables_are_read(
    tmp_path: Path, secret: Path, statement: str
) -> None:
    made = (statement.format(secret=secret), "CREATE TABLE orders AS FROM o")
    folder = shop.write_database(tmp_path / "shop", made)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    found = breaches(verify(folder))
    assert {"shop.buyers: files", "shop.buyers: types"} & set(found)
    assert secret.read_text() == SECRET
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_good_database_with_views_beside_its_tables_is_read(tmp_path: Path, secret: Path) -> None:
    made = ("CREATE TABLE buyers AS FROM b", "CREATE TABLE orders AS FROM o")
    view = f"CREATE VIEW harm AS SELECT * FROM read_csv('{secret}')"
    folder = shop.write_database(tmp_path / "shop", (*made, view))
    assert verify(folder).ok


def test_changes_beside_a_database_are_not_taken_in(tmp_path: Path) -> None:
    folder = shop.write_database(tmp_path / "shop")
    (folder / "shop.duckdb.wal").write_bytes(b"anything")
    assert "shop.duckdb.wal" in breaches(verify(folder))["shop.buyers: files"]


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_text('{secret}')",
        "FROM read_csv('{secret}')",
        "FROM glob('{secret}')",
        "FROM read_text('{sibling}')",
        "ATTACH '{sibling}' AS other",
        "COPY (SELECT 1 AS x) TO '{written}' (FORMAT csv)",
        "EXPORT DATABASE '{written}'",
        "FROM enable_profiling(save_location='{written}')",
        "CALL enable_logging(storage='file', storage_config={{'path': '{written}'}})",
        "SET profiling_output = '{written}'",
        "SET temp_directory = '{written}'",
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "INSTALL httpfs",
        "LOAD httpfs",
        "FROM read_csv('http://127.0.0.1:9/x.csv')",
    ],
)
def test_sql_reaches_nothing_but_the_listed_files(tmp_path: Path, secret: Path, sql: str) -> None:
    listed = secret.with_name("listed.csv")
    listed.write_text("a\n1\n")
    written = tmp_path / "written"
    sibling = secret.with_name("listed.csv.2")
    sibling.write_text("b\n1\n")
    with open_session({"listed.csv": listed}) as reading:
        assert reading.number("SELECT count(*) FROM read_csv('files/listed.csv')") == 1
        with pytest.raises(QueryError):
            reading.execute(sql.format(secret=secret, sibling=sibling, written=written))
    assert not written.exists()


def test_a_table_that_takes_for_ever_is_a_breach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shop.write(tmp_path)
    monkeypatch.setattr(session, "SECONDS", 0)
    monkeypatch.setattr(session, "SECONDS_PER_MEGABYTE", 0)
    assert "took longer" in breaches(verify(folder))["shop: reading"]


def test_a_reader_that_crashes_is_a_breach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shop.write(tmp_path)
    crash = tmp_path / "crash.py"
    crash.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(session.reader, "__file__", str(crash))
    assert "crashed" in breaches(verify(folder))["shop: reading"]


def test_ctrl_c_ends_a_query_at_once_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    with open_session({}) as reading:
        process = reading._process
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            reading.execute(ENDLESS)
    assert process.returncode == -signal.SIGKILL
    assert not list(tmp_path.iterdir())


def test_a_run_that_is_killed_takes_its_reader_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "from tablewright.verification.session import open_session\n"
        "with open_session({}) as s:\n"
        "    print(s._process.pid, flush=True)\n"
        f"    s.execute({ENDLESS!r})\n"
    )
    asker = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert asker.stdout is not None
    pid = int(asker.stdout.readline())
    reader = os.pidfd_open(pid)
    asker.kill()
    asker.communicate()
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    assert poll.poll(60_000)
    os.close(reader)
    # What the killed run left is removed by the next one.
    assert list(tmp_path.iterdir())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch_folder() as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_what_only_looks_like_a_scratch_folder_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    mine = tmp_path / "mine"
    for folder in (temporary / "tablewright-verify-mynotes1", mine):
        folder.mkdir(mode=0o700)
        (folder / "notes.txt").write_text("mine")
    (mine / "tablewright.lock").write_text("")
    (temporary / "tablewright-verify-linked12").symlink_to(mine)
    shared = temporary / "tablewright-verify-shared12"
    shared.mkdir(mode=0o755)
    (shared / "tablewright.lock").write_text("")
    trap = temporary / "tablewright-verify-trap1234"
    trap.mkdir(mode=0o700)
    (trap / "tablewright.lock").symlink_to(mine / "tablewright.lock")
    with scratch_folder() as first, scratch_folder() as second:
        assert first.is_dir()
        assert second.is_dir()
    assert len(list(temporary.iterdir())) == 4
    assert (mine / "notes.txt").read_text() == "mine"


def test_what_cannot_be_removed_is_removed_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with monkeypatch.context() as without_handles, scratch_folder() as folder:
        (folder / "files").mkdir()

        def fail(path: Path) -> None:
            raise OSError(errno.EMFILE, "Too many open files")

        without_handles.setattr(shutil, "rmtree", fail)
    assert folder.exists()
    with scratch_folder() as other:
        assert list(tmp_path.iterdir()) == [other]


def test_a_large_manifest_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "manifest.json").open("wb") as file:
        file.truncate(3 * 10**9)
    assert "larger than" in breaches(verify(tmp_path))[f"{tmp_path.name}/manifest.json"]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '{"a": NaN}', '{"a": 1, "a": 2}', "1" * 5_000]
)
def test_a_manifest_that_is_no_json_of_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert len(breaches(verify(tmp_path))) == 1


@pytest.mark.parametrize(
    "files",
    [
        ["orders.parquet"] * 50_000,
        ["orders.parquet", "./orders.parquet"],
        ["orders/../orders.parquet"],
        [".hidden/orders.parquet"],
        ["orders.parquet\0"],
        ["\ud800.parquet"],
        ["*.parquet"],
        ["http://localhost/orders.parquet"],
        [["orders.parquet"]],
        {"orders.parquet": 1},
    ],
)
def test_file_names_are_those_that_generate_gives(tmp_path: Path, files: object) -> None:
    folder = shop.write(tmp_path)
    shop.edit_manifest(folder, "tables", "orders", "files", value=files)
    [(name, message)] = breaches(verify(folder)).items()
    assert name.endswith("manifest.json")
    assert "tables.orders.files" in message
    assert len(message) < 700


def test_two_databases_are_no_table(tmp_path: Path) -> None:
    folder = shop.write_database(tmp_path)
    (folder / "b.duckdb").write_bytes((folder / "shop.duckdb").read_bytes())
    shop.edit_manifest(folder, "tables", "orders", "files", value=["shop.duckdb", "b.duckdb"])
    assert len(breaches(verify(folder))) == 1


def test_hidden_folders_are_nobodys_data(tmp_path: Path) -> None:
    shop.write(tmp_path / ".shop.tmp-1-abc")
    with pytest.raises(ArgumentError, match=r"no manifest\.json"):
        verify(tmp_path)


ODD = "it's \"e\" / ~ $.x'; SELECT"


KEY = 'k"); DROP TABLE buyers; -- \\ {0} %s *'
SQL_NAMES = {"buyer_id": KEY, "email": ODD}


def undeclared(
    folder: Path, kind: str, data: pl.DataFrame | None = None, names: Mapping[str, str] = SQL_NAMES
) -> Path:
    """A dataset that only its manifest describes, some columns of which have odd names."""
    buyers = (shop.frames()["buyers"] if data is None else data).rename(dict(names))
    if kind == "duckdb":
        made = ("CREATE TABLE buyers AS FROM b", "CREATE TABLE orders AS FROM o")
        shop.write_database(folder, made, {**shop.frames(), "buyers": buyers})
        shop.edit_manifest(folder, "tables", "orders", "primary_key", value="order_id")
        shop.edit_manifest(folder, "tables", "orders", "nullable", value=["weight"])
    else:
        shop.write(folder, {"buyers": buyers}, kind)
    columns = {names.get(name, name): type_ for name, type_ in shop.BUYERS.items()}
    shop.edit_manifest(folder, "dataset", value="mine")
    for entry, value in (
        ("columns", columns),
        ("primary_key", names.get("buyer_id", "buyer_id")),
        ("unique", [names.get("email", "email")]),
        ("nullable", [names.get("email", "email")]),
    ):
        shop.edit_manifest(folder, "tables", "buyers", entry, value=value)
    return folder


@pytest.mark.parametrize("kind", ["csv", "json", "arrow", "parquet"])
def test_names_that_could_be_sql_are_refused(tmp_path: Path, kind: str) -> None:
    # No dataset of ours has such a column: nothing is read by that name.
    [found] = breaches(verify(undeclared(tmp_path, kind))).values()
    assert "is not a name that every engine and format preserves" in found


@pytest.mark.parametrize("kind", ["csv", "json", "arrow", "parquet", "duckdb"])
def test_names_are_quoted_where_they_are_not_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The second wall: were a name let through, SQL would still take it for a name."""
    monkeypatch.setattr(spec.table, "_named", lambda what, name: None)
    report = verify(undeclared(tmp_path / "good", kind))
    assert report.ok, report.breaches
    twice = shop.frames()["buyers"].with_columns(
        buyer_id=pl.col("buyer_id").clip(2), email=pl.lit("me@example.com")
    )
    found = breaches(verify(undeclared(tmp_path / "bad", kind, twice)))
    assert set(found) == {"mine.buyers: primary key unique", f"mine.buyers: {ODD} unique"}


@pytest.mark.parametrize("name", ["../home", "/etc", "", "a b", ".", "a/b", "x\n", "é"])
def test_names_of_tables_and_datasets_are_no_paths(tmp_path: Path, secret: Path, name: str) -> None:
    folder = undeclared(tmp_path / "shop", "csv", names={})
    content = json.loads((folder / "manifest.json").read_text())
    entry = content["tables"]["buyers"]
    (folder / "manifest.json").write_text(json.dumps({**content, "tables": {name: entry}}))
    assert "not a table name" in str(breaches(verify(folder)))
    (folder / "manifest.json").write_text(json.dumps({**content, "dataset": name}))
    assert "not a dataset name" in str(breaches(verify(folder)))


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_verify_is_stopped_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    assert main(["generate", "retail", "--rows", "2000", "--quiet", "--out", str(tmp_path)]) == 0
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    running = start("verify", str(tmp_path / "retail"))
    while not list(temporary.glob("*/files/*")):
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(number)
    _, words = running.communicate()
    assert running.returncode == status
    assert "stopped by" in one_line(words)
    assert not list(temporary.iterdir())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much it is")
def test_a_reader_that_takes_too_much_memory_ends() -> None:
    code = (
        "import time; from tablewright.verification import reader; "
        "reader._bound(-1e12); time.sleep(60)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"GiB of memory" in done.stdout
