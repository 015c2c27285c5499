"""The import check holds for the package, and catches each kind of violation."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.paths import ROOT

REPOSITORY = ROOT


@pytest.fixture(scope="module")
def import_check() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "import_check", REPOSITORY / "tools" / "import_check.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["import_check"] = module
    spec.loader.exec_module(module)
    return module


def package(folder: Path, files: dict[str, str]) -> Path:
    root = folder / "tablewright"
    for name, text in {"__init__.py": "", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_the_package_keeps_its_arrows(import_check: ModuleType) -> None:
    assert import_check.check(REPOSITORY / "src" / "tablewright") == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("ops/core.py", "from tablewright.spec import Table", "ops may not import spec"),
        ("ops/core.py", "from tablewright import spec", "ops may not import spec"),
        ("ops/core.py", "from .. import plan", "ops may not import plan"),
        ("ops/core.py", "def f():\n    import tablewright.plan", "ops may not import plan"),
        ("checks.py", "import tablewright.ops.core", "checks may not import ops"),
        (
            "engines/local/run.py",
            "from tablewright.engines.spark import session",
            "engines.local may not import engines.spark",
        ),
        (
            "io/files.py",
            "from tablewright.engines.local import LocalTable",
            "io may not import engines.local",
        ),
        ("plan.py", "import pyspark.sql", "plan may not import pyspark"),
        ("io/x.py", "import dbldatagen", "io may not import dbldatagen"),
        ("tables/x.py", "# as dbldatagen does", "dbldatagen is named outside engines/spark"),
        ("ops/x/spark.py", "import tablewright.plan", "rules.spark may not import plan"),
        ("ops/x/native.py", "import tablewright.engines.spark.sql", "may not import engines.spark"),
        ("ops/x/__init__.py", "from .numpy import RULES", "ops may not import rules.local"),
        (
            "ops/x/__init__.py",
            "import tablewright.engines.local",
            "ops may not import engines.local",
        ),
        (
            "engines/local/x.py",
            "from tablewright.ops.x.numpy import RULES",
            "engines.local may not import rules.local",
        ),
        ("ops/utils.py", "", "no utils.py"),
        ("api.py", "def make(a, **options): ...", "make takes **options"),
        ("api.py", "class A:\n    def __init__(self, **kw): ...", "__init__ takes **kw"),
        ("misc.py", "", "misc has no layer"),
    ],
)
def test_it_catches(
    import_check: ModuleType, tmp_path: Path, name: str, text: str, fault: str
) -> None:
    found = import_check.check(package(tmp_path, {name: text}))
    assert any(fault in line for line in found), found
    assert import_check.main([str(tmp_path / "tablewright")]) == 1


def test_it_catches_circles(import_check: ModuleType, tmp_path: Path) -> None:
    files = {
        "engines/local/a.py": "from tablewright.engines.local.b import B",
        "engines/local/b.py": "def f():\n    from tablewright.engines.local import c",
        "engines/local/c.py": "if TYPE_CHECKING:\n    from tablewright.engines.local import a",
        "engines/local/d.py": "from tablewright.engines.local import a",
    }
    [fault] = import_check.check(package(tmp_path, files))
    modules = " and ".join(f"tablewright.engines.local.{name}" for name in "abc")
    assert fault == f"{modules} import each other"


def test_it_allows(import_check: ModuleType, tmp_path: Path) -> None:
    files = {
        "ops/core.py": "from tablewright.errors import DeclarationError\nfrom . import random",
        "engines/spark/dg.py": "import dbldatagen\nimport pyspark",
        "engines/local/run.py": "from tablewright import checks, plan",
        "api.py": "def _make(**options): ...",
        "spark/make.py": "def made(*args: P.args, **kwargs: P.kwargs): ...",
    }
    assert import_check.check(package(tmp_path, files)) == []


def test_dbldatagen_is_named_in_one_file(import_check: ModuleType, tmp_path: Path) -> None:
    files = {"engines/spark/a.py": "import dbldatagen", "engines/spark/b.py": "# dbldatagen"}
    assert any("more than one file" in f for f in import_check.check(package(tmp_path, files)))
