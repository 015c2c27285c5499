"""Reads a Delta table's log, if it contains only what ``generate`` writes.

We parse the log ourselves: an untrusted log may refer to files anywhere, and a full Delta reader
would follow it. ``generate`` writes a small part of what a log can contain; anything else means
that the table is not the one that was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tablewright.formats.delta.names import LOG, TYPES
from tablewright.formats.reading import QueryError, StoredTable
from tablewright.formats.strangers import Unreadable, parse

_IRRELEVANT = ("commitInfo", "txn")
"""Actions that do not affect readers."""


@dataclass(frozen=True)
class Log:
    """A log's differences from the manifest, and its data files with their numbers of rows."""

    problems: tuple[str, ...]
    mistyped: tuple[str, ...]
    parts: tuple[str, ...]
    rows: Mapping[str, Any]


def read_log(table: StoredTable) -> Log:
    """Read a table's log; raise `QueryError` if it is unreadable or unsupported."""
    folder = f"{table.name}/"
    live: dict[str, Mapping[str, Any]] = {}
    metadata: Mapping[str, Any] = {}
    try:
        for kind, action in _actions(table, f"{folder}{LOG}/"):
            if kind == "protocol":
                _check_protocol(action)
            elif kind == "metaData":
                metadata = action
            elif kind == "add":
                live[folder + unquote(str(action.get("path")))] = action
            elif kind == "remove":
                live.pop(folder + unquote(str(action.get("path"))), None)
            elif kind not in _IRRELEVANT:
                raise Unreadable(f"has actions of kind {kind!r}, which are not supported")
        types = _types(metadata)
        for action in live.values():
            _check_plain(action)
        rows = {name: _rows(action) for name, action in live.items()}
    except Unreadable as error:
        raise QueryError(f"the log of {table.name} {error}") from None
    problems = []
    parts = tuple(file for file in table.files if file.endswith(".parquet"))
    if live.keys() != {*parts}:
        names = ", ".join(sorted(live.keys() ^ {*parts})[:3])
        problems.append(f"its log and the manifest differ in {names}")
    problems += [
        f"its log gives {name} {action.get('size')} bytes"
        for name, action in live.items()
        if name in parts and action.get("size") != table.size(name)
    ]
    wanted = {name: TYPES.get(kind, kind) for name, kind in table.columns.items()}
    wrong = [
        f"its log has {name} as {types.get(name)}, not {wanted.get(name)}"
        for name in {**wanted, **types}
        if types.get(name) != wanted.get(name)
    ]
    if not wrong and list(types) != list(wanted):
        wrong = [f"its log has the columns in a different order: {', '.join(types)}"]
    return Log(tuple(problems), tuple(wrong), parts, rows)


def _actions(table: StoredTable, folder: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    commits = sorted(file for file in table.files if file.startswith(folder))
    wanted = [f"{folder}{number:020}.json" for number in range(len(commits))]
    if not commits or commits != wanted:
        raise Unreadable("does not start with its first version")
    for file in commits:
        try:
            lines = table.read_text(file).splitlines()
        except Unreadable as error:
            raise Unreadable(f"{file.rpartition('/')[2]} {error}") from None
        for line in filter(str.strip, lines):
            content = parse(line)
            if not isinstance(content, dict):
                raise Unreadable("has a line that is not an object")
            for kind, action in content.items():
                if not isinstance(action, dict):
                    raise Unreadable(f"has an action {kind!r} that is not an object")
                yield kind, action


def _check_protocol(action: Mapping[str, Any]) -> None:
    version, features = action.get("minReaderVersion"), action.get("readerFeatures") or []
    if version not in (1, 3) or features:
        raise Unreadable(
            f"needs a reader of version {version!r} with the features {features!r}, which are "
            "not supported"
        )


def _check_plain(action: Mapping[str, Any]) -> None:
    if action.get("deletionVector"):
        raise Unreadable("has deletion vectors, which are not supported")
    if action.get("partitionValues"):
        raise Unreadable("has partitions, which are not supported")


def _rows(action: Mapping[str, Any]) -> object:
    stats = action.get("stats")
    found = parse(stats) if isinstance(stats, str) else None
    if not isinstance(found, dict) or set(found) != {"numRecords"}:
        raise Unreadable(f"has statistics other than the number of rows: {stats!r}")
    return found["numRecords"]


def _types(metadata: Mapping[str, Any]) -> dict[str, str]:
    configuration = metadata.get("configuration") or {}
    if not isinstance(configuration, dict):
        raise Unreadable("has a configuration that is not an object")
    mode = configuration.get("delta.columnMapping.mode", "none")
    if mode != "none" or metadata.get("partitionColumns"):
        raise Unreadable("has column mapping or partitions, which are not supported")
    schema = metadata.get("schemaString")
    found = parse(schema) if isinstance(schema, str) else None
    fields = found.get("fields") if isinstance(found, dict) else None
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        raise Unreadable("has no columns")
    return {str(field.get("name")): str(field.get("type")) for field in fields}
