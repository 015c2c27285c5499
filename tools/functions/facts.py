"""Facts about a function from its dataset's declaration: sizes, rates, parents and columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from functions.declared import Module, TableFunction
from functions.text import GAP
from tablewright import api
from tablewright.engines.local.columns import polars_type
from tablewright.engines.spark.types import spark_type
from tablewright.spec import Column, Declaration, Table
from tablewright.tables import industry

TIERS = {"polars": 1, "spark": 2}
"""The tier of each engine's default sizes."""


@dataclass(frozen=True)
class Facts:
    """A module's functions on one engine.

    Parameters
    ----------
    module : Module
        The module's declaration.
    engine : str
        ``polars`` or ``spark``.
    """

    module: Module
    engine: str

    @cached_property
    def dataset(self) -> Declaration:
        """The declaration, with the engine's default sizes."""
        return industry(self.module.industry).at_tier(TIERS[self.engine])

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The declared tables by name."""
        return {table.short_name: table for table in api.declare(self.module.industry).tables}

    def table_of(self, function: TableFunction, argument: str) -> str:
        """Return the table that an argument sizes; empty if it sizes none."""
        if argument == "rows":
            return function.table
        if not argument.startswith("n_"):
            return ""
        name = argument.removeprefix("n_")
        return next(table for table in self.tables if table == name or table.endswith(f"_{name}"))

    def order(self, function: TableFunction) -> list[str]:
        """Return the names of a function's parameters, and ``*``."""
        if self.engine == "polars":
            return function.order.split()
        return ["spark", *(function.spark_order or function.order).split(), "partitions"]

    def counts(self, function: TableFunction) -> dict[str, str]:
        """Return the size arguments by table, in the dataset's order."""
        named = {self.table_of(function, name): name for name in self.order(function)}
        return {table: named[table] for table in self.tables if table in named}

    def parents(self, table: str) -> list[str]:
        """Return the tables that a table refers to."""
        keys = self.tables[table].foreign_keys
        return [key.parent.rpartition(".")[2] for key in keys]

    def child(self, function: TableFunction, parent: str) -> str:
        """Return a table of the function that refers to ``parent``, if any."""
        known = [function.table, *self.counts(function)]
        return next((table for table in known if parent in self.parents(table)), "")

    def each(self, function: TableFunction, table: str) -> int:
        """Return a table's rows per row of the table it follows, in the default sizes."""
        rows = self.dataset.default_rows
        many, rest = divmod(rows[table], rows[function.follows[table]])
        assert not rest, (table, rows)
        return many

    def numbers(self, function: TableFunction) -> dict[str, str]:
        """Return the numbers for paragraphs: multiples and sizes by table, longest intervals."""
        rows = {table: f"{many:,}" for table, many in self.dataset.default_rows.items()}
        multiples = {table: str(self.each(function, table)) for table in function.follows}
        longest = {name: str(each.most) for name, each in self.dataset.intervals.items()}
        return {**rows, **multiples, **longest, "wrong": function.wrong.get(self.engine, "")}

    def columns(self, table: str) -> str:
        """Return the columns with their types, grouped by type."""
        shown: list[str] = []
        columns = self.tables[table].columns
        for column, after in zip(columns, (*columns[1:], None), strict=True):
            last = after is None or self._type(after) != self._type(column)
            shown.append(f"{column.name}{GAP}{self._type(column)}" if last else column.name)
        return f"{', '.join(shown)}."

    def _type(self, column: Column) -> str:
        if self.engine == "spark":
            return spark_type(column.type)
        shown = repr(polars_type(column.type))
        for plain in ("precision=", "scale=", "time_unit=", "time_zone=", "'"):
            shown = shown.replace(plain, "")
        return shown.replace(", ", ",") if shown.startswith("Decimal") else shown
