"""Streams: every row is the function of its number and time, also after restarts and kills."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import calls
from tests.support.paths import ROOT
from tests.support.spark import client

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

STREAMS = list(calls.STREAMS)


@pytest.mark.parametrize(("industry", "name"), STREAMS)
def test_a_stream_continues_from_its_checkpoint(
    classic: SparkSession, industry: str, name: str, tmp_path: Path
) -> None:
    classic.conf.set("spark.sql.session.timeZone", "America/New_York")
    classic.conf.set("spark.sql.ansi.enabled", "false")
    try:
        assert calls.run_stream(classic, industry, name, tmp_path) is None
    finally:
        classic.conf.unset("spark.sql.session.timeZone")
        classic.conf.unset("spark.sql.ansi.enabled")


@pytest.mark.parametrize(("industry", "name"), STREAMS)
def test_a_stream_at_the_clock_s_pace(
    classic: SparkSession, industry: str, name: str, tmp_path: Path
) -> None:
    _, _, call = calls.STREAMS[industry, name]
    made = calls.spark_function(industry, name)(classic, **call, seed=7, rows_per_second=20)
    query = calls.append(made, tmp_path, {"processingTime": "500 milliseconds"})
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            done = query.lastProgress
            if done and sum(each["numInputRows"] for each in query.recentProgress) >= 20:
                break
            time.sleep(0.1)
    finally:
        query.stop()
    found = calls.written(classic, industry, name, tmp_path)
    assert len(found) >= 20
    assert calls.stream_fault(found, industry, name, 7) is None


def test_streams_from_a_client_without_java(server: str, tmp_path: Path) -> None:
    wanted = [f"{industry}.{name}={tmp_path / name}" for industry, name in STREAMS]
    ran = client("tests.support.programs.spark_client", server, *wanted)
    assert ran.returncode == 0, ran.stderr[-2000:]
    results: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert {name: results[name]["fault"] for name in wanted} == dict.fromkeys(wanted)


@pytest.mark.slow
@pytest.mark.parametrize(("industry", "name"), STREAMS)
def test_a_killed_stream_has_no_gap_and_no_repetition(
    classic: SparkSession, industry: str, name: str, tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [
        sys.executable,
        "-m",
        "tests.support.programs.stream_killed",
        industry,
        name,
        str(tmp_path),
    ]
    commits = tmp_path / "checkpoint" / "commits"
    for batches in (2, 5):
        # In a session of its own, so that Python and Java die together, in whatever they do.
        process = subprocess.Popen([*command, "1000000"], env=environment, start_new_session=True)
        try:
            end = time.monotonic() + 180
            while len(list(commits.glob("[0-9]*"))) < batches and time.monotonic() < end:
                assert process.poll() is None
                time.sleep(0.01)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert len(list(commits.glob("[0-9]*"))) >= batches
    done = len(list(commits.glob("[0-9]*")))
    subprocess.run([*command, str(done + 3)], env=environment, check=True)
    found = calls.written(classic, industry, name, tmp_path)
    assert len(found) >= 50 * (done + 3)
    assert calls.stream_fault(found, industry, name, 7) is None
