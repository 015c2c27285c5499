"""Data contracts, JSON Schemas and databases become plans too."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import duckdb
import pytest

from tablewright.errors import TablewrightError
from tablewright.importing import imported
from tablewright.planfile import loads

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders
name: shop orders
version: 1.0.0
status: active
schema:
  - name: customers
    physicalType: table
    description: People who buy
    properties:
      - {name: customer_id, logicalType: integer, physicalType: bigint, primaryKey: true}
      - {name: email, logicalType: string, physicalType: varchar(80), unique: true, required: true}
      - {name: country, logicalType: string, logicalTypeOptions: {maxLength: 2}}
  - name: orders
    properties:
      - {name: order_id, logicalType: string, physicalType: varchar(12), primaryKey: true}
      - name: customer_id
        logicalType: integer
        required: true
        relationships: [{type: foreignKey, to: customers.customer_id}]
      - {name: total, logicalType: number, physicalType: "decimal(10,2)", description: in dollars}
      - {name: rating, logicalType: integer, logicalTypeOptions: {minimum: 1, maximum: 5}}
      - {name: placed_at, logicalType: timestamp, required: true}
      - {name: tags, logicalType: array}
    quality: [{rule: rowCount}]
"""


def test_a_data_contract(tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    file.write_text(CONTRACT)
    plan, lost = imported(file)
    dataset = loads(plan, "contract.yaml")
    assert dataset.name == "shop_orders"
    world = dataset()
    orders = world["orders"].declared
    assert {c.name: str(c.type) for c in orders.columns} == {
        "order_id": "text",
        "customer_id": "int64",
        "total": "decimal(10,2)",
        "rating": "int64",
        "placed_at": "timestamp",
        "tags": "text",
    }
    assert [(key.column, key.parent) for key in orders.foreign_keys] == [
        ("customer_id", "shop_orders.customers")
    ]
    assert world["orders"].frame()["rating"].drop_nulls().is_between(1, 5).all()
    assert world["customers"].declared.unique == ("email",)
    assert orders.column("placed_at").null_when is None
    assert orders.column("total").doc.startswith("in dollars")
    assert "rules of quality: orders" in lost
    assert "array becomes a text: orders.tags" in lost


def test_a_json_schema(tmp_path: Path) -> None:
    file = tmp_path / "person.json"
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "person",
        "type": "object",
        "required": ["id", "born"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "born": {"type": "string", "format": "date"},
            "age": {"type": ["integer", "null"], "minimum": 0, "maximum": 150},
            "kind": {"enum": ["a", "b"], "default": "a"},
            "code": {"type": "string", "pattern": "^[A-Z]+$", "maxLength": 4},
            "tags": {"type": "array", "items": {"type": "string"}},
            "home": {"$ref": "#/$defs/home"},
        },
        "$defs": {"home": {"type": "object", "properties": {"city": {"type": "string"}}}},
    }
    file.write_text(json.dumps(schema, indent="\t"))
    plan, lost = imported(file)
    world = loads(plan)()
    rows = world["person"].frame()
    assert rows["age"].drop_nulls().is_between(0, 150).all()
    assert set(rows["kind"].drop_nulls()) == {"a", "b"}
    assert rows["code"].str.len_chars().max() <= 4  # type: ignore[operator]
    assert rows["born"].null_count() == 0
    assert world["home"].frame().height > 0
    assert "the pattern ^[A-Z]+$: person.code" in lost
    assert "a list; give its items a table of their own: person.tags" in lost
    assert "object becomes a text: person.home" in lost


def test_databases_of_sqlite_and_duckdb(tmp_path: Path) -> None:
    ddl = (
        "CREATE TABLE parents (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL);"
        "CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL,"
        " price DECIMAL(8,2), FOREIGN KEY (parent_id) REFERENCES parents (id));"
        "CREATE UNIQUE INDEX one ON parents (name);"
    )
    with sqlite3.connect(tmp_path / "some.db") as lite:
        lite.executescript(ddl)
        lite.execute("INSERT INTO parents VALUES (1, 'secret')")
    with duckdb.connect(str(tmp_path / "some.duckdb")) as duck:
        duck.execute(ddl)
        duck.execute("INSERT INTO parents VALUES (1, 'secret')")
    for name in ("some.db", "some.duckdb"):
        plan, _ = imported(tmp_path / name)
        assert "secret" not in plan
        world = loads(plan)()
        assert world["parents"].declared.unique == ("name",)
        assert [key.column for key in world["children"].declared.foreign_keys] == ["parent_id"]
        assert str(world["children"].declared.column("price").type) == "decimal(8,2)"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.yaml", "a: 1", "is neither an Open Data Contract"),
        ("a.json", "[1]", "is neither an Open Data Contract"),
        ("a.yaml", "kind: DataContract\nschema: []", "declares no table"),
        ("a.yaml", "kind: !x DataContract", "a.yaml, line 1: the tag"),
        ("a.db", b"SQLite format 3\0" + b"x" * 500, "cannot be read by SQLite"),
        ("a.db", b"\0" * 8 + b"DUCK" + b"x" * 500, "cannot be read by DuckDB"),
        ("a.sql", b"CREATE TABLE \xff", "a.sql, line 1: not UTF-8"),
    ],
)
def test_what_is_no_source_is_one_line(
    name: str, content: str | bytes, says: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(TablewrightError) as caught:
        imported(file)
    assert says in str(caught.value)
