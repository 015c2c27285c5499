"""Runs several calls on one session concurrently, so that cores stay busy during planning."""

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
"""More gains nothing on few cores, and one large table keeps many busy."""
_SECONDS_BETWEEN_INTERRUPTS = 1.0


@contextmanager
def together(
    spark: SparkSession, calls: Sequence[Callable[[], T]], at_once: int = AT_ONCE
) -> Iterator[Iterator[T]]:
    """Start calls in order, and return their results in that order.

    After an error, including one raised by a call, no further call starts, and running calls are
    interrupted; other work of the session is not.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark or Spark Connect.
    calls : sequence of callable
        The calls; each may use Spark.
    at_once : int
        Maximum number of concurrent calls.
    """
    tag = f"tablewright-{secrets.token_hex(8)}"
    with ThreadPoolExecutor(at_once, "tablewright-write") as pool:
        running = [pool.submit(_tagged, spark, tag, call) for call in calls]
        try:
            yield (one.result() for one in running)
        except BaseException:
            for one in running:
                one.cancel()
            # The first error matters more than errors during cleanup.
            with suppress(Exception):
                spark.interruptTag(tag)
                # A call between two requests to Spark would continue with the next one.
                while wait(running, _SECONDS_BETWEEN_INTERRUPTS).not_done:
                    spark.interruptTag(tag)
            raise


def _tagged(spark: SparkSession, tag: str, call: Callable[[], T]) -> T:
    # Tags are per thread.
    spark.addTag(tag)
    try:
        return call()
    finally:
        spark.removeTag(tag)
