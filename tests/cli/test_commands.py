"""What each command says and writes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tablewright import api
from tablewright._version import __version__
from tablewright.engines.local import LocalTable
from tablewright.tables import INDUSTRY_NAMES, industry
from tests.support.commands import environment, one_line, tablewright
from tests.support.commands import quickly as command

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x1b\r]")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    done = command("generate", "retail", "--rows", "500", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder / "output" / "retail"


@pytest.mark.parametrize("words", [["--help"], ["generate", "--help"], ["-h"]])
def test_help(words: list[str]) -> None:
    done = command(*words)
    assert done.returncode == 0
    assert "Usage" in done.stdout
    assert done.stderr == ""


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from tablewright.cli import main; main(['generate', '--help']);"
        "heavy = {'polars', 'numpy', 'duckdb', 'mimesis', 'pandas', 'pyspark'};"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_words_show_the_help() -> None:
    done = command()
    assert done.returncode == 2
    assert "generate" in done.stdout


def test_version() -> None:
    assert command("--version").stdout == f"tablewright {__version__}\n"


def test_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tablewright", "--version"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"tablewright {__version__}\n")


def test_list() -> None:
    done = command("list")
    assert done.returncode == 0
    facts = json.loads(command("list", "--json").stdout)
    assert [one["name"] for one in facts] == list(INDUSTRY_NAMES)
    for one in facts:
        for table in one["tables"]:
            assert table["name"].partition(".")[2] in done.stdout
            assert f"{table['default_rows']:,}" in done.stdout


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_describe(name: str) -> None:
    dataset = api.declare(name)
    text = command("describe", name).stdout
    assert all(table.short_name in text for table in dataset.tables)
    assert all(rule.text in text for rule in industry(name).invariants)
    for table in dataset.tables:
        text = command("describe", table.name).stdout
        facts = json.loads(command("describe", table.name, "--json").stdout)
        assert [column["name"] for column in facts["columns"]] == [c.name for c in table.columns]
        for column in table.columns:
            line = next(x for x in text.splitlines() if x.startswith(f"{column.name} "))
            assert str(column.type) in line
            assert column.doc in line
        for key in table.foreign_keys:
            parent = key.parent.rpartition(".")[2]
            assert f"{key.column} → {parent}.{key.parent_column}" in text
        touching = [r for r in industry(name).invariants if table.short_name in r.tables]
        assert [rule["name"] for rule in facts["invariants"]] == [rule.name for rule in touching]
        assert all(rule.text in text for rule in touching)


def test_plan_writes_nothing_and_estimates_well(tmp_path: Path) -> None:
    words = ("retail", "--rows", "20000", "--out", "here")
    text = command("plan", *words, folder=tmp_path)
    assert text.returncode == 0
    assert "20,000" in text.stdout
    assert "here/retail" in text.stdout
    [facts] = json.loads(command("plan", *words, "--json", folder=tmp_path).stdout)
    assert list(tmp_path.iterdir()) == []
    done = json.loads(command("generate", *words, "--json", folder=tmp_path).stdout)
    for planned, made in zip(facts["tables"], done[0]["tables"], strict=True):
        assert planned["rows"] == made["rows"]
        assert planned["files"] == made["files"][0]
        assert 0.8 < planned["bytes"] / made["size"] < 1.25


def test_generate_writes_what_the_engine_makes(written: Path) -> None:
    dataset = api.declare("retail", rows=500)
    for table in dataset.tables:
        frame = pl.read_parquet(written / f"{table.short_name}.parquet")
        assert_frame_equal(frame, LocalTable(table, 42).rows(0, table.rows))
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 42
    assert manifest["parameters"] == dict(dataset.parameters)
    for table in dataset.tables:
        entry = manifest["tables"][table.short_name]
        assert entry["columns"] == {c.name: str(c.type) for c in table.columns}
        assert entry["rows"] == table.rows


def test_verify(written: Path) -> None:
    done = command("verify", str(written))
    assert done.returncode == 0, done.stdout
    assert "0 breached" in done.stdout
    assert json.loads(command("verify", str(written.parent), "--json").stdout)["ok"] is True
    assert command("verify", str(written), "--quiet").stdout == ""


def test_verify_fails_on_broken_data(tmp_path: Path) -> None:
    command("generate", "retail", "--rows", "100", folder=tmp_path)
    path = tmp_path / "output" / "retail" / "line_items.parquet"
    pl.read_parquet(path).with_columns(quantity=pl.col("quantity") + 1).write_parquet(path)
    done = command("verify", "output", folder=tmp_path)
    assert done.returncode == 1
    assert "BREACH" in done.stdout


def test_what_is_piped_is_plain(written: Path, tmp_path: Path) -> None:
    for words in (
        ["list"],
        ["describe", "retail"],
        ["plan", "retail"],
        ["generate", "retail", "--sample"],
        ["generate", "retail", "--rows", "200"],
        ["verify", str(written)],
        ["--help"],
    ):
        done = tablewright(*words, folder=tmp_path)
        assert done.returncode == 0
        found = CONTROL.search(done.stdout + done.stderr)
        assert found is None, (words, found)


def test_quiet_says_nothing(tmp_path: Path) -> None:
    done = command("generate", "retail", "--rows", "50", "--quiet", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_json_is_one_document(tmp_path: Path) -> None:
    done = command("generate", "retail", "--rows", "50", "--json", folder=tmp_path)
    [facts] = json.loads(done.stdout)
    assert facts["seed"] == 42
    for table in facts["tables"]:
        sizes = [(tmp_path / facts["output"] / file).stat().st_size for file in table["files"]]
        assert sum(sizes) == table["size"]
    assert done.stderr == ""


def test_sample_writes_nothing(tmp_path: Path) -> None:
    done = command("generate", "retail", "--rows", "50", "--sample", folder=tmp_path)
    assert done.returncode == 0
    assert "retail.inventory" in done.stdout
    words = ("generate", "retail", "--rows", "50", "--sample", "--json", "--tables", "products")
    [(name, rows)] = json.loads(command(*words, folder=tmp_path).stdout).items()
    assert name == "retail.products"
    assert len(rows) == 5
    assert list(tmp_path.iterdir()) == []


def test_tables_made_apart_fit_together(written: Path, tmp_path: Path) -> None:
    for names in ("line_items,stores", "inventory, customers", "transactions,retail.products"):
        words = ("generate", "retail", "--rows", "500", "--tables", names)
        assert command(*words, folder=tmp_path).returncode == 0
    for path in written.iterdir():
        assert (tmp_path / "output" / "retail" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_stdout(written: Path, tmp_path: Path, kind: str) -> None:
    words = ("generate", "retail", "--rows", "500", "--tables", "inventory", "--format", kind)
    done = command(*words, "--out", "-", folder=tmp_path)
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []
    assert command(*words, folder=tmp_path).returncode == 0
    assert done.stdout == (tmp_path / f"output/retail/inventory.{kind}").read_text("utf-8")


def test_formats_and_parts(tmp_path: Path) -> None:
    for kind, packed, suffix in (
        ("csv", "gzip", "csv.gz"),
        ("json", "none", "json"),
        ("arrow", "lz4", "arrow"),
        ("parquet", "snappy", "parquet"),
    ):
        words = ("--format", kind, "--compression", packed, "--rows-per-file", "1000")
        done = command(
            *("generate", "retail", "--rows", "300", "--overwrite", *words), folder=tmp_path
        )
        assert done.returncode == 0, done.stderr
        folder = tmp_path / "output" / "retail"
        assert sorted(path.name for path in folder.iterdir()) == sorted(
            [
                "manifest.json",
                f"customers.{suffix}",
                f"products.{suffix}",
                f"stores.{suffix}",
                "transactions",
                "line_items",
                "inventory",
            ]
        )
        parts = sorted(path.name for path in (folder / "line_items").iterdir())
        assert parts == [f"part-{number:05}.{suffix}" for number in range(5)]
        assert command("verify", "output", folder=tmp_path).returncode == 0


def test_sizes(tmp_path: Path) -> None:
    def rows(*words: str) -> dict[str, int]:
        [facts] = json.loads(command("plan", "retail", *words, "--json").stdout)
        return {table["name"]: table["rows"] for table in facts["tables"]}

    assert rows("--rows", "10000") == rows("--scale", "1") == rows()
    assert rows("--rows", "50000")["customers"] == 50_000
    assert rows("--scale", "0.5")["transactions"] == 25_000
    both = rows("--tables", "customers", "--tables", "products,line_items")
    assert list(both) == ["customers", "products", "line_items"]
    few = rows("--rows", "0")
    assert few["customers"] == few["products"] == 20
    assert rows("--rows", "1")["customers"] == 20


def test_more_rows_than_asked_for_are_told(tmp_path: Path) -> None:
    note = "rows=1 gives customers 20 rows instead of 1, products 20 rows instead of 1: the minimum"
    few = ("retail", "--rows", "1")
    for words in (
        ("plan", *few),
        ("generate", *few, "--overwrite"),
        ("generate", *few, "--sample"),
    ):
        assert f"Note: {note}" in command(*words, folder=tmp_path).stdout
        again = ["--overwrite"] if words == ("generate", *few) else []
        done = command(*words, *again, "--json", folder=tmp_path)
        [told] = [done.stderr] if "--sample" in words else json.loads(done.stdout)[0]["notes"]
        assert note in told
    words = ("generate", *few, "--tables", "inventory", "--out", "-")
    assert note in command(*words, folder=tmp_path).stderr
    scaled = command("plan", "manufacturing", "--scale", "0.0001")
    assert "scale=0.0001 gives equipment 20 rows instead of 1" in scaled.stdout
    assert json.loads(command("plan", "retail", "--rows", "39", "--json").stdout)[0]["notes"] == []


def test_window_and_locale() -> None:
    def parameters(*words: str) -> dict[str, str]:
        [facts] = json.loads(command("plan", "retail", "--rows", "20", *words, "--json").stdout)
        found: dict[str, str] = facts["parameters"]
        return found

    chosen = parameters("--start", "2023-03-01", "--end", "2023-04-30", "--locale", "de")
    assert (chosen["start_date"], chosen["end_date"]) == ("2023-03-01", "2023-04-30")
    assert chosen["locale"] == "de"
    for given, start, end in (
        (("--start", "2025-01-01"), "2025-01-01", "2025-12-31"),
        (("--start", "2023-06-01"), "2023-06-01", "2024-12-31"),
        (("--end", "2023-06-30"), "2022-07-01", "2023-06-30"),
    ):
        chosen = parameters(*given)
        assert (chosen["start_date"], chosen["end_date"]) == (start, end)
    now = parameters("--end", "now")
    assert now["end_date"] > now["start_date"] > "2025"


def test_all(tmp_path: Path) -> None:
    done = command("generate", "all", "--rows", "30", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == sorted(INDUSTRY_NAMES)
    again = command("generate", "all", "--rows", "30", folder=tmp_path)
    assert again.returncode == 2
    assert "already contains" in one_line(again.stderr)
