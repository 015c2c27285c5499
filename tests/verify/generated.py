"""Good data of an industry, and one changed cell at a time: what the rules are tested on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import polars as pl

from tablewright import api
from tablewright.polars import scan
from tablewright.spec import Expectation
from tablewright.tables import industry as find
from tablewright.verification import Check, Report, verify
from tablewright.verification.judge import expectation
from tablewright.verification.manifest import read
from tablewright.verification.session import open_session, set_variables
from tablewright.verification.sources import open_table
from tablewright.verification.strangers import located

Frames: TypeAlias = dict[str, pl.DataFrame]
Corruption: TypeAlias = Callable[[Frames], Frames]


@dataclass(frozen=True)
class Link:
    """Rows of a child that belong to rows of a parent, by a column of the same name in both."""

    child: str
    parent: str
    key: str


@dataclass(frozen=True)
class Case:
    """A corruption, the rule that must find it, and the others that cannot but find it too."""

    rule: str
    how: str
    corruption: Corruption
    also: frozenset[str] = frozenset()

    @property
    def breaches(self) -> set[str]:
        """All that must be breached, and nothing else."""
        return {self.rule, *self.also}


def case(rule: str, how: str, corruption: Corruption, *also: str) -> Case:
    """Make a `Case`; ``also`` names the other rules."""
    return Case(rule, how, corruption, frozenset(also))


@dataclass(frozen=True)
class Good:
    """Frames of an industry, and a folder with all of them and their manifest."""

    industry: str
    frames: Frames
    directory: Path

    @classmethod
    def make(
        cls, industry: str, sizes: Mapping[str, int], directory: Path, locale: str = "en"
    ) -> Good:
        """Generate the tables and write them."""
        dataset = api.declare(industry, sizes=sizes, locale=locale)
        frames, entries = {}, {}
        for table in dataset.tables:
            name = table.short_name
            frames[name] = scan(table.name, seed=7, sizes=sizes, locale=locale).collect()
            frames[name].write_parquet(directory / f"{name}.parquet")
            entries[name] = {
                "rows": table.rows,
                "format": "parquet",
                "files": [f"{name}.parquet"],
                "columns": {column.name: str(column.type) for column in table.columns},
            }
        manifest = {
            "format_version": 1,
            "tablewright": "0",
            "dataset": industry,
            "seed": 7,
            "parameters": dict(dataset.parameters),
            "tables": entries,
        }
        (directory / "manifest.json").write_text(json.dumps(manifest))
        return cls(industry, frames, directory)

    def verify_with(self, corruption: Corruption, directory: Path) -> Report:
        """Verify a copy in which the corruption has changed something."""
        self._copy(corruption, directory)
        return verify(directory)

    def judge_with(self, corruption: Corruption, directory: Path, rule: Expectation) -> Check:
        """Judge only one expectation on such a copy, which is quicker where there are many rows."""
        self._copy(corruption, directory)
        manifest = read(directory / "manifest.json", directory.resolve())
        names = [file for table in manifest.tables.values() for file in table.files]
        with open_session(located(manifest.directory, names)) as session:
            set_variables(session, manifest.parameters, manifest.window)
            for table in manifest.tables.values():
                open_table(session, manifest, table)
            rows = {name: table.rows for name, table in manifest.tables.items()}
            industry, days = find(manifest.dataset), manifest.window.days
            return expectation(session, industry, rule, set(rows), rows, days)

    def _copy(self, corruption: Corruption, directory: Path) -> None:
        for path in self.directory.iterdir():
            (directory / path.name).hardlink_to(path)
        for name, frame in corruption(dict(self.frames)).items():
            if frame is not self.frames[name]:
                path = directory / f"{name}.parquet"
                path.unlink()
                frame.write_parquet(path, compression="lz4")


def breached(report: Report) -> set[str]:
    """The names of the checks that failed."""
    return {check.name for check in report.breaches}


def violated(report: Report) -> set[str]:
    """The rules that rows break, without the industry; an SQL error is no such breach."""
    return {
        check.name.partition(".")[2] if check.violations else f"{check.name}: {check.detail}"
        for check in report.breaches
    }


def broken_keys(industry: str) -> dict[str, Corruption]:
    """For each check of nulls and keys that follows from the declaration, what breaks it."""
    found: dict[str, Corruption] = {}
    for table in api.declare(industry).tables:
        name, key = table.short_name, table.primary_key
        required = [column.name for column in table.columns if column.null_when is None]
        found[f"{name}: nulls"] = change(name, required[-1], pl.lit(None))
        found[f"{name}: primary key unique"] = change(name, key, pl.col(key).last())
        for column in table.unique:
            last = pl.col(column).drop_nulls().last()
            found[f"{name}: {column} unique"] = change(name, column, last)
        for foreign in table.foreign_keys:
            found[f"{name}: foreign key {foreign.column}"] = change(name, foreign.column, -1)
    return found


def change(table: str, column: str, value: object, where: pl.Expr | None = None) -> Corruption:
    """Set one cell, in the first row where a condition holds.

    ``value`` may be an expression over the row, or a plain value.
    """
    return rewrite(table, where, **{column: value})


def rewrite(table: str, where: pl.Expr | None = None, /, **cells: object) -> Corruption:
    """Set cells of one row, the first where a condition holds; some may be so already."""

    def apply(frames: Frames) -> Frames:
        frame = frames[table]
        condition = pl.lit(True) if where is None else where
        rows = frame.select(pl.arg_where(condition)).to_series()
        assert len(rows), f"no row of {table} satisfies {where}"
        values = {
            column: value if isinstance(value, pl.Expr) else pl.lit(value)
            for column, value in cells.items()
        }
        changed = frame.with_columns(
            pl.when(pl.int_range(pl.len()) == rows[0])
            .then(value.cast(frame.schema[column]))
            .otherwise(pl.col(column))
            .alias(column)
            for column, value in values.items()
        )
        assert not changed.equals(frame), f"{table} has {cells} already"
        return {**frames, table: changed}

    return apply


def every_row(table: str, column: str, value: object) -> Corruption:
    """Set a whole column."""

    def apply(frames: Frames) -> Frames:
        frame = frames[table]
        new = value if isinstance(value, pl.Expr) else pl.lit(value)
        return {**frames, table: frame.with_columns(new.cast(frame.schema[column]).alias(column))}

    return apply


def change_parent(
    link: Link, column: str, value: object, where: pl.Expr | None = None
) -> Corruption:
    """Set one cell of the parent of the first child where a condition holds."""

    def apply(frames: Frames) -> Frames:
        children = frames[link.child]
        children = children if where is None else children.filter(where)
        assert len(children), f"no row of {link.child} satisfies {where}"
        its_parent = pl.col(link.key) == children[link.key][0]
        return change(link.parent, column, value, its_parent)(frames)

    return apply


def change_child(
    link: Link, of: pl.Expr, where: pl.Expr | None = None, /, **cells: object
) -> Corruption:
    """Set cells of the first child whose parent satisfies ``of``, and itself ``where``."""

    def apply(frames: Frames) -> Frames:
        parents = frames[link.parent].filter(of)[link.key]
        theirs = pl.col(link.key).is_in(parents.implode())
        condition = theirs if where is None else theirs & where
        return rewrite(link.child, condition, **cells)(frames)

    return apply


def move_child(
    link: Link, to: pl.Expr, where: pl.Expr | None = None, /, **cells: object
) -> Corruption:
    """Give the first child where a condition holds to the first parent that satisfies ``to``."""

    def apply(frames: Frames) -> Frames:
        parents = frames[link.parent].filter(to)[link.key]
        assert len(parents), f"no row of {link.parent} satisfies {to}"
        return rewrite(link.child, where, **{link.key: parents[0], **cells})(frames)

    return apply


def both(*corruptions: Corruption) -> Corruption:
    """Apply one after the other."""

    def apply(frames: Frames) -> Frames:
        for corruption in corruptions:
            frames = corruption(frames)
        return frames

    return apply
