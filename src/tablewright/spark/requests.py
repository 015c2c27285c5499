"""One table as a generator, and built: what every public function does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.engines.spark import frame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.api import TableRequest
    from tablewright.engines.spark.generator import TableGenerator


def generator(
    spark: SparkSession, name: str, seed: int, request: TableRequest, partitions: int | None
) -> TableGenerator:
    """A table as a generator, before it is built."""
    checks.seed(seed)
    return frame.generator(spark, request.table(name), seed, partitions=partitions)


def built(generator: TableGenerator) -> DataFrame:
    """The frame that a generator builds."""
    made: DataFrame = generator.build()
    return made
