"""Which engine makes the rows, where, and why that one. No row depends on it."""

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
        Which.
    why : str
        What decided that.
    where : str
        Where it runs; shows no secret.
    remote : str, optional
        The address of a Spark Connect server; may hold secrets.
    partitions : int, optional
        Of Spark's frames, if they were asked for.
    """

    name: str
    why: str
    where: str
    remote: str | None = field(default=None, repr=False)
    partitions: int | None = None

    @property
    def is_spark(self) -> bool:
        """Whether it is Spark."""
        return self.name == "spark"


def tier_of(text: str | None) -> int:
    """The tier that was asked for; the local one by default."""
    return _LOCAL if text is None else checks.integer("tier", whole("tier", text), 1, 3)


def choose(
    engine: str,
    remote: str | None,
    tier: str | None,
    partitions: str | None,
    environment: Mapping[str, str] | None = None,
) -> Engine:
    """The engine that the options name, or a refusal of those that contradict each other.

    ``auto`` is Polars, unless a server or a tier of Spark's is named. The variable SPARK_REMOTE
    says where Spark is, not that it is wanted: it counts once Spark was asked for.
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
        why = "neither --remote nor a tier of Spark's was given"
    if engine == "spark" or remote is not None or number in (_CONNECT, _CLUSTER):
        return _spark(why, remote, number, parts, environment)
    if parts is not None:
        raise ArgumentError(
            f"partitions={parts} are Spark's, and the engine is polars; leave --partitions away, "
            "or add --engine spark"
        )
    threads = os.cpu_count() or 1
    return Engine("polars", why, f"{threads} thread{'s' if threads > 1 else ''} of this machine")


def _refuse_contradictions(engine: str, remote: str | None, tier: int | None) -> None:
    given = "" if remote is None else f"remote={start.shown(remote)!r}"
    if engine == "polars" and given:
        raise ArgumentError(f"{given} is Spark's, and engine='polars'; leave one of them away")
    if tier == _LOCAL and given:
        raise ArgumentError(f"{given} is Spark's, and tier=1 is this machine; take --tier 2")
    if tier == _LOCAL and engine == "spark":
        raise ArgumentError("engine='spark' is tier 2 or 3, not tier=1; leave one of them away")
    if tier in (_CONNECT, _CLUSTER) and engine == "polars":
        raise ArgumentError(f"engine='polars' is tier 1, not tier={tier}; leave one of them away")
    if tier == _CLUSTER and given:
        raise ArgumentError(
            f"{given} is tier 2, and tier=3 is a command that runs on the cluster itself; "
            "take --tier 2, or leave --remote away"
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
        # Inside Databricks it may be a socket, which only Spark's own client there understands.
        own = None if found.startswith("unix:") else start.address(REMOTE, found)
        where = f"{start.shown(own or 'unix:')} (from {REMOTE})"
        return Engine("spark", why, where, own, partitions)
    if tier == _CONNECT:
        raise ArgumentError(
            "tier=2 is Spark Connect, and no server is named; add --remote sc://host:15002 or set "
            f"{REMOTE}"
        )
    return Engine("spark", why, "Spark as it is configured on this machine", None, partitions)
