"""Registers Delta tables written without Spark in an open-source Unity Catalog."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from tablewright import formats, secret
from tablewright.cli.console import say
from tablewright.cli.requests import STDOUT, WriteRequest
from tablewright.errors import ArgumentError
from tablewright.formats.tables import Description
from tablewright.io import names
from tablewright.io.unity import Unity, address
from tablewright.secret import CATALOG


@dataclass(frozen=True)
class CatalogSchema:
    """A schema of a catalog."""

    unity: Unity
    catalog: str
    schema: str


def place(
    requests: Sequence[WriteRequest],
    unity: str | None,
    catalog: str | None,
    schema: str | None,
    *,
    overwrite: bool,
) -> CatalogSchema | None:
    """Return where to register the tables, if requested; errors come before the first row."""
    given = {"unity": unity, "catalog": catalog, "schema": schema}
    if not any(value is not None for value in given.values()):
        return None
    missing = [f"--{name}" for name, value in given.items() if value is None]
    if missing or unity is None or catalog is None or schema is None:
        raise ArgumentError(
            f"{' and '.join(missing)} must be given too: a table is registered in a schema of a "
            "catalog at an address"
        )
    names.part("catalog", catalog)
    names.part("schema", schema)
    for request in requests:
        kept = isinstance(request.encoding.format, formats.CatalogFormat)
        if not kept or str(request.folder.parent) == STDOUT:
            raise ArgumentError(
                f"format={request.encoding.name!r} cannot be registered; add --format "
                f"{formats.CATALOG}"
            )
    if len(requests) > 1:
        raise ArgumentError(f"schema={schema!r} takes one dataset; name it instead of all")
    found = CatalogSchema(
        Unity(address(unity), secret.token(CATALOG, os.environ.get(CATALOG, ""))), catalog, schema
    )
    found.unity.check_catalog(catalog)
    if not overwrite:
        for table in requests[0].tables:
            if found.unity.table_location(catalog, schema, table.short_name) is not None:
                name = f"{catalog}.{schema}.{table.short_name}"
                raise ArgumentError(
                    f"table={name!r} already exists; add --overwrite to replace it, or name "
                    "another schema"
                )
    return found


def register(requests: Sequence[WriteRequest], where: CatalogSchema, *, quiet: bool) -> None:
    """Register the tables of written requests."""
    where.unity.ensure_schema(where.catalog, where.schema)
    for request in requests:
        for table in request.tables:
            parts = (where.catalog, where.schema, table.short_name)
            location = (request.folder.resolve() / table.short_name).as_uri()
            types = {column.name: str(column.type) for column in table.columns}
            properties = {"tablewright.seed": str(request.seed)}
            where.unity.register(parts, location, types, Description.of(table), properties)
            if not quiet:
                say(f"registered as {'.'.join(parts)}")
