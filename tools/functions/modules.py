"""The modules ``tablewright.polars.<industry>`` and ``tablewright.spark.<industry>`` as text."""

from __future__ import annotations

import re

from functions import bodies, changes, demos, streams
from functions.declared import Module, TableFunction
from functions.facts import Facts
from functions.parameters import head, paragraphs, parameters
from functions.text import docstring, entry, listed, section, wrapped

RAISES = section(
    "Raises",
    entry(
        "ValueError, TypeError",
        "If an argument is invalid (the message gives name, value, reason and remedy).",
    ),
)
_RENDERED = "# Rendered from tools/functions/{industry}.py by `make render`: edit it there.\n"
_FIRST = {
    "polars": "{title} tables as Polars frames: {tables}.",
    "spark": "{title} tables in Spark: {tables}{stream}.",
}
_SAME = "Tables fit together if their functions get the same {same}."
_ALL = "``tablewright.{industry}(rows=...)`` makes all tables with sizes that fit."
_LIKE_POLARS = (
    "The rows equal those of `tablewright.polars.{industry}` for the same arguments; the default "
    "sizes differ, including those of tables that are not requested."
)
_LAZY = (
    "Each function returns one lazy frame of Spark's own expressions. ``partitions`` defaults to "
    "one per 250,000 rows and does not affect values."
)


def polars(module: Module) -> str:
    """``tablewright.polars.<industry>``."""
    facts = Facts(module, "polars")
    parts = [_top(module, "polars") + _imports(facts)]
    for function in module.tables:
        known = parameters(facts, function)
        name = f"generate_{function.table}"
        made = f'    return frame("{_full(facts, function)}", seed, '
        parts.append(
            head(name, facts.order(function), known, "pl.DataFrame")
            + _docstring(facts, function, "polars.DataFrame")
            + bodies.body(facts, function)
            + f"{made}{bodies.request(facts, function)})\n"
        )
    return _joined(parts)


def spark(module: Module) -> str:
    """``tablewright.spark.<industry>``."""
    facts = Facts(module, "spark")
    parts = [_top(module, "spark") + _imports(facts)]
    for function in module.tables:
        known = parameters(facts, function)
        order = facts.order(function)
        name = function.spark_name or function.table
        by_name = order.index("*") if "*" in order else len(order)
        handed = ", ".join([*order[:by_name], *(f"{each}={each}" for each in order[by_name + 1 :])])
        parts.append(
            head(f"generate_{name}", order, known, "DataFrame")
            + _docstring(facts, function, "pyspark.sql.DataFrame")
            + f"    return built({name}_generator({handed}))\n"
        )
        made = f'    return generator(spark, "{_full(facts, function)}", seed, '
        parts.append(
            head(f"{name}_generator", order, known, "TableGenerator")
            + docstring(
                f"Return the unbuilt generator of `generate_{name}`, with the same arguments.",
                wrapped(
                    "It is a `DataGenerator`: add columns, constraints and options, then call "
                    "``build()``. Added columns can use all columns of the table and ``id``, the "
                    "row number.",
                    4,
                ),
            )
            + "\n"
            + bodies.body(facts, function)
            + f"{made}{bodies.request(facts, function)}, partitions)\n"
        )
    parts.append(demos.function(facts, RAISES))
    if module.stream:
        parts.append(streams.function(facts, module.stream, RAISES))
    parts.append(changes.function(facts, RAISES))
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    """A module out of its beginning and its functions, which it exports."""
    begin, *functions = parts
    names = sorted(re.findall(r"^def (\w+)", "\n".join(functions), re.MULTILINE))
    exported = "".join(f'    "{name}",\n' for name in names)
    return "\n\n".join([f"{begin}\n__all__ = [\n{exported}]\n", *functions])


def _top(module: Module, engine: str) -> str:
    tables = ", ".join(function.table for function in module.tables)
    stream = f"; streaming {module.stream.name}" if module.stream else ""
    first = _FIRST[engine].format(title=module.title, tables=tables, stream=stream)
    said = f"{_SAME.format(same=module.same)} {_ALL.format(industry=module.industry)}"
    if engine == "spark":
        said = f"{_LIKE_POLARS.format(industry=module.industry)} {said}"
    lazy = f"\n\n{wrapped(_LAZY, 0)}" if engine == "spark" else ""
    return (
        f'"""{first}\n\n{wrapped(said, 0)}{lazy}\n"""\n\n'
        + _RENDERED.format(industry=module.industry)
        + "\nfrom __future__ import annotations\n\n"
    )


def _imports(facts: Facts) -> str:
    follows = any(function.follows for function in facts.module.tables)
    api = "Derived, TableRequest, rows_or" if follows else "TableRequest"
    if facts.engine == "polars":
        return (
            "import datetime as dt\n\nimport polars as pl\n\n"
            "from tablewright import checks\n"
            f"from tablewright.api import {api}\n"
            "from tablewright.polars.requests import frame\n\n"
            "Date = dt.date | str | None\n"
        )
    streamed = facts.module.stream
    return (
        "import datetime as dt\nfrom collections.abc import Mapping, Sequence\n"
        "from typing import TYPE_CHECKING\n\n"
        f"from tablewright import {'api, ' if streamed else ''}checks\n"
        f"from tablewright.api import {api}\n"
        "from tablewright.spark import cdc\n"
        "from tablewright.spark.demo import Demo, DemoReport, Mode, Raw\n"
        "from tablewright.spark.requests import built, generator\n"
        + (
            "from tablewright.spark.streaming import begin, frame\n"
            f"from tablewright.streams import {streamed.name}\n"
            if streamed
            else ""
        )
        + "\nif TYPE_CHECKING:\n    from pyspark.sql import DataFrame, SparkSession\n\n"
        "    from tablewright.engines.spark.generator import TableGenerator\n\n"
        "Date = dt.date | str | None\n"
    )


def _full(facts: Facts, function: TableFunction) -> str:
    return f"{facts.module.industry}.{function.table}"


def _docstring(facts: Facts, function: TableFunction, returns: str) -> str:
    example = ""
    if facts.engine == "polars":
        code, shown = function.example
        example = section("Examples", f"    >>> {code}\n    {shown}")
    describe = f"``tablewright describe {_full(facts, function)}``"
    said = docstring(
        function.summary,
        *_misfit(facts, function),
        section("Parameters", *paragraphs(parameters(facts, function))),
        section("Returns", entry(returns, facts.columns(function.table))),
        RAISES,
        section("Notes", wrapped(f"Distributions and their sources: {describe}.", 4)),
        example,
    )
    return f"{said}\n"


def _misfit(facts: Facts, function: TableFunction) -> list[str]:
    """Return the warning about tables of other sizes."""
    if not function.misfit:
        return []
    others = {name: table for table, name in facts.counts(function).items() if name != "rows"}
    names = [name for name in facts.order(function) if name in others]
    first = names[0]
    if others[first] in function.follows:
        many = facts.each(function, others[first])
        unless = f"{many} per row of {function.follows[others[first]]}"
    else:
        unless = f"{facts.dataset.default_rows[others[first]]:,}"
    example = function.for_example or f"``{first}`` defaults to {unless}."
    for number, value in facts.numbers(function).items():
        example = example.replace(f"{{{number}}}", value)
    spark = ", as Spark frames too" if facts.engine == "spark" else ""
    industry = facts.module.industry
    return [
        wrapped(
            "Only fits tables generated with the same sizes: pass the same "
            f"{listed(names)} to all. With different sizes, {function.misfit}, and no error "
            f"is raised. {example}",
            4,
        ),
        wrapped(
            f"``tablewright.{industry}(rows=...)`` makes all tables with sizes that fit{spark}.", 4
        ),
    ]
