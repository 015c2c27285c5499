"""Processor time of a process and all that it started, the JVMs too (Linux)."""

from __future__ import annotations

import os
from pathlib import Path

_PARENT, _FIRST_TIME, _LAST_TIME = 1, 11, 15


def cpu_seconds(root: int) -> float:
    """Seconds of processor time so far, of ended children too."""
    facts: dict[int, list[str]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # What follows the name, which may itself hold spaces.
                facts[int(entry.name)] = (entry / "stat").read_text().rpartition(") ")[2].split()
            except OSError:
                continue
    found, total = [root], 0
    for pid in found:
        found += [child for child, fields in facts.items() if int(fields[_PARENT]) == pid]
        total += sum(int(each) for each in facts[pid][_FIRST_TIME:_LAST_TIME])
    return total / os.sysconf("SC_CLK_TCK")
