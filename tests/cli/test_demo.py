"""``tablewright demo`` and ``generate --unity``, as people run them."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support import demo_rows
from tests.support.commands import COMMAND, environment, one_line, tablewright
from tests.support.spark import delta_settings
from tests.support.unity_emulator import Catalog, serving

PYSPARK_S_OWN = "ignore:The 'warn' method is deprecated:DeprecationWarning"
"""Its logger says so of itself."""
SECRET = "dapi-very-secret-0123456789"


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ((), "--volume"),
        (("retail",), "--catalog and --schema and --volume"),
        (("retail", "--catalog", "main", "--schema", "x"), "volume not given"),
        (("--catalog", "main", "--schema", "x", "--volume", "v"), "add INDUSTRY"),
    ],
)
def test_without_a_terminal_it_never_guesses(words: tuple[str, ...], missing: str) -> None:
    done = tablewright("demo", *words)
    assert done.returncode == 2
    assert missing in one_line(done.stderr)
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--schema", "a;b"), "schema='a;b' has ';'"),
        (("--seed", "1", "--seed", "2"), "given more than once; give --seed once"),
        (("--raw", "filthy"), "raw='filthy' is unknown"),
        (("--rows", "many"), "rows='many' is not a whole number"),
        (("--seed", "x"), "seed='x' is not"),
        (("--unity", f"http://me:{SECRET}@h"), "contains a user"),
        (("--conf", SECRET), "has no value"),
        (("--conf", "a=b", "--remote", "sc://127.0.0.1:1"), "conf=a=... needs a Spark"),
        (("--remote", "http://x"), "does not start with sc://"),
    ],
)
def test_bad_arguments(words: tuple[str, ...], message: str) -> None:
    named = {"--catalog": "main", "--schema": "x", "--volume": "v"}
    others = [word for pair in named.items() if pair[0] not in words for word in pair]
    done = tablewright("demo", "retail", *others, *words)
    assert done.returncode == 2
    assert message in one_line(done.stderr)
    assert SECRET not in done.stderr


def test_on_a_terminal_it_asks_for_what_is_not_named() -> None:
    screen, terminal = pty.openpty()
    run = subprocess.Popen(
        [*COMMAND, "demo", "retail", "--catalog", "main"],
        env=environment(),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        close_fds=True,
    )
    os.close(terminal)
    said = b""
    for question, answer in ((b"schema", b"silver\n"), (b"volume", b"not/a/name\n")):
        said += _until(screen, question + b":")
        os.write(screen, answer)
    said += _until(screen, b"which a name may not have")
    assert run.wait(60) == 2
    os.close(screen)
    assert b"catalog:" not in said


def _until(screen: int, word: bytes) -> bytes:
    said, deadline = b"", time.monotonic() + 60
    while word not in said:
        assert time.monotonic() < deadline, said
        try:
            said += os.read(screen, 1000)
        except OSError:
            pytest.fail(f"it ended before it said {word!r}: {said!r}")
    return said


def patiently(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that starts, or waits for, Spark."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env={**environment(), "PYTHONWARNINGS": f"default,{PYSPARK_S_OWN}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_a_demo_through_a_connect_server(server: str, tmp_path: Path) -> None:
    named = ("--catalog", "spark_catalog", "--schema", "cli_plant", "--volume", "raw")
    words = ("demo", "manufacturing", *named, "--rows", "20", "--remote", server)
    done = patiently(*words, "--tables", "equipment", "--json", "--raw", "none", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [(t["name"], t["rows"], t["raw"]) for t in report["tables"]] == [("equipment", 20, None)]
    assert report["tables"][0]["location"] == "spark_catalog.cli_plant.equipment"
    assert "equipment: 20 rows" in done.stderr
    again = patiently(*words, "--tables", "equipment", folder=tmp_path)
    assert again.returncode == 2
    assert "already exists; give mode='overwrite'" in one_line(again.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_demo_that_is_stopped(server: str, tmp_path: Path) -> None:
    """Its tables are whole or absent, and so are raw folders; it says how to tell."""
    catalog = Catalog()
    catalog.add_catalog("main")
    words = ("--catalog", "main", "--schema", "bank", "--volume", "raw", "--storage", str(tmp_path))
    words += ("--rows", "20000", "--raw", "dirty", "--remote", server)
    with serving(catalog) as url, (tmp_path / "log.txt").open("w+", encoding="utf-8") as log:
        run = subprocess.Popen(
            [*COMMAND, "demo", "financial", *words, "--unity", url],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        deadline = time.monotonic() + 300
        while "accounts: " not in (said := (tmp_path / "log.txt").read_text("utf-8")):
            assert time.monotonic() < deadline, said
            assert run.poll() is None, said
            time.sleep(0.05)
        run.send_signal(signal.SIGTERM)
        assert run.wait(120) == 128 + signal.SIGTERM
    assert (tmp_path / "log.txt").read_text("utf-8").splitlines()[-1] == (
        "error: stopped by SIGTERM; existing tables are complete, and so are raw folders with "
        "_SUCCESS; repeat with --overwrite to write all"
    )
    schema = tmp_path / "main" / "bank"
    dataset = demo_rows.declared("financial", 20_000)
    tables = {table.short_name for table in dataset.tables}
    whole = {log.parent.name for log in schema.glob("*/_delta_log") if any(log.glob("*.json"))}
    assert "accounts" in whole < {*tables, "answer_key"}
    for name in whole:
        table = dataset.table(name)
        assert demo_rows.by_delta_rs(schema / name, table.primary_key).height == table.rows
    for folder in (schema / "_volumes" / "raw").iterdir():
        sent = demo_rows.json_lines(folder)
        if (folder / "_SUCCESS").exists():
            assert len({record[dataset.table(folder.name).primary_key] for record in sent}) == (
                dataset.table(folder.name).rows
            )
        else:
            assert not sent


@pytest.mark.slow
def test_a_demo_on_a_spark_of_its_own(delta_jars: list[Path], tmp_path: Path) -> None:
    named = ("--catalog", "spark_catalog", "--schema", "own", "--volume", "raw")
    settings = delta_settings(delta_jars, tmp_path / "house")
    conf = [word for key, value in settings.items() for word in ("--conf", f"{key}={value}")]
    words = ("demo", "manufacturing", *named, "--rows", "20", "--tables", "equipment", "--quiet")
    done = patiently(*words, "--raw", "dirty", *conf, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    found = demo_rows.by_delta_rs(tmp_path / "house" / "own.db" / "equipment", "equipment_id")
    assert found.equals(demo_rows.wanted(demo_rows.declared("manufacturing", 20), "equipment"))
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["house"]


def register(url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    named = ("--unity", url, "--catalog", "main", "--schema", "shop")
    return subprocess.run(
        [*COMMAND, "generate", "retail", "--rows", "50", "--out", "out", *named, *words],
        env={**environment(), "UNITY_CATALOG_TOKEN": SECRET},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_delta_tables_become_known_without_spark(tmp_path: Path) -> None:
    catalog = Catalog(token=SECRET)
    catalog.add_catalog("main")
    with serving(catalog) as url:
        done = register(url, tmp_path, "--format", "delta")
        assert done.returncode == 0, done.stderr
        again = register(url, tmp_path, "--format", "delta")
        replaced = register(url, tmp_path, "--format", "delta", "--overwrite")
    assert "registered as main.shop.customers" in done.stderr
    assert again.returncode == 2
    assert "table='main.shop.customers' already exists" in one_line(again.stderr)
    assert replaced.returncode == 0
    found = catalog.things["tables"]
    assert len(found) == 6
    folder = demo_rows.local(found["main.shop.customers"]["storage_location"])
    assert folder == tmp_path / "out" / "retail" / "customers"
    assert demo_rows.by_delta_rs(folder, "customer_id").height == 50


@pytest.mark.parametrize(
    ("prepare", "words", "status", "message"),
    [
        ({}, (), 2, "format='parquet' cannot be registered"),
        ({"token": "other"}, ("--format", "delta"), 1, "does not accept the token"),
        ({"denied": {"POST schemas"}}, ("--format", "delta"), 1, "denies permission"),
        ({"things": None}, ("--format", "delta"), 2, "catalog='main' does not exist"),
        ({"down": True}, ("--format", "delta"), 1, "cannot be reached"),
    ],
)
def test_a_catalog_that_refuses(
    tmp_path: Path, prepare: dict[str, Any], words: tuple[str, ...], status: int, message: str
) -> None:
    catalog = Catalog(token=prepare.get("token", SECRET), denied=prepare.get("denied", set()))
    if "things" not in prepare:
        catalog.add_catalog("main")
    with serving(catalog) as url:
        if not prepare.get("down"):
            done = register(url, tmp_path, "--quiet", *words)
    if prepare.get("down"):
        done = register(url, tmp_path, "--quiet", *words)
    assert done.returncode == status
    assert message in one_line(done.stderr)
    assert SECRET not in done.stderr + done.stdout
    if "denied" not in prepare:
        assert list(tmp_path.iterdir()) == []
