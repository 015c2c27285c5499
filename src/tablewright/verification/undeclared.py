"""Datasets without a declaration: tables as described by the manifest."""

from __future__ import annotations

import re

from tablewright.errors import ArgumentError
from tablewright.ops import Field, lift
from tablewright.ops.core import Value
from tablewright.spec import (
    Boolean,
    Column,
    ColumnType,
    Date,
    Decimal,
    Float64,
    ForeignKey,
    Int32,
    Int64,
    Table,
    TableSet,
    Text,
    Timestamp,
)
from tablewright.verification.manifest import Manifest, ManifestError, TableFiles

_DECIMAL = re.compile(r"decimal\((\d{1,2}),(\d{1,2})\)", re.ASCII)
_TYPES: dict[str, ColumnType] = {
    str(each): each
    for each in (Int64(), Int32(), Float64(), Text(), Date(), Timestamp(), Boolean())
}
_NOTHING: dict[str, Value] = {"int": 0, "text": "", "bool": False}


def described(manifest: Manifest) -> TableSet:
    """Return the tables of a manifest, with their types, keys and nulls.

    Raises
    ------
    ManifestError
        If the manifest has no keys (older versions) or contradicts itself.
    """
    tables = tuple(_table(manifest, files) for files in manifest.tables.values())
    return TableSet(manifest.dataset, tables, manifest.parameters)


def _table(manifest: Manifest, files: TableFiles) -> Table:
    keys = files.keys
    if keys is None:
        raise ManifestError(
            f"dataset={manifest.dataset!r} is not ready-made, and its manifest has no keys; give "
            "its declaration: --dataset FILE.py"
        )
    name = f"{manifest.dataset}.{files.name}"
    foreign = []
    for column, (parent, parent_column) in keys.foreign.items():
        there = manifest.tables.get(parent)
        if there is not None and parent_column not in there.columns:
            raise ManifestError(f"tables.{files.name}: {parent} has no column {parent_column!r}")
        foreign.append(ForeignKey(column, f"{manifest.dataset}.{parent}", parent_column))
    return Table(
        name,
        files.rows,
        tuple(
            _column(name, column, kind, column in keys.nullable)
            for column, kind in files.columns.items()
        ),
        keys.primary,
        tuple(foreign),
        unique=keys.unique,
    )


def _column(table: str, name: str, kind: str, nullable: bool) -> Column:
    found = _DECIMAL.fullmatch(kind)
    type_ = Decimal(int(found[1]), int(found[2])) if found else _TYPES.get(kind)
    if type_ is None:
        raise ArgumentError(f"{table}.{name}: {kind!r} is not a type")
    value = Field(table, name, lift(_NOTHING[type_.kind]))
    return Column(value, type_, null_when=lift(True) if nullable else None)
