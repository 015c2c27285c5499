"""A process that writes batches with Spark until it is killed.

Usage: ``python -m tests.support.programs.cdc_killed folder``.
"""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

from tablewright.spark import cdc
from tests.support.spark import SETTINGS


def main(folder: str) -> None:
    builder = SparkSession.builder.master("local[2]")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    cdc.write(builder.getOrCreate(), cdc.feed("financial", 3_000), folder, 6, partitions=2)


if __name__ == "__main__":
    main(sys.argv[1])
