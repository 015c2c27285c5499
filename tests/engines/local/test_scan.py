"""A scan is a lazy frame like any other: the same rows as its frame in whatever query."""

from __future__ import annotations

import copy
import functools
import io
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.engines.local.threads import in_order
from tablewright.polars import scan
from tablewright.tables import industry
from tests.support.commands import environment

Query = Callable[[pl.LazyFrame, pl.LazyFrame], pl.LazyFrame]
ENGINES = ("in-memory", "streaming")
CUSTOMERS, PRODUCTS = 12, 10
STATE = pl.col("state") > "M"


def sql(query: str) -> Query:
    return lambda a, b: pl.SQLContext(a=a, b=b).execute(query)


QUERIES: dict[str, Query] = {
    "cross": lambda a, b: a.join(b, how="cross").select(pl.len()),
    "cross with an index": lambda a, b: (
        a.with_row_index().join(b, how="cross").select("index").sort("index")
    ),
    "index": lambda a, b: a.with_row_index(offset=5).select("index"),
    "filtered index": lambda a, b: a.with_row_index().filter(pl.col("index") > 3).select("index"),
    "end of index": lambda a, b: a.with_row_index().tail(3).select("index"),
    "middle of index": lambda a, b: a.with_row_index().slice(3, 3).select("index"),
    "index of a filter": lambda a, b: a.filter(STATE).with_row_index().select("index"),
    "join of indexes": lambda a, b: (
        a.with_row_index().join(b.with_row_index(), on="index").sort("index")
    ),
    "range": lambda a, b: a.select(pl.int_range(pl.len())),
    "group": lambda a, b: a.with_row_index().group_by("index").len().sort("index"),
    "concat": lambda a, b: pl.concat([x.with_row_index().select("index") for x in (a, b)]),
    "concat with itself": lambda a, b: pl.concat([a, a]),
    "beside": lambda a, b: pl.concat([a.drop(pl.all()), a.select("city")], how="horizontal"),
    "nothing": lambda a, b: a.select([]),
    "all dropped": lambda a, b: a.drop(a.collect_schema().names()),
    "rows": lambda a, b: a.select(pl.len()),
    "rows left": lambda a, b: a.filter(STATE).select(pl.len()),
    "all": lambda a, b: a.filter(pl.lit(True)).select(pl.len()),
    "none": lambda a, b: a.filter(pl.lit(False)).select(pl.len()),
    "constant": lambda a, b: a.select(pl.lit(1)),
    "constants": lambda a, b: a.with_columns(x=pl.lit(1)).select("x"),
    "counted": lambda a, b: a.with_columns(x=pl.len()).select("x"),
    "limit, then filter": lambda a, b: a.select("state", "city").head(7).filter(STATE),
    "filter, then limit": lambda a, b: a.filter(STATE).head(2),
    "every third": lambda a, b: a.gather_every(3, 1),
    "backwards": lambda a, b: a.reverse(),
    "step": lambda a, b: a[2:11:3],
    "from the end": lambda a, b: a[-3:],
    "backwards from": lambda a, b: a[::-2],
    "clear": lambda a, b: a.clear(),
    "clear some": lambda a, b: a.clear(3),
    "described": lambda a, b: a.describe().lazy(),
    "sorted": lambda a, b: a.sort("city", "customer_id", descending=True).head(3),
    "top": lambda a, b: a.top_k(3, by="customer_id"),
    "unique": lambda a, b: a.unique("state", keep="first", maintain_order=True),
    "sql count": sql("select count(*) from a cross join b"),
    "sql rows": sql("select count(*) from a"),
    "sql constant": sql("select 1 as one from a limit 4"),
    "sql offset": sql("select customer_id from a order by customer_id limit 3 offset 2"),
    "its own sql": lambda a, b: a.sql("select count(*) from self where state > 'M'"),
}


@functools.cache
def tables() -> tuple[pl.LazyFrame, pl.LazyFrame]:
    return scan("retail.customers", rows=CUSTOMERS), scan("retail.products", rows=PRODUCTS)


@functools.cache
def frames() -> tuple[pl.DataFrame, ...]:
    return tuple(table.collect() for table in tables())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("query", QUERIES)
def test_a_query_gives_what_it_gives_of_a_frame(query: str, engine: str) -> None:
    wanted = QUERIES[query](*(frame.lazy() for frame in frames())).collect()
    asked = QUERIES[query](*tables())
    made = asked.collect(engine=engine)  # type: ignore[call-overload]
    assert made.equals(wanted)
    assert made.height == wanted.height
    assert made.schema == wanted.schema
    assert asked.collect_schema() == wanted.schema
    assert asked.explain()


@pytest.mark.parametrize("rows", [0, 1, 300_000])
@pytest.mark.parametrize("engine", ENGINES)
def test_as_many_rows_as_there_are(rows: int, engine: str) -> None:
    lazy = scan("retail.customers", rows=rows).with_row_index().select(pl.col("index").max())
    made = lazy.collect(engine=engine)  # type: ignore[call-overload]
    assert made.item() == (rows - 1 if rows else None)


def test_rows_without_columns_have_a_height() -> None:
    table = api.table("retail.customers", {"customers": 400_000})
    local = LocalTable(table, 42)
    assert local.rows(0, 5, columns=[]).shape == (5, 0)
    assert local.rows(7, 400_001, columns=[]).shape == (399_993, 0)


def test_a_scan_can_be_collected_in_all_ways(tmp_path: Path) -> None:
    a, (frame, _) = tables()[0], frames()
    first, second = pl.collect_all([a.head(3), a.with_row_index().select("index")])
    assert first.equals(frame.head(3))
    assert second.height == CUSTOMERS
    assert pl.concat(a.collect_batches()).equals(frame)
    a.sink_parquet(tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet").equals(frame)
    a.sink_ndjson(tmp_path / "a.json")
    assert len((tmp_path / "a.json").read_text("utf-8").splitlines()) == CUSTOMERS
    a.with_row_index().select("index").sink_csv(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8").split() == ["index", *map(str, range(CUSTOMERS))]


def odd(key: int) -> bool:
    return str(key)[-1] in "13579"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_filter_may_be_a_python_function(engine: str) -> None:
    a, frame = tables()[0], frames()[0]
    chosen = pl.col("customer_id").map_elements(odd, return_dtype=pl.Boolean)
    wanted = frame.filter(pl.col("customer_id") % 2 == 1)
    for _ in range(2):
        assert a.filter(chosen).collect(engine=engine).equals(wanted)  # type: ignore[call-overload]
        assert a.with_columns(x=chosen).collect().filter("x").drop("x").equals(wanted)


def sent(lazy: pl.LazyFrame) -> pl.LazyFrame:
    return pickle.loads(pickle.dumps(lazy))  # type: ignore[no-any-return]


def written(lazy: pl.LazyFrame) -> pl.LazyFrame:
    return pl.LazyFrame.deserialize(io.BytesIO(lazy.serialize()))


def cloned(lazy: pl.LazyFrame) -> pl.LazyFrame:
    return lazy.clone()


@pytest.mark.parametrize("way", [sent, written, copy.copy, copy.deepcopy, cloned])
def test_a_scan_can_be_sent_elsewhere(way: Callable[[pl.LazyFrame], pl.LazyFrame]) -> None:
    lazy = scan("retail.customers", rows=400_000)
    some = pl.col("customer_id") % 100_000 == 0
    for _ in range(2):
        wanted = lazy.filter(some).collect()
        assert way(lazy).filter(some).collect().equals(wanted)
        assert way(lazy.filter(some)).collect().equals(wanted)
        assert way(lazy.slice(100, 9)).slice(2, 3).collect().equals(lazy.slice(102, 3).collect())
        # Only what is asked for is made, of a copy too.
        if way is not written:
            far = way(scan("retail.customers", rows=10**12))
            assert far.slice(10**11, 2).tail(1).collect().height == 1


def test_a_scan_can_be_used_by_another_process(tmp_path: Path) -> None:
    lazy = scan("retail.transactions", rows=500, seed=7)
    amounts = lazy.filter(pl.col("txn_id") % 2 == 0).select("txn_id", "total_amount")
    (tmp_path / "frames").write_bytes(pickle.dumps([lazy, amounts]))
    code = (
        "import pickle, pathlib, polars as pl\n"
        "lazy, amounts = pickle.loads(pathlib.Path('frames').read_bytes())\n"
        "lazy.slice(400, 3).collect().write_parquet('slice')\n"
        "amounts.collect().write_parquet('amounts')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment(), check=True)
    assert pl.read_parquet(tmp_path / "slice").equals(lazy.collect().slice(400, 3))
    assert pl.read_parquet(tmp_path / "amounts").equals(amounts.collect())


@pytest.mark.parametrize("name", [f"retail.{table}" for table in industry("retail").default_rows])
def test_a_table_is_the_same_after_its_journey(name: str) -> None:
    dataset, _, table = name.partition(".")
    local = LocalTable(api.table(name, industry(dataset).sizes_for(table, 300)), 5, threads=1)
    frame = local.rows(0, 300)
    there = pickle.loads(pickle.dumps(local))
    assert there.rows(0, 300).equals(frame)
    assert there.threads == 1


STOPPED = """
import gc, sys, threading, time
import polars as pl
from tablewright import api
from tablewright.engines.local import LocalTable

table = api.table("retail.customers", {"customers": 2_000_000})
lazy = LocalTable(table, 42, threads=int(sys.argv[1])).scan()
some = lazy.filter(pl.col("state") == "CA")
for engine in ("streaming", "in-memory") if sys.argv[2] == "twice" else ("streaming",) * 3:
    assert some.head(5).collect(engine=engine).height == 5
    for frame in some.collect_batches(engine=engine):
        break
if sys.argv[2] == "waits":
    for _ in range(600):
        names = [thread.name for thread in threading.enumerate()]
        if names == ["MainThread"]:
            break
        time.sleep(0.1)
    print(names)
"""


@pytest.mark.parametrize("threads", ["1", "2"])
@pytest.mark.parametrize("ending", ["twice", "waits", "ends"])
def test_stopping_early_leaves_nothing_behind(threads: str, ending: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", STOPPED, threads, ending],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout == ("['MainThread']\n" if ending == "waits" else "")


DAWDLES = """
import sys, time
import numpy as np
import polars as pl
from polars.io.plugins import register_io_source
from tablewright.engines.local.arrow import Buffers
from tablewright.leaving import until_exit

def busy():
    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        sum(range(1000))

def made():
    for n in range(1000):
        where == "source" and n and busy()
        numbers = np.arange(ROWS, 0, -1) * 7919 % 1_000_003
        yield pl.DataFrame([Buffers("l", ROWS, (numbers,)).series("n")])
        where == "caller" and busy()

def source(columns, predicate, rows, batch_rows):
    for frame in until_exit(made()):
        yield frame
        where == "outside" and busy()

sys.setswitchinterval(1e-5)
where = sys.argv[1]
ROWS = 200_000 if where == "rust" else 1000
lazy = register_io_source(source, schema={"n": pl.Int64})
if where == "rust":
    text = pl.col("n").cast(pl.String)
    lazy = lazy.with_columns(found=text.str.contains("(1|2|3)+[45].*[67].*[12]$"))
kept = lazy.collect_batches(engine="streaming")
assert next(iter(kept)).height
if where != "paused":
    del kept
"""


@pytest.mark.parametrize("where", ["source", "caller", "outside", "rust", "paused"])
def test_exit_waits_for_threads_inside_python(where: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DAWDLES, where],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_who_lets_go_waits_for_nobody() -> None:
    made: list[int] = []
    let_go = threading.Event()

    def make(start: int, stop: int) -> int:
        made.append(start)
        if start:
            assert let_go.wait(60)
        return start

    several = in_order(make, [(n, n + 1) for n in range(9)], 2)
    assert next(several) == 0
    del several
    let_go.set()
    for _ in range(600):
        if not any(thread.name == "tablewright" for thread in threading.enumerate()):
            break
        time.sleep(0.1)
    else:
        raise AssertionError(threading.enumerate())
    assert len(made) <= 3


def test_one_of_the_makers_may_let_go() -> None:
    kept: list[object] = []

    def make(start: int, stop: int) -> int:
        if start == 2:
            kept.clear()
        return start

    several = in_order(make, [(n, n + 1) for n in range(5)], 2)
    kept.append(several)
    taken = next(several)
    del several
    assert taken == 0
