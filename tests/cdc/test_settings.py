"""The settings of changes: one value, checked when it is made, and the same everywhere."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

import pytest

import tablewright as tw
from tablewright.cdc import ChangeSettings, shapes
from tablewright.errors import ArgumentError
from tablewright.ops import Row
from tablewright.polars import cdc as local
from tablewright.spark import cdc as spark
from tablewright.spark import financial, healthcare, iot, manufacturing, retail
from tests.support.changes import BAD

FIELDS = dataclasses.fields(ChangeSettings)
DEFAULTS = {field.name: field.default for field in FIELDS}


@pytest.mark.parametrize(
    "function",
    [
        local.generate_cdc,
        spark.generate_cdc,
        retail.generate_retail_cdc,
        healthcare.generate_healthcare_cdc,
        financial.generate_financial_cdc,
        iot.generate_iot_cdc,
        manufacturing.generate_manufacturing_cdc,
    ],
)
def test_the_functions_of_the_specification_have_them_as_keywords(
    function: Callable[..., Any],
) -> None:
    parameters = inspect.signature(function).parameters
    found = {name: each.default for name, each in parameters.items() if name in DEFAULTS}
    assert list(found.items()) == list(DEFAULTS.items())
    assert {parameters[name].kind for name in DEFAULTS} == {inspect.Parameter.KEYWORD_ONLY}
    assert "settings" not in parameters


OWN = [
    (changed, kind, message)
    for changed, kind, message in BAD
    if changed.keys() <= DEFAULTS.keys()
    and not any(word in message for word in ("live keys", "window", "before 9999"))
]


@pytest.mark.parametrize(("changed", "kind", "message"), OWN)
def test_they_are_checked_when_they_are_made(
    changed: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        ChangeSettings(**changed)


def test_a_world_and_a_feed_take_them() -> None:
    settings = tw.ChangeSettings(
        weights={"UPDATE": 1}, batch_size=0.2, shape="debezium", duplicates=0.5
    )
    world = tw.retail(rows=300, seed=9)
    changes = world.changes(settings=settings).batch(2)
    feed = local.feed("retail", 300, 9, settings=settings, sizes=world.rows)
    assert changes.equals(local.batch(feed, 2))
    made = local.generate_cdc(
        "retail", 300, 3, 9, weights={"UPDATE": 1}, batch_size=0.2, shape="debezium", duplicates=0.5
    )
    assert changes.equals(made[2])
    assert changes.height == 90


@pytest.mark.parametrize("name", [name for name in shapes.NAMES if name != shapes.DEFAULT])
def test_a_shape_without_an_end_is_refused(name: str) -> None:
    feed = local.feed("retail", 30, settings=ChangeSettings(shape=name))
    with pytest.raises(ArgumentError, match=f"shape='{name}' has no endless stream"):
        feed.shape.endless(feed, Row(), 10)


@pytest.mark.parametrize("name", shapes.NAMES)
def test_a_shape_says_what_it_is(name: str) -> None:
    shape = shapes.find(name)
    assert shape.name == name
    assert type(shape).__doc__
    made = {"shape": name, "late": 0.1}
    if shape.has_disorder:
        assert ChangeSettings(**made).shape == name
    else:
        with pytest.raises(ArgumentError, match="cannot be out of order"):
            ChangeSettings(**made)
