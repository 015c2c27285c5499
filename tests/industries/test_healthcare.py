"""Healthcare: every rule at awkward sizes and windows, and what the rules do not say."""

import datetime as dt
import itertools

import polars as pl
import pytest
from tests.verify.in_memory import judgements

import tablewright as tw
from tablewright import interpreter
from tablewright.calendars.intraday import MASS_BITS
from tablewright.calendars.systematic_sample import SystematicSample
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError
from tablewright.ops import Row, when
from tablewright.sampling.feistel import feistel_permutation
from tablewright.spec import Column, Fields, Int64, Table, Window, WorldOptions
from tablewright.tables.healthcare import INDUSTRY, INVARIANTS
from tablewright.tables.healthcare.calendar import Calendar
from tablewright.tables.holidays import is_federal_holiday

duckdb = pytest.importorskip("duckdb")
AWKWARD = {
    "nothing": (0, 0, 0),
    "only patients": (5, 0, 0),
    "one of each": (1, 1, 1),
    "no claim": (1, 1, 0),
    "many claims for one visit": (1, 1, 4_096),
    "one patient": (1, 900, 700),
    "one visit": (401, 1, 9),
    "few claims": (50, 4_000, 20),
    "more patients than visits": (3_000, 900, 700),
    "two claims for each visit": (400, 1_200, 2_040),
    "ten claims for each visit": (400, 1_200, 12_000),
    "a row for each part of a day": (20, 1_098, 1_098),
}
WINDOWS = [
    ("2024-01-01", "2024-12-31"),
    ("2023-02-01", "2023-03-15"),
    ("2024-12-25", "2024-12-25"),
    ("2024-02-29", "2024-03-01"),
    ("1999-11-20", "2003-01-31"),
]


def declared(sizes, start="2024-01-01", end="2024-12-31", locale="en"):
    window = Window(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    names = ("patients", "encounters", "claims")
    return INDUSTRY.declare(dict(zip(names, sizes, strict=True)), WorldOptions(window, locale))


def made(dataset, seed=42):
    return {t.short_name: LocalTable(t, seed).rows(0, t.rows) for t in dataset.tables}


def database(dataset, frames):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    known = dataset.parameters
    start = dt.date.fromisoformat(known["start_date"])
    end = dt.date.fromisoformat(known["end_date"]) + dt.timedelta(days=1)
    days = (end - start).days
    for name, value in {**known, "w0": start, "w1": end, "days": days}.items():
        date = isinstance(value, dt.date)
        text = f"DATE '{value}'" if date else repr(value)
        connection.execute(f"SET VARIABLE {name} = {text}")
    for name, frame in frames.items():
        connection.register(name, frame.to_arrow())
    return connection


def breaches(dataset, frames):
    connection = database(dataset, frames)
    found = {}
    for rule in INVARIANTS:
        rows = connection.execute(rule.sql).fetchmany(2)
        if rows:
            found[rule.name] = rows
    for table in dataset.tables:
        frame = frames[table.short_name]
        for column in (table.primary_key, *table.unique):
            values = frame[column].drop_nulls()
            if values.n_unique() != len(values):
                found[f"{table.short_name}.{column}"] = "not unique"
        for key in table.foreign_keys:
            parent = frames[key.parent.rpartition(".")[2]][key.parent_column]
            if not frame[key.column].is_in(parent.implode()).all():
                found[f"{table.short_name}.{key.column}"] = "no parent"
    if not frames["encounters"]["admit_datetime"].is_sorted():
        found["order"] = "encounters are not in the order of time"
    return found


@pytest.mark.parametrize("case", AWKWARD)
@pytest.mark.parametrize("window", [WINDOWS[0], WINDOWS[2]], ids="..".join)
def test_every_invariant_holds_at_awkward_sizes(case, window):
    dataset = declared(AWKWARD[case], *window)
    frames = made(dataset, seed=-(2**63))
    assert breaches(dataset, frames) == {}
    assert tuple(frame.height for frame in frames.values()) == AWKWARD[case]


@pytest.mark.parametrize("window", WINDOWS, ids="..".join)
@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_every_invariant_holds_in_every_window(window, seed):
    dataset = declared((700, 2_100, 2_100), *window)
    assert breaches(dataset, made(dataset, seed)) == {}


@pytest.mark.parametrize("locale", tw.locales())
def test_every_invariant_holds_in_every_locale(locale):
    dataset = declared((500, 1_500, 1_500), locale=locale)
    assert breaches(dataset, made(dataset)) == {}


@pytest.mark.parametrize(
    ("sizes", "window"),
    [
        ((50_000, 150_000, 150_000), WINDOWS[0]),
        ((10_000, 50_000, 50_000), WINDOWS[0]),
        ((50_000, 60_000, 60_000), WINDOWS[1]),
    ],
)
def test_the_statistics_are_as_expected(sizes, window):
    dataset = declared(sizes, *window)
    missed, judged = judgements(dataset, made(dataset))
    assert missed == []
    assert judged >= 12


@pytest.mark.parametrize("table", ["patients", "encounters", "claims"])
def test_slices_are_parts_of_the_whole(table):
    declaration = declared((900, 1_700, 1_900)).table(table)
    local = LocalTable(declaration, 3)
    whole = local.rows(0, declaration.rows)
    cuts = (0, 1, 399, 401, 850, declaration.rows)
    parts = [local.rows(a, b) for a, b in itertools.pairwise(cuts)]
    assert pl.concat(parts).equals(whole)


@pytest.mark.parametrize("table", ["patients", "encounters", "claims"])
@pytest.mark.parametrize("sizes", [(900, 1_700, 1_900), (2**42, 2**42, 2**42)])
def test_the_arbiter_makes_the_same_rows(table, sizes):
    declaration = declared(sizes).table(table)
    picked = (0, 399, 400, 899, declaration.rows - 1)
    local = LocalTable(declaration, 42)
    expected = [tuple(r.values()) for r in interpreter.rows(declaration, 42, picked, strict=True)]
    assert [local.rows(row, row + 1).row(0) for row in picked] == expected


@pytest.mark.parametrize("table", ["patients", "encounters", "claims"])
def test_a_row_of_a_very_large_table_can_be_made(table):
    declaration = declared((10**12, 10**12, 10**12)).table(table)
    rows = LocalTable(declaration, 1).rows(10**12 - 3, 10**12)
    assert rows.height == 3


def test_the_largest_tables_fit_together():
    dataset = declared((2**42, 2**42, 2**42))
    tables = {t.short_name: LocalTable(t, 9) for t in dataset.tables}
    claims = tables["claims"].rows(10**12, 10**12 + 5)
    for claim in claims.to_dicts():
        at = claim["encounter_id"] - 1
        encounter = tables["encounters"].rows(at, at + 1).to_dicts()[0]
        assert encounter["status"] == "Completed"
        assert encounter["patient_id"] == claim["patient_id"]
        assert encounter["admit_datetime"].date() <= claim["service_date"]
        assert claim["service_date"] <= encounter["discharge_datetime"].date()


def test_children_do_not_change_their_parents():
    few, many = declared((300, 900, 0)), declared((300, 900, 5_000))
    assert made(few)["encounters"].equals(made(many)["encounters"])
    alone = declared((300, 0, 0))
    assert made(alone)["patients"].equals(made(many)["patients"])


def test_another_window_moves_dates_and_nothing_else_of_a_patient():
    one, two = declared((500, 1, 1)), declared((500, 1, 1), "2023-01-01", "2023-12-31")
    same = ["patient_id", "mrn", "gender", "city", "is_active"]
    first, second = made(one)["patients"], made(two)["patients"]
    assert first.select(same).equals(second.select(same))
    years = first["date_of_birth"].dt.year() - second["date_of_birth"].dt.year()
    assert set(years.unique()) <= {0, 1, 2}


def test_claims_prefer_their_type_at_any_ratio():
    # At two claims for each visit, one of both is Institutional wherever the type allows it.
    frames = made(declared((5_000, 20_000, 2 * 17_013)))
    joined = frames["claims"].join(frames["encounters"], on="encounter_id")
    institutional = pl.col("claim_type") == "Institutional"
    shares = dict(joined.group_by("encounter_type").agg(institutional.mean()).iter_rows())
    assert shares["Telehealth"] == 0
    assert 0.48 < shares["Inpatient"] < 0.51
    assert abs(shares["Emergency"] - 0.41) < 0.02


def test_sizes_that_have_no_answer_are_refused():
    with pytest.raises(ArgumentError, match=r"n_patients=0 leaves 1 rows of encounters"):
        declared((0, 1, 0))
    with pytest.raises(ArgumentError, match=r"n_encounters=0 leaves 1 rows of claims"):
        declared((1, 0, 1))
    with pytest.raises(ArgumentError, match=r"more than 4,096"):
        declared((1, 1, 4_097))
    with pytest.raises(ArgumentError, match=r"end_date=2150-01-01 is more than a century"):
        declared((1, 1, 1), "2024-01-01", "2150-01-01")


def test_federal_holidays_follow_their_rules():
    holidays = [
        day
        for number in range(366)
        if is_federal_holiday(day := dt.date(2024, 1, 1) + dt.timedelta(days=number))
    ]
    expected = "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25"
    assert [f"{day:%m-%d}" for day in holidays] == expected.split()
    assert is_federal_holiday(dt.date(2021, 12, 31))  # New Year 2022 is a Saturday
    assert is_federal_holiday(dt.date(2023, 1, 2))  # New Year 2023 is a Sunday
    assert not is_federal_holiday(dt.date(2020, 6, 19))
    assert not is_federal_holiday(dt.date.max)
    assert is_federal_holiday(dt.date.min)


def table_of(rows, **columns):
    f = Fields("x.made", rows)
    made_of = tuple(Column(f(name, value), Int64()) for name, value in columns.items())
    return LocalTable(Table("x.made", rows, made_of, next(iter(columns))), 5).rows(0, rows)


@pytest.mark.parametrize("rows", [1, 2, 7, 60, 1_000, 20_000])
@pytest.mark.parametrize("window", [WINDOWS[0], WINDOWS[2]], ids="..".join)
def test_a_sieve_is_the_same_from_both_sides(rows, window):
    calendar = Calendar(Window(*map(dt.date.fromisoformat, window)))
    sieve = SystematicSample(rows, calendar.rhythm.edges, calendar.completed)
    made_of = table_of(rows, row=Row(), passed=when(sieve.passes(Row()), 1).otherwise(0))
    passed = made_of.filter(pl.col("passed") == 1)["row"].to_list()
    assert passed[0] == 0
    assert len(passed) == sieve.count
    assert table_of(sieve.count, row=sieve.nth(Row()))["row"].to_list() == passed
    masses = table_of(rows, mass=sieve.mass(sieve.passes(Row())))["mass"]
    assert masses.is_sorted()
    assert 0 <= masses.min() <= masses.max() < 2**MASS_BITS


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5])
def test_scattered_numbers_never_repeat(width):
    numbers = table_of(10**width, number=feistel_permutation(Row(), 10**width, width, salt=3)[0])[
        "number"
    ]
    assert sorted(numbers) == list(range(10**width))


def test_scattered_numbers_grow_with_the_rows():
    number, width = feistel_permutation(Row(), 2**42, 8)
    assert width == 13
    f = Fields("x.made", 2**42)
    table = Table("x.made", 2**42, (Column(f("number", number), Int64()),), "number")
    assert LocalTable(table, 1).rows(2**42 - 1000, 2**42)["number"].n_unique() == 1000
