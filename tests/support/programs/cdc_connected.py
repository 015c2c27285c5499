"""Writes batches from a client of Spark Connect that has no Java.

Usage: ``python -m tests.support.programs.cdc_connected address folder``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from tablewright.cdc import ChangeSettings
from tablewright.spark import cdc
from tests.support.feeds import DISORDER


def main(address: str, folder: Path) -> None:
    spark = SparkSession.builder.remote(address).getOrCreate()
    feed = cdc.feed(
        "financial", 60, 3, settings=ChangeSettings(**DISORDER, resurrect=0.5, batch_size=0.4)
    )
    cdc.write(spark, feed, str(folder / "volume"), 3, format="parquet", partitions=2)
    from pyspark import SparkContext

    print(json.dumps({"jvm": SparkContext._gateway is not None or SparkContext._jvm is not None}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
