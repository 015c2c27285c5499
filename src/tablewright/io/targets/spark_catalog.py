"""Spark's own catalog; volumes are folders in its warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tablewright.formats.tables import Description
from tablewright.io import names
from tablewright.io.names import quoted
from tablewright.io.spark_tables import explained, table_exists
from tablewright.io.targets.base import SPARK_CATALOG, Target, check_delta, setting

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class SparkCatalog(Target):
    """Spark's built-in catalog; volumes are folders in its warehouse."""

    @classmethod
    def of(
        cls, spark: SparkSession, catalog: str, schema: str, volume: str, storage: str | None
    ) -> SparkCatalog | None:
        """The target, if that is what a session and a catalog's name stand for."""
        if catalog != SPARK_CATALOG:
            return None
        check_delta(spark, catalog)
        return cls(spark, catalog, schema, volume)

    def prepare(self) -> str:
        """Create the schema if missing; return the volume's folder."""
        for name, value in (("schema", self.schema), ("volume", self.volume)):
            names.plain(name, value)
        self._create_schema()
        warehouse = setting(self.spark, "spark.sql.warehouse.dir").rstrip("/")
        return f"{warehouse}/volumes/{self.schema}/{self.volume}"

    def exists(self, table: str) -> bool:
        """Return whether this catalog, or another one in the same warehouse, has the table."""
        if self._table_exists(table):
            return True
        with explained(f"schema={self.schema!r} cannot be read", "check that Spark may read it"):
            return table_exists(self.spark, f"{self._folder()}/{table}")

    def write(
        self,
        table: str,
        frame: DataFrame,
        types: Mapping[str, str],
        about: Description,
        properties: Mapping[str, str],
    ) -> str:
        """Write a managed table."""
        self._write(self._name(table), table, frame, about, properties)
        return f"{self.catalog}.{self.schema}.{table}"

    def _folder(self) -> str:
        found = self.spark.catalog.getDatabase(quoted(self.catalog, self.schema))
        return str(found.locationUri).rstrip("/")
