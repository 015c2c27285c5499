"""How things are timed: variants in turn, several times over, and the median of each."""

from __future__ import annotations

import contextlib
import gc
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path


@dataclass(frozen=True)
class Time:
    """Median seconds on the clock, and of all processors together."""

    wall: float
    cpu: float


def medians(
    variants: Mapping[str, Callable[[], object]],
    repeats: int,
    helpers: Sequence[int] = (),
    *,
    warm: bool = True,
) -> dict[str, Time]:
    """Median times of each variant; all in turn, so that a busy moment hits all alike.

    The CPU seconds are also those of ``helpers``, processes that go on running. Each variant runs
    once before, unless it is not to be made ``warm`` here.
    """
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in variants}
    for variant in variants.values() if warm else ():
        variant()  # page cache, lazily made tables, first imports
    for _ in range(repeats):
        for name, variant in variants.items():
            gc.collect()
            began = time.perf_counter(), cpu_seconds(helpers)
            variant()
            ended = time.perf_counter(), cpu_seconds(helpers)
            times[name].append((ended[0] - began[0], ended[1] - began[1]))
    return {
        name: Time(*(statistics.median(values) for values in zip(*each, strict=True)))
        for name, each in times.items()
    }


def cpu_seconds(helpers: Sequence[int] = ()) -> float:
    """CPU seconds of this process, of those that it has waited for, and of ``helpers``."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time() + children.ru_utime + children.ru_stime
    return own + sum(_running_seconds(helper) for helper in helpers)


def _running_seconds(process: int) -> float:
    """CPU seconds of another process, where the system tells."""
    path = Path(f"/proc/{process}/stat")
    if not path.exists():
        return 0.0
    # The name before may hold anything, also spaces and brackets.
    fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def python_seconds(code: str, repeats: int) -> float:
    """Median seconds of a new interpreter that runs ``code``."""
    run = [sys.executable, "-c", code]
    done = medians({"run": lambda: subprocess.run(run, check=True, capture_output=True)}, repeats)
    return done["run"].wall


def second_processor(repeats: int) -> float:
    """How much more two processes get done than one, when each only computes.

    Two where processors are cores of their own; less where they share one, or with other machines.
    """
    run = [sys.executable, "-c", "sum(i * i for i in range(20_000_000))"]

    def together(count: int) -> None:
        for each in [subprocess.Popen(run) for _ in range(count)]:
            each.wait()

    done = medians({"one": lambda: together(1), "two": lambda: together(2)}, repeats)
    return 2 * done["one"].wall / done["two"].wall


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_busy() -> bool:
    """Whether others use the machine: then times mean little."""
    return os.getloadavg()[0] > 0.5 * processors()


def peak_memory(words: Sequence[str]) -> tuple[float, int]:
    """Seconds and peak bytes of memory of a process."""
    began = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{words} failed: {status}")
    per_unit = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - began, usage.ru_maxrss * per_unit


def machine() -> str:
    """The machine and the versions, by public means."""
    import numpy
    import polars

    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return (
        f"{model}, {processors()} cores; {platform.system()}, Python {platform.python_version()}, "
        f"Polars {polars.__version__}, NumPy {numpy.__version__}"
    )


def versions() -> dict[str, str]:
    """The versions of everything that was measured, as far as it is installed."""
    names = ("tablewright", "llvmlite", "polars", "numpy", "duckdb", "chdb", "tpchgen-cli")
    found: dict[str, str] = {}
    for name in names:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found
