"""What a column can be filled from."""

from __future__ import annotations

from typing import Protocol

from tablewright.declare.values import Kind, Value, constant


class Slot(Protocol):
    """The column that a source fills."""

    @property
    def kind(self) -> Kind:
        """What its cells are."""

    @property
    def scale(self) -> int:
        """Of numbers, the digits after the point."""

    @property
    def locale(self) -> str:
        """The language of names and places."""

    @property
    def rows(self) -> int:
        """Of the table."""

    def draw(self, purpose: str) -> str:
        """The purpose of a draw, which no other source of the column has."""

    def inner(self, name: str) -> Slot:
        """The same column for a source inside this one."""


class Source(Protocol):
    """What a column can be filled from, besides plain values and values of the table."""

    def value(self, slot: Slot) -> Value:
        """The value in a column."""


def made_of(source: object, slot: Slot) -> Value:
    """The value of anything that a column can be filled from."""
    if isinstance(source, Value):
        return source
    if hasattr(source, "value") and not isinstance(source, type):
        found: Value = source.value(slot)
        return found
    return constant(source)
