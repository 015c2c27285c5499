"""``list`` and ``describe``: show datasets and tables from their declarations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape

from tablewright import api, checks, datasets
from tablewright.cli.console import Grid, console, grid, print_json
from tablewright.errors import ArgumentError
from tablewright.spec import MOST_DAYS, Declaration, Expectation, Table, TableSet
from tablewright.tables import INDUSTRY_NAMES


def list_datasets(target: str | None, *, as_json: bool) -> None:
    """List one dataset, or all, with their tables at default sizes."""
    names = datasets.names() if target is None else (target,)
    known = [datasets.find(name).declaration for name in names]
    found = [(one, api.declare(one)) for one in known]
    if as_json:
        print_json([_dataset_facts(one, dataset) for one, dataset in found])
        return
    screen = console()
    for one, dataset in found:
        screen.print(f"[bold]{one.name}[/bold]  {escape(one.doc)}")
        screen.print(_table_grid(one, dataset))
        screen.print()
    screen.print("More: tablewright describe retail.customers")


def describe(name: str, *, as_json: bool) -> None:
    """Describe a dataset or one of its tables."""
    target, table_name = datasets.parted(name)
    if not datasets.is_own(target) and target not in datasets.names():
        checks.choice("industry", name, datasets.names(), also=_tables_of_words())
    one = datasets.find(target).declaration
    dataset = api.declare(one)
    if not table_name:
        if name.endswith("."):
            raise ArgumentError(f"name={name!r} ends with a dot; add a table or omit the dot")
        if as_json:
            print_json(_dataset_facts(one, dataset))
        else:
            _show_dataset(console(), one, dataset)
        return
    table = dataset.table(table_name)
    if as_json:
        print_json(_table_facts(one, table))
    else:
        _show_table(console(), one, table)


def _tables_of_words() -> Iterator[tuple[str, str]]:
    """Yield every table under its own names and those of its columns."""
    for name in INDUSTRY_NAMES:
        for table in api.declare(name).tables:
            words = (table.name, table.short_name, *(column.name for column in table.columns))
            yield from ((word, table.name) for word in words)


def _show_dataset(screen: Console, one: Declaration, dataset: TableSet) -> None:
    screen.print(f"[bold]{one.name}[/bold]  {escape(one.doc)}\n")
    screen.print(_table_grid(one, dataset))
    keys = [
        (f"{table.short_name}.{key.column}", "→", f"{_short(key.parent)}.{key.parent_column}")
        for table in dataset.tables
        for key in table.foreign_keys
    ]
    if keys:
        screen.print("\n[bold]Foreign keys[/bold]")
        screen.print(grid(("", "", ""), keys))
    settable = [
        *((f"{name}=", f"a share, {value:g} by default") for name, value in one.rates.items()),
        *(
            (f"{name}=", f"up to {checks.duration(each.most)}")
            for name, each in one.intervals.items()
        ),
    ]
    if settable:
        screen.print("\n[bold]Settings[/bold] (--set name=value)")
        screen.print(grid(("", ""), settable))
    if one.traits:
        screen.print(f"\n[bold]Traits[/bold] (tw.{one.name}.extend(..., traits={{...}}))")
        screen.print(grid(("", ""), [(f"{name}=", text) for name, text in one.traits.items()]))
    _show_rules(screen, one, None)


def _show_table(screen: Console, one: Declaration, table: Table) -> None:
    screen.print(f"[bold]{table.name}[/bold]  {escape(table.doc)}\n")
    facts = [
        ("rows", f"{table.rows:,} by default; the main table is {one.main}"),
        ("primary key", table.primary_key),
    ]
    if table.unique:
        facts.append(("unique", ", ".join(table.unique)))
    facts += [
        ("foreign key", f"{key.column} → {_short(key.parent)}.{key.parent_column}")
        for key in table.foreign_keys
    ]
    screen.print(grid(("", ""), facts))
    screen.print()
    columns = [
        (column.name, str(column.type), "yes" if column.null_when is not None else "", column.doc)
        for column in table.columns
    ]
    screen.print(grid(("column", "type", "nulls", "how it is generated"), columns))
    _show_rules(screen, one, table)


def _show_rules(screen: Console, one: Declaration, table: Table | None) -> None:
    def touches(tables: tuple[str, ...]) -> bool:
        return table is None or table.short_name in tables

    rules = [(rule.name, rule.text) for rule in one.invariants if touches(rule.tables)]
    if rules:
        screen.print("\n[bold]Invariants[/bold] (hold for every row)")
        screen.print(grid(("", ""), rules))
    statistics = [
        (rule.name, _range(rule.low, rule.high), f"{rule.text} ({_meant(rule)})")
        for rule in one.expectations
        if touches(rule.tables)
    ]
    if statistics:
        screen.print("\n[bold]Expectations[/bold] (statistics, with the sizes they apply to)")
        screen.print(grid(("", "", ""), statistics))


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _range(low: float, high: float) -> str:
    if low == high:
        return f"{low:g}"
    if math.isinf(high):
        return f"≥ {low:g}"
    return f"≤ {high:g}" if math.isinf(low) else f"{low:g} to {high:g}"


def _meant(rule: Expectation) -> str:
    """Describe the number of rows and the windows to which an expectation applies."""
    days = ""
    if rule.min_days > 1:
        days += f", from {rule.min_days} days"
    if rule.max_days < MOST_DAYS:
        days += f", up to {rule.max_days:,} days"
    return f"from {rule.min_rows:,} rows{days}"


def _finite(bound: float) -> float | None:
    return None if math.isinf(bound) else bound


def _table_grid(one: Declaration, dataset: TableSet) -> Grid:
    rows = [
        (table.short_name, f"{table.rows:,}", str(len(table.columns)), table.doc)
        for table in dataset.tables
    ]
    return grid(("table", "default rows", "columns", "description"), rows, right=(1, 2))


def _dataset_facts(one: Declaration, dataset: TableSet) -> dict[str, Any]:
    return {
        "name": one.name,
        "doc": one.doc,
        "main": one.main,
        "tables": [_table_facts(one, table) for table in dataset.tables],
    }


def _table_facts(one: Declaration, table: Table) -> dict[str, Any]:
    short = table.short_name
    return {
        "name": table.name,
        "doc": table.doc,
        "default_rows": table.rows,
        "primary_key": table.primary_key,
        "unique": list(table.unique),
        "foreign_keys": [
            {"column": key.column, "table": key.parent, "parent_column": key.parent_column}
            for key in table.foreign_keys
        ],
        "columns": [
            {
                "name": column.name,
                "type": str(column.type),
                "nullable": column.null_when is not None,
                "doc": column.doc,
            }
            for column in table.columns
        ],
        "invariants": [
            {"name": rule.name, "text": rule.text}
            for rule in one.invariants
            if short in rule.tables
        ],
        "expectations": [
            {
                "name": rule.name,
                "text": rule.text,
                "low": _finite(rule.low),
                "high": _finite(rule.high),
                "min_rows": rule.min_rows,
                "min_days": rule.min_days,
                "max_days": rule.max_days,
            }
            for rule in one.expectations
            if short in rule.tables
        ],
    }
