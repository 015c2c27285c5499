"""What a function's declaration holds: only what neither its dataset nor its kind says already.

Sizes, rates, types of columns and parents come from the dataset's own declaration. Paragraphs of
parameters that all functions share are in `parameters`.
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
        The parameters' names; those after ``*`` are given by keyword.
    rows : str
        What a row is, in the plural.
    example : tuple of two str
        An expression and what it shows, on Polars.
    parameters : mapping
        Paragraphs by name, instead of the shared ones.
    more : mapping
        What is added to the shared paragraphs, by name.
    misfit : str
        What happens beside tables of other sizes; empty if the table depends on none.
    for_example : str
        A pair of calls that do not fit, and what comes of it.
    wrong : mapping
        The number in it, on each engine.
    follows : mapping
        Tables whose rows, unless they are given, are a multiple of another's, by default the
        multiple of the default sizes.
    spark_order : str
        The order on Spark, where the specification has another.
    spark_name : str
        What the table is called there in the function's name.
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
        What is streamed: also the name of the declaration in `tablewright.streams`.
    summary : str
        The first sentence.
    like : str
        The function that has the same columns.
    whose : str
        Whose window ``start_date`` and ``end_date`` are.
    rates : tuple of str
        The rates that it takes.
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
        What functions must be given alike, so that their tables fit.
    tables : tuple of TableFunction
        In the dataset's order.
    stream : StreamFunction, optional
        Where the specification has one.
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
