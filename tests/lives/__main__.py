"""Measure what the rows of one entity have in common, and print it beside its target.

``python -m tests.lives --industry retail --seed 7 --rows 50000`` generates the dataset in memory; a
module per industry names the statistics. Nothing is judged here: `verify` does that.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module

from tablewright.tables import INDUSTRY_NAMES
from tests.lives.statistics import Measured
from tests.support.judged import generate


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.lives", description=__doc__)
    parser.add_argument("--industry", choices=INDUSTRY_NAMES, required=True)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--rows", type=int, default=50_000, help="of the main table")
    parser.add_argument("--start", help="the window's first day")
    parser.add_argument("--end", help="the window's last day")
    parser.add_argument("--locale", default="en")
    parser.add_argument("--only", nargs="*", help="names of statistics, such as R-a")
    told = parser.parse_args()

    started = time.perf_counter()
    choice = {"start_date": told.start, "end_date": told.end, "locale": told.locale}
    declared, frames = generate(told.industry, told.seed, rows=told.rows, **choice)
    taken = time.perf_counter() - started
    print(f"{told.industry}, seed {told.seed}, {told.rows:,} rows, made in {taken:.1f} s")
    print("| # | statistic | measured | target |\n| --- | --- | --- | --- |")
    measure: Measured
    for measure in import_module(f"tests.lives.{told.industry}").MEASURES:
        if not told.only or measure.name in told.only:
            found = measure.of(declared, frames)
            print(f"| {measure.name} | {measure.what} | {found} | {measure.target} |", flush=True)


if __name__ == "__main__":
    main()
