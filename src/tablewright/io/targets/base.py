"""The base class of targets; each module of this package implements it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tablewright import formats
from tablewright.errors import ArgumentError
from tablewright.formats.tables import Description
from tablewright.io.names import quoted
from tablewright.io.spark_tables import explained, path_exists, quietly

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SPARK_CATALOG = "spark_catalog"
"""The built-in catalog of Spark."""
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

    @classmethod
    @abstractmethod
    def of(
        cls, spark: SparkSession, catalog: str, schema: str, volume: str, storage: str | None
    ) -> Target | None:
        """Return this target for a session and valid names; None if another target applies.

        Parameters
        ----------
        spark : SparkSession
            Any.
        catalog, schema, volume : str
            Checked names.
        storage : str, optional
            Location for tables, if the catalog does not define one.

        Raises
        ------
        ArgumentError
            If this target applies but is unusable.
        """

    @abstractmethod
    def prepare(self) -> str:
        """Create schema and volume if missing; return the volume's path."""

    @abstractmethod
    def exists(self, table: str) -> bool:
        """Return whether the name is taken."""

    @abstractmethod
    def write(
        self,
        table: str,
        frame: DataFrame,
        types: Mapping[str, str],
        about: Description,
        properties: Mapping[str, str],
    ) -> str:
        """Write a complete table, replacing an existing one; return its full name.

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
        """Return the rows of a written table."""
        return self.spark.table(self._name(table))

    def relate(self, table: str, about: Description) -> None:
        """Declare a table's keys in the catalog, if it supports more than properties.

        Parents come first: a foreign key needs the primary key it references.
        """
        return

    def exists_in_volume(self, path: str) -> bool:
        """Return whether a path of the volume exists."""
        with explained(f"volume={self.volume!r} cannot be read", "check that Spark may read it"):
            return path_exists(self.spark, path)

    def _name(self, table: str) -> str:
        return quoted(self.catalog, self.schema, table)

    def _sql(self, statement: str, what: str, remedy: str) -> None:
        # Commands run eagerly, on classic Spark and over Connect.
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


def check_delta(spark: SparkSession, catalog: str) -> None:
    """Reject a session that cannot write catalog tables."""
    if _DELTA_CATALOG not in setting(spark, f"spark.sql.catalog.{SPARK_CATALOG}"):
        raise ArgumentError(
            f"catalog={catalog!r}: this Spark does not support Delta; start it with its jars and "
            "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog "
            "(docs/LAKEHOUSE.md has the lines)"
        )


def setting(spark: SparkSession, name: str) -> str:
    """Return a setting of the session; empty if unset or not readable."""
    with quietly():
        try:
            return str(spark.conf.get(name, "") or "")
        except Exception:
            return ""
