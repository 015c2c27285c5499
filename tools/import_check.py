"""Keep the import arrows of the architecture true.

Usage: ``python tools/import_check.py [folder of the package]``. Prints one line per violation and
exits 1 if there is any. Reads the sources only; imports nothing of the package.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

EVERYONE = ("errors", "checks", "locations", "secret", "_version")
"""Every layer may import these."""

ARROWS: Mapping[str, tuple[str, ...]] = {
    "__main__": ("cli",),
    "_version": (),
    "errors": (),
    "checks": (),
    "locations": (),
    "secret": (),
    "xxh64": (),
    "ops": ("xxh64",),
    "simplify": ("ops",),
    "interpreter": ("ops", "spec", "xxh64"),
    "spec": ("ops",),
    "data": (),
    "sampling": ("ops", "data", "xxh64"),
    "calendars": ("ops", "sampling", "spec"),
    "word_lists": ("ops",),
    "people": ("spec", "ops", "data"),
    "changing": ("spec", "ops", "calendars", "sampling"),
    "tables": ("spec", "ops", "data", "calendars", "sampling", "people", "changing", "xxh64"),
    "declare": ("spec", "ops", "data", "calendars", "sampling", "people", "word_lists"),
    "dataset": ("api", "declare", "spec", "verification", "world"),
    "world": (
        *("api", "cdc", "dataset", "engines.local", "engines.spark", "io", "polars"),
        *("spark", "spec", "streams"),
    ),
    "datasets": ("dataset", "tables"),
    "plan": ("spec", "ops", "simplify", "xxh64"),
    "engines.local": ("plan", "spec", "ops", "xxh64"),
    "engines.spark": ("plan", "spec", "ops", "xxh64"),
    "api": ("spec", "tables", "data"),
    "polars": ("api", "cdc", "plan", "spec", "ops", "tables", "engines.local", "io"),
    "streams": ("api", "spec", "ops", "tables", "engines.local"),
    "faults": ("spec", "ops"),
    "spark": (
        *("api", "cdc", "plan", "spec", "ops", "tables", "streams", "faults", "io"),
        "engines.spark",
    ),
    "cdc": ("api", "spec", "ops", "calendars", "sampling", "tables", "changing"),
    "io": ("spec",),
    "verification": ("spec", "ops", "tables"),
    # Of the engines, the command line picks one.
    "cli": (
        *("api", "cdc", "engines.local", "engines.spark", "polars", "spark", "io"),
        *("verification", "spec", "ops", "streams", "tables", "datasets"),
    ),
}
"""Layer → the layers it may import, besides itself and `EVERYONE`."""

ONLY_IN: Mapping[str, tuple[str, ...]] = {
    "pyspark": ("engines.spark", "spark", "io", "cli", "world"),
    "grpc": ("engines.spark",),
    "dbldatagen": ("engines.spark",),
    "llvmlite": ("engines.local",),
}
"""Foreign package → the layers that may import it."""


class Import(NamedTuple):
    """One imported name: where, and its full dotted path."""

    line: int
    target: str


def layer_of(module: str) -> str | None:
    """The layer of a module given relative to the package (``engines.local.draw``)."""
    parts = module.split(".")
    for length in (2, 1):
        name = ".".join(parts[:length])
        if name in ARROWS:
            return name
    return None


def imports(tree: ast.Module, module: str, *, is_package: bool) -> Iterator[Import]:
    """Every import of a module, also those inside functions; relative ones made absolute."""
    home = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = home[: len(home) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(node.lineno, f"{start}.{alias.name}")


def arrow_faults(found: Import, layer: str, package: str) -> Iterator[str]:
    """What is wrong with one import of a module of ``layer``."""
    root, _, rest = found.target.partition(".")
    if root in ONLY_IN and layer not in ONLY_IN[root]:
        yield f"{layer} may not import {root}; only {', '.join(ONLY_IN[root])} may"
    if root != package:
        return
    target = layer_of(rest)
    # A name of the package itself, such as __version__, is no layer.
    if target and target not in (layer, *ARROWS[layer], *EVERYONE):
        yield f"{layer} may not import {target}"


def open_keywords(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Public functions and methods that take ``**kwargs``.

    ``**kwargs: P.kwargs`` of a ParamSpec is fine: it stands for the names of another signature.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            public = not node.name.startswith("_") or node.name == "__init__"
            open_ended = node.args.kwarg
            if public and open_ended is not None and not _is_param_spec(open_ended.annotation):
                yield node.lineno, f"{node.name} takes **{open_ended.arg}; name the arguments"


def _is_param_spec(annotation: ast.expr | None) -> bool:
    return isinstance(annotation, ast.Attribute) and annotation.attr == "kwargs"


def check(folder: Path) -> list[str]:
    """All violations in the package at ``folder``, one line each."""
    faults: list[str] = []
    naming: list[Path] = []
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text, filename=str(path))
        parts = path.relative_to(folder.parent).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        module = ".".join(parts[:-1] if is_package else parts)
        if path.name == "utils.py":
            faults.append(f"{path}:1: no utils.py; name the module for what it does")
        faults += [f"{path}:{line}: {text}" for line, text in open_keywords(tree)]
        if "dbldatagen" in text:
            naming.append(path)
        inside = module.partition(".")[2]
        if not inside or inside == "engines":
            continue  # The package's own front; it may show anything.
        layer = layer_of(inside)
        if layer is None:
            faults.append(f"{path}:1: {inside} has no layer; give it one in tools/import_check.py")
            continue
        for found in imports(tree, module, is_package=is_package):
            faults += [f"{path}:{found.line}: {f}" for f in arrow_faults(found, layer, folder.name)]
    outside = [path for path in naming if "spark" not in path.relative_to(folder).parts[1:2]]
    faults += [f"{path}:1: dbldatagen is named outside engines/spark" for path in outside]
    if len(naming) > 1:
        names = ", ".join(path.name for path in naming)
        faults.append(f"{naming[0]}:1: dbldatagen is named in more than one file: {names}")
    return list(dict.fromkeys(faults))


def main(arguments: list[str]) -> int:
    here = Path(__file__).resolve().parent.parent / "src" / "tablewright"
    faults = check(Path(arguments[0]) if arguments else here)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
