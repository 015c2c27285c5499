"""One industry at the size of its demo, as local Parquet files.

Usage: ``python -m benchmarks.demo INDUSTRY FOLDER``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.io import DatasetOutput, TableOutput, encoding, write_dataset
from tablewright.spark.demo import default_rows, demo_sizes


def main() -> int:
    industry, folder = sys.argv[1:]
    sizes = demo_sizes(industry, default_rows(industry))
    dataset = api.declare(industry, sizes=sizes)
    outputs = []
    for table in dataset.tables:
        rows = LocalTable(table, 42)
        types = {column.name: str(column.type) for column in table.columns}
        output = TableOutput(table.short_name, table.rows, types, rows, encoded=rows.encoded)
        outputs.append(output)
    data = DatasetOutput(industry, 42, dataset.parameters, outputs)
    write_dataset(data, Path(folder) / industry, encoding())
    return 0


if __name__ == "__main__":
    sys.exit(main())
