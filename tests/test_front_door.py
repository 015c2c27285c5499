"""``import tablewright as tw``: what it shows, and what it does not load."""

from __future__ import annotations

import inspect
import pydoc
import re
import subprocess
import sys

import pytest

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


def test_help_shows_no_internals() -> None:
    for name in ("TableDraft", "WorldDraft"):
        assert str(inspect.signature(getattr(tw, name))) in ("() -> 'None'", "() -> None")
        with pytest.raises(TypeError, match="is not created directly"):
            getattr(tw, name)()
        public = {each for each in dir(getattr(tw, name)) if not each.startswith("_")}
        assert public <= ALLOWED, public - ALLOWED
    shown = pydoc.render_doc(tw, renderer=pydoc.plaintext)
    assert "retail = <Dataset retail" in shown
    assert not re.search(r"0x[0-9a-f]{6}", shown)


ALLOWED = {
    *("address", "children", "date", "decimal", "distinct", "double", "draw", "flag", "integer"),
    *("is_null", "position"),
    *("key", "locale", "person", "ref", "relabel", "replace", "row", "rule", "text", "timestamp"),
    *("window", "rows", "rates"),
}
"""What a declaration sees of its table and its world, besides columns and tables."""


def test_columns_may_be_called_as_anything() -> None:
    one = tw.Dataset("one", rows={"rows": 3, "tables": 5})

    @one.table
    def rows(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("key")
        for name in ("name", "rows", "doc", "base", "world", "number", "text", "value", "draft"):
            t.text(name, tw.concat("is-", t.row))
        t.text("all", tw.concat(t.name, t["rows"], t.doc, t.world, t["text"]))

    @one.table
    def tables(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        of = t.ref("key_of", world["rows"])
        t.text("both", tw.concat(of.value, of.name, of.draft, of["text"]))

    assert one()["rows"].frame()["all"].to_list() == ["is-0" * 5, "is-1" * 5, "is-2" * 5]
    assert one()["tables"].frame()["both"].str.len_chars().to_list() == [16] * 5
