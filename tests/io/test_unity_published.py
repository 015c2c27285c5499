"""The emulator and the catalog's client against Unity Catalog's own SDK.

That one is generated from the API's published description: it refuses fields of a wrong type and
bodies that lack what is required, and drops those that it does not know.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from unitycatalog.client import (
    ApiClient,
    CatalogInfo,
    CatalogsApi,
    Configuration,
    CreateSchema,
    CreateTable,
    CreateVolumeRequestContent,
    SchemaInfo,
    SchemasApi,
    TableInfo,
    TablesApi,
    VolumeInfo,
    VolumesApi,
)
from unitycatalog.client.exceptions import NotFoundException, UnauthorizedException

from tablewright import api
from tablewright.formats.tables import Description
from tablewright.io.unity import Unity
from tablewright.tables import INDUSTRY_NAMES
from tests.support.unity_emulator import BASE, NAMES, SECRET, Catalog, serving, steps

BODIES = {
    "schemas": CreateSchema,
    "volumes": CreateVolumeRequestContent,
    "tables": CreateTable,
}
Answer = TypeVar("Answer")


def asked(url: str, what: Callable[[ApiClient], Awaitable[Answer]], token: str = SECRET) -> Answer:
    """What the SDK has from a server."""

    async def ask() -> Answer:
        async with ApiClient(Configuration(host=f"{url}{BASE.rstrip('/')}")) as client:
            client.default_headers["Authorization"] = f"Bearer {token}"
            return await what(client)

    return asyncio.run(ask())


def test_the_sdk_knows_every_field_that_is_sent() -> None:
    catalog = Catalog()
    catalog.add_catalog("main")
    with serving(catalog) as url:
        steps(Unity(url))
        for industry in INDUSTRY_NAMES:
            for table in api.declare(industry, tier=1).tables:
                types = {column.name: str(column.type) for column in table.columns}
                names = ("main", "shop", table.short_name)
                Unity(url).register(names, "file:///lake/x", types, Description.of(table), {})
    kinds = {kind for kind, _ in catalog.bodies}
    assert kinds == set(BODIES)
    assert len(catalog.bodies) > 18
    for kind, body in catalog.bodies:
        known = BODIES[kind].from_dict(body)
        assert known is not None
        assert known.to_dict() == body


def test_the_sdk_reads_what_was_registered() -> None:
    catalog = Catalog(token=SECRET)
    catalog.add_catalog("main")
    with serving(catalog) as url:
        steps(Unity(url, SECRET))
        schema: SchemaInfo = asked(url, lambda client: SchemasApi(client).get_schema("main.shop"))
        volume: VolumeInfo = asked(url, lambda c: VolumesApi(c).get_volume("main.shop.raw"))
        table: TableInfo = asked(url, lambda c: TablesApi(c).get_table(".".join(NAMES)))
        with pytest.raises(NotFoundException):
            asked(url, lambda client: TablesApi(client).get_table("main.shop.others"))
        with pytest.raises(UnauthorizedException):
            asked(url, lambda client: TablesApi(client).get_table(".".join(NAMES)), "wrong")
    assert (schema.catalog_name, schema.name) == ("main", "shop")
    assert (volume.volume_type, volume.storage_location) == ("EXTERNAL", "file:///lake/raw")
    assert (table.table_type, table.data_source_format) == ("EXTERNAL", "DELTA")
    assert table.storage_location == "file:///lake/things2"
    assert table.columns is not None
    assert [column.type_name for column in table.columns] == ["LONG", "DECIMAL", "TIMESTAMP"]
    assert [column.position for column in table.columns] == [0, 1, 2]


def test_what_the_sdk_makes_is_found() -> None:
    catalog = Catalog()
    catalog.add_catalog("main")
    schema = CreateSchema(name="shop", catalog_name="main")
    volume = CreateVolumeRequestContent(
        catalog_name="main",
        schema_name="shop",
        name="raw",
        volume_type="EXTERNAL",
        storage_location="s3://bucket/raw/",
    )
    with serving(catalog) as url:
        found: CatalogInfo = asked(url, lambda client: CatalogsApi(client).get_catalog("main"))
        assert found.name == "main"
        asked(url, lambda client: SchemasApi(client).create_schema(schema))
        asked(url, lambda client: VolumesApi(client).create_volume(volume))
        catalog.bodies.clear()
        unity = Unity(url)
        unity.check_catalog("main")
        unity.ensure_schema("main", "shop")
        assert unity.ensure_volume("main", "shop", "raw", "file:///other") == "s3://bucket/raw"
        assert catalog.bodies == []
