"""Targets of demos: Databricks, an open-source Unity Catalog, or Spark's own catalog.

A target creates a missing schema or volume, never a catalog. Each target is a module here, listed
in `_KINDS`; they differ in their SQL support and in the location of volumes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tablewright.io import names
from tablewright.io.targets.base import Target
from tablewright.io.targets.databricks import Databricks
from tablewright.io.targets.open_unity import OpenUnity
from tablewright.io.targets.spark_catalog import SparkCatalog

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Databricks", "OpenUnity", "SparkCatalog", "Target", "home"]

_KINDS: tuple[type[Target], ...] = (Databricks, SparkCatalog, OpenUnity)
"""The targets in order of precedence; the last accepts every other catalog."""


def home(
    spark: SparkSession, catalog: str, schema: str, volume: str, *, storage: str | None = None
) -> Target:
    """Return the target for a session and a catalog's name.

    Parameters
    ----------
    spark : SparkSession
        On Databricks, every catalog belongs to Databricks. Elsewhere, a catalog is an open-source
        Unity Catalog if the session has ``spark.sql.catalog.<catalog>.uri``, and otherwise must be
        ``spark_catalog``.
    catalog, schema, volume : str
        The names.
    storage : str, optional
        Location for an open-source Unity Catalog's tables; default: the session's warehouse.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If a name is invalid, or the session has no such catalog.
    """
    for name, value in (("catalog", catalog), ("schema", schema), ("volume", volume)):
        names.part(name, value)
    found = (kind.of(spark, catalog, schema, volume, storage) for kind in _KINDS)
    return next(target for target in found if target is not None)
