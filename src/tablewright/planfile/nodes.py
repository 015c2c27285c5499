"""The parts of a plan file, each with its line, and errors that begin with it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from tablewright import checks
from tablewright.errors import (
    ArgumentError,
    ArgumentTypeError,
    DeclarationError,
    TablewrightError,
)

Scalar: TypeAlias = "str | int | float | bool | None"
_KINDS = {str: "a text", int: "a whole number", float: "a number", bool: "a truth value"}


@dataclass(frozen=True)
class Node:
    """A value of a plan file.

    Parameters
    ----------
    value : scalar, list or dict
        A dict's keys are scalars, its values and a list's items are nodes.
    file : str
        The file's name, for errors.
    line : int
        The line it starts on, from 1.
    path : tuple of str
        The keys that lead to it.
    """

    value: Scalar | list[Node] | dict[Scalar, Node]
    file: str
    line: int
    path: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it is, as errors begin."""
        return f"{self.file}, line {self.line}"

    @property
    def name(self) -> str:
        """The last key that leads to it."""
        return self.path[-1] if self.path else "plan"

    @property
    def owner(self) -> str:
        """The table, and the column or rule, that it belongs to; empty outside of tables."""
        if self.path[:1] != ("tables",):
            return ""
        return ".".join((*self.path[1:2], *self.path[3:4]))

    @property
    def shown(self) -> str:
        """The value as errors quote it."""
        return checks.shown(plain(self))

    def error(self, reason: str) -> DeclarationError:
        """Return an error about it: ``name=value`` and the reason with the remedy."""
        prefix = f"{self.owner}: " if self.owner else ""
        return DeclarationError(f"{self.place}: {prefix}{self.name}={self.shown} {reason}")

    def wrong(self, wanted: str, remedy: str) -> DeclarationError:
        """Return the error for a value of another kind than the wanted one."""
        kind = self.value
        found = "nothing" if kind is None else _KINDS.get(type(kind))
        found = found or ("a list" if isinstance(kind, list) else "a mapping")
        return self.error(f"is {found}, not {wanted}; {remedy}")

    def text(self, remedy: str) -> str:
        """Return the value, if it is a text."""
        if not isinstance(self.value, str):
            raise self.wrong("a text", remedy)
        return self.value

    def items(self, remedy: str) -> list[Node]:
        """Return the items, if it is a list."""
        if not isinstance(self.value, list):
            raise self.wrong("a list", remedy)
        return self.value

    def entries(self, remedy: str) -> dict[str, Node]:
        """Return the entries, if it is a mapping whose keys are texts."""
        if not isinstance(self.value, dict):
            raise self.wrong("a mapping", remedy)
        for key, node in self.value.items():
            if not isinstance(key, str):
                if key is None or isinstance(node.value, dict):
                    raise self.keyed(key).wrong("a text", "quote it")
                raise node.error(f"has the key {key!r}, which is not a text; quote it")
        return {str(key): node for key, node in self.value.items()}

    def keyed(self, key: Scalar) -> Node:
        """Return one of its keys as a node."""
        assert isinstance(self.value, dict)
        return Node(key, self.file, self.value[key].line, self.path)

    def known(self, entries: Iterable[str], options: Iterable[str], remedy: str = "") -> None:
        """Refuse an entry whose key is not one of ``options``, and suggest the nearest."""
        known = list(options)
        for key in entries:
            if key not in known:
                assert isinstance(self.value, dict)
                near = difflib.get_close_matches(key, known, 1)
                meant = f"did you mean {near[0]}? " if near else ""
                advice = remedy or f"choose from {', '.join(known)}"
                entry = self.value[key]
                if entry.value is None:
                    advice += "; quote an expression that holds a comma"
                raise entry.error(f"is an unknown entry of {self.name}; {meant}{advice}")


def plain(node: Node) -> object:
    """Return a node's value without places."""
    if isinstance(node.value, dict):
        return {key: plain(value) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [plain(value) for value in node.value]
    return node.value


@contextmanager
def placed(node: Node) -> Iterator[None]:
    """Let errors begin with the line of a node, unless they name one already."""
    try:
        yield
    except TablewrightError as error:
        if str(error).startswith(f"{node.file}, line "):
            raise
        if not isinstance(error, ArgumentError | ArgumentTypeError | DeclarationError):
            raise
        text = str(error)
        if node.owner and not text.startswith(f"{node.owner}: "):
            text = f"{node.owner}: {text}"
        raise type(error)(f"{node.place}: {text}") from None
    except (RecursionError, OverflowError, MemoryError):
        raise node.error("is too large to be computed; make it smaller") from None
