"""What making rows costs once a table is planned and compiled, in CPU time of one thread.

Usage: ``python -m benchmarks.steady [part of a table's name]``. The least of several rounds: other
work on the machine can only add to it.
"""

from __future__ import annotations

import sys
import time

from benchmarks.bench import NAMES, SEED, declared

from tablewright.engines.local import CHUNK_ROWS, LocalTable

ROWS = 4 * CHUNK_ROWS


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    print("| table | ns per row | M cells per CPU s |\n| --- | --: | --: |")
    for name in NAMES:
        if wanted not in name:
            continue
        local = LocalTable(declared(name, ROWS), SEED, threads=1)
        spent = []
        for _ in range(6):
            chunks = local.chunks(0, ROWS)
            next(chunks)
            began = time.thread_time()
            for _ in chunks:
                pass
            spent.append((time.thread_time() - began) / (ROWS - CHUNK_ROWS))
        cells = len(local.table.columns) / min(spent) / 1e6
        print(f"| {name} | {1e9 * min(spent):.0f} | {cells:.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
