"""A process that writes a demo into Spark's own catalog until it is killed, or done.

Usage: ``python -m tests.support.programs.demo_killed warehouse rows mode``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pyspark.sql import SparkSession

from tests.support.demos import demo
from tests.support.spark import delta_settings, jars


def main(warehouse: Path, rows: int, mode: str) -> None:
    builder = SparkSession.builder.master("local[2]")
    for key, value in delta_settings(jars("delta"), warehouse).items():
        builder = builder.config(key, value)
    spark = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    print("started", file=sys.stderr, flush=True)
    demo(spark, "financial", "spark_catalog", "bank", "raw", rows, mode=mode, raw="dirty")
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
