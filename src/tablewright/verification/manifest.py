"""Reads manifests: the files of a dataset and its parameters."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from tablewright.errors import ArgumentError
from tablewright.formats import Format, every
from tablewright.formats.strangers import Unreadable, inside, parse, read_text
from tablewright.spec import Declaration, Window, WorldOptions

NAME = "manifest.json"
FORMAT_VERSION = 1
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FILE = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*", re.ASCII)
"""File names that generate writes: not hidden, within the folder, without SQL syntax."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CHECKSUM = re.compile(r"[a-z0-9-]+:[0-9a-f]+")
_BITS63 = 2**63


class ManifestError(ArgumentError):
    """A manifest is invalid; the message names the entry and the reason."""


@dataclass(frozen=True)
class DeclaredKeys:
    """A table's keys and nullable columns in the manifest."""

    primary: str
    unique: tuple[str, ...]
    foreign: Mapping[str, tuple[str, str]]
    nullable: tuple[str, ...]


@dataclass(frozen=True)
class TableFiles:
    """One table in the manifest; older versions have no ``keys``."""

    name: str
    rows: int
    format: Format
    files: tuple[str, ...]
    columns: Mapping[str, str]
    keys: DeclaredKeys | None = None


@dataclass(frozen=True)
class Manifest:
    """One dataset's manifest; ``tables`` are by short name, ``checksums`` by file.

    ``version`` is that of the tablewright that wrote it.
    """

    directory: Path
    dataset: str
    seed: int
    parameters: Mapping[str, int | float | str]
    tables: Mapping[str, TableFiles]
    checksums: Mapping[str, str]
    version: str = ""

    @property
    def window(self) -> Window:
        """The window of events."""
        return Window(self._date("start_date"), self._date("end_date"))

    def sizes(self, industry: Declaration) -> dict[str, int]:
        """Return the number of rows of every table, including those not written."""
        sizes = {}
        for name in industry.default_rows:
            value = self.parameters.get(name)
            if not _is_count(value):
                raise ManifestError(f"parameters.{name}={value!r} is not a number of rows")
            sizes[name] = value
        return sizes

    def options(self, industry: Declaration) -> WorldOptions:
        """Return window, locale, rates and intervals of the dataset."""
        locale = self.parameters.get("locale", "en")
        if not isinstance(locale, str):
            raise ManifestError(f"parameters.locale={locale!r} is not a locale")
        rates = {}
        for name, default in industry.rates.items():
            value = self.parameters.get(name, default)
            if not isinstance(value, int | float):
                raise ManifestError(f"parameters.{name}={value!r} is not a rate")
            rates[name] = float(value)
        intervals = {}
        for name in industry.intervals:
            seconds = self.parameters.get(name, 0)
            if not _is_count(seconds):
                raise ManifestError(f"parameters.{name}={seconds!r} is not a number of seconds")
            if seconds:  # 0 means that each type has its own interval
                intervals[name] = seconds
        return WorldOptions(self.window, locale, rates, intervals)

    def _date(self, name: str) -> dt.date:
        value = self.parameters.get(name)
        try:
            if isinstance(value, str) and _DATE.fullmatch(value):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        raise ManifestError(f"parameters.{name}={value!r} is not a date")


def find(directory: Path) -> list[Path]:
    """Return the manifest of a directory, or those of its direct sub-folders.

    Hidden folders are ignored: a killed run may have left one.
    """
    if not directory.is_dir():
        kind = "is a file" if directory.exists() else "does not exist"
        raise ArgumentError(
            f"directory={str(directory)!r} {kind}; give a folder written by generate"
        )
    if (directory / NAME).is_file():
        return [directory / NAME]
    found = sorted(
        path / NAME
        for path in directory.iterdir()
        if not path.name.startswith(".") and (path / NAME).is_file()
    )
    if not found:
        raise ArgumentError(
            f"directory={str(directory)!r} and its direct sub-folders have no {NAME}; "
            "give a folder written by generate"
        )
    return found


def read(path: Path, root: Path) -> Manifest:
    """Read a manifest inside ``root``; raise `ManifestError` if it is invalid."""
    try:
        content = parse(read_text(inside(root, path)))
    except Unreadable as error:
        raise ManifestError(str(error)) from None
    if not isinstance(content, dict):
        raise ManifestError("is not a JSON object")
    version = content.get("format_version")
    if not _is_integer(version) or version != FORMAT_VERSION:
        raise ManifestError(f"format_version={version!r} is unknown; this reads {FORMAT_VERSION}")
    for name in ("tablewright", "dataset"):
        if not isinstance(content.get(name), str):
            raise ManifestError(f"{name}={content.get(name)!r} is not a text")
    if not _IDENTIFIER.fullmatch(content["dataset"]):
        raise ManifestError(f"dataset={content['dataset']!r} is not a dataset name")
    seed = content.get("seed")
    if not _is_integer(seed) or not -_BITS63 <= seed < _BITS63:
        raise ManifestError(f"seed={seed!r} is not a 64-bit integer")
    tables = _mapping(content, "tables")
    if not tables:
        raise ManifestError("tables is empty; there is nothing to verify")
    return Manifest(
        directory=path.parent.resolve(),
        dataset=content["dataset"],
        seed=seed,
        parameters=_parameters(_mapping(content, "parameters")),
        tables=_tables(tables),
        checksums=_checksums(_mapping(content, "checksums") if "checksums" in content else {}),
        version=content["tablewright"],
    )


def _mapping(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    if not isinstance(value, dict):
        raise ManifestError(f"{name} is missing or not an object")
    return value


def _parameters(values: Mapping[str, Any]) -> dict[str, int | float | str]:
    for name, value in values.items():
        fits = isinstance(value, str) or (
            abs(value) < _BITS63 if _is_integer(value) else _is_finite(value)
        )
        if not _IDENTIFIER.fullmatch(name) or not fits:
            raise ManifestError(f"parameters.{name}={value!r} is not a number or a text")
    return dict(values)


def _checksums(values: Mapping[str, Any]) -> dict[str, str]:
    for name, value in values.items():
        if not isinstance(value, str) or not _CHECKSUM.fullmatch(value):
            raise ManifestError(f"checksums.{name}={value!r} is not a checksum")
    return dict(values)


def _tables(entries: Mapping[str, Any]) -> dict[str, TableFiles]:
    tables = {name: _table(name, entry) for name, entry in entries.items()}
    owners: dict[str, str] = {}
    for table in tables.values():
        for file in table.files:
            owner = owners.setdefault(file, table.name)
            if owner != table.name and not table.format.is_database:
                raise ManifestError(f"tables.{table.name}.files: {file!r} belongs to {owner}")
    return tables


def _table(name: str, entry: object) -> TableFiles:
    if not _IDENTIFIER.fullmatch(name):
        raise ManifestError(f"tables.{name!r} is not a table name")
    if not isinstance(entry, dict):
        raise ManifestError(f"tables.{name} is not an object")
    rows, kind, files = entry.get("rows"), entry.get("format"), entry.get("files")
    columns = entry.get("columns")
    if not _is_count(rows):
        raise ManifestError(f"tables.{name}.rows={rows!r} is not a number of rows")
    known_formats = every()
    if not isinstance(kind, str) or kind not in known_formats:
        known = ", ".join(known_formats)
        raise ManifestError(f"tables.{name}.format={kind!r} is unknown; valid are {known}")
    if not isinstance(entry.get("compression", ""), str):
        raise ManifestError(f"tables.{name}.compression={entry['compression']!r} is not a name")
    if not isinstance(columns, dict) or not all(isinstance(t, str) for t in columns.values()):
        raise ManifestError(f"tables.{name}.columns is missing or not an object of type names")
    odd = [column for column in columns if not column.isprintable() or not column]
    if odd:
        raise ManifestError(f"tables.{name}.columns: {odd[0]!r} is not a column name")
    format = known_formats[kind]
    return TableFiles(
        name, rows, format, _files(name, format, files), columns, _keys(name, entry, columns)
    )


def _keys(table: str, entry: Mapping[str, Any], columns: Mapping[str, str]) -> DeclaredKeys | None:
    if "primary_key" not in entry:
        return None

    def known(name: object) -> str:
        if not isinstance(name, str) or name not in columns:
            raise ManifestError(f"tables.{table}: a key names {name!r}, which is not a column")
        return name

    def several(name: str) -> tuple[str, ...]:
        found = entry.get(name, [])
        if not isinstance(found, list):
            raise ManifestError(f"tables.{table}.{name} is not a list of columns")
        return tuple(known(each) for each in found)

    foreign = entry.get("foreign_keys", {})
    if not isinstance(foreign, dict) or not all(_is_pair(pair) for pair in foreign.values()):
        raise ManifestError(f"tables.{table}.foreign_keys is not an object of [table, column]")
    pairs = {known(column): (pair[0], pair[1]) for column, pair in foreign.items()}
    return DeclaredKeys(known(entry["primary_key"]), several("unique"), pairs, several("nullable"))


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(x, str) for x in value)


def _files(table: str, format: Format, files: object) -> tuple[str, ...]:
    if not isinstance(files, list):
        raise ManifestError(f"tables.{table}.files is missing or not a list")
    known: set[str] = set()
    for file in files:
        if not isinstance(file, str) or not _FILE.fullmatch(file):
            raise ManifestError(f"tables.{table}.files: {file!r} is not a path inside the folder")
        if file in known:
            raise ManifestError(f"tables.{table}.files: {file!r} is listed twice")
        known.add(file)
    if format.is_database and len(files) != 1:
        raise ManifestError(f"tables.{table}.files: a table is in one database, not {len(files)}")
    return tuple(files)


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_count(value: object) -> TypeGuard[int]:
    return _is_integer(value) and 0 <= value < _BITS63


def _is_finite(value: object) -> bool:
    return isinstance(value, float) and math.isfinite(value)
