"""Datasets and worlds, each argument of each method with what it is not."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import tablewright as tw
from tests.support import wrong

Arguments = Mapping[str, object]


def small() -> tw.Dataset:
    one = tw.Dataset("small", rows={"things": 20}, rates={"late": 0.1})

    @one.table
    def things(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("thing_id")
        t.timestamp("at", tw.season())
        t.flag("late", world.rates.late)

    return one


def extended(found: Arguments) -> object:
    return tw.retail.extend(**found)  # type: ignore[arg-type]


CALLS: dict[str, tuple[Callable[[Arguments], object], Arguments]] = {
    "Dataset": (
        lambda found: tw.Dataset(**found),  # type: ignore[arg-type]
        {
            "name": "other",
            "rows": {"a": 3, "b": 4},
            "doc": "words",
            "main": "a",
            "fixed": ["b"],
            "rates": {"late": 0.5},
            "cluster_rows": {"a": 30},
            "demo_rows": {"a": 10},
        },
    ),
    "dataset.extend": (extended, {"name": "other", "rows": {}, "traits": {"stores": 5}}),
    "dataset.table": (lambda found: small().table(**found), {"function": None}),  # type: ignore[arg-type]
    "dataset.rule": (
        lambda found: (one := small(), one.rule(**found), one()),  # type: ignore[arg-type]
        {"name": "r", "text": "words", "sql": "SELECT * FROM things WHERE thing_id < 0"},
    ),
    "dataset": (
        lambda found: small()(**found),  # type: ignore[arg-type]
        {
            "rows": 5,
            "seed": 1,
            "scale": None,
            "sizes": {"things": 4},
            "start_date": "2024-01-01",
            "end_date": "2024-02-01",
            "locale": "de",
            "rates": {"late": 0.2},
            "intervals": {},
        },
    ),
    "table.rows": (
        lambda found: small()()["things"].rows(**found),  # type: ignore[arg-type]
        {"start": 0, "stop": 3, "columns": ["late"]},
    ),
    "world.changes": (
        lambda found: small()().changes(**found),  # type: ignore[arg-type]
        {"table": "things", "update": ["late"], "settings": None},
    ),
    "world.stream": (lambda found: small()().stream(**found), {"table": "things"}),  # type: ignore[arg-type]
    "world[...]": (lambda found: small()()[found["name"]], {"name": "things"}),  # type: ignore[index]
    "tw.find": (lambda found: tw.find(**found), {"target": "retail"}),  # type: ignore[arg-type]
    "tw.scan": (
        lambda found: tw.scan(**found).head(1).collect(),  # type: ignore[arg-type]
        {"name": "retail.customers", "rows": 20, "seed": 1},
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_wrong_is_refused_in_one_line(name: str) -> None:
    call, arguments = CALLS[name]
    if name != "dataset.table":
        call(arguments)
    answers = {
        f"{argument}={kind}": wrong.fault(lambda: call({**arguments, argument: junk}))  # noqa: B023
        for argument in arguments
        for kind, junk in wrong.JUNK.items()
    }
    assert not (raw := [f"{k}: {v}" for k, v in answers.items() if v]), "\n".join(raw)


@pytest.mark.parametrize("argument", ["directory", "format", "tables", "compression", "overwrite"])
def test_what_cannot_be_written_is_refused_in_one_line(argument: str, tmp_path: Path) -> None:
    world = small()()
    raw = []
    for number, (kind, junk) in enumerate(wrong.JUNK.items()):
        given = {"directory": tmp_path / str(number), argument: junk}
        if argument == "directory" and isinstance(junk, str):
            continue  # A name of a folder.
        answer = wrong.fault(lambda: tw.write(world, **given))  # type: ignore[arg-type] # noqa: B023
        raw += [f"{kind}: {answer}"] if answer else []
    assert not raw, "\n".join(raw)


def test_every_method_is_tried() -> None:
    public = {
        name
        for name, member in inspect.getmembers(tw.Dataset, inspect.isfunction)
        if not name.startswith("_")
    }
    # `plan` has no argument.
    assert public == {"extend", "plan", "rule", "table", "verify"}
