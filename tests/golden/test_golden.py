import json

import pytest

from tests.golden import golden

LOCALES = {
    "de": "626dce34598fa8fd937802e97233a2f5",
    "en": "7bd5be0323cbcfc97957a8378dbb77df",
    "en-gb": "691e360ab2e6ee28245bc4bd00de9032",
    "es": "97bdcd4337335b3f57da34bcc6396068",
    "fr": "77116b30be0fdbe618b36827b1c5e18c",
    "it": "70d8976411d89fd333eb90585cd9d7d1",
    "ja": "aefad4294a83ce1cd09f3661fa42410e",
    "nl": "369faafca54c79ecc85e4321fe3c0138",
    "pt-br": "9bb45660644725d9fdc3211a5aa70739",
}
"""Checksums of what differs by locale; a new locale may go without."""


@pytest.mark.parametrize("name", golden.names())
def test_values_are_the_blessed_ones(name):
    blessed = json.loads(golden.path(name).read_text("utf-8"))
    made = golden.golden(name)
    for case in golden.CASES:
        # Readable rows first: they say what has changed.
        assert made[case]["shown"] == blessed[case]["shown"]
    assert made == blessed


@pytest.mark.parametrize("locale", LOCALES)
def test_values_of_a_locale_are_the_blessed_ones(locale):
    assert golden.of_locale(locale)[:32] == LOCALES[locale]


@pytest.mark.parametrize("name", golden.names())
@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("chunk_rows", [999, 40_000])
def test_values_do_not_depend_on_threads_or_chunks(name, threads, chunk_rows):
    import polars as pl

    blessed = json.loads(golden.path(name).read_text("utf-8"))
    table = golden.local(name, "odd", threads)
    frame = pl.concat(table.chunks(chunk_rows=chunk_rows))
    assert golden.checksum(frame) == blessed["odd"]["sha256"]


def test_a_changed_cell_changes_the_checksum():
    import polars as pl

    table = golden.local("retail.transactions", "odd")
    frame = table.rows(0, 100)
    changed = frame.with_columns(
        pl.when(pl.int_range(pl.len()) == 57)
        .then(pl.col("items_count") + 1)
        .otherwise(pl.col("items_count"))
        .alias("items_count")
    )
    assert golden.checksum(changed) != golden.checksum(frame)


def test_every_golden_belongs_to_a_table():
    kept = {path.stem for path in golden.HOME.glob("*.json")}
    assert kept == set(golden.names())


@pytest.mark.parametrize("block_rows", [1_000, 131_072])
def test_values_do_not_depend_on_the_block(block_rows, monkeypatch):
    from tablewright.engines.local import blocks

    monkeypatch.setattr(blocks, "BLOCK_ROWS", block_rows)
    monkeypatch.setattr(blocks, "_BLOCK_ROWS_WITH_CHILDREN", block_rows)
    for name in golden.names():
        table = golden.local(name, "odd")
        blessed = json.loads(golden.path(name).read_text("utf-8"))
        assert golden.checksum(table.rows(0, table.table.rows)) == blessed["odd"]["sha256"], name


@pytest.mark.parametrize(
    "environment",
    [
        {"POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata"},
        {"POLARS_MAX_THREADS": "7", "PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C"},
    ],
)
def test_values_do_not_depend_on_the_environment(environment):
    import os
    import subprocess
    import sys

    code = (
        "from tests.golden import golden\n"
        "for name in golden.names():\n"
        "    table = golden.local(name, 'odd')\n"
        "    print(name, golden.checksum(table.rows(0, table.table.rows)))\n"
    )
    root = golden.HOME.parents[1]
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    made = dict(line.split() for line in ran.stdout.splitlines())
    kept = {n: json.loads(golden.path(n).read_text("utf-8")) for n in golden.names()}
    assert made == {name: each["odd"]["sha256"] for name, each in kept.items()}
