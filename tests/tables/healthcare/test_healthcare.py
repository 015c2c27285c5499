"""Healthcare: what its rules do not say."""

import datetime as dt

import polars as pl
import pytest

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError
from tablewright.spec import Window, WorldOptions
from tablewright.tables.healthcare import INDUSTRY
from tests.support.judged import of_sizes
from tests.tables.healthcare.sizes import AWKWARD


def declared(sizes, start="2024-01-01", end="2024-12-31", locale="en"):
    window = Window(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    names = ("patients", "encounters", "claims")
    wanted = dict(zip(names, sizes, strict=True))
    return INDUSTRY.declare({**INDUSTRY.default_rows, **wanted}, WorldOptions(window, locale))


def made(dataset, seed=42):
    return {t.short_name: LocalTable(t, seed).rows(0, t.rows) for t in dataset.tables}


@pytest.mark.parametrize("case", AWKWARD)
def test_rules_hold_at_awkward_sizes_in_a_day(case):
    day = dict.fromkeys(("start_date", "end_date"), "2024-12-25")
    with of_sizes("healthcare", AWKWARD[case], -(2**63), **day) as found:
        assert found.breaches() == set()


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
    visits = made(declared((5_000, 20_000, 0)))["encounters"]
    frames = made(declared((5_000, 20_000, 2 * (visits["status"] == "Completed").sum())))
    joined = frames["claims"].join(frames["encounters"], on="encounter_id")
    institutional = pl.col("claim_type") == "Institutional"
    shares = dict(joined.group_by("encounter_type").agg(institutional.mean()).iter_rows())
    assert shares["Telehealth"] == 0
    assert 0.48 < shares["Inpatient"] < 0.51
    assert abs(shares["Emergency"] - 0.30) < 0.02


def test_sizes_that_have_no_answer_are_refused():
    with pytest.raises(ArgumentError, match=r"patients=0 leaves 1 rows of encounters"):
        declared((0, 1, 0))
    with pytest.raises(ArgumentError, match=r"encounters=0 leaves 1 rows of claims"):
        declared((1, 0, 1))
    with pytest.raises(ArgumentError, match=r"^providers=7 is fewer than the 5,000 that enc"):
        api.declare("healthcare", sizes={"providers": 7})
    with pytest.raises(ArgumentError, match=r"more than 4,096"):
        declared((1, 1, 4_097))
    with pytest.raises(ArgumentError, match=r"end_date=2150-01-01 is more than a century"):
        declared((1, 1, 1), "2024-01-01", "2150-01-01")
