"""Measure what the rows of one entity have in common, and print it beside its target.

``python -m tests.lives --industry retail --seed 7 --rows 50000`` generates the dataset in memory; a
module per industry names the statistics. Nothing is judged here: `verify` does that.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module

from tests.lives.statistics import Measured
from tests.support.judged import generate, judged

_MEASURED = ("retail", "financial", "healthcare", "iot", "manufacturing")


def main() -> None:
    """Print a table: a row per statistic."""
    parser = argparse.ArgumentParser(prog="python -m tests.lives", description=__doc__)
    parser.add_argument("--industry", choices=_MEASURED, required=True)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--rows", type=int, default=50_000, help="of the main table")
    parser.add_argument("--sizes", default="", help="instead: table=rows, separated by commas")
    parser.add_argument("--start-date", help="the window's first day")
    parser.add_argument("--end-date", help="the window's last day")
    parser.add_argument("--locale", default="en", help="of retail and healthcare")
    parser.add_argument("--only", nargs="*", help="names of statistics, such as R-a")
    told = parser.parse_args()

    started = time.perf_counter()
    sizes = {name: int(rows) for name, rows in (s.split("=") for s in told.sizes.split(",") if s)}
    choice = {"sizes": sizes} if sizes else {"rows": told.rows}
    choice |= {"start_date": told.start_date, "end_date": told.end_date}
    if told.locale != "en":
        choice["locale"] = told.locale
    declared, frames = generate(told.industry, told.seed, **choice)
    taken = time.perf_counter() - started
    print(f"{told.industry}, seed {told.seed}, {declared.parameters}, made in {taken:.1f} s")
    print("| # | statistic | measured | target |\n| --- | --- | --- | --- |")
    measure: Measured
    with judged(declared, frames) as made:
        for measure in import_module(f"tests.lives.{told.industry}").MEASURES:
            if not told.only or measure.name in told.only:
                found = measure.of(made)
                print(
                    f"| {measure.name} | {measure.what} | {found} | {measure.target} |", flush=True
                )


if __name__ == "__main__":
    main()
