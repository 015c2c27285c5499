"""Declarations of the public functions: only facts not given by the dataset or the kind.

Sizes, rates, column types and parents come from the dataset's declaration. `parameters` has the
shared paragraphs of parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TableFunction:
    """``generate_<table>`` on every engine, and ``<table>_generator`` on Spark.

    Parameters
    ----------
    table : str
        The table's short name.
    summary : str
        The first sentence.
    order : str
        The parameters' names; those after ``*`` are keyword-only.
    rows : str
        The noun for rows, in the plural.
    example : tuple of two str
        An expression and its output, on Polars.
    parameters : mapping
        Paragraphs by name, instead of the shared ones.
    more : mapping
        Additions to the shared paragraphs, by name.
    misfit : str
        The effect of other tables' sizes not matching; empty if the table depends on none.
    for_example : str
        A pair of calls that do not fit, and the effect.
    wrong : mapping
        The number of wrong values in that example, by engine.
    follows : mapping
        Tables whose default number of rows is a multiple of another table's, as in the default
        sizes.
    spark_order : str
        The order on Spark, if different.
    spark_name : str
        The table's name in the Spark function, if different.
    """

    table: str
    summary: str
    order: str
    rows: str
    example: tuple[str, str]
    parameters: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    misfit: str = ""
    for_example: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    follows: Mapping[str, str] = field(default_factory=dict)
    spark_order: str = ""
    spark_name: str = ""


@dataclass(frozen=True)
class StreamFunction:
    """``generate_streaming_<name>`` on Spark.

    Parameters
    ----------
    name : str
        The streamed entity, which is also the name of the declaration in `tablewright.streams`.
    summary : str
        The first sentence.
    like : str
        The function with the same columns.
    whose : str
        The table whose window ``start_date`` and ``end_date`` set.
    rates : tuple of str
        The rates it accepts.
    """

    name: str
    summary: str
    like: str
    whose: str
    rates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Module:
    """The functions of an industry: a module for each engine.

    Parameters
    ----------
    industry : str
        Its name.
    title : str
        The name in prose.
    same : str
        The arguments that must be equal for tables to fit together.
    tables : tuple of TableFunction
        The tables' functions, in the dataset's order.
    stream : StreamFunction, optional
        The streaming function, if any.
    """

    industry: str
    title: str
    same: str
    tables: tuple[TableFunction, ...]
    stream: StreamFunction | None = None

    @property
    def title_in_text(self) -> str:
        """The name within a sentence."""
        return self.title if self.title[1:].lower() != self.title[1:] else self.title.lower()
