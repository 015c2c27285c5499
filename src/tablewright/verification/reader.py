"""The process that reads untrusted files, run as a script; it may crash without affecting others.

A request is a line of JSON on stdin, its response a line of JSON on stdout. The first request lists
the files; after it, DuckDB can read those files, and read and write the working directory, and no
setting can change. The process exits as soon as stdin ends.

Besides SQL, a request may name a function of a format, which copies a file to Parquet.

Rows are returned as truncated texts and numbers, so that no file content becomes an object in the
parent process.
"""

from __future__ import annotations

import contextlib
import importlib
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
"""Share of DuckDB's default memory limit; larger group-bys spill to the scratch folder."""
_SPARE = 2**28
"""Bytes of memory for Python and Polars, beyond DuckDB's."""
_SECONDS_BETWEEN_LOOKS = 0.05
_HANDLES = 65_536
_LONGEST = 1_000
"""Maximum characters of a returned cell."""
_UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def main() -> None:
    """Answer requests until there are no more."""
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_serve, args=(requests,), daemon=True).start()
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)  # The parent has exited.


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
    # DuckDB reports it as 12.5 GiB; not every release accepts a percentage.
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
    """Limit this process's resources; disable core dumps of file contents."""
    for kind, limit in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, _HANDLES)):
        hard = resource.getrlimit(kind)[1]
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit if hard < 0 else min(limit, hard), hard))
    status = Path("/proc/self/status")
    if status.exists():
        threading.Thread(target=_watch, args=(status, memory + _SPARE), daemon=True).start()


def _watch(status: Path, most: float) -> None:
    """End this process when it uses too much memory.

    DuckDB enforces its own limit, but not for everything that it or Polars allocates for a file.
    System limits do not help: DuckDB reserves more address space than it uses.
    """
    while True:
        found = re.search(r"RssAnon:\s+(\d+) kB", status.read_text())
        if found and int(found[1]) * 1024 > most:
            _send({"ended": f"reading took more than {most / 2**30:.1f} GiB of memory"})
            os._exit(1)
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _answer(connection: DuckDBPyConnection, request: dict[str, Any]) -> dict[str, Any]:
    try:
        if "convert" in request:
            module, name = request["convert"]
            convert = getattr(importlib.import_module(module), name)
            return {"types": dict(convert(request["source"], request["target"]))}
        result = connection.execute(request["sql"])
        names = [item[0] for item in result.description or ()]
        return {"names": names, "rows": [[_short(v) for v in row] for row in result.fetchall()]}
    except Exception as error:
        return {"error": str(error)}


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_LONGEST]
    return [_short(each) for each in value] if isinstance(value, list) else value


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[1])
    main()
