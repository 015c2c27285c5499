"""``import tablewright as tw``: what it shows, and what it does not load."""

from __future__ import annotations

import subprocess
import sys

import tablewright as tw


def test_importing_loads_neither_polars_nor_numpy() -> None:
    code = (
        "import sys, tablewright as tw; tw.Dataset; tw.choice; dir(tw); "
        "sys.exit(bool({'polars', 'numpy', 'duckdb', 'pyspark', 'typer'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_name_is_there_and_documented() -> None:
    assert tw.__doc__
    assert dir(tw) == sorted(tw.__all__)
    for name in tw.__all__:
        assert getattr(tw, name).__doc__, name


def test_ready_made_datasets_are_the_same_object_each_time() -> None:
    for name in ("retail", "healthcare", "financial", "iot", "manufacturing"):
        assert getattr(tw, name) is getattr(tw, name)
        assert getattr(tw, name).name == name


def test_locales_are_those_that_options_take() -> None:
    assert {"de", "en", "pt-br"} <= set(tw.locales())
    for locale in tw.locales():
        assert tw.retail(rows=20, locale=locale)["customers"].frame().height == 20


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(tw, "nothing")
