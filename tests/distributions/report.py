"""``python -m tests.distributions.report [rows]``: how every declared distribution was met."""

from __future__ import annotations

import sys

from tests.support.distributions.independence import dependence
from tests.support.distributions.tables import ROWS, SEEDS, TABLES, found, verdicts


def main(rows: int) -> None:
    """Print one line for each distribution, then the strongest dependences."""
    for name in TABLES:
        for verdict in verdicts(name, rows):
            print(f"{verdict.p:10.3g}  {verdict.rows:10,} rows  {verdict.name}")
    for name in TABLES:
        for each in dependence(found(name, rows), SEEDS, rows):
            print(f"{min(1, each.p * each.tests):10.3g}  of {each.tests:,} pairs  {each.name}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
