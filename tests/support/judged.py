"""A dataset in memory, judged by the rules that `verify` applies to files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import polars as pl

import tablewright as tw
from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.spec import Declaration, Expectation, TableSet, Window
from tablewright.tables import INDUSTRY_NAMES
from tablewright.verification import Check
from tablewright.verification.judge import expectation, invariant
from tablewright.verification.session import Session, set_variables
from tablewright.verification.structure import contents
from tests.support.corruptions import Corruption, Frames
from tests.support.paths import ROOT

BILLING = ROOT / "examples" / "billing.py"
DATASETS = (*INDUSTRY_NAMES, "billing")
"""The ready-made datasets, and the example of one's own."""


@cache
def dataset(name: str) -> tw.Dataset:
    """One of `DATASETS`."""
    return tw.find(str(BILLING) if name == "billing" else name)


def generate(name: str, seed: int = 42, **choice: Any) -> tuple[TableSet, Frames]:
    """Tables of one of `DATASETS`, as ``api.declare`` chooses them, and their rows."""
    declared = api.declare(dataset(name).declaration, **choice)
    return declared, {t.short_name: LocalTable(t, seed).rows(0, t.rows) for t in declared.tables}


class InMemory(Session):
    """A session on a database of this process, which is quicker than one of its own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def execute(self, sql: str) -> tuple[list[str], list[list[Any]]]:
        """Run one statement."""
        found = self._connection.execute(sql)
        return [item[0] for item in found.description or ()], [list(r) for r in found.fetchall()]


@dataclass(frozen=True)
class Judged:
    """Tables in a database."""

    tables: TableSet
    frames: Frames
    session: Session

    @property
    def declaration(self) -> Declaration:
        """What holds the rules."""
        return dataset(self.tables.name).declaration

    @property
    def window(self) -> Window:
        """The days that events fall in."""
        start, end = (str(self.tables.parameters[f"{name}_date"]) for name in ("start", "end"))
        return Window(dt.date.fromisoformat(start), dt.date.fromisoformat(end))

    def rows(self, sql: str) -> list[list[Any]]:
        """What a query selects."""
        return self.session.rows(sql)

    def breaches(self) -> set[str]:
        """The invariants, nulls and keys that rows break, without the dataset's name.

        A statement that fails is among them, with what DuckDB says.
        """
        names = {table.short_name for table in self.tables.tables}
        checks = [
            invariant(self.session, self.tables.name, rule, names)
            for rule in self.declaration.invariants
        ]
        for table in self.tables.tables:
            checks += contents(self.session, table, names)
        assert not [check for check in checks if check.status == "skipped"]
        return violated(checks)

    def judge(self, rule: Expectation) -> Check:
        """Judge one statistic."""
        rows = {table.short_name: table.rows for table in self.tables.tables}
        return expectation(self.session, self.declaration, rule, set(rows), rows, self.window.days)

    def parts(self, rule: Expectation) -> list[dict[str, Any]]:
        """What a statistic's SQL selects."""
        names, rows = self.session.execute(rule.sql)
        return [dict(zip(names, row, strict=True)) for row in rows]


def violated(checks: list[Check]) -> set[str]:
    """The breaches by name, without the dataset's; an SQL error is none of them."""
    return {
        check.name.partition(".")[2] if check.violations else f"{check.name}: {check.detail}"
        for check in checks
        if check.status == "breach"
    }


@contextmanager
def judged(tables: TableSet, frames: Mapping[str, pl.DataFrame]) -> Iterator[Judged]:
    """Load frames into a database of their own."""
    connection = duckdb.connect(config={"threads": 2})
    try:
        connection.execute("SET TimeZone = 'UTC'")
        for name, frame in frames.items():
            plain = frame.with_columns(pl.col(pl.Datetime).dt.replace_time_zone(None))
            connection.register(name, plain.to_arrow())
        made = Judged(tables, dict(frames), InMemory(connection))
        set_variables(made.session, tables.parameters, made.window)
        yield made
    finally:
        connection.close()


@contextmanager
def of_sizes(name: str, rows: Sequence[int], seed: int = 42, **choice: Any) -> Iterator[Judged]:
    """Tables of so many rows each, which they have, in a database."""
    tables, frames = generate(name, seed, sizes=sizes(name, rows), **choice)
    wanted = sizes(name, rows)
    assert {table: frames[table].height for table in wanted} == wanted
    with judged(tables, frames) as made:
        yield made


def sizes(name: str, rows: Sequence[int]) -> dict[str, int]:
    """Rows by table, in the order of the declaration."""
    found = dataset(name).declaration
    sized = [table for table in found.default_rows if table not in found.derived]
    return dict(zip(sized, rows, strict=True))


def judgements(tables: TableSet, frames: Mapping[str, pl.DataFrame]) -> tuple[list[str], int]:
    """The statistics that are called a breach, and how many are not."""
    with judged(tables, frames) as made:
        checks = [made.judge(rule) for rule in made.declaration.expectations]
    found = [f"{check.name}: {check.detail}" for check in checks if check.status == "breach"]
    return found, sum(check.status == "ok" for check in checks)


def judge_with(tables: TableSet, frames: Frames, rule: Expectation, how: Corruption) -> Check:
    """Judge a statistic of frames that a corruption has changed."""
    with judged(tables, how(dict(frames))) as made:
        return made.judge(rule)
