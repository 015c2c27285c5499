"""Bodies of the tables' functions: the sizes, and the request."""

from __future__ import annotations

from functions.declared import TableFunction
from functions.facts import Facts


def body(facts: Facts, function: TableFunction) -> str:
    """Return the lines before the call: the sizes."""
    counts = facts.counts(function)
    lines, known = [], {}
    followed = {function.follows[table] for table in counts if table in function.follows}
    for table in _parents_first(counts, function):
        name = counts[table]
        if name != "rows" and table in function.follows:
            leader = function.follows[table]
            each = f'Derived.each({facts.each(function, table)}, "{counts[leader]}", {leader})'
            known[table] = f'rows_or("{name}", {name}, {each})'
        else:
            known[table] = f'checks.rows("{name}", {name})'
        if table in followed:
            lines.append(f"    {table} = {known[table]}\n")
            known[table] = table
    # Tables whose rows do not grow have as many as ever; those of derived ones follow from others.
    parents = {parent for table in counts for parent in facts.parents(table)}
    needed = dict.fromkeys(parents - {*facts.dataset.fixed, *facts.dataset.derived}, "1")
    sizes = {table: {**needed, **known}.get(table) for table in facts.tables}
    shown = ", ".join(f'"{table}": {rows}' for table, rows in sizes.items() if rows)
    return "".join([*lines, f"    sizes = {{{shown}}}\n"])


def request(facts: Facts, function: TableFunction) -> str:
    """Return the request as source text."""
    names = facts.order(function)
    given = ["sizes", "start_date", "end_date", *(["locale"] if "locale" in names else [])]
    rates = [f'"{name}": {name}' for name in names if name in facts.dataset.rates]
    if rates:
        given.append(f"rates={{{', '.join(rates)}}}")
    if "interval" in names:
        name = "ping_interval" if function.table == "telemetry" else "interval"
        given.append(f'intervals={{"{name}": interval}}')
    return f"TableRequest({', '.join(given)})"


def _parents_first(counts: dict[str, str], function: TableFunction) -> list[str]:
    """Return the tables, each after the one it follows."""
    order: list[str] = []
    for table in counts:
        for each in (function.follows.get(table, table), table):
            if each in counts and each not in order:
                order.append(each)
    return order
