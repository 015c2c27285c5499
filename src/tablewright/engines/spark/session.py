"""A Spark session as a user gives it: checked before anything is asked of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.errors import ArgumentError, MissingExtraError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST = (4, 0)
"""The oldest Spark that is supported; 4.1 is the one that is tested."""
ROWS_OF_A_PARTITION = 250_000
_MOST_PARTITIONS = 100_000
_MOST_LETTERS = 200
_NEEDED = ("createDataFrame", "range", "readStream", "version")


def session(spark: SparkSession) -> SparkSession:
    """Return ``spark`` if it is a session that answers, of a Spark that is supported.

    What a session can do decides, never its class: classic sessions, those of Spark Connect and
    of databricks-connect have nothing else in common.
    """
    # The class is asked, because reading the properties of a stopped session can fail.
    if isinstance(spark, type) or not all(hasattr(type(spark), name) for name in _NEEDED):
        remedy = "give one, such as SparkSession.builder.getOrCreate()"
        raise checks.wrong_type("spark", spark, "a Spark session", remedy)
    try:
        # First: a stopped session of Spark Connect connects again when it is asked, not for long.
        reason = "it is stopped" if getattr(spark, "is_stopped", False) is True else ""
        version = str(spark.version)
        spark.range(0)
    except Exception as error:
        version, reason = "", first_line(error)
    if reason:
        raise ArgumentError(
            f"spark={checks.shown(spark)} does not answer ({reason}); it was stopped or lost its "
            "server: make a new one with SparkSession.builder.getOrCreate()"
        )
    found = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if found < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise ArgumentError(
            f"spark={checks.shown(spark)} runs Spark {version}, which is older than {oldest}; "
            f"use Spark {oldest} or newer (Databricks Runtime 17 or newer)"
        )
    return spark


def partitions(value: int | None, rows: int) -> int:
    """The number of partitions: as given, else one for each 250,000 rows."""
    if value is None:
        return min(max(1, -(-rows // ROWS_OF_A_PARTITION)), _MOST_PARTITIONS)
    return checks.integer("partitions", value, 1, _MOST_PARTITIONS)


def missing(error: ImportError) -> MissingExtraError:
    """What to say when a package that this engine needs is not installed."""
    return MissingExtraError(
        f"package={error.name!r} is not installed, and Spark tables need it; "
        "pip install 'tablewright[spark]', or on Databricks, which brings its own Spark: "
        "pip install 'tablewright[databricks]'"
    )


def first_line(error: Exception) -> str:
    """What an error of Spark says, without the stack of a JVM."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:_MOST_LETTERS]
