"""Where Spark's tables live: Databricks, an open-source Unity Catalog, or Spark's own catalog.

A target makes schema and volume if they are missing, never a catalog. Each is a module here, and
one of `_KINDS`; they differ in who speaks SQL for it, and in where a volume is.
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
"""In the order in which they are asked; the last one is asked for every other catalog."""


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
    found = (kind.of(spark, catalog, schema, volume, storage) for kind in _KINDS)
    return next(target for target in found if target is not None)
