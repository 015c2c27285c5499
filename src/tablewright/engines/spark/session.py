"""Checks a user's Spark session before use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.errors import ArgumentError, MissingExtraError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST = (4, 0)
"""The oldest supported Spark; 4.1 is the tested one."""
ROWS_OF_A_PARTITION = 250_000
MOST_PARTITIONS = 100_000
_MOST_LETTERS = 200
_NEEDED = ("createDataFrame", "range", "readStream", "version")


def session(spark: SparkSession) -> SparkSession:
    """Return ``spark`` if it is a working session of a supported Spark.

    The check uses a session's abilities, not its class: classic sessions and those of Spark
    Connect and databricks-connect have no common class.
    """
    # Check the class, because reading the properties of a stopped session can fail.
    if isinstance(spark, type) or not all(hasattr(type(spark), name) for name in _NEEDED):
        remedy = "give one, such as SparkSession.builder.getOrCreate()"
        raise checks.wrong_type("spark", spark, "a Spark session", remedy)
    try:
        # First: a stopped Spark Connect session would briefly reconnect when used.
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
    """Return the number of partitions: ``value``, or one per 250,000 rows."""
    if value is None:
        return min(max(1, -(-rows // ROWS_OF_A_PARTITION)), MOST_PARTITIONS)
    return checks.integer("partitions", value, 1, MOST_PARTITIONS)


def missing(error: ImportError) -> MissingExtraError:
    """Return the error for a missing package."""
    return MissingExtraError(
        f"package={error.name!r} is not installed, and Spark tables need it; "
        "pip install 'tablewright[spark]', or on Databricks, which brings its own Spark: "
        "pip install 'tablewright[databricks]'"
    )


def first_line(error: Exception) -> str:
    """Return the message of a Spark error, without the JVM's stack."""
    lines = (str(error).strip() or type(error).__name__).splitlines()
    # The bridge to the JVM says which of its calls failed, and only then why.
    useless = len(lines) > 1 and lines[0].startswith("An error occurred while calling")
    return lines[useless].removeprefix(": ")[:_MOST_LETTERS]
