"""An open-source Unity Catalog."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tablewright import formats, locations, secret
from tablewright.errors import ArgumentError
from tablewright.formats.tables import Description
from tablewright.io.spark_tables import explained, table_exists
from tablewright.io.targets.base import SPARK_CATALOG, Target, check_delta, setting
from tablewright.io.unity import Unity, address
from tablewright.secret import CATALOG, Hidden

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class OpenUnity(Target):
    """An open-source Unity Catalog; tables written by Spark are registered over REST.

    Its tables are external, so that readers without support for the catalog's commit coordinator
    (delta-rs, DuckDB) can read them, and they can be replaced. Tables, and volumes created here,
    are located at ``storage``.
    """

    unity: Unity
    storage: str

    @classmethod
    def of(
        cls, spark: SparkSession, catalog: str, schema: str, volume: str, storage: str | None
    ) -> OpenUnity | None:
        """The target, if that is what a session and a catalog's name stand for."""
        check_delta(spark, catalog)
        uri = setting(spark, f"spark.sql.catalog.{catalog}.uri")
        kind = setting(spark, f"spark.sql.catalog.{catalog}")
        if not uri or (kind and "unitycatalog" not in kind):
            raise ArgumentError(
                f"catalog={catalog!r} is not known to this session as a Unity Catalog; set "
                f"spark.sql.catalog.{catalog}.uri to its address, or name {SPARK_CATALOG}: "
                "catalogs are never created here"
            )
        where = locations.sparks("storage", storage or setting(spark, "spark.sql.warehouse.dir"))
        if where.startswith("/"):
            where = f"file://{where}"
        name = f"spark.sql.catalog.{catalog}.token"
        own = Hidden(setting(spark, name))
        asks = secret.token(name, own) if own else _token_of_environment()
        return cls(spark, catalog, schema, volume, Unity(address(uri), asks), where)

    def prepare(self) -> str:
        """Create schema and volume if missing; return the volume's location."""
        self.unity.check_catalog(self.catalog)
        self.unity.ensure_schema(self.catalog, self.schema)
        where = f"{self._folder()}/_volumes/{self.volume}"
        return self.unity.ensure_volume(
            self.catalog, self.schema, self.volume, where, within=self.storage
        )

    def exists(self, table: str) -> bool:
        """Return whether the table exists in the catalog, or unregistered from an earlier run."""
        if self.unity.table_location(self.catalog, self.schema, table) is not None:
            return True
        with explained(f"storage={self.storage!r} cannot be read", "check that Spark may read it"):
            return table_exists(self.spark, f"{self._folder()}/{table}")

    def write(
        self,
        table: str,
        frame: DataFrame,
        types: Mapping[str, str],
        about: Description,
        properties: Mapping[str, str],
    ) -> str:
        """Write the files in one commit, then register the table."""
        where = f"{self._folder()}/{table}"
        self._write(formats.catalog().at(where), table, frame, about, properties)
        parts = (self.catalog, self.schema, table)
        self.unity.register(parts, where, types, about, properties)
        return ".".join(parts)

    def read(self, table: str) -> DataFrame:
        """The rows of a table that was written."""
        return self.spark.read.format(formats.catalog().name).load(f"{self._folder()}/{table}")

    def _folder(self) -> str:
        return f"{self.storage}/{self.catalog}/{self.schema}"


def _token_of_environment() -> Hidden:
    return secret.token(CATALOG, os.environ.get(CATALOG, ""))
