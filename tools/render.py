"""Render files from declarations: the industries' public functions, and tables in the pages.

Usage: ``python tools/render.py [--check] [project folder]``. With ``--check``, writes nothing,
prints one line per file that differs, and exits with status 1 if any does.
"""

from __future__ import annotations

import difflib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from functions import MODULES, modules, pages

from tablewright import api

HERE = Path(__file__).resolve().parent.parent


def rendered(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file and its rendered content."""
    package = root / "src" / "tablewright"
    for module in MODULES:
        yield package / "polars" / f"{module.industry}.py", formatted(modules.polars(module))
        yield package / "spark" / f"{module.industry}.py", formatted(modules.spark(module))
        for table in api.declare(module.industry).tables:
            path = root / "docs" / "tables" / f"{table.name}.md"
            yield path, pages.page(path.read_text("utf-8"), table)
    path = root / "README.md"
    yield path, pages.readme(path.read_text("utf-8"))


def formatted(text: str) -> str:
    """Format a module with ruff, by the project's settings."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", "rendered.py", "-"]
    ran = subprocess.run(command, input=text, cwd=HERE, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr)
    return ran.stdout


def differing(root: Path) -> Iterator[tuple[Path, str, int]]:
    """Yield the files that differ, their rendered content, and the first differing line."""
    for path, text in rendered(root):
        there = path.read_text("utf-8") if path.exists() else ""
        if there != text:
            matcher = difflib.SequenceMatcher(None, there.split("\n"), text.split("\n"), False)
            first = next(start for tag, start, *_ in matcher.get_opcodes() if tag != "equal")
            yield path, text, first + 1


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    folders = [each for each in arguments if each != "--check"]
    found = list(differing(Path(folders[0]) if folders else HERE))
    for path, text, line in found:
        if check:
            print(f"{path}:{line}: differs from its declaration; run make render")
        else:
            path.write_text(text, "utf-8")
            print(f"wrote {path}")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
