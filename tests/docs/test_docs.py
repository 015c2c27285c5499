"""What is written is true: examples run, paths exist, every table and command has its place."""

import doctest
import importlib
import pkgutil
import re

import polars as pl
import pytest
from typer.main import get_command

import tablewright
from tablewright import api
from tablewright.cli import main
from tablewright.cli.app import build
from tablewright.tables import INDUSTRY_NAMES, industry
from tests.support.operations import computed
from tests.support.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")
TABLES = [f"{each}.{table}" for each in INDUSTRY_NAMES for table in industry(each).default_rows]
MODULES = [
    found.name
    for found in pkgutil.walk_packages(tablewright.__path__, "tablewright.")
    if not found.name.endswith("__main__")
]


def run(doc):
    # Frames are shown as on a wide terminal without colours, whatever this one is.
    with pl.Config(tbl_width_chars=160, tbl_cols=-1, fmt_str_lengths=60):
        failures, tests = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(doc)
    assert failures == 0
    return tests


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings_run(name):
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        pytest.fail(str(error))
    for doc in doctest.DocTestFinder(exclude_empty=True).find(module):
        run(doc)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_page_whose_rows_are_the_real_ones(name):
    page = (ROOT / "docs" / "tables" / f"{name}.md").read_text("utf-8")
    parser = doctest.DocTestParser()
    assert run(parser.get_doctest(page.replace("```", ""), {}, name, name, 0)) > 0
    dataset, _, table = name.partition(".")
    for column in api.declare(dataset).table(table).columns:
        assert f"| {column.name} |" in page, f"{column.name} is not on the page"


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_in_the_readme(name):
    assert f"docs/tables/{name}.md" in README


@pytest.mark.parametrize("name", TABLES)
def test_every_column_says_how_it_is_made(name):
    dataset, _, table = name.partition(".")
    declared = api.declare(dataset).table(table)
    assert declared.doc
    assert all(column.doc for column in declared.columns)


def test_the_python_of_the_readme_runs():
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(blocks) >= 3
    names = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)


def test_every_command_is_in_the_readme_and_every_command_there_exists():
    known = set(get_command(build()).commands)
    assert known <= set(re.findall(r"tablewright (\w+)", README))
    assert set(re.findall(r"^tablewright (\w+)", README, re.MULTILINE)) <= known


def test_the_commands_of_the_readme_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for line in re.findall(r"^tablewright (.*)$", README, re.MULTILINE):
        assert main(line.partition("#")[0].split()) == 0, line


def test_paths_of_the_architecture_exist():
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    tree = text[text.index("```") : text.index("```", text.index("```") + 3)]
    for line in tree.splitlines()[2:]:
        for word in re.split(r"\s{2,}", line.strip())[0].split():
            name = word.replace("<industry>", "retail").replace("<group>", "arithmetic")
            assert (ROOT / "src" / "tablewright" / name).exists(), word
    for path in re.findall(r"`((?:tools|tests|docs|data)/[\w./]+)`", text):
        assert (ROOT / path).exists() or (ROOT / "src" / "tablewright" / path).exists(), path


def test_the_operation_that_the_architecture_adds_is_the_one_that_tests_run():
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    shown = dict(re.findall(r"(?:`(\w+\.py)`|The class):\n\n```python\n(.*?)```", text, re.DOTALL))
    for path in (ROOT / "tests" / "support" / "bits").glob("*.py"):
        code = path.read_text("utf-8").replace("from __future__ import annotations\n\n", "")
        name = "" if path.name == "__init__.py" else path.name
        assert shown.pop(name) == code[code.index("from ") if not name else 0 :], path
    assert not shown


def test_the_language_s_examples_run_and_no_operation_is_missing():
    page = (ROOT / "docs" / "LANGUAGE.md").read_text("utf-8")
    parser = doctest.DocTestParser()
    assert run(parser.get_doctest(page.replace("```", ""), {}, "LANGUAGE", "LANGUAGE", 0)) > 0
    for operation in computed():
        assert re.search(rf"\b{operation.__name__}\b", page), operation


def test_the_examples_of_the_page_on_datasets_run():
    page = (ROOT / "docs" / "DATASETS.md").read_text("utf-8")
    parser = doctest.DocTestParser()
    assert run(parser.get_doctest(page.replace("```", ""), {}, "DATASETS", "DATASETS", 0)) > 0


def test_the_commands_of_the_page_on_datasets_run(tmp_path, monkeypatch):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "DATASETS.md").read_text("utf-8")
    commands = re.findall(r"^tablewright (.*)$", page, re.MULTILINE)
    assert len(commands) == 5
    for line in commands:
        assert main(line.split()) == 0, line


SPARK = (ROOT / "docs" / "SPARK.md").read_text("utf-8")


def test_the_tests_that_the_spark_page_names_exist():
    named = re.findall(r"\[(test_\w+)\]\(\.\./(tests/[\w/]+/test_\w+\.py)\)", SPARK)
    assert len(named) > 20
    assert len(named) == len(re.findall(r"\[test_", SPARK))
    for name, path in named:
        assert f"def {name}(" in (ROOT / path).read_text("utf-8"), (name, path)


def test_every_spark_function_has_its_answer():
    rows = re.findall(r"^\| `(\w+)\.(generate_\w+)` \|.*\| (yes) \| \[test_", SPARK, re.MULTILINE)
    public = {
        (each, name)
        for each in INDUSTRY_NAMES
        for name in vars(importlib.import_module(f"tablewright.spark.{each}"))
        if name.startswith("generate_")
    }
    assert {(each, name) for each, name, _ in rows} >= {
        pair for pair in public if not pair[1].endswith(("_demo", "_cdc"))
    }


def test_the_examples_of_the_page_on_changes_run():
    page = (ROOT / "docs" / "CDC.md").read_text("utf-8")
    parser = doctest.DocTestParser()
    assert run(parser.get_doctest(page.replace("```", ""), {}, "CDC", "CDC", 0)) > 0


def test_links_between_pages_lead_somewhere():
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "tests" / "README.md"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
