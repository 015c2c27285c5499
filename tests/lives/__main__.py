"""Measure what the rows of one entity have in common: ``python -m tests.lives --industry X``."""

from __future__ import annotations

import argparse
import time
from importlib import import_module

from tests.support.judged import generate, judged


def main() -> None:
    """Print a line per statistic: its name, the value, the target."""
    parser = argparse.ArgumentParser(prog="python -m tests.lives")
    parser.add_argument("--industry", required=True)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--start-date", default=None)
    parser.add_argument("--end-date", default=None)
    parser.add_argument("--sizes", default="", help="table=rows, separated by commas")
    parser.add_argument("--only", default="", help="names, separated by commas")
    given = parser.parse_args()
    module = import_module(f"tests.lives.{given.industry}")
    sizes = {name: int(rows) for name, rows in (s.split("=") for s in given.sizes.split(",") if s)}
    choice = {"sizes": sizes} if sizes else {"rows": given.rows}
    begun = time.perf_counter()
    tables, frames = generate(
        given.industry, given.seed, start_date=given.start_date, end_date=given.end_date, **choice
    )
    print(f"{tables.parameters} seed {given.seed}: made in {time.perf_counter() - begun:.1f} s")
    with judged(tables, frames) as made:
        for name, text, target, measure in module.STATISTICS:
            if not given.only or name in given.only.split(","):
                print(f"{name:5} {measure(made):>18}  [{target}]  {text}", flush=True)


if __name__ == "__main__":
    main()
