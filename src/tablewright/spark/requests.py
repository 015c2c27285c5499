"""What every public Spark function does: check what was asked for, declare it, hand it over.

A public function is written once, with its signature, as what it asks for: `as_frame` makes it
return a frame, and `as_generator` makes its twin, which returns the generator of that frame.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from tablewright import api, checks
from tablewright.api import Derived
from tablewright.engines.spark import frame
from tablewright.spec import Table

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import DataFrame, SparkSession

    from tablewright.engines.spark.generator import TableGenerator

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class SparkRequest:
    """What a public function was asked for.

    Parameters
    ----------
    spark : SparkSession
        Where.
    name : str
        ``<industry>.<table>``.
    seed : int
        Signed 64-bit.
    sizes : mapping
        Rows of the tables that the values depend on, by name.
    partitions : int, optional
        Of the frame.
    start_date, end_date, locale, rates, intervals
        As for `tablewright.api.declare`.
    """

    spark: SparkSession
    name: str
    seed: int
    sizes: Mapping[str, int | Derived]
    partitions: int | None = None
    start_date: dt.date | str | None = None
    end_date: dt.date | str | None = None
    locale: str = "en"
    rates: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, int] = field(default_factory=dict)

    def table(self) -> Table:
        """The declared table."""
        checks.seed(self.seed)
        return api.table(
            self.name,
            self.sizes,
            start_date=self.start_date,
            end_date=self.end_date,
            locale=self.locale,
            rates=self.rates,
            intervals=self.intervals,
        )

    def generator(self) -> TableGenerator:
        """The table as a generator."""
        return frame.generator(self.spark, self.table(), self.seed, partitions=self.partitions)


def as_frame(request: Callable[P, SparkRequest]) -> Callable[P, DataFrame]:
    """The function that returns the requested table as a frame."""

    def _made(*args: P.args, **kwargs: P.kwargs) -> DataFrame:
        built: DataFrame = request(*args, **kwargs).generator().build()
        return built

    return dressed(_made, request, request.__name__, request.__doc__ or "", "DataFrame")


def as_generator(function: Callable[P, DataFrame]) -> Callable[P, TableGenerator]:
    """The twin of a function of `as_frame` that returns the generator, not yet built."""
    request: Callable[P, SparkRequest] = inspect.unwrap(function)

    def _made(*args: P.args, **kwargs: P.kwargs) -> TableGenerator:
        return request(*args, **kwargs).generator()

    name = f"{request.__name__.removeprefix('generate_')}_generator"
    doc = (
        f"The generator of `{request.__name__}`, whose arguments it takes, before it is built.\n\n"
        "It is a `DataGenerator`: add columns, constraints and options, then call ``build()``.\n"
        "Columns that are added may use all of the table's and ``id``, the row number."
    )
    return dressed(_made, request, name, doc, "DataGenerator")


def dressed(
    made: Callable[P, R], request: Callable[P, object], name: str, doc: str, returns: str
) -> Callable[P, R]:
    """``made`` with the face of the function it is made from."""
    functools.update_wrapper(made, request)
    made.__name__ = made.__qualname__ = name
    made.__doc__ = doc
    made.__annotations__ = {**request.__annotations__, "return": returns}
    signature = inspect.signature(request).replace(return_annotation=returns)
    made.__signature__ = signature  # type: ignore[attr-defined]
    return made
