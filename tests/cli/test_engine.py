"""Which engine is chosen, and why; nothing here needs Spark."""

from __future__ import annotations

import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tablewright import api
from tablewright.cli import engine
from tablewright.errors import ArgumentError
from tablewright.tables import INDUSTRY_NAMES, industry
from tests.support.commands import environment, one_line
from tests.support.commands import quickly as command

SERVER = "sc://there:15002"
SET = {"SPARK_REMOTE": f"{SERVER}/;token=hunter2"}


@pytest.mark.parametrize(
    ("named", "remote", "tier", "environment", "wanted"),
    [
        ("auto", None, None, {}, ("polars", None, "neither")),
        ("auto", None, "1", {}, ("polars", None, "--tier 1")),
        ("polars", None, None, {}, ("polars", None, "--engine polars")),
        ("auto", SERVER, None, {}, ("spark", SERVER, "--remote")),
        ("spark", SERVER, "2", {}, ("spark", SERVER, "--tier 2")),
        ("spark", None, None, {}, ("spark", None, "--engine spark")),
        ("auto", None, "3", {}, ("spark", None, "--tier 3")),
        # The variable says where Spark is, and not that it is wanted.
        ("auto", None, None, SET, ("polars", None, "neither")),
        ("polars", None, None, SET, ("polars", None, "--engine polars")),
        ("spark", None, None, SET, ("spark", SET["SPARK_REMOTE"], "--engine spark")),
        ("auto", None, "2", SET, ("spark", SET["SPARK_REMOTE"], "--tier 2")),
        ("auto", None, "3", SET, ("spark", SET["SPARK_REMOTE"], "--tier 3")),
        ("auto", None, "3", {"SPARK_REMOTE": "unix:///s.sock"}, ("spark", None, "--tier 3")),
        ("auto", "sc://other", None, SET, ("spark", "sc://other", "--remote")),
        ("spark", None, None, {"SPARK_REMOTE": ""}, ("spark", None, "--engine spark")),
    ],
)
def test_choice(
    named: str, remote: str | None, tier: str | None, environment: dict[str, str], wanted: Any
) -> None:
    chosen = engine.choose(named, remote, tier, None, environment)
    assert (chosen.name, chosen.remote) == wanted[:2]
    assert chosen.why.startswith(wanted[2])
    assert "hunter2" not in chosen.why + chosen.where
    if chosen.remote:
        assert chosen.remote.partition("/;")[0] in chosen.where


def test_a_variable_that_is_no_address_is_refused_without_showing_it() -> None:
    for value in ("hunter2", "sc://me:hunter2@there", "sc://there/hunter2"):
        with pytest.raises(ArgumentError, match="SPARK_REMOTE=") as raised:
            engine.choose("spark", None, None, None, {"SPARK_REMOTE": value})
        assert "hunter2" not in str(raised.value)
    assert not engine.choose("auto", None, None, None, {"SPARK_REMOTE": "hunter2"}).is_spark


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_plan_says_which_engine_and_why(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.delenv("SPARK_REMOTE", raising=False)
    done = command("plan", "retail", "--rows", "30", *words)
    assert "polars" in done.stdout
    assert "neither --remote nor" in done.stdout
    remote = f"{SERVER}/;token=hunter2"
    done = command("plan", "retail", "--rows", "300000", "--remote", remote, *words)
    assert done.returncode == 0, done.stderr
    for part in ("spark", "--remote was given", SERVER, "customers/part-00000.parquet and 1 more"):
        assert part in done.stdout
    assert "hunter2" not in done.stdout
    if words:
        [facts] = json.loads(done.stdout)
        assert [table["partitions"] for table in facts["tables"]] == [2, 1, 1, 6, 18, 6]


def test_tiers_have_the_specification_s_sizes() -> None:
    for name in INDUSTRY_NAMES:
        declared = api.declare(name, tier=2)
        assert {t.short_name: t.rows for t in declared.tables} == industry(name).cluster_rows
        assert api.declare(name, tier=3).parameters == declared.parameters
        module = importlib.import_module(f"tablewright.spark.{name}")
        for table in declared.tables:
            twin = getattr(module, f"{table.short_name}_generator", None)
            twin = twin or getattr(module, f"{name}_{table.short_name}_generator")
            arguments = inspect.signature(twin).parameters
            sizes = {f"n_{other.short_name}": other.rows for other in declared.tables}
            if table.short_name not in industry(name).derived:
                sizes["rows"] = table.rows
            defaults = {each: arguments[each].default for each in arguments if each in sizes}
            given = {each: default for each, default in defaults.items() if default is not None}
            assert given
            assert given == {each: sizes[each] for each in given}


def test_settings_reach_the_tables() -> None:
    def parameters(*words: str) -> dict[str, Any]:
        [facts] = json.loads(command("plan", "iot", "--rows", "20", *words, "--json").stdout)
        found: dict[str, Any] = facts["parameters"]
        return found

    plain = parameters()
    assert (plain["anomaly_rate"], plain["interval"], plain["ping_interval"]) == (0.02, 0, 5)
    words = ("anomaly_rate=0.25", "interval=5 minutes", "ping_interval=7 seconds")
    chosen = parameters(*(word for each in words for word in ("--set", each)))
    assert (chosen["anomaly_rate"], chosen["interval"], chosen["ping_interval"]) == (0.25, 300, 7)
    text = command("describe", "iot").stdout
    assert all(name.partition("=")[0] in text for name in words)


def test_without_pyspark_the_extra_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyspark'] = sys.modules['pyspark.sql'] = None;"
        "from tablewright.cli import main;"
        "sys.exit(main(['generate', 'retail', '--engine', 'spark', '--rows', '30']))"
    )
    env = {k: v for k, v in environment().items() if k != "SPARK_REMOTE"}
    run = [sys.executable, "-c", code]
    # Not where a demo has left its output.
    done = subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install 'tablewright[spark]'" in one_line(done.stderr)
