"""A dataset in memory, on which statistics are judged as `verify` judges those of files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl
from tests.verify.generated import Corruption, Frames

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.spec import Expectation, TableSet, Window
from tablewright.tables import industry as find
from tablewright.verification import Check
from tablewright.verification.judge import expectation
from tablewright.verification.session import Session, set_variables


def generate(industry: str, seed: int, **choice: Any) -> tuple[TableSet, Frames]:
    """A dataset, as ``api.declare`` chooses it, and its rows."""
    dataset = api.declare(industry, **choice)
    return dataset, {t.short_name: LocalTable(t, seed).rows(0, t.rows) for t in dataset.tables}


class InMemory(Session):
    """A session on a database of this process, which is quicker than one of its own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def execute(self, sql: str) -> tuple[list[str], list[list[Any]]]:
        """Run one statement."""
        found = self._connection.execute(sql)
        return [item[0] for item in found.description or ()], [list(r) for r in found.fetchall()]


@dataclass(frozen=True)
class Loaded:
    """A dataset in a database."""

    dataset: TableSet
    session: Session

    @property
    def window(self) -> Window:
        """The days that events fall in."""
        start, end = (str(self.dataset.parameters[f"{name}_date"]) for name in ("start", "end"))
        return Window(dt.date.fromisoformat(start), dt.date.fromisoformat(end))

    def judge(self, rule: Expectation) -> Check:
        """Judge one statistic."""
        rows = {table.short_name: table.rows for table in self.dataset.tables}
        industry, days = find(self.dataset.name), self.window.days
        return expectation(self.session, industry, rule, set(rows), rows, days)

    def parts(self, rule: Expectation) -> list[dict[str, Any]]:
        """What a statistic's SQL selects."""
        names, rows = self.session.execute(rule.sql)
        return [dict(zip(names, row, strict=True)) for row in rows]


@contextmanager
def loaded(dataset: TableSet, frames: Mapping[str, pl.DataFrame]) -> Iterator[Loaded]:
    """Load frames into a database of their own."""
    connection = duckdb.connect(config={"threads": 2})
    try:
        connection.execute("SET TimeZone = 'UTC'")
        for name, frame in frames.items():
            plain = frame.with_columns(pl.col(pl.Datetime).dt.replace_time_zone(None))
            connection.register(name, plain.to_arrow())
        made = Loaded(dataset, InMemory(connection))
        set_variables(made.session, dataset.parameters, made.window)
        yield made
    finally:
        connection.close()


def judgements(dataset: TableSet, frames: Mapping[str, pl.DataFrame]) -> tuple[list[str], int]:
    """The statistics that are called a breach, and how many are not."""
    with loaded(dataset, frames) as made:
        checks = [made.judge(rule) for rule in find(dataset.name).expectations]
    found = [f"{check.name}: {check.detail}" for check in checks if check.status == "breach"]
    return found, sum(check.status == "ok" for check in checks)


def judge_with(dataset: TableSet, frames: Frames, rule: Expectation, how: Corruption) -> Check:
    """Judge a statistic of frames that a corruption has changed."""
    with loaded(dataset, how(dict(frames))) as made:
        return made.judge(rule)
