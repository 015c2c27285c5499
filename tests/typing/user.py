"""What a user writes, for the type checker; it is never run."""

import polars as pl
from pyspark.sql import DataFrame, SparkSession
from typing_extensions import assert_type

import tablewright as tw
from tablewright.polars import cdc, retail
from tablewright.spark import iot
from tablewright.spark import retail as spark_retail

world = tw.retail(rows=100, seed=7)
assert_type(world, tw.World)
assert_type(world["customers"], tw.WorldTable)
assert_type(world["customers"].frame(), pl.DataFrame)
assert_type(world["customers"].scan(), pl.LazyFrame)
assert_type(world.changes("customers").batch(3), pl.DataFrame)
assert_type(tw.find("retail"), tw.Dataset)
assert_type(tw.changes(world, "customers"), tw.Changes)
assert_type(tw.verify("output", "retail"), tw.Report)
assert_type(world.stream("transactions"), tw.Stream)
assert_type(retail.generate_customers(10, 1), pl.DataFrame)
assert_type(tw.scan("retail.customers"), pl.LazyFrame)

shop = tw.Dataset("shop", rows={"things": 10})


@shop.table
def things(t: tw.TableDraft, world: tw.WorldDraft) -> None:
    """Things."""
    t.key("id")
    price = t.decimal("price", tw.lognormal(10, 0.5))
    assert_type(price * 2 + 1, tw.Value)
    assert_type(price > 5, tw.Value)
    assert_type(t.ref("other_id", world.things), tw.Reference)
    t.rule("positive", price > 0)


def source(share: float) -> tw.Source:
    """A source is annotated as one."""
    return tw.choice({"a": share, "b": 1 - share})


def right(spark: SparkSession) -> None:
    """Every function has its own types, on Spark too."""
    assert_type(spark_retail.generate_customers(spark, 10, 1), DataFrame)
    assert_type(spark_retail.generate_retail_cdc(spark, "/v", 3, 4, 5, late=0.1), list[str])
    assert_type(iot.generate_streaming_sensors(spark, source="rate"), DataFrame)
    assert_type(iot.generate_iot_demo(spark, "main", raw="dirty").rows, int)


def wrong(spark: SparkSession) -> None:
    """Every line is an error, which the checker must find."""
    tw.retail(row=100)  # type: ignore[call-arg]
    tw.retail("many")  # type: ignore[arg-type]
    world["customers"].rows(0)  # type: ignore[call-arg]
    world.changes("customers", updates=["x"])  # type: ignore[call-arg]
    retail.generate_customers(rows="ten")  # type: ignore[arg-type]
    retail.generate_customers(nonsense=5)  # type: ignore[call-arg]
    cdc.feed("retail", nonsense=5)  # type: ignore[call-arg]
    spark_retail.generate_customers(spark, nonsense=5)  # type: ignore[call-arg]
    spark_retail.customers_generator(spark, nonsense=5)  # type: ignore[call-arg]
    spark_retail.generate_retail_cdc(1, 2, 3, 4, nonsense=5)  # type: ignore[arg-type, call-arg]
    spark_retail.generate_retail_cdc(spark, "/v", nonsense=5)  # type: ignore[call-arg]
    spark_retail.generate_retail_cdc(spark, "/v", "3")  # type: ignore[arg-type]
    spark_retail.generate_retail_demo(spark, "main", raw="wet")  # type: ignore[arg-type]
    iot.generate_iot_cdc(spark)  # type: ignore[call-arg]
    iot.generate_streaming_sensors(spark, rate=5)  # type: ignore[call-arg]
    tw.normal(1)  # type: ignore[call-arg]
    tw.write("retail", "output")  # type: ignore[arg-type]
    tw.TableDraft("shop")  # type: ignore[call-arg]
    tw.retail.extend("shop", trait={})  # type: ignore[call-arg]
    tw.nothing()  # type: ignore[attr-defined]
