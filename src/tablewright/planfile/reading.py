"""Reads YAML or JSON as nodes: plain data with lines, bounded, without tags."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from tablewright import checks
from tablewright.errors import ArgumentError
from tablewright.planfile.nodes import Node, Scalar

MOST_BYTES = 16 * 2**20
MOST_NODES = 1_000_000
"""Parts of a plan, each counted as often as aliases repeat it."""
_DEEPEST = 60
_MOST_DIGITS = 40
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The scalars of YAML 1.2: `no`, `on` and `2024-01-31` are texts.
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def read_file(path: Path) -> Node:
    """Return the contents of a plan file; `ArgumentError` if it is none."""
    name = str(path)
    if not path.is_file():
        raise ArgumentError(f"plan={name!r} is not a file; give FILE.yaml or FILE.json")
    # A file may grow between a look at its size and reading.
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ArgumentError(
            f"plan={name!r} is larger than {MOST_BYTES // 2**20} MiB; no plan is, so give one"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ArgumentError(f"{path.name}, line {line}: not UTF-8; save it as UTF-8") from None
    return read_text(text, path.name)


def read_text(text: str, name: str = "plan") -> Node:
    """Return a plan's text as nodes; ``name`` is its file's, for errors."""
    if name.endswith(".json"):
        # A tab is never inside of a text of JSON, and YAML has none between values.
        text = _PAIR.sub(_whole, text.replace("\t", " "))
    return _Reader(text, name).document()


class _Reader:
    """Composes nodes of the parser's events."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._text = text
        self._sizes: dict[int, int] = {}
        self._anchors: dict[str, Node | None] = {}
        self._read = 0
        self._events = self._parsed()

    def _parsed(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self._text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._refusal(mark, f"not YAML: {error.problem or error.context}") from None
        except yaml.YAMLError as error:
            where = getattr(error, "position", 0)
            line = self._text.count("\n", 0, where) + 1
            said = getattr(error, "reason", "unreadable")
            raise ArgumentError(f"{self._name}, line {line}: not YAML: {said}") from None

    def document(self) -> Node:
        """Return the one document of the text."""
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise self._refusal(event.start_mark, "a second document; give each a file")
                node = self._node(next(self._events), (), 0)
        if node is None:
            raise ArgumentError(f"{self._name}, line 1: an empty file; give dataset: and tables:")
        return node

    def _node(self, event: yaml.Event, path: tuple[str, ...], depth: int) -> Node:
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        assert isinstance(event, yaml.NodeEvent)
        if getattr(event, "tag", None) is not None and event.tag != "!":
            raise self._refusal(
                mark, f"the tag {checks.shown(event.tag)}; a plan has none, remove it"
            )
        if depth > _DEEPEST:
            raise self._refusal(mark, f"nested more than {_DEEPEST} deep; make it flatter")
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        start = self._count(mark, 1)
        value: Scalar | list[Node] | dict[Scalar, Node]
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
            for item in iter(self._events.__next__, None):
                if isinstance(item, yaml.SequenceEndEvent):
                    break
                value.append(self._node(item, path, depth + 1))
        else:
            value = self._mapping(path, depth)
        node = Node(value, self._name, mark.line + 1, path)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
            self._sizes[id(node)] = self._read - start
        return node

    def _mapping(self, path: tuple[str, ...], depth: int) -> dict[Scalar, Node]:
        found: dict[Scalar, Node] = {}
        lines: dict[Scalar, int] = {}
        for event in iter(self._events.__next__, None):
            if isinstance(event, yaml.MappingEndEvent):
                break
            mark = event.start_mark
            key = self._node(event, path, depth + 1).value
            if isinstance(key, list | dict):
                raise self._refusal(mark, "a key that is no plain value; give a name")
            if key == "<<":
                raise self._refusal(mark, "a merge key (<<); write the entries out")
            if key in found:  # True equals 1.
                raise self._refusal(
                    mark,
                    f"the key {checks.shown(key)} is there already, on line {lines[key]}; "
                    "remove one",
                )
            lines[key] = mark.line + 1
            found[key] = self._node(next(self._events), (*path, str(key)), depth + 1)
        return found

    def _alias(self, event: yaml.AliasEvent, path: tuple[str, ...]) -> Node:
        known = self._anchors.get(event.anchor)
        if known is None:
            raise self._refusal(
                event.start_mark,
                f"the alias *{event.anchor} stands for nothing complete; name an anchor before it",
            )
        self._count(event.start_mark, self._sizes[id(known)])
        return Node(known.value, self._name, event.start_mark.line + 1, path)

    def _count(self, mark: yaml.Mark, parts: int) -> int:
        """Count parts of the plan; return how many there were before."""
        before = self._read
        self._read += parts
        if self._read > MOST_NODES:
            raise self._refusal(mark, f"more than {MOST_NODES:,} parts; make the plan smaller")
        return before

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text):
            if len(text) > _MOST_DIGITS:
                raise self._refusal(event.start_mark, f"{checks.shown(text)} has too many digits")
            return int(text)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if not math.isfinite(number):
                raise self._refusal(event.start_mark, f"{checks.shown(text)} is out of range")
            return number
        return text

    def _refusal(self, mark: yaml.Mark | None, reason: str) -> ArgumentError:
        line = mark.line + 1 if mark is not None else 1
        return ArgumentError(f"{self._name}, line {line}: {reason}")


def _whole(pair: re.Match[str]) -> str:
    """Write a character beyond 16 bits as YAML does, instead of as two halves."""
    halves = bytes.fromhex(pair[2] + pair[3])
    return f"{pair[1]}\\U{ord(halves.decode('utf-16-be')):08x}"
