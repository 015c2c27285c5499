"""The JSON Schema of plans, made of the forms by which plans are read."""

from __future__ import annotations

import json

from tablewright.declare.times import HOURS
from tablewright.planfile import columns, sources
from tablewright.planfile.compiling import PLAN
from tablewright.planfile.shapes import Number, Record, Schema

_PLAIN: Schema = {"type": ["string", "number", "boolean"]}


def document() -> Schema:
    """Return the schema of a plan."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A plan of tablewright",
        **PLAN.schema(),
        "$defs": {
            "columns": {"type": "object", "additionalProperties": {"$ref": "#/$defs/column"}},
            "column": {
                "anyOf": [
                    {"const": "key", "description": "The primary key: 1, 2, 3, ..."},
                    *(form.record(kind).schema() for kind, form in columns.FORMS.items()),
                ]
            },
            "value": {
                "description": "An expression, a source, or a number.",
                "anyOf": [{"$ref": "#/$defs/expression"}, {"$ref": "#/$defs/source"}, _NUMBERS],
            },
            "expression": {
                "description": "Columns above, combined: quantity * price.",
                "type": ["string", "number", "boolean"],
            },
            "source": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "properties": _sources(),
                "additionalProperties": False,
            },
            "nulls": {"anyOf": [Number(low=0, high=1).schema(), {"type": "string"}]},
            "table": {"type": "string"},
            "weight": {
                "anyOf": [
                    {"type": "array", "items": {"type": "number", "minimum": 0}},
                    {"$ref": "#/$defs/source"},
                    {"type": "object", "additionalProperties": {"type": "array"}},
                ]
            },
            "plain": _PLAIN,
            "date": {"type": "string", "examples": ["2024-12-25"]},
            "span": {"type": ["string", "integer"], "examples": ["3 years"]},
            "hours": {"enum": list(HOURS)},
        },
    }


_NUMBERS: Schema = {"type": ["number", "boolean"]}


def _sources() -> dict[str, Schema]:
    forms = {name: form.schema() for name, form in sources.FORMS.items() if form.arguments}
    empty: Schema = Record({}).schema()
    bare = {
        name: {"description": form.doc, **empty}
        for name, form in sources.FORMS.items()
        if not form.arguments
    }
    valued = {
        name: {"description": doc, **schema} for name, (doc, schema) in sources.VALUED.items()
    }
    return forms | bare | valued


def text() -> str:
    """Return the schema as a file holds it."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
