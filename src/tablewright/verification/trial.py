"""Rules in SQL, tried on empty tables before any row is made."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.errors import DeclarationError
from tablewright.formats.reading import QueryError, physical_type, quoted
from tablewright.spec import Invariant, Table, TableSet, WorldOptions
from tablewright.verification.judge import counted
from tablewright.verification.session import Session, is_installed, open_session, set_variables

_INSTANT = physical_type("timestamp")


def try_rules(dataset: TableSet, options: WorldOptions, rules: Sequence[Invariant]) -> None:
    """Refuse rules that cannot be run over the tables, as `verify` will run them.

    Each is planned in the locked database of `verify`, in which there are no files, and not
    executed. Where DuckDB is not installed, `verify` cannot run either and nothing is tried.

    Raises
    ------
    DeclarationError
        For the first rule that cannot be run: its name, what is wrong with it, and the remedy.
    """
    if not rules or not is_installed():
        return
    with open_session({}) as session:
        set_variables(session, dataset.parameters, options.window)
        for table in dataset.tables:
            session.execute(_empty(table))
        for rule in rules:
            _try(session, rule, [table.short_name for table in dataset.tables])


def _try(session: Session, rule: Invariant, tables: Sequence[str]) -> None:
    try:
        session.execute(f"EXPLAIN {counted(rule.sql)}")
    except QueryError as error:
        raise DeclarationError(
            f"rule {rule.name!r} is not SQL that verify can run: {error}; give one SELECT over "
            f"{', '.join(tables)}, without files"
        ) from None


def _empty(table: Table) -> str:
    """Return SQL that creates an empty table with the types of `verify`'s views."""
    cells = []
    for column in table.columns:
        kind = physical_type(str(column.type))
        # Views hold instants as they are in UTC, without a zone.
        cells.append(f"{quoted(column.name)} {'TIMESTAMP' if kind == _INSTANT else kind}")
    return f"CREATE TABLE {quoted(table.short_name)} ({', '.join(cells)})"
