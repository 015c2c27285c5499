"""The manifest that is written beside the tables: which files there are, and what was asked for."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tablewright.errors import ArgumentError
from tablewright.spec import Industry, Options, Window

NAME = "manifest.json"
FORMAT_VERSION = 1
FORMATS = ("parquet", "csv", "json", "arrow", "delta", "duckdb")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class ManifestError(ArgumentError):
    """A manifest cannot be used; the message says which entry and why."""


@dataclass(frozen=True)
class TableFiles:
    """What the manifest says about one table."""

    name: str
    rows: int
    format: str
    files: tuple[str, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Manifest:
    """One dataset's manifest; ``tables`` are by short name."""

    directory: Path
    dataset: str
    parameters: Mapping[str, int | float | str]
    tables: Mapping[str, TableFiles]

    @property
    def window(self) -> Window:
        """The days that events fall in."""
        return Window(self._date("start_date"), self._date("end_date"))

    def paths(self, table: TableFiles) -> list[Path]:
        """Where a table's files really are: links are followed, as DuckDB follows them."""
        return [(self.directory / file).resolve() for file in table.files]

    def all_paths(self) -> list[Path]:
        """Where the files of all tables are, each once."""
        files = (path for table in self.tables.values() for path in self.paths(table))
        return sorted(set(files))

    def sizes(self, industry: Industry) -> dict[str, int]:
        """Rows of every table of the industry, also of those that were not written."""
        sizes = {}
        for name in industry.default_rows:
            value = self.parameters.get(name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise ManifestError(f"parameters.{name}={value!r} is not a number of rows")
            sizes[name] = value
        return sizes

    def options(self, industry: Industry) -> Options:
        """Window, locale, rates and intervals of the dataset."""
        locale = self.parameters.get("locale", "en")
        rates = {}
        for name, default in industry.rates.items():
            value = self.parameters.get(name, default)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ManifestError(f"parameters.{name}={value!r} is not a rate")
            rates[name] = float(value)
        intervals = {}
        for name in industry.intervals:
            seconds = self.parameters.get(name, 0)
            if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 0:
                raise ManifestError(f"parameters.{name}={seconds!r} is not a number of seconds")
            if seconds:  # 0 stands for: each type its own
                intervals[name] = seconds
        return Options(self.window, str(locale), rates, intervals)

    def _date(self, name: str) -> dt.date:
        value = self.parameters.get(name)
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            raise ManifestError(f"parameters.{name}={value!r} is not a date") from None


def find(directory: Path) -> list[Path]:
    """The manifest of a directory, or those of its direct sub-folders."""
    if not directory.is_dir():
        kind = "is a file" if directory.exists() else "does not exist"
        raise ArgumentError(
            f"directory={str(directory)!r} {kind}; give the folder that generate wrote"
        )
    if (directory / NAME).is_file():
        return [directory / NAME]
    found = sorted(path for path in directory.glob(f"*/{NAME}") if path.is_file())
    if not found:
        raise ArgumentError(
            f"directory={str(directory)!r} has no {NAME}, nor has a folder directly in it; "
            "give the folder that generate wrote"
        )
    return found


def read(path: Path) -> Manifest:
    """Read a manifest; `ManifestError` if it is not one."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError(f"cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ManifestError(f"is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise ManifestError("is not a JSON object")
    version = content.get("format_version")
    if version != FORMAT_VERSION:
        raise ManifestError(f"format_version={version!r} is unknown; this reads {FORMAT_VERSION}")
    dataset = content.get("dataset")
    if not isinstance(dataset, str):
        raise ManifestError(f"dataset={dataset!r} is not a name")
    tables = _mapping(content, "tables")
    if not tables:
        raise ManifestError("tables is empty; there is nothing to verify")
    return Manifest(
        directory=path.parent,
        dataset=dataset,
        parameters=_parameters(_mapping(content, "parameters")),
        tables={name: _table(name, entry) for name, entry in tables.items()},
    )


def _mapping(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    if not isinstance(value, dict):
        raise ManifestError(f"{name} is missing or not an object")
    return value


def _parameters(values: Mapping[str, Any]) -> dict[str, int | float | str]:
    for name, value in values.items():
        if not _IDENTIFIER.fullmatch(name) or not isinstance(value, int | float | str):
            raise ManifestError(f"parameters.{name}={value!r} is not a number or a text")
    return dict(values)


def _table(name: str, entry: object) -> TableFiles:
    if not isinstance(entry, dict):
        raise ManifestError(f"tables.{name} is not an object")
    rows, kind, files = entry.get("rows"), entry.get("format"), entry.get("files")
    columns = entry.get("columns")
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 0:
        raise ManifestError(f"tables.{name}.rows={rows!r} is not a number of rows")
    if kind not in FORMATS:
        known = ", ".join(FORMATS)
        raise ManifestError(f"tables.{name}.format={kind!r} is unknown; it may be {known}")
    if not isinstance(files, list) or not all(_is_inside(file) for file in files):
        raise ManifestError(f"tables.{name}.files={files!r} are not paths inside the folder")
    if not isinstance(columns, dict) or not all(isinstance(t, str) for t in columns.values()):
        raise ManifestError(f"tables.{name}.columns is missing or not an object of type names")
    return TableFiles(name, rows, kind, tuple(files), columns)


def _is_inside(file: object) -> bool:
    if not isinstance(file, str) or not file:
        return False
    path = PurePosixPath(file)
    return not path.is_absolute() and ".." not in path.parts
