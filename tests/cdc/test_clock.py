"""When things happen: in order, within their batch, unevenly, and by day more than by night."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from tablewright.cdc import ChangeSettings
from tablewright.polars import cdc

CENTURY = 36_525 * 86_400
ODD: list[dict[str, Any]] = [
    {},
    {"late": 0.2},
    {"late": 1.0},
    {"late": 1.0, "weights": {"UPDATE": 1, "DELETE": 1}},
    {"interval": 1, "batch_size": 1},
    {"interval": 1},
    {"interval": 7 * 86_400, "late": 0.1},
    {"interval": CENTURY},
    {"interval": CENTURY, "late": 0.5},
    {"interval": 100_000.5, "late": 0.3, "start": "2025-03-05T07:30:01"},
]


@pytest.mark.parametrize("options", ODD)
def test_times_rise_with_the_sequence_and_stay_in_their_batch(options: dict[str, Any]) -> None:
    feed = cdc.feed("financial", 500, 7, settings=ChangeSettings(**options))
    begin, interval = feed.clock.start, feed.clock.interval
    last = begin
    for number in range(1, 5):
        batch = cdc.batch(feed, number).sort("sequence")
        times = batch["operation_date"].dt.epoch("us")
        late = times < begin
        assert (times < begin + interval).all()
        assert times.min() > begin - interval
        if number > 1:
            assert late.sum() == feed.events.disorder.late
        assert times.min() > last
        assert (times.diff().drop_nulls() > 0).all()
        last, begin = times.max(), begin + interval


def test_events_are_kept_apart_where_there_is_room() -> None:
    times = cdc.batch(
        cdc.feed("iot", 50_000, settings=ChangeSettings(interval=1, batch_size=1.0)), 2
    )["operation_date"]
    assert (times.diff().drop_nulls() > dt.timedelta(0)).all()


def test_more_events_than_microseconds() -> None:
    feed = cdc.feed("iot", 3_000_000, settings=ChangeSettings(interval=1, batch_size=1.0))
    times = cdc.batch(feed, 1)["operation_date"]
    assert times.is_sorted()
    assert times.n_unique() < len(times)
    assert times.min().timestamp() >= feed.clock.start / 1e6
    assert times.max().timestamp() < feed.clock.start / 1e6 + 1


def test_gaps_are_those_of_events_that_happen_of_themselves() -> None:
    times = cdc.batch(cdc.feed("iot", 100_000), 3)["operation_date"]
    for hour in (3, 12):
        gaps = times.filter(times.dt.hour() == hour).diff().dt.total_microseconds().drop_nulls()
        # 1 for a Poisson process; 0 for even spacing, 0.4 for places drawn within equal parts.
        assert 0.8 < gaps.std() / gaps.mean() < 1.1
    other = cdc.batch(cdc.feed("iot", 100_000), 4)["operation_date"] - dt.timedelta(days=1)
    assert (times == other).sum() < 10


def test_days_and_hours_have_their_weights() -> None:
    feed = cdc.feed(
        "financial", 1_000_000, settings=ChangeSettings(interval=7 * 86_400, start="2025-01-06")
    )
    times = cdc.batch(feed, 1)["operation_date"]
    week = feed.changes.week
    for part, weights in ((times.dt.weekday(), week.days), (times.dt.hour(), week.hours)):
        counts = part.value_counts().sort(part.name)["count"].to_list()
        for count, weight in zip(counts, weights, strict=True):
            assert count / len(times) == pytest.approx(weight / sum(weights), rel=0.02, abs=0.001)


@pytest.mark.parametrize("options", [{"interval": 7 * 86_400}, {"start": "2025-01-01T18:00:00"}])
def test_who_is_new_begins_on_the_day_of_the_event(options: dict[str, Any]) -> None:
    feed = cdc.feed("retail", 400, settings=ChangeSettings(**options, resurrect=0.5))
    seen: set[int] = set()
    for batch in cdc.batches(feed, 5):
        new = batch.filter(operation="APPEND").filter(~pl.col("customer_id").is_in(list(seen)))
        if seen:
            assert new["signup_date"].equals(new["operation_date"].dt.date().alias("signup_date"))
            assert new["signup_date"].n_unique() > 1
        seen.update(batch["customer_id"])
