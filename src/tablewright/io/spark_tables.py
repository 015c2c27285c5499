"""What Spark sees at a path, and what it says if it does not."""

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
    """PySpark logs every question that is answered with an error; some are only questions."""
    logger = logging.getLogger(_LOGGER)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def path_exists(spark: SparkSession, path: str) -> bool:
    """Whether Spark sees a file or folder at a path."""
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
    """A path in which no character is a wildcard."""
    return re.sub(r"([*?\[\]{}\\])", r"\\\1", path)


def first_line(error: BaseException) -> str:
    """What an error of Spark says, without its stack."""
    # What gRPC says of a server's fault stands inside of its own words.
    inside = re.search(r'^\s*details = "(.+)"$', str(error), re.MULTILINE)
    text = inside[1] if inside else str(error)
    lines = text.strip().splitlines() or [type(error).__name__]
    line = next((each for each in lines if each.strip()), lines[0]).strip()
    return re.sub(r"\s*SQLSTATE: \w+.*$", "", line)[:300]


@contextmanager
def explained(what: str, remedy: str) -> Iterator[None]:
    """Turn an error of Spark into one line; what is ours already passes."""
    try:
        with quietly():
            yield
    except (TablewrightError, KeyboardInterrupt):
        raise
    except Exception as error:
        raise CatalogError(f"{what}: {first_line(error)}; {remedy}") from error
