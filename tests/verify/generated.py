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
from tablewright.verify import Check, Report, verify
from tablewright.verify.judge import expectation
from tablewright.verify.manifest import read
from tablewright.verify.session import open_session, set_variables
from tablewright.verify.sources import open_table

Frames: TypeAlias = dict[str, pl.DataFrame]
Corruption: TypeAlias = Callable[[Frames], Frames]


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
        manifest = read(directory / "manifest.json")
        with open_session(*manifest.folders()) as session:
            set_variables(session, manifest.parameters, manifest.window)
            for table in manifest.tables.values():
                open_table(session, manifest.paths(table), table)
            tables = dict(manifest.tables)
            return expectation(session, manifest.dataset, rule, set(tables), tables)

    def _copy(self, corruption: Corruption, directory: Path) -> None:
        for path in self.directory.iterdir():
            (directory / path.name).symlink_to(path)
        for name, frame in corruption(dict(self.frames)).items():
            if frame is not self.frames[name]:
                path = directory / f"{name}.parquet"
                path.unlink()
                frame.write_parquet(path, compression="lz4")


def breached(report: Report) -> set[str]:
    """The names of the checks that failed."""
    return {check.name for check in report.breaches}


def change(table: str, column: str, value: object, where: pl.Expr | None = None) -> Corruption:
    """Set one cell, in the first row where a condition holds.

    ``value`` may be an expression over the row, or a plain value.
    """

    def apply(frames: Frames) -> Frames:
        frame = frames[table]
        condition = pl.lit(True) if where is None else where
        rows = frame.select(pl.arg_where(condition)).to_series()
        assert len(rows), f"no row of {table} satisfies {where}"
        new = value if isinstance(value, pl.Expr) else pl.lit(value)
        changed = frame.with_columns(
            pl.when(pl.int_range(pl.len()) == rows[0])
            .then(new.cast(frame.schema[column]))
            .otherwise(pl.col(column))
            .alias(column)
        )
        assert not changed.equals(frame), f"{table}.{column} has that value already"
        return {**frames, table: changed}

    return apply


def both(*corruptions: Corruption) -> Corruption:
    """Apply one after the other."""

    def apply(frames: Frames) -> Frames:
        for corruption in corruptions:
            frames = corruption(frames)
        return frames

    return apply
