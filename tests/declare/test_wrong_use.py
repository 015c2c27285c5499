"""Every function and method of the language, each argument of each with everything that it is not.

A wrong argument is refused in one line that gives the reason and the remedy, or it is used; what
Python itself would say (``'int' object has no attribute ...``) is never the answer.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Iterator, Mapping

import pytest

import tablewright as tw
from tests.support import wrong

Table = tuple[tw.TableDraft, tw.WorldDraft]


def value_of(kind: str) -> Callable[[Table], tw.Value]:
    def made(at: Table) -> tw.Value:
        return at[0][kind]

    return made


def given(at: Table, arguments: Mapping[str, object]) -> dict[str, object]:
    return {name: arg(at) if inspect.isfunction(arg) else arg for name, arg in arguments.items()}


def column(name: str) -> Callable[[Table, object], object]:
    return lambda at, source: getattr(at[0], name)("made", source)


NUMBERS = {
    "uniform": {"low": 0, "high": 9},
    "normal": {"mean": 5, "sd": 1, "low": 0, "high": 9},
    "lognormal": {"median": 5, "sigma": 1, "low": 0, "high": 9},
    "exponential": {"mean": 5, "low": 0, "high": 9},
    "gamma": {"mean": 5, "shape": 2, "low": 0, "high": 9},
    "beta": {"a": 2, "b": 5, "low": 0, "high": 1},
    "empirical": {"quantiles": [0, 1, 5]},
    "zipf": {"exponent": 1, "most": 9},
}
SOURCES: dict[str, tuple[Callable[..., object], Mapping[str, object], str]] = {
    **{name: (getattr(tw, name), arguments, "double") for name, arguments in NUMBERS.items()},
    "choice": (tw.choice, {"shares": {"a": 1, "b": 2}}, "text"),
    "each": (lambda one, two: tw.each(one, two), {"one": "a", "two": "b"}, "text"),
    "words": (tw.words, {"source": ["a", "b"], "locale": "en", "size": 9}, "text"),
    "by": (tw.by, {"which": value_of("kind"), "sources": {"a": "x", "b": "y"}}, "text"),
    "growth": (tw.growth, {"over": "3 years", "rate": 0.1}, "date"),
    "season": (
        tw.season,
        {"hours": "shop", "weekend": 1, "weekdays": None, "months": None, "closed": ()},
        "timestamp",
    ),
    "between": (tw.between, {"start": "2024-01-01", "end": "2024-02-01", "hours": "shop"}, "date"),
    "clock": (tw.clock, {"hours": "shop"}, "text"),
    "concat": (lambda one, two: tw.concat(one, two), {"one": "a", "two": "b"}, "text"),
    "minimum": (lambda one, two: tw.minimum(one, two), {"one": 1, "two": 2}, "integer"),
    "maximum": (lambda one, two: tw.maximum(one, two), {"one": 1, "two": 2}, "integer"),
    "when": (
        lambda condition, value, last: tw.when(condition, value).otherwise(last),
        {"condition": value_of("yes"), "value": 1, "last": 2},
        "integer",
    ),
}
COMMON = {"null": 0.1, "doc": "words"}
METHODS: dict[str, Mapping[str, object]] = {
    "text": {"name": "made", "source": "a", "unique": False, **COMMON},
    "integer": {"name": "made", "source": 1, "bits": 32, "unique": False, **COMMON},
    "decimal": {"name": "made", "source": 1, "precision": 12, "scale": 2, **COMMON},
    "double": {"name": "made", "source": 1, "decimals": 2, **COMMON},
    "date": {"name": "made", "source": dt.date(2024, 1, 1), **COMMON},
    "timestamp": {"name": "made", "source": dt.datetime(2024, 1, 1), **COMMON},
    "flag": {"name": "made", "source": 0.5, **COMMON},
    "draw": {"name": "made", "source": tw.normal(1, 1), "scale": 2},
    "person": {"role": "other"},
    "address": {"role": "other"},
    "ref": {
        "name": "made",
        "parent": lambda at: at[1].parents,
        "weight": {"a": (1, 2, 3), "b": (3, 2, 1)},
        "by": "kind",
        **COMMON,
    },
    "ref existing": {
        "name": "made",
        "parent": lambda at: at[1].parents,
        "weight": tw.gamma(1, 2),
        "existing_at": "day",
    },
    "children": {"child": lambda at: at[1].parts},
    "is_null": {"name": "kind"},
    "rule": {"name": "made", "condition": value_of("yes"), "doc": "holds"},
    "replace": {"name": "kind", "source": "a", "null": 0.5, "doc": "other"},
    "relabel": {"name": "kind", "labels": {"a": "x"}},
}
ON_VALUES: dict[str, tuple[str, Mapping[str, object]]] = {
    **{
        name: ("number", {"other": 2})
        for name in ("__add__", "__sub__", "__mul__", "__floordiv__", "__mod__", "__lt__", "__ge__")
    },
    **{name: ("number", {"other": 2}) for name in ("__radd__", "__rsub__", "__rmul__", "eq", "ne")},
    **{f"{name} ": ("day", {"other": 2}) for name in ("__add__", "__sub__")},
    **{f"{name} ": ("day", {"other": dt.date(2024, 1, 9)}) for name in ("__lt__", "eq")},
    **{f"{name}  ": ("at", {"other": 2}) for name in ("__add__", "__sub__")},
    **{f"{name}  ": ("at", {"other": dt.datetime(2024, 1, 9)}) for name in ("__lt__", "eq")},
    **{name: ("yes", {"other": True}) for name in ("__and__", "__or__")},
    "eq   ": ("kind", {"other": "a"}),
    "eq    ": ("yes", {"other": True}),
    "divide": ("number", {"other": 2, "scale": 1}),
    "round": ("number", {"scale": 0}),
    "clip": ("number", {"low": 0, "high": 5}),
    "is_between": ("number", {"low": 0, "high": 5}),
    "is_in": ("kind", {"texts": ["a"]}),
    "map": ("kind", {"by": {"a": 1, "b": 2}}),
    "digits": ("number", {"width": 3}),
}
Call = Callable[[Table, Mapping[str, object]], object]


def calls() -> Iterator[tuple[str, Call, Mapping[str, object]]]:
    for name, (function, arguments, kind) in SOURCES.items():

        def source(
            at: Table,
            found: Mapping[str, object],
            function: Callable[..., object] = function,
            kind: str = kind,
        ) -> object:
            return getattr(at[0], kind)("made", function(**found))

        yield f"tw.{name}", source, arguments
    for name, arguments in METHODS.items():

        def method(at: Table, found: Mapping[str, object], name: str = name) -> object:
            return getattr(at[0], name.partition(" ")[0])(**found)

        yield f"t.{name}", method, arguments
    for name, (kind, arguments) in ON_VALUES.items():

        def on_value(
            at: Table, found: Mapping[str, object], name: str = name, kind: str = kind
        ) -> object:
            return getattr(at[0][kind], name.strip())(*found.values())

        yield f"value.{name}", on_value, arguments


CALLS = {name: (call, arguments) for name, call, arguments in calls()}


def tried(call: Call, arguments: Mapping[str, object]) -> None:
    """Declare tables with a call, and make their rows."""
    one = tw.Dataset("one", rows={"parents": 3, "things": 8, "parts": 16})

    @one.table
    def parents(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("parent_id")
        t.date("joined", tw.growth())

    @one.table
    def things(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("thing_id")
        t.text("kind", tw.choice(["a", "b"]))
        t.integer("number", tw.uniform(0, 9))
        t.date("day", tw.between("2024-01-01", "2024-02-01"))
        t.timestamp("at", tw.between("2024-01-01", "2024-02-01"))
        t.flag("yes", t["number"] >= 0)
        call((t, world), given((t, world), arguments))

    @one.table
    def parts(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("part_id")
        t.ref("thing_id", world.things)

    one()["things"].frame()


@pytest.mark.parametrize("name", CALLS)
def test_what_is_right_is_used(name: str) -> None:
    tried(*CALLS[name])


@pytest.mark.parametrize("name", CALLS)
def test_what_is_wrong_is_refused_in_one_line(name: str) -> None:
    call, arguments = CALLS[name]
    answers = (
        f"{argument}={kind}: {answer}"
        for argument in arguments
        for kind, junk in wrong.JUNK.items()
        if (answer := fault(call, {**arguments, argument: lambda _, junk=junk: junk}))
    )
    raw = list(answers)
    assert not raw, "\n".join(raw)


def fault(call: Call, arguments: Mapping[str, object]) -> str:
    """What is wrong with the answer to a call that may be wrong."""
    return wrong.fault(lambda: tried(call, arguments))


@pytest.mark.parametrize("argument", ["name", "start", "doc"])
def test_wrong_keys_are_refused_in_one_line(argument: str) -> None:
    def key(at: Table, found: Mapping[str, object]) -> None:
        one = tw.Dataset("one", rows={"keyed": 3})

        @one.table
        def keyed(t: tw.TableDraft, world: tw.WorldDraft) -> None:
            t.key(**found)  # type: ignore[arg-type]

        one()["keyed"].frame()

    right = {"name": "keyed_id", "start": 1, "doc": "one by one"}
    assert not fault(key, right)
    for kind, junk in wrong.JUNK.items():
        assert not fault(key, {**right, argument: lambda _, junk=junk: junk}), kind


def test_wrong_distinct_references_are_refused_in_one_line() -> None:
    def distinct(at: Table, found: Mapping[str, object]) -> None:
        one = tw.Dataset("one", rows={"a": 3, "b": 3, "pairs": 5})

        @one.table
        def a(t: tw.TableDraft, world: tw.WorldDraft) -> None:
            t.key("id")

        @one.table
        def b(t: tw.TableDraft, world: tw.WorldDraft) -> None:
            t.key("id")

        @one.table
        def pairs(t: tw.TableDraft, world: tw.WorldDraft) -> None:
            t.key("id")
            t.distinct(found["parents"])  # type: ignore[arg-type]
            t.ref("a", world.a)
            t.ref("b", world.b)

        one()["pairs"].frame()

    for kind, junk in wrong.JUNK.items():
        assert not fault(distinct, {"parents": lambda _, junk=junk: junk}), kind


def test_every_function_and_method_is_tried() -> None:
    functions = {name for name in tw.__all__ if inspect.isfunction(getattr(tw, name))}
    elsewhere = {"find", "load", "locales", "scan", "verify", "write", "uuid", "changes", "report"}
    assert {f"tw.{name}" for name in functions - elsewhere} <= set(CALLS)
    for of, prefix in ((tw.TableDraft, "t"), (tw.Value, "value")):
        public = {
            name
            for name, member in inspect.getmembers(of, inspect.isfunction)
            if not name.startswith("_") and len(inspect.signature(member).parameters) > 1
        }
        there = {call.partition(".")[2].strip() for call in CALLS if call.startswith(f"{prefix}.")}
        assert public - {"at", "key", "distinct"} <= there, public - there
