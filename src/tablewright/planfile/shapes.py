"""What an entry of a plan may be: each shape reads a node, and writes itself as JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tablewright.planfile.nodes import Node, plain

Schema = dict[str, Any]


class Shape(Protocol):
    """The form of a value."""

    def read(self, node: Node) -> Any:
        """Return the value of a node; an error with its line if it has another form."""

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""


@dataclass(frozen=True)
class Text:
    """A text."""

    remedy: str = "give a text"
    options: tuple[str, ...] = ()

    def read(self, node: Node) -> str:
        """Return the text."""
        return node.text(self.remedy)

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        return {"type": "string", **({"enum": list(self.options)} if self.options else {})}


@dataclass(frozen=True)
class Number:
    """A number; ``low`` and ``high`` are for editors, as the language checks them itself."""

    whole: bool = False
    low: float | None = None
    high: float | None = None

    def read(self, node: Node) -> int | float:
        """Return the number."""
        value = node.value
        wanted = int if self.whole else int | float
        if isinstance(value, bool) or not isinstance(value, wanted):
            name = "a whole number" if self.whole else "a number"
            raise node.wrong(name, f"give {name}")
        return value

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        limits = {"minimum": self.low, "maximum": self.high}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        return {"type": "integer" if self.whole else "number", **given}


@dataclass(frozen=True)
class Truth:
    """True or false."""

    def read(self, node: Node) -> bool:
        """Return the truth value."""
        if not isinstance(node.value, bool):
            raise node.wrong("true or false", "give true or false")
        return node.value

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Items:
    """A list of values of one form."""

    of: Shape

    def read(self, node: Node) -> list[Any]:
        """Return the values."""
        return [self.of.read(item) for item in node.items("give a list, such as [a, b]")]

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        return {"type": "array", "items": self.of.schema()}


@dataclass(frozen=True)
class Named:
    """Values of one form, by name."""

    of: Shape

    def read(self, node: Node) -> dict[str, Any]:
        """Return the values."""
        entries = node.entries("give a mapping, such as {name: value}")
        return {name: self.of.read(each) for name, each in entries.items()}

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        return {"type": "object", "additionalProperties": self.of.schema()}


@dataclass(frozen=True)
class Either:
    """One form or another; ``read`` takes the first that a list, a mapping or a scalar fits."""

    first: Shape
    second: Shape

    def read(self, node: Node) -> Any:
        """Return the value."""
        schema = self.first.schema()
        is_first = {"array": list, "object": dict}.get(schema.get("type", ""), (str, int, float))
        return (self.first if isinstance(node.value, is_first) else self.second).read(node)

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        return {"anyOf": [self.first.schema(), self.second.schema()]}


@dataclass(frozen=True)
class Anything:
    """Plain data of any form."""

    def read(self, node: Node) -> object:
        """Return the data."""
        return plain(node)

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        return {}


@dataclass(frozen=True)
class Defined:
    """A form that the schema defines once under a name; the compiler reads it."""

    name: str

    def read(self, node: Node) -> Node:
        """Return the node itself."""
        return node

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        return {"$ref": f"#/$defs/{self.name}"}


@dataclass(frozen=True)
class Record:
    """Entries by name, each of its own form.

    Parameters
    ----------
    of : mapping
        The form of each entry, by name.
    needed : tuple of str
        Entries that must be there.
    about : mapping
        A sentence on each entry, for editors.
    """

    of: Mapping[str, Shape]
    needed: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    def read(self, node: Node) -> dict[str, Any]:
        """Return the entries that are there."""
        entries = node.entries(f"give a mapping of {', '.join(self.of)}")
        node.known(entries, self.of)
        for name in self.needed:
            if name not in entries:
                raise node.error(f"has no {name}; add {name}: ...")
        return {name: self.of[name].read(each) for name, each in entries.items()}

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        found: Schema = {
            "type": "object",
            "properties": {
                name: _told(shape.schema(), self.about.get(name, ""))
                for name, shape in self.of.items()
            },
            "additionalProperties": False,
        }
        return found | ({"required": list(self.needed)} if self.needed else {})


def _told(schema: Schema, text: str) -> Schema:
    return {"description": text, **schema} if text else schema


WHOLE, NUMBER, TEXT = Number(whole=True), Number(), Text()
SHARE = Number(low=0, high=1)
TRUTH = Truth()
EXPRESSION, SOURCE, VALUE = Defined("expression"), Defined("source"), Defined("value")
