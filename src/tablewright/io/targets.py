"""Where Spark's tables live: Databricks, an open-source Unity Catalog, or Spark's own catalog.

A home makes schema and volume if they are missing, never a catalog. The three differ in who speaks
SQL for it, and in where a volume is.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tablewright import formats, locations, secret
from tablewright.errors import ArgumentError
from tablewright.formats.tables import Description
from tablewright.io import names
from tablewright.io.names import quoted
from tablewright.io.spark_tables import (
    explained,
    path_exists,
    quietly,
    table_exists,
)
from tablewright.io.unity import Unity, address
from tablewright.secret import CATALOG, Hidden

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SPARK_CATALOG = "spark_catalog"
_DELTA_CATALOG = "DeltaCatalog"


@dataclass(frozen=True)
class Target(ABC):
    """A schema and a volume of a catalog, through a session.

    Parameters
    ----------
    spark : SparkSession
        Any.
    catalog, schema, volume : str
        Checked names (`tablewright.io.names.part`).
    """

    spark: SparkSession
    catalog: str
    schema: str
    volume: str

    @abstractmethod
    def prepare(self) -> str:
        """Make schema and volume if they are missing; return the volume's path."""

    @abstractmethod
    def exists(self, table: str) -> bool:
        """Whether there is something of that name already."""

    @abstractmethod
    def write(
        self,
        table: str,
        frame: DataFrame,
        types: Mapping[str, str],
        about: Description,
        properties: Mapping[str, str],
    ) -> str:
        """Write a table as a whole, over one that is there; return what it is called.

        Parameters
        ----------
        table : str
            Its name.
        frame : DataFrame
            Its rows.
        types : mapping
            Declared type of each column.
        about : Description
            Comments and keys.
        properties : mapping
            Further properties of the table.
        """

    def read(self, table: str) -> DataFrame:
        """The rows of a table that was written."""
        return self.spark.table(self._name(table))

    def relate(self, table: str, about: Description) -> None:
        """Tell the catalog a table's keys, where it takes more than properties.

        Parents come first: a foreign key needs the primary key it refers to.
        """
        return

    def exists_in_volume(self, path: str) -> bool:
        """Whether there is a file or folder at a path of the volume."""
        with explained(f"volume={self.volume!r} cannot be read", "check that Spark may read it"):
            return path_exists(self.spark, path)

    def _name(self, table: str) -> str:
        return quoted(self.catalog, self.schema, table)

    def _sql(self, statement: str, what: str, remedy: str) -> None:
        # A command is done when it is said, on classic Spark as over Connect.
        with explained(what, remedy):
            self.spark.sql(statement)

    def _create_schema(self) -> None:
        where = quoted(self.catalog, self.schema)
        what = f"schema={self.schema!r} cannot be used in catalog={self.catalog!r}"
        remedy = f"ask for CREATE SCHEMA on {self.catalog}, or name another schema"
        self._sql(f"CREATE SCHEMA IF NOT EXISTS {where}", what, remedy)

    def _table_exists(self, table: str) -> bool:
        what = f"schema={self.schema!r} cannot be listed"
        with explained(what, f"ask for USE SCHEMA on {self.catalog}.{self.schema}"):
            return bool(self.spark.catalog.tableExists(self._name(table)))

    def _write(
        self,
        name: str,
        table: str,
        frame: DataFrame,
        about: Description,
        properties: Mapping[str, str],
    ) -> None:
        what = f"table={f'{self.schema}.{table}'!r} was not written"
        with explained(what, "nothing of it is visible; run again with mode='overwrite'"):
            told = {**about.properties(), **properties}
            formats.catalog().create_or_replace(name, frame, about.text, about.columns, told)


@dataclass(frozen=True)
class Databricks(Target):
    """Unity Catalog of Databricks, which does everything in SQL."""

    volumes: str = "/Volumes"

    def prepare(self) -> str:
        """Make schema and volume if they are missing; return the volume's path."""
        what = f"catalog={self.catalog!r} does not exist, or is not yours to use"
        remedy = "create it, or name another: catalogs are never created here"
        self._sql(f"DESCRIBE CATALOG {quoted(self.catalog)}", what, remedy)
        self._create_schema()
        where = quoted(self.catalog, self.schema, self.volume)
        what = f"volume={self.volume!r} cannot be used"
        remedy = f"ask for CREATE VOLUME on {self.catalog}.{self.schema}, or name another volume"
        self._sql(f"CREATE VOLUME IF NOT EXISTS {where}", what, remedy)
        return f"{self.volumes}/{self.catalog}/{self.schema}/{self.volume}"

    def exists(self, table: str) -> bool:
        """Whether there is a table of that name."""
        return self._table_exists(table)

    def write(
        self,
        table: str,
        frame: DataFrame,
        types: Mapping[str, str],
        about: Description,
        properties: Mapping[str, str],
    ) -> str:
        """Write a table; the keys of an older one go before."""
        name = self._name(table)
        if self._table_exists(table):
            self._inform(f"ALTER TABLE {name} DROP PRIMARY KEY IF EXISTS CASCADE")
        self._write(name, table, frame, about, properties)
        return f"{self.catalog}.{self.schema}.{table}"

    def relate(self, table: str, about: Description) -> None:
        """Make its keys constraints; Databricks does not enforce them."""
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
        # Keys are information: a catalog, or a schema whose parent table is not there, may
        # refuse them. They are among the table's properties anyhow.
        with suppress(Exception), quietly():
            self.spark.sql(statement)


@dataclass(frozen=True)
class SparkCatalog(Target):
    """The catalog that every Spark has; volumes are folders in its warehouse."""

    def prepare(self) -> str:
        """Make the schema if it is missing; return the folder that is the volume."""
        for name, value in (("schema", self.schema), ("volume", self.volume)):
            names.plain(name, value)
        self._create_schema()
        warehouse = _setting(self.spark, "spark.sql.warehouse.dir").rstrip("/")
        return f"{warehouse}/volumes/{self.schema}/{self.volume}"

    def exists(self, table: str) -> bool:
        """Whether the catalog, or another session's in the same warehouse, has a table there."""
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


@dataclass(frozen=True)
class OpenUnity(Target):
    """An open-source Unity Catalog, which is told by REST what Spark wrote.

    Its tables are external: the readers that follow no coordinator (delta-rs, DuckDB) read them,
    and they can be replaced. They lie at ``storage``, and so does a volume that is made.
    """

    unity: Unity
    storage: str

    def prepare(self) -> str:
        """Make schema and volume if they are missing; return where the volume is."""
        self.unity.check_catalog(self.catalog)
        self.unity.ensure_schema(self.catalog, self.schema)
        where = f"{self._folder()}/_volumes/{self.volume}"
        return self.unity.ensure_volume(
            self.catalog, self.schema, self.volume, where, within=self.storage
        )

    def exists(self, table: str) -> bool:
        """Whether the catalog has the table, or a run before left one that it does not know."""
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
        """Write the files as one commit, then tell the catalog."""
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


def home(
    spark: SparkSession, catalog: str, schema: str, volume: str, *, storage: str | None = None
) -> Target:
    """The home that a session and a catalog's name stand for.

    Parameters
    ----------
    spark : SparkSession
        On Databricks, every catalog is one of Databricks. Elsewhere it is an open-source Unity
        Catalog if the session has ``spark.sql.catalog.<catalog>.uri``, and else can only be
        ``spark_catalog``.
    catalog, schema, volume : str
        Names.
    storage : str, optional
        Where an open-source Unity Catalog's tables are put; the session's warehouse by default.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If a name cannot be used, or the session knows no such catalog.
    """
    for name, value in (("catalog", catalog), ("schema", schema), ("volume", volume)):
        names.part(name, value)
    if _is_databricks(spark):
        return Databricks(spark, catalog, schema, volume)
    _check_delta(spark, catalog)
    if catalog == SPARK_CATALOG:
        return SparkCatalog(spark, catalog, schema, volume)
    uri = _setting(spark, f"spark.sql.catalog.{catalog}.uri")
    kind = _setting(spark, f"spark.sql.catalog.{catalog}")
    if not uri or (kind and "unitycatalog" not in kind):
        raise ArgumentError(
            f"catalog={catalog!r} is not known to this session as a Unity Catalog; set "
            f"spark.sql.catalog.{catalog}.uri to its address, or name {SPARK_CATALOG}: catalogs "
            "are never created here"
        )
    where = locations.sparks("storage", storage or _setting(spark, "spark.sql.warehouse.dir"))
    if where.startswith("/"):
        where = f"file://{where}"
    setting = f"spark.sql.catalog.{catalog}.token"
    own = Hidden(_setting(spark, setting))
    asks = secret.token(setting, own) if own else secret.token(CATALOG, os.environ.get(CATALOG, ""))
    return OpenUnity(spark, catalog, schema, volume, Unity(address(uri), asks), where)


def _is_databricks(spark: SparkSession) -> bool:
    if os.environ.get("DATABRICKS_RUNTIME_VERSION"):
        return True
    with quietly():
        return bool(spark.catalog.functionExists("current_version"))


def _check_delta(spark: SparkSession, catalog: str) -> None:
    if _DELTA_CATALOG not in _setting(spark, f"spark.sql.catalog.{SPARK_CATALOG}"):
        raise ArgumentError(
            f"catalog={catalog!r}: this Spark knows no Delta tables; start it with their jars and "
            "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog "
            "(docs/LAKEHOUSE.md has the lines)"
        )


def _setting(spark: SparkSession, name: str) -> str:
    """A setting of the session; nothing where there is none, or it is not ours to see."""
    with quietly():
        try:
            return str(spark.conf.get(name, "") or "")
        except Exception:
            return ""
