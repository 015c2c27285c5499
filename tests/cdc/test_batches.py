"""What a batch holds: how many changes of which kind, of which keys, and what they change."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tablewright import api
from tablewright.cdc import ChangeSettings
from tablewright.engines.local import LocalTable
from tablewright.polars import cdc
from tablewright.tables import INDUSTRY_NAMES, industry
from tablewright.tables.financial.calendar import is_bank_day
from tests.support.feeds import DISORDER, fold, key_of

WEIGHTS = {
    "retail": (50, 30, 10),
    "healthcare": (50, 40, 5),
    "financial": (40, 50, 5),
    "iot": (30, 60, 5),
    "manufacturing": (30, 60, 5),
}
SHARES = {"retail": 10, "healthcare": 10, "financial": 10, "iot": 5, "manufacturing": 5}
MOVES = {
    "retail": [
        {"loyalty_tier", "lifetime_value", "is_active"},
        {"phone", "address_line1", "city", "state", "zip_code"},
        {"is_active"},
        {"last_name", "email"},
    ],
    "healthcare": [
        {"insurance_id"},
        {"phone", "address", "city", "state", "zip_code"},
        {"is_active"},
        {"last_name", "email"},
    ],
    "financial": [{"balance"}, {"status", "balance"}],
    "iot": [{"status"}, {"latitude", "longitude", "site_id"}],
    "manufacturing": [{"status", "last_maintenance_date"}, {"location_zone"}],
}
"""The columns that change together; an update is of one of these groups."""
BEGINS = {
    "retail": "signup_date",
    "financial": "open_date",
    "iot": "install_date",
    "manufacturing": "install_date",
}
OPEN = {"financial": is_bank_day, "iot": lambda day: day.weekday() < 5}
"""Days on which something new can begin; else it is told of later."""
RULES = {
    "retail": ("R10a", "R10b", "R12"),
    "healthcare": ("H12a", "H12b", "H12c"),
    "financial": ("F1", "F8a", "F11a"),
    "iot": ("I12",),
    "manufacturing": ("M12",),
}


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
@pytest.mark.parametrize("rows", [20, 997, 10_000])
def test_weights_are_exact_to_the_row(name: str, rows: int) -> None:
    feed = cdc.feed(name, rows)
    size = (2 * rows + SHARES[name]) // (2 * SHARES[name])
    exact = [weight * size / sum(WEIGHTS[name]) for weight in WEIGHTS[name]]
    batch = cdc.batch(feed, 3)
    assert batch.height == size
    for operation, share in zip(("APPEND", "UPDATE", "DELETE"), exact, strict=True):
        assert abs(batch.filter(operation=operation).height - share) < 1


def test_weights_and_sizes_can_be_chosen() -> None:
    feed = cdc.feed(
        "retail", 1_000, settings=ChangeSettings(weights={"UPDATE": 3, "DELETE": 1}, batch_size=40)
    )
    counts = dict(cdc.batch(feed, 2).group_by("operation").len().iter_rows())
    assert counts == {"UPDATE": 30, "DELETE": 10}
    assert (
        cdc.batch(cdc.feed("retail", 1_000, settings=ChangeSettings(batch_size=0.25)), 1).height
        == 250
    )


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_batch_0_is_the_table(name: str) -> None:
    feed = cdc.feed(name, 333, seed=5)
    found = industry(name)
    sizes = found.sizes_for(found.main, 333)
    table = api.table(f"{name}.{found.main}", sizes)
    own = LocalTable(table, 5).rows(0, 333)
    batch = cdc.batch(feed, 0)
    assert_frame_equal(batch.select(own.columns), own)
    assert_frame_equal(cdc.state(feed, 0), own)
    assert set(batch["operation"]) == {"APPEND"}
    assert batch.columns[-3:] == ["operation", "operation_date", "sequence"]


@pytest.fixture(scope="module")
def histories() -> dict[str, tuple[cdc.Feed, list[pl.DataFrame]]]:
    made = {}
    for name in INDUSTRY_NAMES:
        feed = cdc.feed(name, 700, settings=ChangeSettings(batch_size=0.3), seed=3)
        made[name] = (feed, list(cdc.batches(feed, 9)))
    return made


Histories = dict[str, tuple[cdc.Feed, list[pl.DataFrame]]]


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_an_update_changes_one_group_of_columns(histories: Histories, name: str) -> None:
    feed, batches = histories[name]
    key = key_of(feed)
    allowed = set().union(*MOVES[name])
    seen: set[frozenset[str]] = set()
    unchanged = updates = 0
    for before, batch in zip(_states(feed, batches), batches[1:], strict=True):
        old = {row[key]: row for row in before.iter_rows(named=True)}
        for row in batch.filter(operation="UPDATE").iter_rows(named=True):
            changed = {c for c, value in old[row[key]].items() if row[c] != value}
            updates += 1
            unchanged += not changed
            assert changed <= allowed
            assert any(changed <= group for group in MOVES[name])
            seen.add(frozenset(changed))
    assert unchanged <= updates / 200
    for group in MOVES[name]:
        assert any(changed and changed <= group for changed in seen), group


def _states(feed: cdc.Feed, batches: list[pl.DataFrame]) -> list[pl.DataFrame]:
    key = key_of(feed)
    return [fold(pl.concat(batches[: i + 1]), key) for i in range(len(batches) - 1)]


def _always(day: dt.date) -> bool:
    return True


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_new_keys_begin_with_their_batch(histories: Histories, name: str) -> None:
    feed, batches = histories[name]
    key = key_of(feed)
    highest = batches[0][key].max()
    start = dt.datetime(2025, 1, 1, tzinfo=dt.timezone.utc)
    for number, batch in enumerate(batches[1:], 1):
        new = batch.filter(operation="APPEND")
        assert new[key].min() > highest
        highest = new[key].max()
        times = batch["operation_date"]
        assert times.is_sorted()
        assert times.min() > start + dt.timedelta(days=number - 1)
        assert times.max() < start + dt.timedelta(days=number)
        if name in BEGINS:
            day = dt.date(2024, 12, 31) + dt.timedelta(days=number)
            while not OPEN.get(name, _always)(day):
                day -= dt.timedelta(days=1)
            assert set(new[BEGINS[name]]) == {day}


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_sequences_are_unique_and_rise(histories: Histories, name: str) -> None:
    _, batches = histories[name]
    sequence = pl.concat(batch["sequence"] for batch in batches)
    assert sequence.null_count() == 0
    assert sequence.is_unique().all()
    assert sequence.is_sorted()


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_a_deleted_key_never_returns_unless_asked_for(histories: Histories, name: str) -> None:
    feed, batches = histories[name]
    assert not _returned(batches, key_of(feed))
    asked = cdc.feed(name, 700, settings=ChangeSettings(batch_size=0.3, resurrect=0.6), seed=3)
    found = list(cdc.batches(asked, 9))
    again = _returned(found, key_of(asked))
    assert again
    assert len(again) == len(set(again))
    # As they were last seen, changes and all.
    events = pl.concat(found).filter(pl.col(key_of(asked)).is_in(again))
    events = events.sort(key_of(asked), "sequence").drop("operation_date", "sequence")
    left = {}
    for row in events.iter_rows(named=True):
        operation, key = row.pop("operation"), row[key_of(asked)]
        if operation == "DELETE":
            left[key] = row
        elif operation == "APPEND" and key in left:
            assert row == left.pop(key)


def _returned(batches: list[pl.DataFrame], key: str) -> list[int]:
    gone: set[int] = set()
    returned: list[int] = []
    for batch in batches:
        returned += [k for k in batch.filter(operation="APPEND")[key] if k in gone]
        gone.update(batch.filter(operation="DELETE")[key])
    return returned


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_the_rules_of_the_table_hold_in_every_state(name: str) -> None:
    feed = cdc.feed(name, 3_000, settings=ChangeSettings(batch_size=0.3), seed=9)
    rules = import_module(f"tablewright.tables.{name}.rules").INVARIANTS
    main = feed.changes.table
    connection = duckdb.connect()
    connection.execute("SET VARIABLE locale = 'en'")
    known = {rule.name: rule for rule in rules}
    for number in (0, 4, 40):
        state = cdc.state(feed, number)
        connection.register(main, state)
        for rule in RULES[name]:
            assert known[rule].tables == (main,)
            assert connection.sql(known[rule].sql).fetchall() == [], (rule, number)
        unique = cdc.feed(name, 20).entity.at(_base()).unique
        for column in unique:
            there = state[column].drop_nulls()
            assert there.n_unique() == len(there), (column, number)


def _base() -> Any:
    from tablewright.changing import Moment
    from tablewright.ops import Row, lift

    return Moment(Row(), 20, lift(0), lift(0), lambda number: number)


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_disorder_is_as_much_as_asked_for(name: str) -> None:
    plain = cdc.feed(name, 1_000)
    size = plain.events.size
    late = cdc.batch(cdc.feed(name, 1_000, settings=ChangeSettings(late=0.2)), 3)
    begin = dt.datetime(2025, 1, 3, tzinfo=dt.timezone.utc)
    early = late.filter(pl.col("operation_date") < begin)
    assert early.height == round(0.2 * size)
    assert early["operation_date"].min() > begin - dt.timedelta(days=1)
    assert set(early["operation"]) <= {"UPDATE", "DELETE"}
    before = cdc.batch(cdc.feed(name, 1_000, settings=ChangeSettings(late=0.2)), 2)
    # Delivered among newer events, whose sequences are all higher.
    timely = late.filter(pl.col("operation_date") >= begin)
    assert before["sequence"].max() < early["sequence"].min()
    assert early["sequence"].max() < timely["sequence"].min()
    assert not late["sequence"].is_sorted()
    twice = cdc.feed(name, 1_000, settings=ChangeSettings(duplicates=0.2))
    two, three = cdc.batch(twice, 2), cdc.batch(twice, 3)
    assert three.height == size + round(0.2 * size)
    copies = three.filter(pl.struct(pl.all()).is_duplicated())
    older = three.join(two, on="sequence", how="semi")
    assert copies.height // 2 + older.height == round(0.2 * size)
    assert older.height == round(0.2 * size) // 2
    mixed = cdc.batch(cdc.feed(name, 1_000, settings=ChangeSettings(out_of_order=0.3)), 3)
    there = cdc.batch(plain, 3)
    moved = (mixed["sequence"] != there["sequence"]).sum()
    assert abs(moved - 0.3 * size) <= 1
    assert_frame_equal(mixed.sort("sequence"), there)


def test_late_events_are_in_order_for_each_key() -> None:
    feed = cdc.feed("iot", 200, settings=ChangeSettings(late=0.5, batch_size=0.5))
    events = pl.concat(cdc.batches(feed, 9)).sort("device_id", "sequence")
    falling = events.with_columns(pl.col("operation_date").diff().over("device_id").alias("gap"))
    assert falling.filter(pl.col("gap") <= dt.timedelta(0)).height == 0


def test_intervals_and_starts_can_be_chosen() -> None:
    feed = cdc.feed(
        "retail", 500, settings=ChangeSettings(interval=3_600, start="2025-06-01T12:00:00")
    )
    batch = cdc.batch(feed, 4)
    noon = dt.datetime(2025, 6, 1, 12, tzinfo=dt.timezone.utc)
    assert batch["operation_date"].min() > noon + dt.timedelta(hours=3)
    assert batch["operation_date"].max() < noon + dt.timedelta(hours=4)
    assert set(batch.filter(operation="APPEND")["signup_date"]) == {dt.date(2025, 6, 1)}
    assert set(cdc.batch(feed, 0)["operation_date"]) == {noon}


def test_a_batch_is_the_same_however_it_is_asked_for() -> None:
    feed = cdc.feed("financial", 400, settings=ChangeSettings(**DISORDER))
    five = cdc.generate_cdc("financial", 400, 5, **DISORDER)
    nine = cdc.generate_cdc("financial", 400, 9, **DISORDER)
    for number in range(5):
        assert_frame_equal(five[number], nine[number])
        assert_frame_equal(five[number], cdc.batch(feed, number))
    assert not five[3].equals(
        cdc.batch(cdc.feed("financial", 400, 43, settings=ChangeSettings(**DISORDER)), 3)
    )


def test_debezium_says_the_same() -> None:
    plain, shaped = (
        cdc.feed("retail", 300),
        cdc.feed("retail", 300, settings=ChangeSettings(shape="debezium")),
    )
    before = cdc.state(plain, 1)
    there, envelopes = cdc.batch(plain, 2), cdc.batch(shaped, 2)
    assert envelopes.columns == ["before", "after", "source", "op", "ts_ms"]
    code = {"APPEND": "c", "UPDATE": "u", "DELETE": "d"}
    assert envelopes["op"].to_list() == [code[each] for each in there["operation"]]
    millis = there["operation_date"].dt.epoch("ms").to_list()
    assert envelopes["ts_ms"].to_list() == millis
    assert envelopes["source"].struct.field("sequence").to_list() == there["sequence"].to_list()
    kept = {row["customer_id"]: row for row in before.iter_rows(named=True)}
    own = before.columns
    for event, envelope in zip(
        there.iter_rows(named=True), envelopes.iter_rows(named=True), strict=True
    ):
        row = {name: event[name] for name in own}
        assert envelope["after"] == (None if event["operation"] == "DELETE" else row)
        assert envelope["before"] == kept.get(row["customer_id"])
    loaded = cdc.batch(shaped, 0)
    assert set(loaded["op"]) == {"r"}
    assert loaded["after"].struct.unnest().equals(cdc.batch(plain, 0).select(own))
    assert loaded["before"].null_count() == loaded.height


def test_tombstones_follow_deletes() -> None:
    told = cdc.batch(
        cdc.feed("retail", 300, settings=ChangeSettings(shape="debezium", tombstones=True)), 2
    )
    plain = cdc.batch(cdc.feed("retail", 300, settings=ChangeSettings(shape="debezium")), 2)
    ops = told["op"].to_list()
    assert ops.count(None) == ops.count("d") == plain["op"].to_list().count("d") > 0
    for number, op in enumerate(ops):
        if op is None:
            assert ops[number - 1] == "d"
            assert told["key"][number] == told["key"][number - 1]
            assert told.row(number)[1:] == (None,) * 5
    same = told.filter(pl.col("op").is_not_null()).drop("key")
    order = pl.col("source").struct.field("sequence")
    assert_frame_equal(same.sort(order), plain.sort(order))


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_a_change_data_feed_says_the_same(name: str) -> None:
    plain, shaped = (
        cdc.feed(name, 300),
        cdc.feed(name, 300, settings=ChangeSettings(shape="delta-cdf")),
    )
    key = key_of(plain)
    before, own = cdc.state(plain, 1), cdc.state(plain, 1).columns
    there, told = cdc.batch(plain, 2), cdc.batch(shaped, 2)
    assert told.columns == [*own, "_change_type", "_commit_version", "_commit_timestamp"]
    of = {"insert": "APPEND", "update_postimage": "UPDATE", "delete": "DELETE"}
    for type_, operation in of.items():
        assert_frame_equal(
            told.filter(_change_type=type_).select(own).sort(key),
            there.filter(operation=operation).select(own).sort(key),
        )
    images = told.filter(_change_type="update_preimage").select(own)
    assert_frame_equal(images.sort(key), before.join(images, on=key, how="semi").sort(key))
    assert set(told["_commit_version"]) == {2}
    assert set(told["_commit_timestamp"]) == {dt.datetime(2025, 1, 3, tzinfo=dt.timezone.utc)}


def test_rows_far_away_cost_nothing_more() -> None:
    feed = cdc.feed("retail", 1_000)
    assert feed.batches == 2**20
    batch = cdc.batch(feed, 2**20 - 1)
    assert batch.height == 100
    assert batch["operation_date"].dt.year().max() == 4895
