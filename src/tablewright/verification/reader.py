"""The process that reads strangers' files, run as a script: it may fail, and takes nobody with it.

A request is a line of JSON on stdin, its answer a line of JSON on stdout. The first request says
which files there are; after it DuckDB reads those and the working directory, which it may also
write, and no setting can be changed any more. Where stdin ends, so does this process, at once.

Rows go back as texts and numbers, cut short, so that nothing that a file holds becomes an object
of the process that asked.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import resource
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_SHARE = 0.6
"""Of the memory that DuckDB would take; group-bys that need more spill to the scratch folder."""
_SPARE = 2**28
"""Bytes of memory for Python and Polars, where DuckDB has next to none."""
_SECONDS_BETWEEN_LOOKS = 0.05
_HANDLES = 65_536
_LONGEST = 1_000
"""Characters of a cell that is sent back."""
_UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def main() -> None:
    """Answer requests until there are no more."""
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_serve, args=(requests,), daemon=True).start()
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)  # Whoever asked has gone.


def _serve(requests: queue.SimpleQueue[bytes]) -> None:
    try:
        connection = _connect(json.loads(requests.get()))
        while True:
            answer = _answer(connection, json.loads(requests.get()))
            _send(answer)
    except BaseException as error:
        _send({"ended": str(error)})
        os._exit(1)


def _send(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer, default=str).encode() + b"\n")
    sys.stdout.buffer.flush()


def _connect(allowed: list[str]) -> DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={
            "allow_community_extensions": "false",
            "allow_persistent_secrets": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "preserve_insertion_order": "false",
            "temp_directory": "spill",
        },
    )
    row = connection.execute("SELECT current_setting('memory_limit')").fetchone()
    # DuckDB states it as 12.5 GiB; not every release knows a share of it.
    number, _, unit = str(row[0] if row else "1.0 GiB").partition(" ")
    _bound(float(number) * _UNITS.get(unit, 2**30))
    connection.execute(f"SET memory_limit = '{float(number) * MEMORY_SHARE:.3f} {unit}'")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET allowed_directories = [{_literal(f'{Path.cwd()}/')}]")
    connection.execute(f"SET allowed_paths = [{', '.join(map(_literal, allowed))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _bound(memory: float) -> None:
    """Limit what this process takes of the machine; no core dumps of whatever it has read."""
    for kind, limit in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, _HANDLES)):
        hard = resource.getrlimit(kind)[1]
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit if hard < 0 else min(limit, hard), hard))
    status = Path("/proc/self/status")
    if status.exists():
        threading.Thread(target=_watch, args=(status, memory + _SPARE), daemon=True).start()


def _watch(status: Path, most: float) -> None:
    """End this process when it has taken too much.

    DuckDB keeps its own limit; not all of what a file makes it or Polars allocate is below that.
    The system's limits do not serve: DuckDB reserves more addresses than it ever fills.
    """
    while True:
        found = re.search(r"RssAnon:\s+(\d+) kB", status.read_text())
        if found and int(found[1]) * 1024 > most:
            _send({"ended": f"reading took more than {most / 2**30:.1f} GiB of memory"})
            os._exit(1)
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _answer(connection: DuckDBPyConnection, request: dict[str, Any]) -> dict[str, Any]:
    try:
        if "arrow" in request:
            return {"rows": _to_parquet(request["arrow"], request["parquet"])}
        result = connection.execute(request["sql"])
        names = [item[0] for item in result.description or ()]
        return {"names": names, "rows": [[_short(v) for v in row] for row in result.fetchall()]}
    except Exception as error:
        return {"error": str(error)}


def _to_parquet(source: str, target: str) -> list[list[str]]:
    """Copy an Arrow file to Parquet, which DuckDB reads, and return the types of its columns."""
    import polars as pl
    from polars.exceptions import PanicException

    try:
        lazy = pl.scan_ipc(Path(source), glob=False)
        schema = lazy.collect_schema()
        lazy.sink_parquet(Path(target), compression="lz4")
    except PanicException as error:  # A fault of Polars', and no Exception.
        raise ValueError(f"no Arrow file: {error}") from None
    return [[name, str(dtype)] for name, dtype in schema.items()]


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_LONGEST]
    return [_short(each) for each in value] if isinstance(value, list) else value


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[1])
    main()
