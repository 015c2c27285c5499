"""The public functions: the specification's names, order and defaults; bad arguments."""

import importlib
import inspect

import pytest

from tablewright import api
from tablewright.tables import INDUSTRY_NAMES

SPECIFICATION = {
    "retail": {
        "generate_customers": {"rows": 10_000, "seed": 42},
        "generate_products": {"rows": 5_000, "seed": 42},
        "generate_transactions": {"rows": 50_000, "n_customers": 10_000, "seed": 42},
        "generate_line_items": {
            "rows": 150_000,
            "n_transactions": 50_000,
            "n_products": 5_000,
            "seed": 42,
        },
        "generate_inventory": {"rows": 50_000, "n_products": 5_000, "seed": 42},
    },
    "healthcare": {
        "generate_patients": {"rows": 10_000, "seed": 42},
        "generate_encounters": {"rows": 30_000, "n_patients": 10_000, "seed": 42},
        "generate_claims": {
            "rows": 30_000,
            "n_encounters": 30_000,
            "n_patients": 10_000,
            "seed": 42,
        },
    },
    "financial": {
        "generate_accounts": {"rows": 10_000, "seed": 42},
        "generate_trades": {"rows": 50_000, "n_accounts": 10_000, "seed": 42},
        "generate_transactions": {"rows": 50_000, "n_accounts": 10_000, "seed": 42},
    },
    "iot": {
        "generate_devices": {"rows": 1_000, "seed": 42},
        "generate_sensor_readings": {
            "rows": 50_000,
            "n_devices": 1_000,
            "anomaly_rate": 0.02,
            "seed": 42,
        },
        "generate_events": {"rows": 10_000, "n_devices": 1_000, "seed": 42},
        "generate_telemetry": {"rows": 50_000, "n_devices": 1_000, "seed": 42},
    },
    "manufacturing": {
        "generate_equipment": {"rows": 500, "seed": 42},
        "generate_sensor_data": {
            "rows": 25_000,
            "n_equipment": 500,
            "fault_rate": 0.1,
            "seed": 42,
        },
        "generate_maintenance_records": {"rows": 5_000, "n_equipment": 500, "seed": 42},
    },
}
ADDED = {
    "retail": {"generate_stores"},
    "healthcare": {"generate_facilities", "generate_providers", "generate_payers"},
    "financial": {"generate_customers"},
    "iot": {"generate_sites"},
    "manufacturing": {"generate_technicians"},
}
"""Tables that the specification does not have."""
FUNCTIONS = [(each, name) for each in INDUSTRY_NAMES for name in SPECIFICATION[each]]
COUNTS = [
    (-1, ValueError),
    (2**62, ValueError),
    (True, TypeError),
    (1.0, TypeError),
    ("10", TypeError),
    (None, TypeError),
]
RATES = [(-0.1, ValueError), (1.1, ValueError), (float("nan"), ValueError), ("1", TypeError)]
SEEDS = [
    (2**63, ValueError),
    (-(2**63) - 1, ValueError),
    (1.0, TypeError),
    (False, TypeError),
    ("42", TypeError),
    (None, TypeError),
]
DATES = [("2024-13-01", ValueError), (20240101, TypeError), ("yesterday", ValueError)]


def function(industry, name):
    return getattr(importlib.import_module(f"tablewright.polars.{industry}"), name)


@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_signatures_are_the_specification_s(industry, name):
    parameters = inspect.signature(function(industry, name)).parameters.values()
    positional = {p.name: p.default for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD}
    assert list(positional.items()) == list(SPECIFICATION[industry][name].items())
    assert all(p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) for p in parameters)


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_no_public_generator_is_missing_or_extra(industry):
    module = importlib.import_module(f"tablewright.polars.{industry}")
    found = {n for n in vars(module) if n.startswith("generate_")}
    assert found - ADDED.get(industry, set()) == set(SPECIFICATION[industry])


def bad_arguments():
    for industry, name in FUNCTIONS:
        for parameter in inspect.signature(function(industry, name)).parameters.values():
            if parameter.name == "seed":
                cases = SEEDS
            elif parameter.name.endswith("_date"):
                cases = DATES
            elif parameter.name == "locale":
                cases = [("xx", ValueError), (7, TypeError), (None, TypeError)]
            elif parameter.name.endswith("_rate"):
                cases = RATES
            elif parameter.name == "rows" or parameter.name.startswith("n_"):
                cases = [c for c in COUNTS if c[0] is not None or parameter.default is not None]
            else:
                cases = []
            for value, error in cases:
                yield industry, name, parameter.name, value, error


@pytest.mark.parametrize(("industry", "name", "argument", "value", "error"), list(bad_arguments()))
def test_bad_arguments_are_named(industry, name, argument, value, error):
    with pytest.raises(error) as raised:
        function(industry, name)(**{argument: value})
    message = str(raised.value)
    assert f"{argument}=" in message
    assert repr(value).strip("'") in message.replace(",", "") or str(value) in message
    assert ";" in message, "the remedy is missing"


@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_no_rows_have_the_columns_of_some(industry, name):
    made = function(industry, name)
    assert made(rows=0).schema == made(rows=3).schema
    assert made(rows=0).height == 0
    assert made(rows=3).height == 3


@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_a_window_that_ends_before_it_starts_is_refused(industry, name):
    parameters = inspect.signature(function(industry, name)).parameters
    if "start_date" in parameters:
        with pytest.raises(ValueError, match=r"end_date=2024-01-01 is before start_date"):
            function(industry, name)(start_date="2024-01-02", end_date="2024-01-01")


@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("1899-12-31", "1900-01-05", "start_date=1899-12-31 is before 1900-01-01"),
        ("9998-12-01", "9999-01-01", "end_date=9999-01-01 is after 9998-12-31"),
        ("1900-01-01", "2060-01-01", "end_date=2060-01-01 is more than "),
    ],
)
def test_a_window_that_cannot_be_is_refused(industry, name, start, end, message):
    with pytest.raises(ValueError, match=message):
        function(industry, name)(rows=0, start_date=start, end_date=end)


@pytest.mark.parametrize(
    ("start", "end", "window"),
    [
        (None, None, ("2024-01-01", "2024-12-31")),
        ("2020-01-01", None, ("2020-01-01", "2024-12-31")),
        ("2024-12-31", None, ("2024-12-31", "2024-12-31")),
        ("2025-01-01", None, ("2025-01-01", "2025-12-31")),
        ("2028-02-29", None, ("2028-02-29", "2029-02-27")),
        ("9998-06-01", None, ("9998-06-01", "9998-12-31")),
        (None, "2024-01-01", ("2024-01-01", "2024-01-01")),
        (None, "2023-12-31", ("2023-01-01", "2023-12-31")),
        (None, "1900-02-28", ("1900-01-01", "1900-02-28")),
        (None, "2500-12-31", ("2500-01-01", "2500-12-31")),
    ],
)
def test_a_window_of_one_day_given(start, end, window):
    parameters = api.declare("retail", rows=20, start_date=start, end_date=end).parameters
    assert (parameters["start_date"], parameters["end_date"]) == window


@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_the_first_and_the_last_days_there_are(industry, name):
    for day in ("1900-01-02", "9998-12-31"):
        frame = function(industry, name)(rows=9, start_date=day, end_date=day)
        assert len(frame.rows()) == 9
