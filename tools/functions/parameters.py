"""Parameters: types, defaults and paragraphs, from their names and the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from functions.declared import TableFunction
from functions.facts import Facts
from functions.text import entry
from tablewright.spec import Window

DATES = f"First and last day of the window of events; default: {Window().start.year}."
SPARK = "A session of classic Spark, Spark Connect or databricks-connect."
SEED = "A signed 64-bit integer; the same seed gives the same rows."
_INTERVAL = (
    'Time between a device\'s readings, such as ``"1 minute"`` or ``"5 minutes"``; default: 1, 5 '
    "or 15 minutes, by type. If more readings are requested than fit, it is divided by the "
    "smallest sufficient integer."
)
_RATES = {
    "anomaly_rate": "The share of anomalous readings.",
    "fault_rate": "The share of faulty machines (0 to 1).",
}
_TOGETHER = (("n_transactions", "n_line_items"), ("start_date", "end_date"))
"""Parameters described together in one paragraph."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function.

    Parameters
    ----------
    name : str
        Its name.
    annotation : str
        Its type annotation.
    default : str
        Its default as source text; empty if there is none.
    kind : str
        Its type in the docstring.
    text : str
        Its description.
    """

    name: str
    annotation: str
    default: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.name}: {self.annotation}" + (f" = {self.default}" if self.default else "")


def parameters(facts: Facts, function: TableFunction) -> list[Parameter]:
    """Return the parameters of a table's function."""
    return [_parameter(facts, function, name) for name in facts.order(function) if name != "*"]


def head(name: str, order: list[str], known: list[Parameter], returns: str) -> str:
    """Return the signature of a function; ``order`` names its parameters and ``*``."""
    named = {each.name: str(each) for each in known}
    lines = "".join(f"    {named.get(each, each)},\n" for each in order)
    return f"def {name}(\n{lines}) -> {returns}:\n"


def paragraphs(known: list[Parameter]) -> Iterator[str]:
    """Yield the items of the Parameters section."""
    names = [each.name for each in known]
    by_name = {each.name: each for each in known}
    for first, second in _TOGETHER:
        if first in names and second in names:
            place = names.index(first)
            names[place : place + 2] = [f"{first}, {second}"]
    for name in names:
        each = by_name[name.partition(",")[0]]
        yield entry(f"{name} : {each.kind}" if each.kind else name, each.text)


def _parameter(facts: Facts, function: TableFunction, name: str) -> Parameter:
    counted = facts.table_of(function, name)
    if counted:
        followed = counted in function.follows and name != "rows"
        default = "None" if followed else f"{facts.dataset.default_rows[counted]:_}"
        annotation, kind = ("int | None", "int, optional") if followed else ("int", "int")
        text = _rows(facts, function, name, counted)
    elif name in facts.dataset.rates:
        annotation, kind, default = "float", "float", repr(facts.dataset.rates[name])
        text = _RATES[name]
    else:
        annotation, default, kind, text = {
            "spark": ("SparkSession", "", "SparkSession", SPARK),
            "seed": ("int", "42", "int", SEED),
            "start_date": ("Date", "None", "date or str, optional", DATES),
            "end_date": ("Date", "None", "date or str, optional", DATES),
            "locale": ("str", '"en"', "str", "One of `tablewright.locales()`."),
            "interval": ("str | None", "None", "str, optional", _INTERVAL),
            "partitions": (
                "int | None",
                "None",
                "int, optional",
                "Number of partitions.",
            ),
        }[name]
    text = _own(function.parameters, name) or text
    more = _own(function.more, name)
    text = f"{text} {more}".strip()
    for number, value in facts.numbers(function).items():
        text = text.replace(f"{{{number}}}", value)
    return Parameter(name, annotation, default, kind, text)


def _own(texts: object, name: str) -> str:
    assert hasattr(texts, "items")
    return next((text for names, text in texts.items() if name in names.split(", ")), "")


def _rows(facts: Facts, function: TableFunction, name: str, table: str) -> str:
    if name == "rows":
        return f"Number of {function.rows} (≥ 0)."
    child = facts.child(function, table)
    nouns = {each.table: each.rows for each in facts.module.tables}
    needed = f"; at least 1 if there are {nouns[child]}" if child else ""
    return f"Number of rows of the {table} table{needed}."
