"""A client of Spark Connect in a process of its own, without Java.

Usage: ``python -m tests.support.programs.spark_client sc://... industry.function=scenario ...``; a
stream has a folder instead of a scenario. Prints one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession

from tablewright.errors import ArgumentError
from tests.support import calls


def main(url: str, names: list[str]) -> dict[str, object]:
    spark = SparkSession.builder.remote(url).getOrCreate()
    results: dict[str, object] = {"version": spark.version}
    for each in names:
        name, _, scenario = each.partition("=")
        industry, _, function = name.partition(".")
        started = time.perf_counter()
        try:
            if (industry, function) in calls.STREAMS:
                fault = calls.run_stream(spark, industry, function, Path(scenario))
            else:
                known = calls.SCENARIOS + calls.EVERYTHING
                fault = calls.run(spark, industry, function, known[int(scenario)])
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
        results[each] = {"fault": fault, "seconds": time.perf_counter() - started}
    from pyspark import SparkContext

    results["jvm"] = SparkContext._gateway is not None or SparkContext._jvm is not None
    spark.stop()
    try:
        calls.spark_function("retail", "generate_customers")(spark)
    except ArgumentError as error:
        results["stopped"] = str(error)
    return results


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2:])))
