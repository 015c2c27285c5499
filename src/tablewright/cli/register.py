"""Makes Delta tables that were written without Spark known to an open-source Unity Catalog."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from tablewright import secret
from tablewright.cli.console import say
from tablewright.cli.requests import STDOUT, WriteRequest
from tablewright.errors import ArgumentError
from tablewright.io import names
from tablewright.io.describe import Description
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
    """Where the tables are to be known, if that was asked for; refused before a row is made."""
    given = {"unity": unity, "catalog": catalog, "schema": schema}
    if not any(value is not None for value in given.values()):
        return None
    missing = [f"--{name}" for name, value in given.items() if value is None]
    if missing or unity is None or catalog is None or schema is None:
        raise ArgumentError(
            f"{' and '.join(missing)} must be named too: a table becomes known at an address, in "
            "a catalog and a schema"
        )
    names.part("catalog", catalog)
    names.part("schema", schema)
    for request in requests:
        if request.encoding.format != "delta" or str(request.folder.parent) == STDOUT:
            raise ArgumentError(
                f"format={request.encoding.format!r} is not kept by a catalog; add --format delta"
            )
    if len(requests) > 1:
        raise ArgumentError(f"schema={schema!r} takes one industry; name it instead of all")
    found = CatalogSchema(
        Unity(address(unity), secret.token(CATALOG, os.environ.get(CATALOG, ""))), catalog, schema
    )
    found.unity.check_catalog(catalog)
    if not overwrite:
        for table in requests[0].tables:
            if found.unity.table_location(catalog, schema, table.short_name) is not None:
                name = f"{catalog}.{schema}.{table.short_name}"
                raise ArgumentError(
                    f"table={name!r} exists already; add --overwrite to replace it, or name "
                    "another schema"
                )
    return found


def register(requests: Sequence[WriteRequest], where: CatalogSchema, *, quiet: bool) -> None:
    """Make the tables of written requests known."""
    where.unity.ensure_schema(where.catalog, where.schema)
    for request in requests:
        for table in request.tables:
            parts = (where.catalog, where.schema, table.short_name)
            location = (request.folder.resolve() / table.short_name).as_uri()
            types = {column.name: str(column.type) for column in table.columns}
            properties = {"tablewright.seed": str(request.seed)}
            where.unity.register(parts, location, types, Description.of(table), properties)
            if not quiet:
                say(f"known as {'.'.join(parts)}")
