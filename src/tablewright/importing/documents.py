"""Reads Open Data Contracts (ODCS 3) and JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tablewright.errors import ArgumentError
from tablewright.importing.schema import ColumnSchema, ReferenceSchema, Schema, TableSchema
from tablewright.importing.types import typed

_LOGICAL = {
    "string": "TEXT",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
    "array": "ARRAY",
    "object": "STRUCT",
}
_FORMATS = {"date": "DATE", "date-time": "TIMESTAMP", "time": "TIME", "uuid": "UUID"}


def read(content: object, name: str) -> Schema:
    """Return the schema of a document."""
    if isinstance(content, Mapping):
        if content.get("kind") == "DataContract" or "apiVersion" in content:
            return _contract(content, name)
        if any(key in content for key in ("properties", "$defs", "definitions", "$schema")):
            return _json_schema(content, name)
    raise ArgumentError(
        f"source={name!r} is neither an Open Data Contract (kind: DataContract) nor a JSON Schema; "
        "give one of these"
    )


def _contract(content: Mapping[str, Any], name: str) -> Schema:
    schema = Schema(str(content.get("name") or name))
    for each in _mappings(content.get("schema")):
        table = TableSchema(str(each.get("name")), comment=str(each.get("description") or ""))
        schema.tables.append(table)
        keys: list[tuple[int, str]] = []
        for part in _mappings(each.get("properties")):
            column = _property(schema, table, part)
            if part.get("primaryKey"):
                keys.append((int(part.get("primaryKeyPosition") or 0), column.name))
                column.nullable = False
            elif part.get("unique"):
                table.unique.append((column.name,))
            for reference in _mappings(part.get("relationships")):
                _relation(table, column.name, reference)
        for reference in _mappings(each.get("relationships")):
            _relation(table, reference.get("from"), reference)
        table.key = tuple(name for _, name in sorted(keys))
        if each.get("quality"):
            schema.lose("rules of quality", table.name)
    return schema


def _property(schema: Schema, table: TableSchema, part: Mapping[str, Any]) -> ColumnSchema:
    options = part.get("logicalTypeOptions") or {}
    physical = str(part.get("physicalType") or "")
    base, _, rest = physical.partition("(")
    sizes = tuple(int(each) for each in rest.rstrip(") ").split(",") if each.strip().isdigit())
    logical = str(part.get("logicalType") or "string")
    column = typed(str(part.get("name")), physical or logical, base.strip().upper(), sizes)
    if not physical or column.lost == "a text":
        of = _FORMATS.get(str(options.get("format")), _LOGICAL.get(logical, logical.upper()))
        column = typed(column.name, physical or logical, of, sizes)
    column.nullable = not part.get("required")
    column.comment = str(part.get("description") or "")
    _limits(column, options)
    table.columns.append(column)
    if part.get("quality"):
        schema.lose("rules of quality", f"{table.name}.{column.name}")
    return column


def _limits(column: ColumnSchema, options: Mapping[str, Any]) -> None:
    low, high = options.get("minimum"), options.get("maximum")
    column.low = low if isinstance(low, int | float) else None
    column.high = high if isinstance(high, int | float) else None
    length = options.get("maxLength")
    if column.kind == "text" and isinstance(length, int):
        column.length = length


def _relation(table: TableSchema, columns: object, relation: Mapping[str, Any]) -> None:
    """Note a reference: ``to`` is ``table.column``, or a list of them."""
    of = columns if isinstance(columns, list) else [columns]
    to = relation.get("to")
    targets = [str(each).replace("/", ".") for each in (to if isinstance(to, list) else [to])]
    parents = {each.rpartition(".")[0].rpartition(".")[2] for each in targets}
    if len(parents) == 1 and relation.get("type", "foreignKey") == "foreignKey":
        names = tuple(str(each).rpartition(".")[2] for each in of)
        targeted = tuple(each.rpartition(".")[2] for each in targets)
        table.references.append(ReferenceSchema(names, parents.pop(), targeted))


def _json_schema(content: Mapping[str, Any], name: str) -> Schema:
    schema = Schema(name)
    if isinstance(content.get("properties"), Mapping):
        _object(schema, str(content.get("title") or name), content)
    for key in ("$defs", "definitions"):
        for title, each in (content.get(key) or {}).items():
            if isinstance(each, Mapping) and isinstance(each.get("properties"), Mapping):
                _object(schema, str(title), each)
    return schema


def _object(schema: Schema, name: str, content: Mapping[str, Any]) -> None:
    """Make a table of an object with properties."""
    table = TableSchema(name, comment=str(content.get("description") or ""))
    schema.tables.append(table)
    required = content.get("required") or ()
    for key, each in content["properties"].items():
        part = each if isinstance(each, Mapping) else {}
        kinds = part.get("type") or (
            "object" if "properties" in part or "$ref" in part else "string"
        )
        kinds = [kinds] if isinstance(kinds, str) else list(kinds)
        kind = next((each for each in kinds if each != "null"), "string")
        base = _FORMATS.get(str(part.get("format")), _LOGICAL.get(kind, kind.upper()))
        column = typed(str(key), f"{kind} {part.get('format') or ''}".strip(), base)
        column.nullable = key not in required or "null" in kinds
        column.comment = str(part.get("description") or "")
        column.options = tuple(each for each in part.get("enum") or () if each is not None)
        column.default = part.get("default")
        _limits(column, part)
        table.columns.append(column)
        if part.get("pattern"):
            schema.lose(f"the pattern {part['pattern']}", f"{name}.{key}")
        if base == "ARRAY":
            schema.lose("a list; give its items a table of their own", f"{name}.{key}")


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
