"""Show Delta tables as others see them: the end of ``make demo``.

Usage: ``python tools/lakehouse.py output/lakehouse/retail``
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import polars as pl
from deltalake import DeltaTable

from tablewright.cli.console import console, frame_table, grid

QUESTION = """
SELECT c.loyalty_tier, count(DISTINCT c.customer_id) AS customers, count(*) AS lines,
       sum(l.line_total) AS spent
FROM customers c JOIN transactions t USING (customer_id) JOIN line_items l USING (txn_id)
GROUP BY ALL ORDER BY spent DESC
"""


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]).resolve()
    screen = console()
    tables = {path.parent.name: DeltaTable(path.parent.as_uri()) for path in _logs(folder)}
    screen.print(f"\n[bold]A lakehouse without a server[/bold]: Delta tables in {folder}\n")
    lines = []
    for name, table in tables.items():
        keys = table.metadata().configuration
        parents = [v for k, v in sorted(keys.items()) if ".foreign_key." in k]
        key = keys["tablewright.primary_key"]
        about = table.metadata().description or ""
        lines.append((name, str(len(table.file_uris())), key, ", ".join(parents), about))
    screen.print(grid(("table", "files", "key", "refers to", "what a row is"), lines))
    with duckdb.connect() as connection:
        for name, table in tables.items():
            files = [uri.removeprefix("file://") for uri in table.file_uris()]
            connection.from_parquet(files).create_view(name)
        answer = connection.execute(QUESTION)
        names = [each[0] for each in answer.description or ()]
        found = pl.DataFrame(answer.fetchall(), schema=names, orient="row")
    screen.print("\nWho spends how much, asked of them with DuckDB:\n")
    screen.print(frame_table(found, screen.width))
    screen.print("\nThe same in a catalog, through Spark: tablewright demo --help")
    return 0


def _logs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/_delta_log"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
