"""The sources of a plan, one row each: their arguments, for the reader and for the schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tablewright import checks
from tablewright import declare as tw
from tablewright.declare.plain import Kind
from tablewright.declare.times import HOURS
from tablewright.planfile.nodes import Node, placed
from tablewright.planfile.shapes import (
    NUMBER,
    TEXT,
    WHOLE,
    Defined,
    Either,
    Items,
    Named,
    Record,
    Schema,
    Shape,
)


@dataclass(frozen=True)
class SourceForm:
    """A source: how it is written, and what makes it.

    Parameters
    ----------
    make : callable
        A function of the declaration language.
    arguments : mapping
        Its arguments, in order, and their forms.
    needed : tuple of str
        Those that must be given.
    """

    doc: str
    make: Callable[..., Any]
    arguments: Mapping[str, Shape]
    needed: tuple[str, ...] = ()

    def read(self, node: Node) -> object:
        """Return the source; a list has the arguments in order, a single value is the first."""
        record = Record(self.arguments, self.needed)
        if isinstance(node.value, dict):
            return self.make(**record.read(node))
        shapes = list(self.arguments.items())
        given = node.value if isinstance(node.value, list) else [node]
        first = shapes[0][1] if shapes else None
        if isinstance(first, Either):
            first = first.first
        if isinstance(node.value, list) and isinstance(first, Items):
            given = [node]
        if len(given) > len(shapes) or not given:
            raise node.error(f"has {len(given)} arguments; give {', '.join(self.arguments)}")
        pairs = list(zip(shapes, given, strict=False))
        read = {name: shape.read(each) for (name, shape), each in pairs}
        for name in self.needed:
            if name not in read:
                raise node.error(f"has no {name}; give {', '.join(self.arguments)}")
        return self.make(**read)

    def schema(self) -> Schema:
        """Return the form as JSON Schema."""
        shapes = [shape.schema() for shape in self.arguments.values()]
        record = Record(self.arguments, self.needed).schema()
        return {"description": self.doc, "anyOf": [record, *_alternatives(shapes, self.needed)]}


def _alternatives(shapes: list[Schema], needed: tuple[str, ...]) -> list[Schema]:
    """The two shorter forms: the arguments in order, and the first alone."""
    ordered = {
        "type": "array",
        "prefixItems": shapes,
        "minItems": max(1, len(needed)),
        "maxItems": len(shapes),
    }
    is_list = shapes[0].get("type") == "array"
    alone = [shapes[0]] if len(needed) <= 1 else []
    return alone if is_list else [ordered, *alone]


_DATE = Defined("date")
_HOURS = Either(Items(NUMBER), Defined("hours"))
_LIMITS = {"low": NUMBER, "high": NUMBER}


def _seasons(**given: Any) -> object:
    if "hours" in given:
        given["hours"] = _hours(given["hours"])
    if "closed" in given:
        given["closed"] = [day.text("give a date, such as 2024-12-25") for day in given["closed"]]
    return tw.season(**given)


def _between(start: Node, end: Node, hours: Any = "all day") -> object:
    remedy = "give a date, such as 2024-01-31"
    return tw.between(start.text(remedy), end.text(remedy), hours=_hours(hours))


def _hours(given: Any) -> Any:
    remedy = f"give 24 weights or {', '.join(HOURS)}"
    return given.text(remedy) if isinstance(given, Node) else given


def _clock(hours: Any = "all day") -> object:
    return tw.clock(_hours(hours))


def _growth(over: Any = "3 years", rate: float = 0.0) -> object:
    span: Any = over.value if isinstance(over, Node) else over
    return tw.growth(span, rate=rate)


FORMS: Mapping[str, SourceForm] = {
    "uniform": SourceForm(
        "Equally likely from low to high.",
        tw.uniform,
        {"low": NUMBER, "high": NUMBER},
        ("low", "high"),
    ),
    "normal": SourceForm(
        "The normal distribution.",
        tw.normal,
        {"mean": NUMBER, "sd": NUMBER, **_LIMITS},
        ("mean", "sd"),
    ),
    "lognormal": SourceForm(
        "The log-normal distribution; sigma is the logarithm's standard deviation.",
        tw.lognormal,
        {"median": NUMBER, "sigma": NUMBER, **_LIMITS},
        ("median", "sigma"),
    ),
    "exponential": SourceForm(
        "The exponential distribution.", tw.exponential, {"mean": NUMBER, **_LIMITS}, ("mean",)
    ),
    "gamma": SourceForm(
        "The gamma distribution with this mean.",
        tw.gamma,
        {"mean": NUMBER, "shape": NUMBER, **_LIMITS},
        ("mean", "shape"),
    ),
    "beta": SourceForm(
        "The beta distribution, scaled to low and high.",
        tw.beta,
        {"a": NUMBER, "b": NUMBER, **_LIMITS},
        ("a", "b"),
    ),
    "zipf": SourceForm(
        "Whole numbers from 1 to most with weights k ** -exponent.",
        tw.zipf,
        {"exponent": NUMBER, "most": WHOLE},
    ),
    "growth": SourceForm(
        "Start dates in row order, up to the end of the window.",
        _growth,
        {"over": Defined("span"), "rate": NUMBER},
    ),
    "season": SourceForm(
        "Event times in row order over the window.",
        _seasons,
        {
            "hours": _HOURS,
            "weekend": NUMBER,
            "weekdays": Items(NUMBER),
            "months": Items(NUMBER),
            "closed": Items(_DATE),
        },
    ),
    "between": SourceForm(
        "Any time from start to end.",
        _between,
        {"start": _DATE, "end": _DATE, "hours": _HOURS},
        ("start", "end"),
    ),
    "clock": SourceForm("A time of day, as text.", _clock, {"hours": _HOURS}),
    "words": SourceForm(
        "Words from a list, or from a field of Mimesis such as person.occupation.",
        tw.words,
        {"source": Either(Items(TEXT), TEXT), "locale": TEXT, "size": WHOLE},
        ("source",),
    ),
    "uuid": SourceForm("Random UUIDs.", tw.uuid, {}),
}
"""Sources whose arguments are plain."""

ALONE = ("uuid", "growth", "season", "clock")
"""Sources that need no argument: their names alone are enough."""
VALUED: Mapping[str, tuple[str, Schema]] = {
    "choice": (
        "Values with their shares, or equally likely ones.",
        {"anyOf": [Named(NUMBER).schema(), Items(Defined("plain")).schema()]},
    ),
    "each": ("Values in turn, one per row.", Items(Defined("plain")).schema()),
    "always": ("One value in every row.", Defined("plain").schema()),
    "empirical": (
        "Quantiles: shares from 0 to 1 with their values, or evenly spaced values.",
        {"anyOf": [Named(NUMBER).schema(), Items(NUMBER).schema()]},
    ),
    "by": (
        "A source for each option of a text: {by: {segment: {private: ..., business: ...}}}.",
        Named(Named(Defined("value"))).schema(),
    ),
}
"""Sources that hold values of the column, or other sources."""


def source(node: Node, kind: Kind, value: Callable[[Node, Kind], object]) -> object:
    """Return the source of a mapping with one key, its name.

    ``value`` reads a source inside of it, and ``value(key node, "text")`` an expression.
    """
    entries = node.entries("give a source, such as {uniform: [1, 9]}")
    known = (*FORMS, *VALUED)
    node.known(entries, known, f"choose a source from {', '.join(known)}")
    if len(entries) != 1:
        raise node.error(f"has {len(entries)} sources; give one")
    ((name, inside),) = entries.items()
    with placed(inside):
        if name in FORMS:
            return FORMS[name].read(inside)
        match name:
            case "choice":
                return tw.choice(_shares(inside, kind))
            case "each":
                items = inside.items("give a list, such as [a, b]")
                return tw.each(*(plain_of(item, kind) for item in items))
            case "always":
                return plain_of(inside, kind)
            case "empirical":
                return tw.empirical(_quantiles(inside))
        return _by(inside, kind, value)


def _shares(node: Node, kind: Kind) -> Any:
    if isinstance(node.value, list):
        return [plain_of(item, kind) for item in node.value]
    if not isinstance(node.value, dict):
        raise node.wrong("a mapping of values to shares", "give one, such as {a: 70, b: 30}")
    pairs = [
        (plain_of(node.keyed(key), kind), NUMBER.read(share)) for key, share in node.value.items()
    ]
    if len({value for value, _ in pairs}) < len(pairs):
        raise node.error("has a value twice; remove one")
    return dict(pairs)


def _quantiles(node: Node) -> Any:
    if isinstance(node.value, list):
        return [NUMBER.read(item) for item in node.value]
    if not isinstance(node.value, dict):
        raise node.wrong("a mapping", "give shares with values, such as {0: 0, 0.5: 20, 1: 500}")
    return {
        plain_of(node.keyed(key), "number"): NUMBER.read(value) for key, value in node.value.items()
    }


def _by(node: Node, kind: Kind, value: Callable[[Node, Kind], object]) -> object:
    entries = node.entries("give {column: {option: source}}")
    if len(entries) != 1:
        raise node.error(f"has {len(entries)} columns; give {{column: {{option: source}}}}")
    ((which, options),) = entries.items()
    chosen: Any = value(node.keyed(which), "text")
    sources = options.entries("give a source for each option")
    return tw.by(chosen, {name: value(each, kind) for name, each in sources.items()})  # type: ignore[misc]


def plain_of(node: Node, kind: Kind) -> Any:
    """Return a plain value of a column's kind; JSON's keys are texts, also of numbers."""
    value = node.value
    if isinstance(value, list | dict) or value is None:
        raise node.wrong("a plain value", f"give {_REMEDIES[kind]}")
    if isinstance(value, str) and kind != "text":
        return _from_text(node, value, kind)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {"number": is_number, "flag": isinstance(value, bool), "text": isinstance(value, str)}
    if not fits.get(kind, False):
        raise node.error(f"holds {value!r}, not {_REMEDIES[kind]}; " + _quote(value, kind))
    return value


def _quote(value: object, kind: Kind) -> str:
    shown = str(value).lower() if isinstance(value, bool) else value
    return f'quote it: "{shown}"' if kind == "text" else f"give {_REMEDIES[kind]}"


def _from_text(node: Node, text: str, kind: Kind) -> object:
    if kind == "date":
        return checks.day(node.name, text)
    if kind == "timestamp":
        return checks.moment(node.name, text)
    try:
        if kind == "flag":
            return {"true": True, "false": False}[text]
        number = float(text)
    except (ValueError, KeyError):
        raise node.error(f"holds {text!r}, not {_REMEDIES[kind]}; give one") from None
    return int(text) if text.lstrip("+-").isdigit() else number


_REMEDIES: Mapping[Kind, str] = {
    "number": "a number",
    "text": "a text",
    "flag": "true or false",
    "date": "a date such as 2024-01-31",
    "timestamp": "a time such as 2024-01-31T09:30",
}
