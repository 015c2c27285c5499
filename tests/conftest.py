"""Fixtures that several folders of tests share: Spark sessions that can write Delta tables."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tablewright.engines.spark.java import java_home
from tests.support.spark import delta_settings, jars, start_server

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session", autouse=True)
def code_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests keep compiled code for their commands, but not in the user's cache folder."""
    folder = tmp_path_factory.getbasetemp().parent / "code"
    os.environ["TABLEWRIGHT_CACHE"] = str(folder)


@pytest.fixture(scope="session")
def java() -> Path | None:
    """Spark's tests run everywhere: with the machine's Java, or else with the one from PyPI."""
    home = java_home()
    if home is not None:
        os.environ["JAVA_HOME"] = str(home)
    return home


@pytest.fixture(scope="session")
def delta_jars(java: Path | None) -> list[Path]:
    """Delta's jars for Spark."""
    return jars("delta")


@pytest.fixture(scope="session")
def classic(
    delta_jars: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[SparkSession]:
    """A classic session on two threads, with Delta tables in a warehouse of its own."""
    from pyspark.sql import SparkSession

    # It leaves sockets to the Java behind it for Python to collect, whenever that may be. From
    # here on, in this process only, a socket's end is no error.
    warnings.filterwarnings("ignore", "unclosed <socket", ResourceWarning)
    request.config.addinivalue_line("filterwarnings", "ignore:unclosed <socket:ResourceWarning")
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master("local[2]").appName("tablewright-tests")
    warehouse = tmp_path_factory.mktemp("warehouse")
    for key, value in delta_settings(delta_jars, warehouse).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    yield spark
    spark.stop()


@pytest.fixture(scope="session")
def server(delta_jars: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Spark Connect server in its own process, with Delta tables too."""
    folder = tmp_path_factory.mktemp("connect")
    with start_server(folder, delta_settings(delta_jars, folder / "warehouse")) as address:
        yield address
