"""Ledgers: every entry is found, and what came before it is counted exactly."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tablewright.engines.local import LocalTable
from tablewright.ops import Row, lookup
from tablewright.sampling.ledgers import NO_BURSTS, Bursts, Ledgers, Stream
from tablewright.spec import Column, Fields, Int64, Table

MONTHLY = tuple(tuple(day + 30 * month for month in range(4)) for day in (2, 9, 27))
SEATS = 7
STREAMS = (
    Stream((0, 1, 2, 0, -1, 1, -1), MONTHLY),
    Stream((-1, -1, 0, 0, 0, 0, 0), (tuple(range(0, 120, 14)),)),
)
ACTIVITY = (8, 1, 0, 3, 2, 5, 1)
BURSTS = Bursts(
    3,
    (1, 4, 4, 4),
    tuple((7 * day) % 5 for day in range(120)),
    tuple((day % 3, day % 2) for day in range(120)),
)


def ledgers(units: int, visits: int = 37, bursts: Bursts = NO_BURSTS) -> Ledgers:
    days = tuple(visits * units // 5 + 3 * (day % 7) if day % 9 else 0 for day in range(120))
    return Ledgers("x.entries", units, STREAMS, ACTIVITY, days, bursts)


def entries(found: Ledgers, seed: int, first: int = 0, count: int | None = None) -> pl.DataFrame:
    f = Fields("x.entries", found.rows)
    entry = found.entry(Row())
    columns = {
        "day": entry.day,
        "stream": entry.stream,
        "unit": entry.unit,
        "seat": entry.seat,
        "visits": entry.visits,
        "turn": entry.turn,
        "burst": entry.burst,
        "fate": entry.fate,
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
@pytest.mark.parametrize(("seed", "bursts"), [(1, NO_BURSTS), (42, NO_BURSTS), (7, BURSTS)])
def test_what_came_before_is_counted_exactly(units: int, seed: int, bursts: Bursts) -> None:
    found = ledgers(units, bursts=bursts)
    made = entries(found, seed).with_row_index("row")
    account = pl.struct("unit", "seat")
    visit = (pl.col("stream") == len(STREAMS)) & (pl.col("turn") < 0)
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


def test_bursts_are_rows_of_one_account_one_after_the_other() -> None:
    found = ledgers(60, bursts=BURSTS)
    made = entries(found, 7).with_row_index("row")
    rows = made.filter(pl.col("turn") >= 0)
    each = rows.group_by("burst").agg(
        pl.col("turn"),
        run=pl.col("row").max() - pl.col("row").min(),
        accounts=pl.struct("unit", "seat").n_unique(),
        fates=pl.col("fate").n_unique(),
        stream=pl.col("stream").first(),
        day=pl.col("day").first(),
        seat=pl.col("seat").first(),
    )
    whole = sum(BURSTS.many) + sum(many for many, _ in BURSTS.early)
    assert sorted(each["burst"]) == [*range(whole)]
    assert each["turn"].to_list() == [[0, 1, 2]] * whole
    for name, value in (("run", 2), ("accounts", 1), ("fates", 1)):
        assert set(each[name]) == {value}, name
    days = dict(each.filter(pl.col("stream") == len(STREAMS)).group_by("day").len().iter_rows())
    assert [days.get(day, 0) for day in range(120)] == list(BURSTS.many)
    early = each.filter(pl.col("stream") > len(STREAMS)).group_by("day", "stream").len()
    assert sorted(early.rows()) == [
        (day, len(STREAMS) + 1 + after, many)
        for day, (many, after) in enumerate(BURSTS.early)
        if many
    ]
    assert set(each["seat"]) == {1, 4}
    assert (each["seat"] == 4).mean() == pytest.approx(0.75, abs=0.08)
    assert rows["fate"].n_unique() > 0.8 * whole


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
