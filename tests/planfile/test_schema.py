"""The published JSON Schema is the one of the code, and editors find mistakes by it."""

from __future__ import annotations

import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from tablewright.planfile import columns, schema, sources
from tests.support.paths import ROOT

PUBLISHED = ROOT / "docs" / "plan.schema.json"
BILLING = yaml.safe_load((ROOT / "examples" / "billing.yaml").read_text("utf-8"))


def test_the_published_schema_is_that_of_the_code() -> None:
    assert PUBLISHED.read_text("utf-8") == schema.text()


def test_it_is_a_schema_and_knows_every_column_and_source() -> None:
    document = json.loads(PUBLISHED.read_text("utf-8"))
    Draft202012Validator.check_schema(document)
    known = document["$defs"]["source"]["properties"]
    assert set(known) == {*sources.FORMS, *sources.VALUED}
    kinds = [
        next(iter(each.get("required", ["key"]))) for each in document["$defs"]["column"]["anyOf"]
    ]
    assert kinds == ["key", *columns.FORMS]


def test_the_example_fits() -> None:
    assert not list(Draft202012Validator(schema.document()).iter_errors(BILLING))


@pytest.mark.parametrize(
    "column",
    [
        {"integr": 3},
        {"integer": {"norml": [1, 2]}},
        {"integer": {"normal": {"mean": 1, "sd": 2, "hi": 3}}},
        {"integer": {"uniform": [1, 2, 3]}},
        {"integer": 1, "nulls": 2},
        {"text": "a", "uniqe": True},
        {"timestamp": {"season": {"hours": "night"}}},
        3,
    ],
)
def test_a_mistake_does_not_fit(column: object) -> None:
    plan = {"dataset": "x", "tables": {"a": {"rows": 1, "columns": {"a": column}}}}
    assert list(Draft202012Validator(schema.document()).iter_errors(plan))
