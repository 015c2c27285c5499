"""Streams on stdout: the declared rows, at the clock's pace, continued where they stopped."""

from __future__ import annotations

import datetime as dt
import io
import json
import signal

import polars as pl
import pytest

from tablewright.cli.stream import StreamArguments, declared, frames
from tablewright.streams import sensors, stream_rows, transactions
from tests.support.commands import one_line, quickly, start

STREAMS = {"financial": transactions, "iot": sensors}
BEGIN = "2025-03-03T09:30:00"


def lines(*words: str) -> list[str]:
    ran = quickly("stream", *words, "--begin", BEGIN, "--no-wait")
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.splitlines()


@pytest.mark.parametrize("industry", list(STREAMS))
def test_rows_are_those_of_their_numbers_and_times(industry: str) -> None:
    wanted = ("--rows", "50", "--rows-per-second", "7", "--seed", "5", "--format", "csv")
    found = lines(industry, *wanted, "--from", "3", "--limit", "40")
    begin = dt.datetime.fromisoformat(BEGIN)
    times = [begin + dt.timedelta(microseconds=k * 1_000_000 // 7) for k in range(3, 43)]
    expected = stream_rows(STREAMS[industry](50), range(3, 43), times, seed=5)
    text = pl.read_csv(
        io.StringIO("\n".join(found)),
        infer_schema=False,
        has_header=False,
        new_columns=expected.columns,
    )
    key, time = text.columns[0], expected.columns[expected.dtypes.index(pl.Datetime("us", "UTC"))]
    assert text[key].cast(pl.Int64).equals(expected[key])
    assert text[time].str.to_datetime(time_unit="us", time_zone="UTC").equals(expected[time])
    for name in ("account_id", "amount", "device_id", "metric_value"):
        if name in expected.columns:
            assert text[name].cast(expected.schema[name]).equals(expected[name])


def test_it_goes_on_without_a_gap_or_a_repeat() -> None:
    whole = lines("financial", "--limit", "10")
    assert lines("financial", "--limit", "4") == whole[:4]
    assert lines("financial", "--from", "4", "--limit", "6") == whole[4:]
    assert [json.loads(line)["txn_id"] for line in whole] == list(range(1, 11))


def test_a_csv_file_that_goes_on_has_one_header() -> None:
    whole = lines("iot", "--format", "csv", "--limit", "10")
    first = lines("iot", "--format", "csv", "--limit", "4")
    assert first + lines("iot", "--format", "csv", "--from", "4", "--limit", "6") == whole
    assert lines("iot", "--format", "csv", "--limit", "0") == whole[:1]


def test_each_row_waits_for_its_time() -> None:
    options = StreamArguments("50", "10", "1", "json", BEGIN, "20", "25", wait=True)
    now = [100.0]
    seen: list[tuple[float, int]] = []

    def sleep(seconds: float) -> None:
        now[0] += seconds

    made = declared("iot", options)
    for frame in frames(made, wait=True, clock=lambda: now[0], sleep=sleep):
        if frame.height:
            seen.append((now[0] - 100.0, frame.height))
    assert sum(rows for _, rows in seen) == 25
    assert seen[0] == (0.0, 1)
    assert seen[-1][0] == pytest.approx(2.4, abs=0.11)
    total = 0
    for moment, rows in seen:
        total += rows
        assert total <= moment * 10 + 1.001


def test_a_stopped_stream_says_how_to_go_on() -> None:
    with start("stream", "financial", "--rows", "50", "--rows-per-second", "50") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        shown = [process.stdout.readline() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        shown += process.stdout.read().splitlines()
        errors = process.stderr.read()
        assert process.wait(timeout=60) == 130
    assert one_line(errors).startswith(
        f"error: stopped by Ctrl-C; {len(shown)} rows; resume with --from {len(shown)} --begin "
    )
    begin = errors.split("--begin ")[1].split()[0]
    words = ("--rows", "50", "--rows-per-second", "50", "--begin", begin, "--no-wait")
    replayed = quickly("stream", "financial", *words, "--limit", str(len(shown)))
    assert replayed.stdout.splitlines() == [line.rstrip("\n") for line in shown]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("retail",), "ready-made streams are financial, iot"),
        (("retial",), "did you mean 'retail'?"),
        (("iot", "--limit", "x"), "limit='x' is not a whole number"),
        (("iot", "--rows", "0"), "rows=0 leaves the stream without a parent"),
        (("iot", "--rows-per-second", "0"), "rows_per_second=0 is"),
        (("iot", "--begin", "1960-01-01"), "is outside the stream's calendar"),
        (("iot", "--begin", "soon"), "begin='soon' is not a time"),
        (("iot", "--format", "parquet"), "format='parquet' is unknown"),
        (("iot", "--from", "-1"), "from=-1 is"),
    ],
)
def test_bad_arguments(words: tuple[str, ...], message: str) -> None:
    ran = quickly("stream", *words)
    assert ran.returncode == 2
    assert message in one_line(ran.stderr)
    assert ran.stdout == ""
