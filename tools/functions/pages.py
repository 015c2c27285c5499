"""The tables in README.md, and the columns and keys in docs/tables, from the declarations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from tablewright import api
from tablewright.spec import Table, TableSet
from tablewright.tables import INDUSTRY_NAMES

_TABLES = "| table | default rows | primary key |\n"
_COLUMNS = "| column | type | how it is generated |\n"
_KEYS = "## Keys\n\n"
_DIAGRAM = "erDiagram\n"


def readme(text: str) -> str:
    """README.md with the diagram and the list of tables."""
    found = [api.declare(name) for name in INDUSTRY_NAMES]
    rows = [_row(table) for dataset in found for table in dataset.tables]
    listed = _replaced(text, _TABLES, ["| --- | ---: | --- |", *rows], "\n\n")
    return _replaced(listed, _DIAGRAM, [line for each in found for line in _keys(each)], "\n```")


def page(text: str, table: Table) -> str:
    """A table's page with its columns and keys."""
    rows = [f"| {column.name} | {column.type} | {_cell(column.doc)} |" for column in table.columns]
    columns = _replaced(text, _COLUMNS, ["| --- | --- | --- |", *rows], "\n\n")
    return _replaced(columns, _KEYS, textwrap.wrap(" ".join(_sentences(table)), 110), "\n\n")


def _sentences(table: Table) -> Iterator[str]:
    """The keys of a table in words."""
    yield f"Primary key `{table.primary_key}`."
    for name in table.unique:
        nullable = table.column(name).null_when is not None
        yield f"`{name}` is unique{' where it is not null' if nullable else ''}."
    for key in table.foreign_keys:
        yield f"`{key.column}` → `{key.parent}.{key.parent_column}`."


def _row(table: Table) -> str:
    link = f"[{table.name}](docs/tables/{table.name}.md)"
    return f"| {link} | {table.rows:,} | {table.primary_key} |"


def _keys(dataset: TableSet) -> Iterable[str]:
    """The references, by parent in the order in which it is first referred to."""
    keys = [(key, table) for table in dataset.tables for key in table.foreign_keys]
    for key, table in keys:
        parent, child = (name.replace(".", "_") for name in (key.parent, table.name))
        yield f"    {parent} ||--o{{ {child} : {key.column}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _replaced(text: str, first: str, lines: Sequence[str], end: str) -> str:
    """The text with other lines between the line ``first`` and ``end``."""
    before, found, rest = text.partition(first)
    assert found, first
    _, last, after = rest.partition(end)
    return f"{before}{first}" + "\n".join(lines) + last + after
