"""Unity Catalog of Databricks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tablewright.formats.tables import Description
from tablewright.io.names import quoted
from tablewright.io.spark_tables import quietly
from tablewright.io.targets.base import Target

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class Databricks(Target):
    """Databricks' Unity Catalog, entirely through SQL."""

    volumes: str = "/Volumes"

    @classmethod
    def of(
        cls, spark: SparkSession, catalog: str, schema: str, volume: str, storage: str | None
    ) -> Databricks | None:
        """Return this target if it applies to the session and the catalog's name."""
        return cls(spark, catalog, schema, volume) if _is_databricks(spark) else None

    def prepare(self) -> str:
        """Make schema and volume if they are missing; return the volume's path."""
        what = f"catalog={self.catalog!r} does not exist, or you may not use it"
        remedy = "create it, or name another: catalogs are never created here"
        self._sql(f"DESCRIBE CATALOG {quoted(self.catalog)}", what, remedy)
        self._create_schema()
        where = quoted(self.catalog, self.schema, self.volume)
        what = f"volume={self.volume!r} cannot be used"
        remedy = f"ask for CREATE VOLUME on {self.catalog}.{self.schema}, or name another volume"
        self._sql(f"CREATE VOLUME IF NOT EXISTS {where}", what, remedy)
        return f"{self.volumes}/{self.catalog}/{self.schema}/{self.volume}"

    def exists(self, table: str) -> bool:
        """Return whether the table exists."""
        return self._table_exists(table)

    def write(
        self,
        table: str,
        frame: DataFrame,
        types: Mapping[str, str],
        about: Description,
        properties: Mapping[str, str],
    ) -> str:
        """Write a table, after removing the keys of an older one."""
        name = self._name(table)
        if self._table_exists(table):
            self._inform(f"ALTER TABLE {name} DROP PRIMARY KEY IF EXISTS CASCADE")
        self._write(name, table, frame, about, properties)
        return f"{self.catalog}.{self.schema}.{table}"

    def relate(self, table: str, about: Description) -> None:
        """Declare keys as constraints; Databricks does not enforce them."""
        name = self._name(table)
        if about.primary_key:
            key = quoted(about.primary_key)
            self._inform(f"ALTER TABLE {name} ALTER COLUMN {key} SET NOT NULL")
            constraint = quoted(f"{table}_pk")
            self._inform(f"ALTER TABLE {name} ADD CONSTRAINT {constraint} PRIMARY KEY ({key})")
        for column, (parent, parent_column) in about.foreign_keys.items():
            constraint = quoted(f"{table}_{column}_fk")
            self._inform(
                f"ALTER TABLE {name} ADD CONSTRAINT {constraint} FOREIGN KEY ({quoted(column)}) "
                f"REFERENCES {self._name(parent)} ({quoted(parent_column)})"
            )

    def _inform(self, statement: str) -> None:
        # Keys are informational: a catalog, or a schema without the parent table, may reject them.
        # They are table properties anyway.
        with suppress(Exception), quietly():
            self.spark.sql(statement)


def _is_databricks(spark: SparkSession) -> bool:
    if os.environ.get("DATABRICKS_RUNTIME_VERSION"):
        return True
    with quietly():
        return bool(spark.catalog.functionExists("current_version"))
