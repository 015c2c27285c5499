"""Demos over Spark Connect, in a process without Java.

Usage: ``python -m tests.support.programs.demo_client sc://... http://unity storage
industry=rows ...``. Prints one JSON object: each industry's tables and what they are called.
"""

from __future__ import annotations

import json
import sys

from pyspark.sql import SparkSession

from tests.support.demos import demo


def main(url: str, unity: str, storage: str, wanted: list[str]) -> dict[str, object]:
    spark = SparkSession.builder.remote(url).getOrCreate()
    spark.conf.set("spark.sql.catalog.main.uri", unity)
    found: dict[str, object] = {}
    for each in wanted:
        industry, _, rows = each.partition("=")
        report = demo(spark, industry, "main", industry, "raw", int(rows), storage=storage)
        found[industry] = {table.name: table.location for table in report.tables}
    from pyspark import SparkContext

    found["jvm"] = SparkContext._gateway is not None or SparkContext._jvm is not None
    spark.stop()
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])))
