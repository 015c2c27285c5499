import itertools
import math

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tablewright.calendars import CumulativeArrivals, SeasonalTimes
from tablewright.calendars.seasonal import inverse
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError
from tablewright.ops import Row, lift
from tablewright.sampling import Apportionment, PermutedBlocks, lognormal, normal, shuffled
from tablewright.sampling.apportionment import geometric_sizes, largest_remainders, settle
from tablewright.sampling.quantiles import exponential, middles
from tablewright.spec import Column, Fields, Int64, Table, Window


def made(rows, seed=5, /, **exprs):
    f = Fields("x.made", rows)
    columns = tuple(Column(f(name, expr), Int64()) for name, expr in exprs.items())
    table = Table("x.made", rows, columns, primary_key=next(iter(exprs)))
    return LocalTable(table, seed).rows(0, rows).to_dict(as_series=False)


sizes = st.one_of(st.integers(1, 40), st.sampled_from([1023, 1024, 1025, 2048, 5000]))


@settings(max_examples=60, deadline=None)
@given(parents=sizes, ratio=st.sampled_from([0, 0.01, 0.5, 1, 1.3, 3, 3.7, 10, 60]), more=sizes)
@example(parents=50_000, ratio=0, more=3)
@example(parents=50_000, ratio=0.02, more=0)
@example(parents=1, ratio=0, more=4096)
def test_a_split_is_the_same_from_both_sides(parents, ratio, more):
    children = min(int(parents * ratio) + more, parents * 60 if parents > 1 else 4096)
    split = Apportionment("x.child", "dealt", parents, children, geometric_sizes)
    sides = made(parents, first=split.first(Row()), size=split.size(Row()))
    assert sum(sides["size"]) == children
    assert max(sides["size"]) == split.most or split.most == max(sides["size"]) + 1
    assert min(sides["size"]) >= (1 if children >= parents else 0)
    at = 0
    for first, size in zip(sides["first"], sides["size"], strict=True):
        assert first == at
        at += size
    if children:
        owners = made(children, parent=split.parent(Row()))["parent"]
        expected = [i for i, size in enumerate(sides["size"]) for _ in range(size)]
        assert owners == expected


def test_baskets_fall_off_geometrically():
    split = Apportionment("x.child", "dealt", 50_000, 150_000, geometric_sizes)
    size = pl.Series(made(50_000, size=split.size(Row()))["size"])
    share = size.value_counts(normalize=True).sort("")["proportion"].to_list()
    assert 0.29 < share[0] < 0.35
    assert all(b / a < 0.8 for a, b in itertools.pairwise(share))
    assert size.max() <= 12


def test_a_split_refuses_what_no_table_can_hold():
    with pytest.raises(ArgumentError, match="more than 4,096"):
        Apportionment("x.child", "dealt", 2, 10_000, geometric_sizes)
    with pytest.raises(ArgumentError):
        Apportionment("x.child", "dealt", 0, 1, geometric_sizes)


@settings(max_examples=40, deadline=None)
@given(rows=st.integers(0, 3000), spans=st.lists(st.integers(1, 400), min_size=1, max_size=4))
def test_growth_counts_what_it_dates(rows, spans):
    pieces, day = [], 1000
    for length in spans:
        pieces.append((day, day + length, 1 + length % 3))
        day += length
    growth = CumulativeArrivals.of(rows, pieces)
    days = made(rows, day=growth.day(Row()))["day"]
    assert days == sorted(days)
    assert all(1000 <= each < day for each in days)
    span = day - 1000 + 2
    counts = made(span, count=growth.count(Row() + 999))["count"]
    assert counts == [sum(each <= 999 + i for each in days) for i in range(span)]


@settings(max_examples=30, deadline=None)
@given(rows=st.integers(1, 700), block=st.sampled_from([1, 7, 40, 400]))
def test_a_deck_is_the_same_from_both_sides(rows, block):
    deck = PermutedBlocks.of("x.made", "class", rows, block, lambda count: list(range(count)))
    row = Row()
    sides = made(rows, slot=deck.slot(row), back=deck.row(deck.block(row), deck.slot(row)))
    assert sides["back"] == list(range(rows))
    full = rows // block * block
    for start in range(0, full, block):
        assert sorted(sides["slot"][start : start + block]) == list(range(block))
    size = block if full else 0
    assert sides["slot"][full:] == list(range(size, size + rows - full))


def test_a_deck_chooses_by_weight_and_only_from_those_there_are():
    deck = PermutedBlocks.of(
        "x.made", "class", 1000, 100, lambda count: [i % 2 for i in range(count)]
    )
    weights = [3.0 * card + 1 for card in deck.faces]
    f = Fields("x.made", 20_000)
    chosen = f("chosen", deck.choose(Row() // 20 + 1, [weights], lift(0), "pick"))
    faces = f("card", deck.card(Row()).at(chosen))
    frame = made(20_000, chosen=chosen, card=faces)
    assert all(0 <= row <= i // 20 for i, row in enumerate(frame["chosen"]))
    late = frame["card"][10_000:]
    assert 0.77 < sum(late) / len(late) < 0.83


def test_events_come_in_order_at_the_pace_of_the_season():
    window = Window()
    weights = tuple(0.0 if day == 100 else 1.0 + (day % 7 == 0) for day in range(window.days))
    hours = tuple(1.0 if 8 <= hour < 18 else 0.0 for hour in range(24))
    season = SeasonalTimes(window, 50_000, weights, hours)
    f = Fields("x.made", 50_000)
    mass = f("mass", season.mass())
    day = f("day", season.day(mass))
    second = f("second", season.second(mass, day))
    frame = made(50_000, mass=mass, day=day, second=second)
    moments = [d * 86_400 + s for d, s in zip(frame["day"], frame["second"], strict=True)]
    assert moments == sorted(moments)
    assert 100 not in frame["day"]
    assert all(8 * 3600 <= s < 18 * 3600 for s in frame["second"])
    counts = pl.Series(frame["day"]).value_counts().sort("")
    sunday, monday = counts.row(0)[1], counts.row(1)[1]
    assert abs(sunday / monday - 2) < 0.1


def test_a_season_of_one_closed_day_is_even():
    season = SeasonalTimes(Window(), 10, (0.0,) * 366, (1.0,))
    f = Fields("x.made", 10)
    assert len(set(made(10, day=season.day(f("mass", season.mass())))["day"])) == 10


def test_quantile_tables():
    z = normal()
    assert z[512] == 0
    assert z[0] == -z[-1]
    assert abs(sum(z[i] * z[i] for i in range(1025)) / 1025 / 10**12 - 1) < 0.03
    prices = lognormal(120, 0.9)
    assert prices[512] == 12_000
    mean = sum((a + b) / 2 for a, b in itertools.pairwise(prices)) / 1024 / 100
    assert abs(mean / (120 * math.exp(0.405)) - 1) < 0.01
    assert middles((0, 100), 2) == [25, 75]
    assert inverse((0, 1, 0, 1), 40, 4) == (10, 15, 20, 35, 40)


def test_exponentials_are_close():
    values = made(2000, x=exponential(Row() * 5000 - 4_000_000, -3.0, 5.0, 10**6))["x"]
    for i, value in enumerate(values):
        exact = math.exp(min(5.0, max(-3.0, (i * 5000 - 4_000_000) / 10**6)))
        assert abs(value / 10**6 - exact) <= exact * 5e-5 + 2e-6


@given(st.lists(st.integers(0, 9), min_size=1).filter(any), st.integers(0, 500))
def test_largest_remainders_are_exact_and_close(weights, count):
    shares = largest_remainders(weights, count)
    assert sum(shares) == count
    assert all(abs(s - w * count / sum(weights)) < 1 for s, w in zip(shares, weights, strict=True))


def test_settle_reaches_the_sum_within_bounds():
    assert sum(settle([1] * 10, 37, 1, 4)) == 37
    assert settle([5, 5], 2, 1, 9) == [1, 1]


def test_an_order_depends_on_its_salt_only():
    assert sorted(shuffled(100, 3)) == list(range(100))
    assert shuffled(100, 3) == shuffled(100, 3) != shuffled(100, 4)
