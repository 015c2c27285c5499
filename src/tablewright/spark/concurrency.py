"""Several pieces of work on one session at a time: while Spark plans one, its cores do another."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

T = TypeVar("T")
AT_ONCE = 2
"""More gain nothing on few cores, and a large table keeps many busy."""
_SECONDS_BETWEEN_INTERRUPTS = 1.0


@contextmanager
def together(
    spark: SparkSession, calls: Sequence[Callable[[], T]], at_once: int = AT_ONCE
) -> Iterator[Iterator[T]]:
    """Begin calls in their order, and give their results in that order.

    On leaving with an error, also one of a call's own, no further call begins, and Spark is told
    to stop those that run; nothing else of the session's is.

    Parameters
    ----------
    spark : SparkSession
        Classic or of Spark Connect.
    calls : sequence of callable
        What to do; each may ask anything of Spark.
    at_once : int
        Calls that run at the same time, at most.
    """
    tag = f"tablewright-{secrets.token_hex(8)}"
    with ThreadPoolExecutor(at_once, "tablewright-write") as pool:
        running = [pool.submit(_tagged, spark, tag, call) for call in calls]
        try:
            yield (one.result() for one in running)
        except BaseException:
            for one in running:
                one.cancel()
            # What went wrong before is more worth telling than what goes wrong now.
            with suppress(Exception):
                spark.interruptTag(tag)
                # One that was between two questions to Spark goes on with the next.
                while wait(running, _SECONDS_BETWEEN_INTERRUPTS).not_done:
                    spark.interruptTag(tag)
            raise


def _tagged(spark: SparkSession, tag: str, call: Callable[[], T]) -> T:
    # Tags belong to a thread.
    spark.addTag(tag)
    try:
        return call()
    finally:
        spark.removeTag(tag)
