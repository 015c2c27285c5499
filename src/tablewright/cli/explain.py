"""``explain``: shows what a column's cells are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from rich.markup import escape

from tablewright import api, checks
from tablewright.cli import FAILED, OK
from tablewright.cli.console import console, grid, print_json
from tablewright.cli.requests import named, whole
from tablewright.errors import ArgumentError
from tablewright.explaining import Part, explained


def run(target: str, column: str, *, rows: str | None, as_json: bool) -> int:
    """Explain a column, and return the exit status: failed if a proof fails."""
    one = named(target, "{} {}")
    count = None if rows is None else checks.rows("rows", whole("rows", rows))
    dataset = api.declare(one, rows=count)
    table, dot, name = column.removeprefix(f"{dataset.name}.").partition(".")
    if not dot:
        known = [each.short_name for each in dataset.tables]
        checks.choice("table", table, known)
        names = ", ".join(each.name for each in dataset.table(table).columns)
        raise ArgumentError(f"column={column!r} is a table; add one of its columns: {names}")
    part = explained(dataset, table, name)
    if as_json:
        print_json(asdict(part))
    else:
        _show(part, dataset.table(table).rows)
    return FAILED if part.fails else OK


def _show(part: Part, rows: int) -> None:
    screen = console()
    place = f"  {escape(part.place)}" if part.place else ""
    screen.print(f"[bold]{escape(part.name)}[/bold]  {part.type}{place}\n")
    facts = [("how", part.doc)]
    if part.low is not None:
        facts.append(("range", f"{_range(part)}, proven for {rows:,} rows"))
    facts.append(("nulls", "yes" if part.nullable else "never"))
    if part.failure:
        facts.append(("proof", f"fails: {part.failure}"))
    screen.print(grid(("", ""), facts))
    lines = list(_lines(part.parts, 0))
    if lines:
        screen.print("\n[bold]Made from[/bold]")
        screen.print(grid(("", "type", "range", "how it is generated"), lines))


def _lines(parts: list[Part], depth: int) -> Iterator[tuple[str, str, str, str]]:
    for part in parts:
        how = "as above" if part.is_above else part.doc
        if part.failure:
            where = f"{part.place}: " if part.place else ""
            how = f"the proof fails here: {where}{part.failure}"
        yield ("  " * depth + part.name, part.type or "-", _range(part), how)
        yield from _lines(part.parts, depth + 1)


def _range(part: Part) -> str:
    if part.low is None or part.high is None:
        return ""
    return part.low if part.low == part.high else f"{part.low} to {part.high}"
