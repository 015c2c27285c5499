"""Writes a dataset as a plan, from what its declaration recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tablewright.declare.said import Statement
from tablewright.errors import DeclarationError
from tablewright.planfile import said, yaml_text
from tablewright.spec import Window, WorldOptions
from tablewright.tables import INDUSTRY_NAMES

if TYPE_CHECKING:
    from tablewright.dataset import Dataset
    from tablewright.declare.drafts import Draft

_TYPES = ("text", "integer", "decimal", "double", "date", "timestamp", "flag", "draw", "replace")
_WINDOW = Window(dt.date(2021, 3, 2), dt.date(2023, 10, 30))
"""Another window, by which a declaration that computes with its days is found."""


def written(dataset: Dataset) -> str:
    """Return a dataset as a plan."""
    if not dataset._functions:
        raise DeclarationError(
            f"{dataset.name} is ready-made, and no plan; extend it: {dataset.name}.extend(...)"
        )
    assert dataset.declaration  # A mistake in it is the first error.
    options = WorldOptions(rates=dataset._rates)
    found = _of(dataset, options)
    other = WorldOptions(
        window=_WINDOW,
        locale="de" if dataset._base is None else "en",
        rates={name: share / 2 for name, share in dataset._rates.items()},
    )
    if _of(dataset, other) != found:
        raise DeclarationError(
            f"{dataset.name} computes with dates, rates or the locale in Python, so a plan would "
            "hold for these only; use world.window.end and world.rates as they are, in expressions"
        )
    return found


def _of(dataset: Dataset, options: WorldOptions) -> str:
    base = dataset._base
    if base is not None and base.name not in INDUSTRY_NAMES:
        raise DeclarationError(
            f"{dataset.name} extends {base.name}, which is not ready-made; a plan cannot"
        )
    extended = base.declare(dataset._rows, options) if base else None
    drafts = dataset._draft(dataset._rows, options, extended, marked=True)
    drafts.tables()
    names = [name for name in drafts.names if name in drafts.functions]
    tables = {name: _table(dataset, drafts.draft(name)) for name in names}
    growing = [name for name in names if name not in dataset._fixed] or names
    own: dict[object, object] = {"dataset": dataset.name}
    if base is not None:
        own |= {"extends": base.name}
        if dataset._traits:
            own["traits"] = _plain(dataset._traits)
    else:
        if dataset._doc:
            own["doc"] = dataset._doc
        if dataset._main != growing[0]:
            own["main"] = dataset._main
        if dataset._rates:
            own["rates"] = dict(dataset._rates)
    rules = {
        rule.name: {"sql": rule.sql} | ({"doc": rule.text} if rule.text != rule.name else {})
        for rule in dataset._invariants
    }
    if dataset._expectations:
        raise DeclarationError(f"{dataset.name} has expectations, which no plan says")
    lines = [*yaml_text.block(own), "", "tables:"]
    for name, table in tables.items():
        lines += [*yaml_text.block({name: table}, 2, 2), ""]
    if rules:
        lines += [*yaml_text.block({"rules": rules}, 0, 1), ""]
    return "\n".join(lines)


def _table(dataset: Dataset, draft: Draft) -> dict[object, object]:
    name, found = draft.name, dict[object, object]()
    if draft.base is None:
        if draft.doc:
            found["doc"] = draft.doc
        found["rows"] = dataset._rows[name]
        if name in dataset._fixed:
            found["fixed"] = True
        for key, sizes in (
            ("cluster_rows", dataset._cluster_rows),
            ("demo_rows", dataset._demo_rows),
        ):
            if name in sizes:
                found[key] = sizes[name]
    columns: dict[object, object] = {}
    rules: dict[object, object] = {}
    children: dict[str, None] = {}
    writer = said.Writer(name)
    for statement in draft.statements:
        given: dict[str, Any] = dict(statement.arguments)
        label = given.pop("name", None)
        with _about(name, label):
            if statement.name == "children":
                children[_name_of(given["child"])] = None
            elif statement.name == "distinct":
                found["distinct"] = [*dict(given["parents"])]
            elif statement.name == "rule":
                holds = writer.expression(given["condition"])
                doc = given.get("doc")
                rules[label] = {"holds": holds, "doc": doc} if doc else holds
            else:
                columns[label] = _column(writer, statement, given)
    found["columns"] = columns
    left = [child for child in children if child not in writer.summed]
    if left:
        found["children"] = left
    if rules:
        found["rules"] = rules
    return found


def _column(writer: said.Writer, statement: Statement, given: dict[str, Any]) -> object:
    name, column = statement.name, dict[str, object]()
    if name == "key":
        start = given.pop("start", 1)
        if start == 1 and not given:
            return "key"
        column["key"] = int(start)
    elif name == "ref":
        column["ref"] = _name_of(given.pop("parent"))
        for key in ("by", "existing_at"):
            if given.get(key) is not None:
                column[key] = writer.column_or(given[key])
            given.pop(key, None)
        weight = given.pop("weight", None)
        if weight is not None:
            column["weight"] = writer.weight(weight)
    elif name == "relabel":
        return {"relabel": dict(given["labels"])}
    else:
        assert name in _TYPES, name
        column[name] = writer.filling(given.pop("source"))
    for key, value in given.items():
        if key == "null":
            if value is not None and (not isinstance(value, int | float) or value):
                column["nulls"] = writer.share(value)
        elif key != "doc" or value:
            column[key] = value
    return column


def _name_of(table: Any) -> str:
    """Return the name of a table of the world, or of one under declaration."""
    name = vars(table).get("_name")
    return str(vars(table)["_draft"].name if name is None else name)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


@contextmanager
def _about(table: str, column: object) -> Iterator[None]:
    try:
        yield
    except said.Unsaid as error:
        label = f"{table}.{column}" if column else table
        raise DeclarationError(f"{label}: {error}; leave it out, or keep the Python") from None
