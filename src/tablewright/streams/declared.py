"""Stream declarations: tables whose time fields are inputs."""

from __future__ import annotations

from tablewright import api
from tablewright.errors import ArgumentError
from tablewright.spec import (
    CALENDAR_ENDS,
    Declaration,
    Sizes,
    StreamDeclaration,
    Table,
    TableSet,
    Timestamp,
    Window,
    WorldOptions,
)
from tablewright.tables import industry

_ENDLESS = 2**38
"""Maximum rows of a stream whose children must be numbered too."""


def transactions(n_accounts: int, *, window: Window | None = None) -> StreamDeclaration:
    """Bank account transactions, as in `tablewright.polars.financial.generate_transactions`.

    Business days, paydays and opening hours follow the calendar from the window's start to 2050.
    The accounts are those of the window; all of them are open after it.

    Parameters
    ----------
    n_accounts : int
        Number of accounts (≥ 1).
    window : Window, optional
        The accounts' window; default: 2024.
    """
    options = WorldOptions(window or Window())
    declared = industry("financial").streams["transactions"]
    return declared.over(n_accounts, options, rows_name="n_accounts")


def sensors(
    n_devices: int,
    *,
    anomaly_rate: float = 0.02,
    window: Window | None = None,
) -> StreamDeclaration:
    """Device readings, as in `tablewright.polars.iot.generate_sensor_readings`.

    Parameters
    ----------
    n_devices : int
        Number of devices (≥ 1).
    anomaly_rate : float
        The share of anomalous readings.
    window : Window, optional
        The devices' window; default: 2024.
    """
    found = industry("iot")
    rates = api.options(found, None, None, "en", {"anomaly_rate": anomaly_rate}).rates
    options = WorldOptions(window or Window(), rates=rates)
    declared = found.streams["sensor_readings"]
    return declared.over(n_devices, options, rows_name="n_devices")


def any_table(
    declaration: Declaration, table: str, sizes: Sizes, options: WorldOptions
) -> StreamDeclaration:
    """Return a dataset's table as a stream, if it has a timestamp that rises with its rows.

    The parents have the given sizes; the table and its children are endless.

    Parameters
    ----------
    declaration : Industry
        The dataset's declaration.
    table : str
        A table of the dataset.
    sizes : mapping
        Number of rows of each table.
    options : Options
        Window, locale and rates of the parents.
    """
    found = declaration.declare(sizes, options).table(table)
    ordered = found.ordered_by
    if ordered is not None and not streamable(found):
        raise ArgumentError(
            f"table={table!r} is in order of {ordered}, a date, and a stream needs times; make it "
            "a timestamp: t.timestamp(name, tw.season(...))"
        )
    if ordered is None:
        raise ArgumentError(
            f"table={table!r} has no timestamp that rises with its rows, which a stream needs; "
            "give one that is filled with tw.season(...)"
        )
    endless = dict(sizes)
    for other in (table, *_children(declaration.declare(sizes, options), table)):
        endless[other] = _ENDLESS * max(1, sizes[other]) // max(1, sizes[table])
    calendar = Window(options.window.start, max(options.window.end, CALENDAR_ENDS))
    return StreamDeclaration(
        declaration.declare(endless, options).table(table), calendar, {ordered: 0}
    )


def streamable(table: Table) -> bool:
    """Return whether a table has a timestamp that rises with its rows."""
    return table.ordered_by is not None and isinstance(
        table.column(table.ordered_by).type, Timestamp
    )


def _children(declared: TableSet, table: str) -> list[str]:
    """Return a table's children and their descendants."""
    found: list[str] = []
    for other in declared.tables:
        parents = {key.parent.rpartition(".")[2] for key in other.foreign_keys}
        if parents & {table, *found} and other.short_name != table:
            found.append(other.short_name)
    return found
