"""Adapts the local engine's tables for the writers."""

from __future__ import annotations

from tablewright.cli.requests import WriteRequest
from tablewright.engines.local import LocalTable, shared
from tablewright.formats.tables import Description, TableOutput
from tablewright.io import DatasetOutput
from tablewright.spec import Table


def local(request: WriteRequest, table: Table) -> LocalTable:
    """Return one table of a request."""
    return shared(table, request.seed)


def _table(table: Table, rows: LocalTable) -> TableOutput:
    types = {column.name: str(column.type) for column in table.columns}
    about = Description.of(table)
    return TableOutput(table.short_name, table.rows, types, rows, about, rows.encoded)


def output(request: WriteRequest) -> DatasetOutput:
    """Return all tables of a request as output."""
    tables = [_table(table, local(request, table)) for table in request.tables]
    dataset = request.dataset
    return DatasetOutput(dataset.name, request.seed, dataset.parameters, tables)
