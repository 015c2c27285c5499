"""The same calls and the same demo against the real server, where its jars can be had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tablewright.errors import ArgumentError
from tablewright.io.unity import Unity
from tablewright.tables import INDUSTRY_NAMES
from tests.support import demo_rows
from tests.support.demos import demo
from tests.support.unity_emulator import ABOUT, NAMES, TYPES
from tests.support.unity_server import real_server
from tools.fetch_jars import FetchError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.unity


@pytest.fixture(scope="module")
def url(java: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address; without its jars the tests fail, in one line."""
    try:
        with real_server(tmp_path_factory.mktemp("unity"), "main") as found:
            yield found
    except FetchError as error:
        pytest.fail(str(error), pytrace=False)


def test_its_answers_are_understood(url: str, tmp_path: Path) -> None:
    unity = Unity(url)
    with pytest.raises(ArgumentError, match="does not exist"):
        unity.check_catalog("none")
    unity.check_catalog("main")
    for _ in range(2):
        unity.ensure_schema("main", "shop")
        where = unity.ensure_volume("main", "shop", "raw", (tmp_path / "raw").as_uri())
        assert demo_rows.local(where) == tmp_path / "raw"
        unity.register(NAMES, (tmp_path / "things").as_uri(), TYPES, ABOUT, {})
    assert demo_rows.local(unity.table_location(*NAMES) or "") == tmp_path / "things"


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_a_demo(classic: SparkSession, url: str, industry: str, tmp_path: Path) -> None:
    classic.conf.set("spark.sql.catalog.main.uri", url)
    place = ("main", industry, "raw", 20)
    report = demo(classic, industry, *place, storage=str(tmp_path), progress=False)
    dataset = demo_rows.declared(industry, 20)
    for table in report.tables:
        location = Unity(url).table_location("main", industry, table.name)
        declared = dataset.table(table.name)
        want = demo_rows.wanted(dataset, table.name).sort(declared.primary_key)
        assert demo_rows.by_delta_rs(demo_rows.local(location or ""), declared.primary_key).equals(
            want
        )
    classic.conf.unset("spark.sql.catalog.main.uri")
