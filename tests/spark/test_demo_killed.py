"""A demo that is killed: each Delta table is absent or whole, and the next run completes it."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import demo_rows
from tests.support.paths import ROOT

SMALL, LARGE = 5, 40
KEYS = {
    "customers": "customer_id",
    "accounts": "account_id",
    "trades": "trade_id",
    "transactions": "txn_id",
}


def start(warehouse: Path, count: int, mode: str, log: Path) -> subprocess.Popen[bytes]:
    path = f"{ROOT}{os.pathsep}{ROOT / 'src'}"
    with log.open("wb") as out:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.support.programs.demo_killed",
                str(warehouse),
                str(count),
                mode,
            ],
            env={**os.environ, "PYTHONPATH": path, "SPARK_LOCAL_IP": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            stderr=out,
            start_new_session=True,
        )


def kill_after(run: subprocess.Popen[bytes], log: Path, word: str, seconds: float) -> None:
    """Kill it, and the Java that it started, so long after it has said something."""
    deadline = time.monotonic() + 300
    while word not in log.read_text("utf-8") and run.poll() is None:
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.05)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def check_whole_or_absent(warehouse: Path) -> None:
    for table, key in KEYS.items():
        folder = warehouse / "bank.db" / table
        if any((folder / "_delta_log").glob("*.json")):
            found = demo_rows.by_delta_rs(folder, key)
            wanted = [
                demo_rows.wanted(demo_rows.declared("financial", n), table) for n in (SMALL, LARGE)
            ]
            assert any(found.equals(each.sort(key)) for each in wanted), table


def check_complete(warehouse: Path) -> None:
    dataset = demo_rows.declared("financial", LARGE)
    found: list[demo_rows.Fault] = []
    for table, key in KEYS.items():
        want = demo_rows.wanted(dataset, table).sort(key)
        assert demo_rows.by_delta_rs(warehouse / "bank.db" / table, key).equals(want)
        sent = demo_rows.json_lines(warehouse / "volumes" / "bank" / "raw" / table)
        found += demo_rows.faults(dataset, table, sent)
    answers = demo_rows.by_delta_rs(warehouse / "bank.db" / "answer_key", "row_key")
    assert set(found) == {demo_rows.Fault(*row) for row in answers.iter_rows()}


def test_killed_after_the_first_table(tmp_path: Path, java: object) -> None:
    log = tmp_path / "log.txt"
    run = start(tmp_path / "w", LARGE, "error", log)
    kill_after(run, log, "accounts:", 1.0)
    assert run.returncode == -signal.SIGKILL
    check_whole_or_absent(tmp_path / "w")
    assert start(tmp_path / "w", LARGE, "overwrite", log).wait() == 0, log.read_text("utf-8")
    check_complete(tmp_path / "w")


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path, java: object) -> None:
    log = tmp_path / "log.txt"
    assert start(tmp_path / "w", SMALL, "error", log).wait() == 0, log.read_text("utf-8")
    dice = random.Random(5)
    for _ in range(6):
        run = start(tmp_path / "w", LARGE, "overwrite", log)
        kill_after(run, log, "started", dice.random() * 30)
        check_whole_or_absent(tmp_path / "w")
    assert start(tmp_path / "w", LARGE, "overwrite", log).wait() == 0, log.read_text("utf-8")
    check_complete(tmp_path / "w")
