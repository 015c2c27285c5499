"""What the Spark tables are compared with: generators of dbldatagen, as people write them.

`plain` makes columns of the same names and types, each on its own, from ``values=`` and
``minValue=``/``maxValue=``, whose choices and ranges are those of our own rows. `mimesis` makes the
same, except for the texts that describe people, places and products, which Mimesis generates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import dbldatagen as dg
from pyspark.sql import types

from tablewright.engines.local import LocalTable
from tablewright.engines.spark.generator import data_type
from tablewright.engines.spark.types import spark_type
from tablewright.spec import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SEED = 42
SAMPLE_ROWS = 10_000
MOST_VALUES = 100
"""Maximum number of texts to choose from; more would be slower."""

MIMESIS: dict[str, dict[str, str]] = {
    "retail.customers": {
        "first_name": "person.first_name",
        "last_name": "person.last_name",
        "email": "person.email",
        "phone": "person.phone_number",
        "address_line1": "address.address",
        "city": "address.city",
        "zip_code": "address.zip_code",
    },
    "retail.products": {"product_name": "text.word", "brand": "finance.company"},
    "healthcare.patients": {
        "first_name": "person.first_name",
        "last_name": "person.last_name",
        "address": "address.address",
        "city": "address.city",
        "phone": "person.phone_number",
        "email": "person.email",
        "zip_code": "address.zip_code",
    },
    "healthcare.encounters": {"chief_complaint": "text.word"},
}
"""For tables that the reference fills with Mimesis: column → Mimesis' method."""


def plain(
    spark: SparkSession, table: Table, partitions: int, texts: dict[str, str] | None = None
) -> DataFrame:
    """All rows of a table like ``table``, as dbldatagen makes them."""
    sample = LocalTable(table, SEED).rows(0, min(table.rows, SAMPLE_ROWS))
    made = dg.DataGenerator(
        spark,
        name=table.short_name,
        rows=table.rows,
        partitions=partitions,
        randomSeed=SEED,
        randomSeedMethod="hash_fieldname",
    )
    for column in table.columns:
        kind = data_type(spark_type(column.type))
        if texts and column.name in texts:
            made = made.withColumn(column.name, kind, text=_mimesis()(_call(texts[column.name])))
        else:
            values = sample[column.name].drop_nulls()
            made = made.withColumn(column.name, kind, random=True, **_choice(kind, values))
    built: DataFrame = made.build()
    return built


def mimesis(spark: SparkSession, table: Table, partitions: int) -> DataFrame:
    """The same with Mimesis' texts."""
    known = {column.name for column in table.columns}
    texts = MIMESIS[table.name]
    assert texts.keys() <= known, sorted(texts.keys() - known)
    return plain(spark, table, partitions, texts)


def _choice(kind: types.DataType, values: Any) -> dict[str, Any]:
    if isinstance(kind, types.StringType):
        return {"values": values.unique(maintain_order=True)[:MOST_VALUES].to_list()}
    if isinstance(kind, types.BooleanType):
        return {"values": [True, False]}
    low, high = values.min(), values.max()
    if isinstance(kind, types.DateType):
        return {"begin": str(low), "end": str(high + dt.timedelta(days=1)), "interval": "1 day"}
    if isinstance(kind, types.TimestampType):
        begin, end = (f"{each:%Y-%m-%d %H:%M:%S}" for each in (low, high))
        return {"begin": begin, "end": end, "interval": "1 second"}
    if isinstance(kind, types.LongType | types.IntegerType):
        return {"minValue": int(low), "maxValue": int(high)}
    return {"minValue": float(low), "maxValue": float(high)}


def _call(method: str) -> Callable[[Any], str]:
    def call(mimesis: Any) -> str:
        made: str = attrgetter(method)(mimesis)()
        return made

    return call


def _mimesis() -> Any:
    def begin(context: Any) -> None:
        from mimesis import Generic
        from mimesis.locales import Locale

        context.mimesis = Generic(locale=Locale.EN)

    return dg.PyfuncTextFactory(name="MimesisText").withInit(begin).withRootProperty("mimesis")
