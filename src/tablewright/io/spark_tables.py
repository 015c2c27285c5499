"""Checks of paths through Spark, and its error messages."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tablewright import formats
from tablewright.errors import CatalogError, TablewrightError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOGGER = "SQLQueryContextLogger"


@contextmanager
def quietly() -> Iterator[None]:
    """Suppress PySpark's logging of errors, for requests where an error is a valid answer."""
    logger = logging.getLogger(_LOGGER)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def path_exists(spark: SparkSession, path: str) -> bool:
    """Return whether a path exists for Spark."""
    with quietly():
        try:
            _ = spark.read.format("binaryFile").load(escaped(path)).columns
        except Exception as error:
            if "PATH_NOT_FOUND" in str(error):
                return False
            raise
    return True


def table_exists(spark: SparkSession, path: str) -> bool:
    """Whether a path is a table of the format that catalogs keep."""
    return path_exists(spark, f"{path}/{formats.catalog().log}")


def escaped(path: str) -> str:
    """Escape wildcards in a path."""
    return re.sub(r"([*?\[\]{}\\])", r"\\\1", path)


def first_line(error: BaseException) -> str:
    """Return the message of a Spark error, without its stack."""
    # gRPC wraps the server's message in its own text.
    inside = re.search(r'^\s*details = "(.+)"$', str(error), re.MULTILINE)
    text = inside[1] if inside else str(error)
    lines = text.strip().splitlines() or [type(error).__name__]
    line = next((each for each in lines if each.strip()), lines[0]).strip()
    return re.sub(r"\s*SQLSTATE: \w+.*$", "", line)[:300]


@contextmanager
def explained(what: str, remedy: str) -> Iterator[None]:
    """Turn Spark's errors into one line; our own errors pass unchanged."""
    try:
        with quietly():
            yield
    except (TablewrightError, KeyboardInterrupt):
        raise
    except Exception as error:
        raise CatalogError(f"{what}: {first_line(error)}; {remedy}") from error
