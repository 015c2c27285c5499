"""The tables of any dataset over Spark Connect, in a process without Java.

Usage: ``python -m tests.support.programs.dataset_client sc://... dataset rows seed``. Prints one
JSON object: how each table differs from its local rows (null if it does not).
"""

from __future__ import annotations

import json
import sys

from pyspark.sql import SparkSession

import tablewright as tw
from tests.support import calls


def main(url: str, dataset: str, rows: int, seed: int) -> dict[str, object]:
    spark = SparkSession.builder.remote(url).getOrCreate()
    world = tw.find(dataset)(rows=rows, seed=seed)
    found: dict[str, object] = {
        table.name: calls.difference(
            calls.collected(table.spark(spark, partitions=3)), table.frame()
        )
        for table in world
    }
    from pyspark import SparkContext

    found["jvm"] = SparkContext._gateway is not None or SparkContext._jvm is not None
    spark.stop()
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
