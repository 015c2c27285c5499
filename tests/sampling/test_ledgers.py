"""Ledgers: every entry is found, and what came before it is counted exactly."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tablewright.engines.local import LocalTable
from tablewright.ops import Row, lookup
from tablewright.sampling.ledgers import Ledgers, Stream
from tablewright.spec import Column, Fields, Int64, Table

MONTHLY = tuple(tuple(day + 30 * month for month in range(4)) for day in (2, 9, 27))
SEATS = 7
STREAMS = (
    Stream((0, 1, 2, 0, -1, 1, -1), MONTHLY),
    Stream((-1, -1, 0, 0, 0, 0, 0), (tuple(range(0, 120, 14)),)),
)
ACTIVITY = (8, 1, 0, 3, 2, 5, 1)


def ledgers(units: int, visits: int = 37) -> Ledgers:
    days = tuple(visits * units // 5 + 3 * (day % 7) if day % 9 else 0 for day in range(120))
    return Ledgers("x.entries", units, STREAMS, ACTIVITY, days)


def entries(found: Ledgers, seed: int, first: int = 0, count: int | None = None) -> pl.DataFrame:
    f = Fields("x.entries", found.rows)
    entry = found.entry(Row())
    columns = {
        "day": entry.day,
        "stream": entry.stream,
        "unit": entry.unit,
        "seat": entry.seat,
        "visits": entry.visits,
        "known": found.visits_before(entry.unit, entry.seat, entry.day),
        "back": found.visit(entry.unit, entry.seat, entry.visits),
        **{
            f"due{stream}": lookup(
                [count for seat in range(SEATS) for count in counted(found, seat, stream)],
                entry.seat * (len(found.runs) + 1) + entry.run + 1,
            )
            for stream in range(len(STREAMS))
        },
    }
    made = tuple(Column(f(name, value), Int64()) for name, value in columns.items())
    table = Table("x.entries", found.rows, made, "day")
    rows = found.rows if count is None else count
    return LocalTable(table, seed).rows(first, first + rows)


def counted(found: Ledgers, seat: int, stream: int) -> list[int]:
    """How many entries of a stream a seat had by each run."""
    return found.until(seat, [[int(number == stream)] for number in range(len(STREAMS))])


@pytest.mark.parametrize("units", [1, 2, 13, 60])
@pytest.mark.parametrize("seed", [1, 42])
def test_what_came_before_is_counted_exactly(units: int, seed: int) -> None:
    found = ledgers(units)
    made = entries(found, seed).with_row_index("row")
    account = pl.struct("unit", "seat")
    visit = pl.col("stream") == len(STREAMS)
    counted = made.with_columns(
        (visit.cast(pl.Int64).cum_sum().over(account) - visit.cast(pl.Int64)).alias("visits_"),
        *(
            (pl.col("stream") == number)
            .cast(pl.Int64)
            .cum_sum()
            .over(account)
            .alias(f"due{number}_")
            for number in range(len(STREAMS))
        ),
    )
    assert counted["day"].is_sorted()
    for name in ("visits", "due0", "due1"):
        assert counted[name].equals(counted[f"{name}_"], check_names=False), name
    visits = counted.filter(visit)["back"]
    assert visits.to_list() == [*range(len(visits))]
    first = counted.group_by("day", account).agg(pl.col("visits_", "known").first())
    assert first["known"].equals(first["visits_"], check_names=False)


def test_visits_follow_activity_and_no_account_waits_long() -> None:
    made = entries(ledgers(60), 7).filter(pl.col("stream") == len(STREAMS))
    counts = (
        made.group_by("seat", "unit")
        .len()
        .group_by("seat")
        .agg(
            pl.col("len").mean().alias("mean"),
            (pl.col("len").max() - pl.col("len").min()).alias("range"),
        )
    )
    shares = dict(counts.select("seat", "mean").iter_rows())
    assert 2 not in shares
    per = shares[1]
    for seat, many in enumerate(ACTIVITY):
        if many:
            assert shares[seat] / per == pytest.approx(many, rel=0.05)
    assert counts["range"].max() <= 2


def test_streams_are_due_on_their_days() -> None:
    made = entries(ledgers(13), 3)
    for number, stream in enumerate(STREAMS):
        days = (
            made.filter(pl.col("stream") == number)
            .group_by("seat")
            .agg(pl.col("day").unique().sort(), pl.len())
        )
        for seat, found, rows in days.iter_rows():
            assert tuple(found) == stream.due[stream.wheel[seat]]
            assert rows == 13 * len(found)


def test_numbers_stay_within_64_bits_however_many_there_are() -> None:
    found = Ledgers("x.entries", 2**33, STREAMS, ACTIVITY, (2**40,) * 3 + (0,) * 117)
    made = entries(found, 42, 2**41, 1_000)
    assert made["unit"].n_unique() > 900
    assert np.ptp(made["visits"].to_numpy()) < 1_000
