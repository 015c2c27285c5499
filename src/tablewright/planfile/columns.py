"""The columns of a plan, one row for each kind of column: its options, and what declares it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tablewright.declare import Value
from tablewright.declare.drafts import kind_of
from tablewright.declare.plain import Kind
from tablewright.declare.values import constant
from tablewright.errors import ArgumentError, DeclarationError, TablewrightError
from tablewright.planfile import expressions, sources
from tablewright.planfile.nodes import Node, placed, plain
from tablewright.planfile.scope import Scope
from tablewright.planfile.shapes import (
    EXPRESSION,
    NUMBER,
    TEXT,
    TRUTH,
    VALUE,
    WHOLE,
    Defined,
    Either,
    Named,
    Record,
    Shape,
)

_WORDS = re.compile(r"[^\W\d_][\w -]*")
_DOC: Mapping[str, Shape] = {"doc": TEXT}
_NULL: Mapping[str, Shape] = {"nulls": Defined("nulls"), **_DOC}
_KEY: Mapping[str, Shape] = {"key": TRUTH}
_UNIQUE: Mapping[str, Shape] = {"unique": TRUTH, **_KEY, **_NULL}
_ABOUT = {
    "nulls": "The share of nulls, or the condition of one.",
    "unique": "Whether verify checks that values are unique.",
    "doc": "How it is generated; default: the source's own words.",
    "by": "A text of this table, whose options weight= has weights for.",
    "weight": "A weight for each parent, such a list for each option of by, or a distribution.",
    "existing_at": "A date or timestamp of this table; only parents that had started by then.",
    "key": "Whether it is the primary key.",
}


@dataclass(frozen=True)
class ColumnForm:
    """A kind of column: what it is filled from, and its options.

    Parameters
    ----------
    doc : str
        One sentence, for editors.
    filling : Shape
        The form of what stands after the kind.
    options : mapping
        Its other entries, and their forms.
    declare : callable
        ``(scope, name, filling, options)``: adds it to the table.
    """

    doc: str
    filling: Shape
    options: Mapping[str, Shape]
    declare: Callable[[Scope, str, Node, dict[str, Any]], None]

    def record(self, kind: str) -> Record:
        """Return the form of the whole column."""
        about = {**_ABOUT, kind: self.doc}
        return Record({kind: self.filling, **self.options}, (kind,), about)


def declare(scope: Scope, name: str, node: Node) -> None:
    """Add a column to a table; errors begin with its line."""
    scope.t._draft.place = node.place
    with placed(node):
        if node.value == "key":
            scope.t.key(name)
            return
        entries = node.entries("give {text: ...}, {integer: ...}, {ref: ...} or key")
        kinds = [each for each in entries if each in FORMS]
        if len(kinds) > 1:  # `key` is also an option of others.
            kinds = [each for each in kinds if each != "key"]
        if not kinds:
            known = {each for form in FORMS.values() for each in form.options}
            node.known(entries, (*FORMS, *known), f"choose a type from {', '.join(FORMS)}")
        if len(kinds) != 1:
            found = " and ".join(kinds) or "no type"
            raise node.error(f"has {found}; give one of {', '.join(FORMS)}")
        form = FORMS[kinds[0]]
        read = form.record(kinds[0]).read(node)
        filling = entries[kinds[0]]
        form.declare(scope, name, filling, {k: v for k, v in read.items() if k != kinds[0]})


def value(scope: Scope, node: Node, kind: Kind) -> Any:
    """Return what fills a column: an expression, a source or a plain number or truth value."""
    with placed(node):
        if isinstance(node.value, dict):
            return sources.source(node, kind, lambda inner, of: value(scope, inner, of))
        if isinstance(node.value, str):
            if node.value in sources.ALONE and node.value not in scope.columns:
                return sources.FORMS[node.value].make()
            try:
                return expression(scope, node)
            except (DeclarationError, ArgumentError) as error:
                raise _meant_as_text(node, kind, error) from None
        if node.value is None or isinstance(node.value, list):
            remedy = "give an expression, or a source such as {choice: [a, b]}"
            raise node.wrong("a value", remedy)
        return node.value


def _meant_as_text(node: Node, kind: Kind, error: TablewrightError) -> TablewrightError:
    """Return the error with how a text is written, if words stand for a text."""
    is_text = kind == "text" and _WORDS.fullmatch(str(node.value))
    advice = f"; a text in every row is {{always: {node.value}}}" if is_text else ""
    return type(error)(f"{error}{advice}")


def expression(scope: Scope, node: Node) -> Any:
    """Return the value of an expression."""
    with placed(node):
        return expressions.value_of(node.text("give an expression"), scope)


def condition(scope: Scope, node: Node) -> Value:
    """Return a condition."""
    found = expression(scope, node)
    with placed(node):
        return constant(found)


def _null(scope: Scope, options: dict[str, Any]) -> None:
    """Read ``nulls``, a share or a condition, as the language's ``null``."""
    node = options.pop("nulls", None)
    if isinstance(node, Node):
        found = expression(scope, node) if isinstance(node.value, str) else NUMBER.read(node)
        is_share = isinstance(found, int | float) and not isinstance(found, bool)
        options["null"] = found if is_share else constant(found)


def _typed(method: str, kind: Kind) -> Callable[[Scope, str, Node, dict[str, Any]], None]:
    def add(scope: Scope, name: str, filling: Node, options: dict[str, Any]) -> None:
        made = value(scope, filling, kind)
        _null(scope, options)
        getattr(scope.t, method)(name, made, **options)

    return add


def _key(scope: Scope, name: str, filling: Node, options: dict[str, Any]) -> None:
    start = 1 if filling.value is None else WHOLE.read(filling)
    scope.t.key(name, start=int(start), **options)


def _ref(scope: Scope, name: str, filling: Node, options: dict[str, Any]) -> None:
    parent = filling.text("give the name of a table")
    if isinstance(options.get("by"), Node):
        options["by"] = expression(scope, options["by"])
    if isinstance(options.get("existing_at"), Node):
        at = options["existing_at"]
        text = at.text("give a column of this table")
        # A column further down is drawn first: the language takes its name.
        is_name = text.isidentifier() and text not in expressions.NAMES
        options["existing_at"] = text if is_name else expression(scope, at)
    if isinstance(options.get("weight"), Node):
        options["weight"] = _weight(scope, options["weight"], "by" in options)
    _null(scope, options)
    own = scope.t if parent == scope.table else scope.world[parent]
    scope.references[name] = scope.t.ref(name, own, **options)


def _weight(scope: Scope, node: Node, is_by_option: bool) -> Any:
    if isinstance(node.value, list) or is_by_option:
        return plain(node)
    return value(scope, node, "number")


def _let(scope: Scope, name: str, filling: Node, options: dict[str, Any]) -> None:
    scope.let(name, constant(expression(scope, filling)))


def _draw(scope: Scope, name: str, filling: Node, options: dict[str, Any]) -> None:
    scope.t.draw(name, value(scope, filling, "number"), **options)


def _replace(scope: Scope, name: str, filling: Node, options: dict[str, Any]) -> None:
    kind, _ = kind_of(scope.t._draft.column(name)[1].type)
    made = value(scope, filling, kind)
    _null(scope, options)
    scope.t.replace(name, made, **options)


def _relabel(scope: Scope, name: str, filling: Node, options: dict[str, Any]) -> None:
    scope.t.relabel(name, Named(TEXT).read(filling))


_SCALE: Mapping[str, Shape] = {"precision": WHOLE, "scale": WHOLE}
FORMS: Mapping[str, ColumnForm] = {
    "key": ColumnForm(
        "The primary key: consecutive numbers; the first one.", Either(WHOLE, WHOLE), _DOC, _key
    ),
    "ref": ColumnForm(
        "A foreign key: the table it refers to.",
        Defined("table"),
        {"weight": Defined("weight"), "by": EXPRESSION, "existing_at": EXPRESSION, **_KEY, **_NULL},
        _ref,
    ),
    "text": ColumnForm("A text.", VALUE, _UNIQUE, _typed("text", "text")),
    "integer": ColumnForm(
        "An integer of 32 or 64 bits.",
        VALUE,
        {"bits": WHOLE, **_UNIQUE},
        _typed("integer", "number"),
    ),
    "decimal": ColumnForm(
        "An exact decimal, by default of 12 digits, 2 of them decimals.",
        VALUE,
        {**_SCALE, **_NULL},
        _typed("decimal", "number"),
    ),
    "double": ColumnForm(
        "A double, rounded to decimals (2).",
        VALUE,
        {"decimals": WHOLE, **_NULL},
        _typed("double", "number"),
    ),
    "date": ColumnForm("A date.", VALUE, _NULL, _typed("date", "date")),
    "timestamp": ColumnForm("A UTC timestamp.", VALUE, _NULL, _typed("timestamp", "timestamp")),
    "flag": ColumnForm(
        "True or false: a share such as 0.85, or a condition.", VALUE, _NULL, _typed("flag", "flag")
    ),
    "draw": ColumnForm("A random number that is no column.", VALUE, {"scale": WHOLE}, _draw),
    "let": ColumnForm("A name for an expression; no column.", EXPRESSION, {}, _let),
    "replace": ColumnForm(
        "Another source for a column of the extended dataset.", VALUE, _NULL, _replace
    ),
    "relabel": ColumnForm(
        "New labels of a text of the extended dataset, by old label.", Named(TEXT), {}, _relabel
    ),
}
