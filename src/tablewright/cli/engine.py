"""Chooses the engine and where it runs. The engine never changes a row."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from tablewright import checks
from tablewright.cli.requests import whole
from tablewright.engines.spark import session, start
from tablewright.errors import ArgumentError
from tablewright.secret import REMOTE, Hidden

ENGINES = ("auto", "polars", "spark")
_LOCAL, _CONNECT, _CLUSTER = 1, 2, 3


@dataclass(frozen=True)
class Engine:
    """The engine of a command.

    Parameters
    ----------
    name : {"polars", "spark"}
        The engine's name.
    why : str
        The reason for this choice.
    where : str
        Where it runs; contains no secret.
    remote : str, optional
        The address of a Spark Connect server; may contain secrets.
    partitions : int, optional
        Number of Spark partitions, if specified.
    """

    name: str
    why: str
    where: str
    remote: str | None = field(default=None, repr=False)
    partitions: int | None = None

    @property
    def is_spark(self) -> bool:
        """Whether the engine is Spark."""
        return self.name == "spark"


def tier_of(text: str | None) -> int:
    """Parse a tier; the default is the local one."""
    return _LOCAL if text is None else checks.integer("tier", whole("tier", text), 1, 3)


def choose(
    engine: str,
    remote: str | None,
    tier: str | None,
    partitions: str | None,
    environment: Mapping[str, str] | None = None,
) -> Engine:
    """Choose the engine from the options; contradictory options raise an error.

    ``auto`` is Polars, unless a server or a Spark tier is given. The variable SPARK_REMOTE gives
    Spark's address but does not select Spark.
    """
    checks.choice("engine", engine, ENGINES)
    number = None if tier is None else tier_of(tier)
    if remote is not None:
        remote = start.address("remote", remote)
    _refuse_contradictions(engine, remote, number)
    parts = None
    if partitions is not None:
        parts = session.partitions(whole("partitions", partitions), 0)
    if number is not None:
        why = f"--tier {number} was given"
    elif remote is not None:
        why = "--remote was given"
    elif engine != "auto":
        why = f"--engine {engine} was given"
    else:
        why = "neither --remote nor a Spark tier was given"
    if engine == "spark" or remote is not None or number in (_CONNECT, _CLUSTER):
        return _spark(why, remote, number, parts, environment)
    if parts is not None:
        raise ArgumentError(
            f"partitions={parts} applies to Spark only, and the engine is polars; omit "
            "--partitions, or add --engine spark"
        )
    threads = os.cpu_count() or 1
    return Engine("polars", why, f"{threads} thread{'s' if threads > 1 else ''} of this machine")


def _refuse_contradictions(engine: str, remote: str | None, tier: int | None) -> None:
    given = "" if remote is None else f"remote={start.shown(remote)!r}"
    if engine == "polars" and given:
        raise ArgumentError(f"{given} needs Spark, but engine='polars'; omit one of them")
    if tier == _LOCAL and given:
        raise ArgumentError(f"{given} needs Spark, but tier=1 is this machine; use --tier 2")
    if tier == _LOCAL and engine == "spark":
        raise ArgumentError("engine='spark' is tier 2 or 3, not tier=1; omit one of them")
    if tier in (_CONNECT, _CLUSTER) and engine == "polars":
        raise ArgumentError(f"engine='polars' is tier 1, not tier={tier}; omit one of them")
    if tier == _CLUSTER and given:
        raise ArgumentError(
            f"{given} is tier 2, but tier=3 is a command that runs on the cluster itself; "
            "use --tier 2, or omit --remote"
        )


def _spark(
    why: str,
    remote: str | None,
    tier: int | None,
    partitions: int | None,
    environment: Mapping[str, str] | None,
) -> Engine:
    if remote is not None:
        return Engine("spark", why, start.shown(remote), remote, partitions)
    found = Hidden((os.environ if environment is None else environment).get(REMOTE, ""))
    if found:
        # Inside Databricks it may be a socket, which only the Spark client there supports.
        own = None if found.startswith("unix:") else start.address(REMOTE, found)
        where = f"{start.shown(own or 'unix:')} (from {REMOTE})"
        return Engine("spark", why, where, own, partitions)
    if tier == _CONNECT:
        raise ArgumentError(
            "tier=2 is Spark Connect, but no server is given; add --remote sc://host:15002 or set "
            f"{REMOTE}"
        )
    return Engine("spark", why, "Spark as configured on this machine", None, partitions)
