"""`verify` on a small dataset: every breach is found, in every format, never a traceback."""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from tablewright import spec
from tablewright.errors import ArgumentError, MissingExtraError
from tablewright.verification import Report, render, verify
from tablewright.verification.judge import errors
from tablewright.verification.report import LEVEL
from tests.support import shop

FORMATS = ("parquet", "csv", "json", "arrow")


@pytest.fixture(autouse=True)
def _shop(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.make_known(monkeypatch)


def breached(report: Report) -> set[str]:
    assert not report.ok or not report.breaches
    return {check.name for check in report.breaches}


def detail(report: Report, name: str) -> str:
    return next(check.detail for check in report.checks if check.name == name)


def cell(frame: pl.DataFrame, row: int, column: str, value: object) -> pl.DataFrame:
    """The frame with one cell changed."""
    values = frame[column].to_list()
    values[row] = value
    return frame.with_columns(pl.Series(column, values, dtype=frame.schema[column]))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("parts", [1, 3])
def test_good_data_passes(tmp_path: Path, kind: str, parts: int) -> None:
    report = verify(shop.write(tmp_path, kind=kind, parts=parts))
    assert report.ok, report.breaches
    skipped = {check.name for check in report.checks if check.status == "skipped"}
    assert skipped == {"shop: checksums", *(f"shop.E{number}" for number in range(2, 7))}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("table", "row", "column", "value", "rule"),
    [
        ("buyers", 1, "buyer_id", 1, "shop.buyers: primary key unique"),
        ("buyers", 0, "email", "", "shop.buyers: email unique"),
        ("buyers", 2, "joined", None, "shop.buyers: nulls"),
        ("buyers", 2, "is_active", None, "shop.buyers: nulls"),
        ("orders", 3, "buyer_id", 99, "shop.orders: foreign key buyer_id"),
        ("orders", 3, "amount", Decimal("10.49"), "shop.S1"),
        ("orders", 3, "quantity", None, "shop.orders: nulls"),
        ("orders", 0, "ordered_at", dt.datetime(2023, 12, 31, 23, 59, 59), "shop.S2"),
        ("orders", 0, "ordered_at", dt.datetime(2025, 1, 1), "shop.S2"),
    ],
)
def test_one_wrong_cell_is_found(
    tmp_path: Path, kind: str, table: str, row: int, column: str, value: object, rule: str
) -> None:
    data = shop.frames()
    if isinstance(value, dt.datetime):
        value = value.replace(tzinfo=dt.timezone.utc)
    data[table] = cell(data[table], row, column, value)
    report = verify(shop.write(tmp_path, data, kind))
    assert rule in breached(report)
    check = next(check for check in report.checks if check.name == rule)
    assert check.violations
    assert "e.g." in check.detail


def test_null_primary_key_is_found(tmp_path: Path) -> None:
    data = shop.frames()
    data["orders"] = cell(data["orders"], 4, "order_id", None)
    assert "shop.orders: primary key unique" in breached(verify(shop.write(tmp_path, data)))


@pytest.mark.parametrize("kind", FORMATS)
def test_missing_and_surplus_rows_are_found(tmp_path: Path, kind: str) -> None:
    good = shop.frames()
    less = {**good, "orders": good["orders"].head(11)}
    report = verify(shop.write(tmp_path / "less", less, kind))
    assert breached(report) == {"shop.orders: rows"}
    assert "11" in detail(report, "shop.orders: rows")
    more = {**good, "orders": pl.concat([good["orders"], good["orders"].tail(1)])}
    assert "shop.orders: rows" in breached(verify(shop.write(tmp_path / "more", more, kind)))


@pytest.mark.parametrize("kind", FORMATS)
def test_columns_must_be_the_declared_ones(tmp_path: Path, kind: str) -> None:
    good = shop.frames()
    cases = {
        "dropped": good["orders"].drop("weight"),
        "renamed": good["orders"].rename({"weight": "mass"}),
        "added": good["orders"].with_columns(extra=pl.lit(1)),
        "moved": good["orders"].select("buyer_id", "order_id", pl.exclude("buyer_id", "order_id")),
    }
    for name, frame in cases.items():
        report = verify(shop.write(tmp_path / name, {**good, "orders": frame}, kind))
        assert "shop.orders: columns" in breached(report), name


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
@pytest.mark.parametrize(
    ("column", "dtype"),
    [
        ("order_id", pl.Int32),
        ("quantity", pl.Int64),
        ("amount", pl.Float64),
        ("amount", pl.Decimal(12, 2)),
        ("ordered_at", pl.Datetime("us")),
        ("ordered_at", pl.Date),
    ],
)
def test_physical_types_must_be_the_declared_ones(
    tmp_path: Path, kind: str, column: str, dtype: pl.DataType
) -> None:
    data = shop.frames()
    expr = pl.col(column)
    if dtype == pl.Datetime("us"):
        expr = expr.dt.replace_time_zone(None)
    data["orders"] = data["orders"].with_columns(expr.cast(dtype))
    assert "shop.orders: types" in breached(verify(shop.write(tmp_path, data, kind)))


def test_a_later_part_of_another_type_is_found(tmp_path: Path) -> None:
    directory = shop.write(tmp_path, parts=2)
    part = directory / "orders" / "part-00001.parquet"
    pl.read_parquet(part).with_columns(pl.col("quantity").cast(pl.Int64)).write_parquet(part)
    assert breached(verify(directory)) == {"shop.orders: types"}


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize(
    ("column", "old", "new"),
    [
        ("quantity", "10.5", "10.555"),
        ("joined", "2024-01-01", "2024-02-30"),
        ("buyer_id", "1", "1.5"),
        ("is_active", "true", "perhaps"),
        ("ordered_at", "2024-01-01T23:30", "2024-01-01T25:30"),
    ],
)
def test_text_must_parse_as_the_declared_type(
    tmp_path: Path, kind: str, column: str, old: str, new: str
) -> None:
    directory = shop.write(tmp_path, kind=kind)
    table = "buyers" if column in ("joined", "is_active") else "orders"
    path = directory / f"{table}.{kind}"
    if column == "buyer_id":  # the second column of the first order
        old, new = ("1,1,", "1,1.5,") if kind == "csv" else ('"buyer_id":1,', '"buyer_id":1.5,')
    if column == "quantity" and kind == "json":
        new = "10.555"
    text = path.read_text()
    assert old in text
    if column == "is_active" and kind == "json":
        new = '"perhaps"'
    path.write_text(text.replace(old, new, 1))
    assert f"shop.{table}: types" in breached(verify(directory))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_missing_file_is_a_breach(tmp_path: Path, kind: str) -> None:
    directory = shop.write(tmp_path, kind=kind)
    (directory / f"orders.{kind}").unlink()
    report = verify(directory)
    assert breached(report) == {"shop.orders: files"}
    assert "does not exist" in detail(report, "shop.orders: files")
    skipped = {check.name for check in report.checks if check.status == "skipped"}
    assert {"shop.S1", "shop.S2", "shop.E1"} <= skipped


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("keep", [0, 0.5, 0.97])
def test_a_truncated_file_is_a_breach(tmp_path: Path, kind: str, keep: float) -> None:
    directory = shop.write(tmp_path, kind=kind)
    path = directory / f"orders.{kind}"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert not verify(directory).ok


@pytest.mark.parametrize("kind", FORMATS)
def test_garbage_is_a_breach(tmp_path: Path, kind: str) -> None:
    directory = shop.write(tmp_path, kind=kind)
    (directory / f"orders.{kind}").write_bytes(b"\x00\xff{" * 100)
    report = verify(directory)
    assert not report.ok
    assert all("\n" not in check.detail for check in report.checks)


def test_unlisted_parts_are_found(tmp_path: Path) -> None:
    directory = shop.write(tmp_path, parts=2)
    part = directory / "orders" / "part-00001.parquet"
    (directory / "orders" / "part-00002.parquet").write_bytes(part.read_bytes())
    assert breached(verify(directory)) == {"shop.orders: files"}


def test_tables_that_were_not_asked_for_are_not_checked(tmp_path: Path) -> None:
    data = shop.frames()
    del data["buyers"]
    report = verify(shop.write(tmp_path, data))
    assert report.ok
    results = {check.name: check for check in report.checks}
    assert results["shop.S1"].status == "ok"
    assert results["shop.S2"].status == "skipped"
    assert "buyers" in results["shop.S2"].detail
    assert results["shop.orders: foreign key buyer_id"].status == "skipped"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format_version",), 99),
        (("dataset",), "bakery"),
        (("dataset",), None),
        (("tables",), {}),
        (("tables",), [1]),
        (("tables", "orders"), 3),
        (("tables", "orders", "rows"), -1),
        (("tables", "orders", "rows"), 13),
        (("tables", "orders", "rows"), "12"),
        (("tables", "orders", "format"), "xlsx"),
        (("tables", "orders", "files"), "orders.parquet"),
        (("tables", "orders", "files"), ["../orders.parquet"]),
        (("tables", "orders", "files"), ["/orders.parquet"]),
        (("tables", "orders", "files"), []),
        (("tables", "orders", "columns"), {"order_id": "int64"}),
        (("tables", "orders", "columns", "order_id"), "blob"),
        (("tables", "orders", "columns", "quantity"), "key"),
        (("tables", "pets"), {"rows": 0, "format": "csv", "files": [], "columns": {}}),
        (("parameters",), None),
        (("parameters", "orders"), 11),
        (("parameters", "orders"), True),
        (("parameters", "orders"), -1),
        (("parameters", "orders"), 10**30),
        (("parameters", "buyers"), None),
        (("parameters", "start_date"), "soon"),
        (("parameters", "end_date"), "2023-01-01"),
        (("parameters", "return_rate"), "often"),
        (("parameters", "a;b"), 1),
    ],
)
def test_a_lying_manifest_is_a_breach(tmp_path: Path, path: tuple[str, ...], value: object) -> None:
    directory = shop.write(tmp_path)
    shop.edit_manifest(directory, *path, value=value)
    report = verify(directory)
    assert report.breaches
    assert all("\n" not in check.detail for check in report.checks)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"format_version": 1}'])
def test_an_unreadable_manifest_is_a_breach(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    assert len(verify(tmp_path).breaches) == 1


def test_a_folder_without_a_manifest_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="does not exist"):
        verify(tmp_path / "nowhere")
    with pytest.raises(ArgumentError, match=r"no manifest\.json"):
        verify(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(ArgumentError, match="is a file"):
        verify(tmp_path / "file")


def test_datasets_in_direct_sub_folders_are_all_checked(tmp_path: Path) -> None:
    shop.write(tmp_path / "one")
    broken = shop.write(tmp_path / "two")
    (broken / "orders.parquet").unlink()
    report = verify(tmp_path)
    assert not report.ok
    names = [check.name for check in report.checks]
    assert "one/manifest.json" in names
    assert "two/manifest.json" in names


def test_names_with_quotes_are_no_obstacle(tmp_path: Path) -> None:
    assert verify(shop.write(tmp_path / 'it\'s "here" [1] {2}, ok?')).ok


def test_a_statistic_is_judged_where_it_is_meant(tmp_path: Path) -> None:
    report = verify(shop.write(tmp_path))
    assert report.ok
    reasons = {
        check.name: check.detail
        for check in report.checks
        if check.status == "skipped" and check.name.startswith("shop.")
    }
    assert reasons == {
        "shop.E2": "needs 1,000 rows of orders, there are 12",
        "shop.E3": "does not apply at these sizes or to this window",
        "shop.E4": "needs a window of 800 days, there are 366",
        "shop.E5": "needs a window of at most 50 days, there are 366",
        "shop.E6": "needs 10 independent observations, there are 9",
    }


def test_the_level_is_divided_among_statistics_and_their_parts(tmp_path: Path) -> None:
    report = verify(shop.write(tmp_path))
    parts = len(shop.industry().expectations) * 3
    margin = 0.1 * errors(LEVEL / parts, 1000)
    assert margin > 0.4
    assert detail(report, "shop.E7") == f"0.6: 0.6, from 1 to 2 give or take {margin:.2g}"
    assert report.as_dict()["level"] == LEVEL == 1e-5


@pytest.mark.parametrize("value", ["'nan'::DOUBLE", "'inf'::DOUBLE", "3", "0.99"])
def test_a_value_out_of_its_range_is_a_breach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    sql = f"SELECT {value} AS value, 0 AS se, 100 AS units"
    rule = spec.Expectation("E1", "one", ("orders",), sql, 1, 2, min_rows=0)
    one = replace(shop.industry(), expectations=(rule,))
    monkeypatch.setattr(shop, "industry", lambda: one)
    assert breached(verify(shop.write(tmp_path))) == {"shop.E1"}


def test_expectations_are_judged(tmp_path: Path) -> None:
    data = shop.frames()
    orders = data["orders"].with_columns(
        quantity=pl.lit(3, pl.Int32), amount=pl.lit(Decimal("31.50")).cast(pl.Decimal(10, 2))
    )
    report = verify(shop.write(tmp_path, {**data, "orders": orders}))
    assert breached(report) == {"shop.E1"}
    assert "from 1.9 to 2.1" in detail(report, "shop.E1")


def test_the_report_is_shown_and_dumped(tmp_path: Path) -> None:
    data = shop.frames()
    data["orders"] = cell(data["orders"], 3, "amount", Decimal("1.00"))
    report = verify(shop.write(tmp_path, data))
    content = json.loads(json.dumps(report.as_dict()))
    assert content["ok"] is False
    assert content["counts"]["breach"] == 1
    console = Console(file=io.StringIO(), width=120)
    console.print(render(report, only=["breach"]))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "shop.S1" in shown
    assert "order_id=4" in shown
    assert "shop.E1" not in shown
    assert "at most 1 in 100,000" in " ".join(shown.split())


def test_without_duckdb_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'tablewright\[verify\]'"):
        verify(shop.write(tmp_path))
