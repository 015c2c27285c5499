"""Raw copies of tables: clean JSON, or JSON with the faults of real senders.

The clean rows are read, not generated again; a row's key determines its faults. Every expression
here is plain SQL over the clean columns and the fault columns (`tablewright.faults`). A cell of a
dirty copy is a VARIANT, since its type may drift from row to row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tablewright import faults
from tablewright.engines.spark import frame
from tablewright.engines.spark.program import lower
from tablewright.faults import DELAY, PREFIX, Dirt
from tablewright.io.names import quoted
from tablewright.plan import plan
from tablewright.spec import Boolean, Column, Date, Decimal, Float64, Int32, Int64, Text, Timestamp

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ARRIVED = "_ingested_at"
"""The arrival time of a record in a dirty copy, if the table has an event time."""
_DAY = 86_400_000_000
_MILLENNIUM = 365_250 * _DAY
_NUMBERS = (Int64, Int32, Decimal, Float64)
KINDS = faults.CELL_FAULTS
_ROW = f"{PREFIX}row"


def with_faults(clean: DataFrame, broken: Dirt, seed: int) -> DataFrame:
    """Return the clean rows, in any order, with all columns of ``broken.table``."""
    key = quoted(broken.table.primary_key)
    made = clean.selectExpr("*", f"{key} - {broken.first_key}L AS {_ROW}")
    return frame.extended(made, lower(plan(broken.table, seed), broken.faults, row=_ROW))


def raw(made: DataFrame, broken: Dirt) -> DataFrame:
    """Return the dirty copy, from a frame with all columns of ``broken.table``."""
    cells = [
        f"{_cell(number, column)} AS {quoted(column.name)}"
        for number, column in enumerate(broken.columns, 1)
    ]
    if broken.event is not None:
        arrived = f"{_micros(broken.event)} + 1000000L * {DELAY}"
        cells.append(f"{_instant(arrived)} AS {ARRIVED}")
    again = f"explode(sequence(0, {PREFIX}duplicate)) AS {PREFIX}copy"
    return made.selectExpr(*cells, again).drop(f"{PREFIX}copy")


def answers(made: DataFrame, broken: Dirt) -> DataFrame:
    """Return every fault of the dirty copy: ``table_name, row_key, column_name, kind``.

    ``column_name`` is null for a duplicate, and the event time for a late row.
    """
    table = broken.table
    found = [_answer(kind, _column_name(kind, broken), _is_seen(kind, broken)) for kind in KINDS]
    found.append(_answer("duplicate", "CAST(NULL AS STRING)", f"{PREFIX}duplicate = 1"))
    if broken.event is not None:
        found.append(_answer("late", f"'{broken.event.name}'", f"{PREFIX}late = 1"))
    listed = f"filter(array({', '.join(found)}), __one -> __one.seen)"
    rows = made.selectExpr(
        f"'{table.short_name}' AS table_name",
        f"CAST({quoted(table.primary_key)} AS BIGINT) AS row_key",
        f"explode({listed}) AS __one",
    )
    return rows.selectExpr("table_name", "row_key", "__one.column_name", "__one.kind")


def _answer(kind: str, column: str, seen: str) -> str:
    return f"named_struct('column_name', {column}, 'kind', '{kind}', 'seen', {seen})"


def _column_name(kind: str, broken: Dirt) -> str:
    named = " ".join(f"WHEN {n} THEN '{c.name}'" for n, c in enumerate(broken.columns, 1))
    return f"CASE {PREFIX}{kind} {named} END"


def _is_seen(kind: str, broken: Dirt) -> str:
    """Return whether a fault shows: the cell has a value and no fault of higher precedence."""
    code = f"{PREFIX}{kind}"
    there = " ".join(
        f"WHEN {number} THEN {quoted(column.name)} IS NOT NULL"
        for number, column in enumerate(broken.columns, 1)
    )
    first = [f"{PREFIX}{other} <> {code}" for other in KINDS[: KINDS.index(kind)]]
    return " AND ".join([f"(CASE {code} {there} ELSE false END)", *first])


def _cell(number: int, column: Column) -> str:
    name = quoted(column.name)
    ways = {
        "malformed": _malformed(column),
        "out_of_range": _out_of_range(column),
        "type_drift": _type_drift(column),
    }
    cases = " ".join(
        f"WHEN {PREFIX}{kind} = {number} THEN {_variant(sql)}" for kind, sql in ways.items() if sql
    )
    nothing = f"{name} IS NULL OR {PREFIX}null = {number}"
    return f"CASE WHEN {nothing} THEN NULL {cases} ELSE {_variant(_sent(column))} END"


def _variant(sql: str) -> str:
    return f"CAST({sql} AS VARIANT)"


def _sent(column: Column) -> str:
    """Return the value in its JSON form."""
    if isinstance(column.type, Timestamp):
        return _instant(_micros(column))
    name = quoted(column.name)
    return f"CAST({name} AS STRING)" if isinstance(column.type, Date) else name


def _malformed(column: Column) -> str:
    name = quoted(column.name)
    match column.type:
        case Text():
            return f"concat({name}, '\N{REPLACEMENT CHARACTER}')"
        case Boolean():
            return "'maybe'"
        case Date():
            day = f"lpad(CAST(day({name}) AS STRING), 2, '0')"
            month = f"lpad(CAST(month({name}) AS STRING), 2, '0')"
            return f"concat({day}, '.', {month}, '.', CAST(year({name}) AS STRING))"
    return f"concat(CAST({_sent(column)} AS STRING), ' ?')"


def _out_of_range(column: Column) -> str:
    name = quoted(column.name)
    match column.type:
        case Int64() | Int32():
            return f"-1L - {name}"
        case Decimal() | Float64():
            return f"-1000 * (abs({name}) + 1)"
        case Date():
            return f"CAST(add_months({name}, 12000) AS STRING)"
        case Timestamp():
            return _instant(f"{_micros(column)} + {_MILLENNIUM}L")
    return ""


def _type_drift(column: Column) -> str:
    name = quoted(column.name)
    match column.type:
        case Timestamp():
            return _micros(column)
        case Date():
            return f"unix_date({name})"
        case Boolean():
            return f"CAST({name} AS INT)"
    return f"CAST({name} AS STRING)" if isinstance(column.type, _NUMBERS) else ""


def _micros(column: Column) -> str:
    name = quoted(column.name)
    if isinstance(column.type, Date):
        return f"CAST(unix_date({name}) AS BIGINT) * {_DAY}L"
    return f"unix_micros({name})"


def _instant(micros: str) -> str:
    """Format a time as ISO 8601 in UTC, whatever the session's time zone."""
    rest = f"pmod({micros}, {_DAY}L)"
    day = f"date_from_unix_date(CAST(({micros} - {rest}) div {_DAY}L AS INT))"

    def digits(unit: int, limit: int, width: int) -> str:
        return f"lpad(CAST({rest} div {unit}L % {limit}L AS STRING), {width}, '0')"

    clock = (
        f"{digits(3_600_000_000, 24, 2)}, ':', {digits(60_000_000, 60, 2)}, ':', "
        f"{digits(1_000_000, 60, 2)}, '.', {digits(1, 1_000_000, 6)}"
    )
    return f"concat(CAST({day} AS STRING), 'T', {clock}, 'Z')"
