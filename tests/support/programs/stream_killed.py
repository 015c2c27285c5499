"""A process that streams until it is killed.

Usage: ``python -m tests.support.programs.stream_killed industry function folder batches``; ends by
itself only when so many batches are committed in all.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession

from tablewright.errors import ArgumentError
from tests.support import calls
from tests.support.spark import SETTINGS


def main(industry: str, name: str, folder: Path, batches: int) -> None:
    builder = SparkSession.builder.master("local[2]")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    _, _, call = calls.STREAMS[industry, name]
    made = calls.spark_function(industry, name)(
        spark, **call, seed=7, rows_per_second=50, source="rate-micro-batch", partitions=2
    )
    query = calls.append(made, folder, {"processingTime": "200 milliseconds"})
    while len(list((folder / "checkpoint" / "commits").glob("[0-9]*"))) < batches:
        if not query.isActive:
            raise SystemExit(str(query.exception()))
        time.sleep(0.05)
    query.stop()
    spark.stop()
    try:
        calls.spark_function(industry, name)(spark, **call)
    except ArgumentError as error:
        print(error)
    else:
        raise SystemExit("a stopped session was taken")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
