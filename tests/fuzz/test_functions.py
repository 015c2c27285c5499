"""Every public function with any arguments: rows that keep every rule, or a named argument."""

from __future__ import annotations

import datetime as dt
import inspect
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tablewright.formats.tables import Description
from tablewright.io import DatasetOutput, TableOutput, encoding, write_dataset
from tablewright.polars import scan
from tablewright.polars.cdc import add_cdc_operations, generate_cdc
from tablewright.spec import Sizes, TableSet, WorldOptions
from tablewright.tables import INDUSTRY_NAMES, industry
from tablewright.verification import verify
from tests.support.arguments import (
    FITTING,
    calls,
    check_names_an_argument,
    examples,
    no_hang,
    public,
    spoiled,
)

REFUSALS = (ValueError, TypeError)


@contextmanager
def watched() -> Iterator[list[TableSet]]:
    """The datasets that are declared."""
    declared: list[TableSet] = []
    before = {name: industry(name).declare for name in INDUSTRY_NAMES}

    def spying(declare: Callable[[Sizes, WorldOptions], TableSet]) -> Callable[..., TableSet]:
        def spy(sizes: Sizes, options: WorldOptions) -> TableSet:
            declared.append(declare(sizes, options))
            return declared[-1]

        return spy

    try:
        for name in INDUSTRY_NAMES:
            object.__setattr__(industry(name), "declare", spying(before[name]))
        yield declared
    finally:
        for name in INDUSTRY_NAMES:
            object.__setattr__(industry(name), "declare", before[name])


class Made:
    """A frame as what writers take."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self.schema = frame.schema

    def chunks(
        self, start: int, stop: int, columns: Sequence[str] | None = None
    ) -> Iterator[pl.DataFrame]:
        yield self.frame[start:stop].select(columns or self.frame.columns)


def check_rows(frame: pl.DataFrame, dataset: TableSet, seed: int) -> None:
    """The frame is one of the dataset's tables, and passes ``verify``."""
    [table] = [t for t in dataset.tables if [c.name for c in t.columns] == frame.columns]
    assert frame.height == table.rows
    types = {column.name: str(column.type) for column in table.columns}
    about = Description.of(table)
    output = TableOutput(table.short_name, table.rows, types, Made(frame), about)
    data = DatasetOutput(dataset.name, seed, dataset.parameters, [output])
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(data, Path(folder) / dataset.name, encoding("parquet", "none"))
        report = verify(folder)
        wrong = [check for check in report.checks if check.status == "breach"]
        assert report.ok, wrong


def check_call(function: Callable[..., pl.DataFrame], arguments: dict[str, Any]) -> None:
    with no_hang():
        try:
            with watched() as declared:
                frame = function(**arguments)
        except REFUSALS as error:
            check_names_an_argument(error, list(inspect.signature(function).parameters))
            return
        assert frame.height == arguments.get("rows", frame.height)
        check_rows(frame, declared[-1], arguments.get("seed", 42))


POLARS = public("polars")


def test_all_functions_are_there() -> None:
    assert len(POLARS) == sum(len(industry(name).default_rows) for name in INDUSTRY_NAMES)


@examples(100)
@given(call=calls(POLARS))
def test_functions(call: Any) -> None:
    check_call(*call)


@pytest.mark.slow
@examples(5_000)
@given(call=calls(POLARS))
def test_functions_at_length(call: Any) -> None:
    check_call(*call)


TABLES = [f"{name}.{table}" for name in INDUSTRY_NAMES for table in industry(name).default_rows]
NAMES = sorted({name.partition(".")[2] for name in TABLES})
SIZES = st.dictionaries(st.sampled_from(NAMES), FITTING["count"], max_size=3)
RATES = st.dictionaries(
    st.sampled_from(["anomaly_rate", "fault_rate"]), FITTING["rate"], max_size=1
)


@st.composite
def scans(draw: st.DrawFn) -> dict[str, Any]:
    options = {
        "name": st.sampled_from(TABLES),
        "rows": FITTING["count"],
        "seed": FITTING["seed"],
        "sizes": SIZES,
        "start_date": FITTING["date"],
        "end_date": FITTING["date"],
        "locale": FITTING["locale"],
        "rates": RATES,
    }
    names = [name for name in options if name == "name" or draw(st.booleans())]
    arguments: dict[str, Any] = draw(spoiled({name: draw(options[name]) for name in names}))
    return arguments


def check_scan(arguments: dict[str, Any], offset: int, length: int | None) -> None:
    names = [*inspect.signature(scan).parameters, "table", "rate", "industry"]
    for key in ("sizes", "rates"):
        if isinstance(arguments.get(key), dict):
            names += [str(each) for each in arguments[key]]
    names += ["n_" + name.partition(".")[2] for name in TABLES]
    with no_hang():
        try:
            lazy = scan(**arguments)
            frame = lazy.slice(offset, length).head(50).collect()
        except REFUSALS as error:
            check_names_an_argument(error, names)
            return
        assert frame.schema == lazy.collect_schema()
        assert frame.height <= 50


OFFSETS = st.one_of(st.integers(-200, 200), st.sampled_from([10**11, 2**42, -(2**42), 2**62]))


@examples(100)
@given(arguments=scans(), offset=OFFSETS, length=st.none() | st.integers(0, 200))
def test_scan(arguments: dict[str, Any], offset: int, length: int | None) -> None:
    check_scan(arguments, offset, length)


@pytest.mark.slow
@examples(1_500)
@given(arguments=scans(), offset=OFFSETS, length=st.none() | st.integers(0, 200))
def test_scan_at_length(arguments: dict[str, Any], offset: int, length: int | None) -> None:
    check_scan(arguments, offset, length)


FRAMES = (
    st.integers(0, 40).map(lambda rows: pl.DataFrame({"id": range(rows)}))
    | st.integers(0, 40).map(lambda rows: pl.LazyFrame({"id": range(rows)}))
    | st.sampled_from([pl.DataFrame(), pl.LazyFrame(), pl.DataFrame({"operation": [1]})])
)
STARTS = (
    FITTING["date"].filter(bool)
    | st.datetimes()
    | st.datetimes(timezones=st.timezones())
    | st.sampled_from(["2024-01-31T08:00:00", "2024-01-31T08:00:00+02:00", "1969-12-31"])
)


@st.composite
def cdc_calls(draw: st.DrawFn) -> dict[str, Any]:
    options = {
        "df": FRAMES,
        "weights": FITTING["weights"],
        "seed": FITTING["seed"],
        "start": STARTS,
    }
    arguments: dict[str, Any] = draw(spoiled({name: draw(options[name]) for name in options}))
    return arguments


def check_cdc(df: Any, weights: Any, seed: Any, start: Any) -> None:
    with no_hang():
        try:
            made = add_cdc_operations(df, weights, seed, start=start)
            frame = made.lazy().collect()
        except REFUSALS as error:
            check_names_an_argument(error, ["df", "weights", "seed", "start"])
            return
        assert type(made) is type(df)
        assert frame.columns == [*df.lazy().collect_schema(), "operation", "operation_date"]
        assert frame.height == df.lazy().collect().height
        chosen = weights or {"APPEND": 1, "UPDATE": 1, "DELETE": 1}
        assert set(frame["operation"]) <= {name for name, weight in chosen.items() if weight > 0}
        assert frame["operation_date"].diff().drop_nulls().gt(dt.timedelta(0)).all()


@examples(100)
@given(arguments=cdc_calls())
def test_cdc(arguments: dict[str, Any]) -> None:
    check_cdc(**arguments)


@pytest.mark.slow
@examples(1_500)
@given(arguments=cdc_calls())
def test_cdc_at_length(arguments: dict[str, Any]) -> None:
    check_cdc(**arguments)


def check_changes(arguments: dict[str, Any]) -> None:
    with no_hang():
        try:
            made = generate_cdc(**arguments)
        except REFUSALS as error:
            check_names_an_argument(error, list(inspect.signature(generate_cdc).parameters))
            return
        assert len(made) == arguments.get("n_batches", 5)
        assert len({tuple(frame.schema.items()) for frame in made}) == 1


@examples(60)
@given(call=calls([generate_cdc]))
def test_changes(call: Any) -> None:
    check_changes(call[1])


@pytest.mark.slow
@examples(1_000)
@given(call=calls([generate_cdc]))
def test_changes_at_length(call: Any) -> None:
    check_changes(call[1])


class Reached(BaseException):
    """All arguments were accepted: Spark itself would be asked now."""


class Session:
    """Looks like a session until it is asked for anything."""

    version = "4.1.0"
    readStream = None

    def createDataFrame(self) -> None:
        raise Reached

    def __getattr__(self, name: str) -> None:
        raise Reached

    def range(self, *numbers: int) -> None:
        raise Reached


SPARK = public("spark")


def check_spark(function: Callable[..., Any], arguments: dict[str, Any]) -> None:
    first = next(iter(inspect.signature(function).parameters))
    assert first == "spark"
    with no_hang():
        try:
            function(Session(), **arguments)
        except REFUSALS as error:
            check_names_an_argument(error, list(inspect.signature(function).parameters))
        except Reached:
            pass
        else:
            pytest.fail("it never asked for the session")


@examples(80)
@given(call=calls(SPARK, skip=1))
def test_spark_functions(call: Any) -> None:
    check_spark(*call)


@pytest.mark.slow
@examples(1_500)
@given(call=calls(SPARK, skip=1))
def test_spark_functions_at_length(call: Any) -> None:
    check_spark(*call)
