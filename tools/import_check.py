"""Keep the import arrows of the architecture true.

Usage: ``python tools/import_check.py [folder of the package]``. Prints one line per violation and
exits 1 if there is any. Reads the sources only; imports nothing of the package.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

EVERYONE = ("errors", "checks", "leaving", "locations", "secret", "_version")
"""Every layer may import these."""

ARROWS: Mapping[str, tuple[str, ...]] = {
    "__main__": ("cli",),
    "_version": (),
    "errors": (),
    "checks": (),
    "leaving": (),
    "locations": (),
    "secret": (),
    "xxh64": (),
    "ops": ("xxh64",),
    "rules.interpreter": ("ops", "xxh64"),
    "rules.local": ("ops", "engines.local", "xxh64"),
    "rules.spark": ("ops", "engines.spark"),
    "interpreter": ("ops", "spec"),
    "spec": ("ops", "calendars"),
    "data": (),
    "sampling": ("ops", "data", "xxh64"),
    "calendars": ("ops", "sampling"),
    "word_lists": ("ops",),
    "people": ("spec", "ops", "data"),
    "changing": ("spec", "ops", "calendars", "sampling"),
    "tables": ("spec", "ops", "data", "calendars", "sampling", "people", "changing", "xxh64"),
    "declare": ("spec", "ops", "data", "calendars", "sampling", "people", "word_lists"),
    "dataset": ("api", "declare", "planfile", "spec", "verification", "world"),
    "world": (
        *("api", "cdc", "dataset", "engines.local", "engines.spark", "formats", "io", "polars"),
        *("reporting", "spark", "spec", "streams"),
    ),
    "planfile": ("dataset", "declare", "spec", "tables"),
    "importing": ("planfile",),
    "datasets": ("dataset", "planfile", "tables"),
    "actions": ("cdc", "dataset", "datasets", "io", "reporting", "verification", "world"),
    "plan": ("spec", "ops"),
    "explaining": ("plan", "spec", "ops"),
    "engines.local": ("plan", "spec", "ops"),
    "engines.spark": ("plan", "spec", "ops"),
    "api": ("spec", "tables", "data"),
    "polars": ("api", "cdc", "plan", "spec", "ops", "tables", "engines.local", "io"),
    "streams": ("api", "spec", "ops", "tables", "engines.local"),
    "faults": ("spec", "ops"),
    "spark": (
        *("api", "cdc", "plan", "spec", "ops", "tables", "streams", "faults", "formats", "io"),
        "engines.spark",
    ),
    "cdc": ("api", "spec", "ops", "calendars", "sampling", "tables", "changing"),
    "formats": ("spec",),
    "io": ("formats", "spec"),
    "verification": ("formats", "spec", "ops", "tables"),
    "reporting": ("verification", "formats", "spec", "ops", "tables", "io"),
    # Of the engines, the command line picks one.
    "cli": (
        *("api", "cdc", "engines.local", "engines.spark", "polars", "spark", "formats", "io"),
        *("verification", "spec", "ops", "streams", "tables", "datasets"),
        *("explaining", "importing", "planfile", "reporting"),
    ),
}
"""Layer → the layers it may import, besides itself and `EVERYONE`."""

RULES: Mapping[str, str] = {
    "interpreter": "rules.interpreter",
    "numpy": "rules.local",
    "polars": "rules.local",
    "native": "rules.local",
    "native_text": "rules.local",
    "spark": "rules.spark",
}
"""Modules beside operations (``ops.<group>.spark``) → their layers, which no engine imports: it
finds the rules of an operation by the module's name."""

STRAIGHT = (
    *("ops", "rules.interpreter", "rules.local", "rules.spark", "interpreter", "plan"),
    *("engines.local", "engines.spark"),
)
"""Layers no modules of which import each other, not even inside functions or for types."""

ONLY_IN: Mapping[str, tuple[str, ...]] = {
    "pyspark": ("engines.spark", "formats", "spark", "io", "cli", "world"),
    "grpc": ("engines.spark",),
    "dbldatagen": ("engines.spark",),
    "llvmlite": ("engines.local",),
    "yaml": ("planfile",),
    "sqlglot": ("importing",),
}
"""Foreign package → the layers that may import it."""


class Import(NamedTuple):
    """One imported name: where, and its full dotted path."""

    line: int
    target: str


def layer_of(module: str) -> str | None:
    """The layer of a module given relative to the package (``engines.local.draw``)."""
    parts = module.split(".")
    if parts[0] == "ops" and len(parts) > 2 and parts[2] in RULES:
        return RULES[parts[2]]
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


def circles(arrows: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """Modules that import each other, directly or through others; each circle once."""
    reached = {module: _reached(arrows, module) for module in arrows}
    seen: set[str] = set()
    for module in sorted(arrows):
        circle = sorted(each for each in reached[module] if module in reached[each])
        if circle and module not in seen:
            seen.update(circle)
            yield circle


def _reached(arrows: Mapping[str, Collection[str]], module: str) -> set[str]:
    found: set[str] = set()
    waiting = list(arrows[module])
    while waiting:
        target = waiting.pop()
        if target not in found:
            found.add(target)
            waiting.extend(arrows[target])
    return found


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


def _module(target: str, modules: Collection[str]) -> str:
    """Return the module of an imported name; empty if there is none."""
    while target and target not in modules:
        target = target.rpartition(".")[0]
    return target


def _is_param_spec(annotation: ast.expr | None) -> bool:
    return isinstance(annotation, ast.Attribute) and annotation.attr == "kwargs"


def check(folder: Path) -> list[str]:
    """All violations in the package at ``folder``, one line each."""
    faults: list[str] = []
    naming: list[Path] = []
    named: dict[str, list[str]] = {}
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
        if layer in STRAIGHT:
            named[module] = [f.target for f in imports(tree, module, is_package=is_package)]
        for found in imports(tree, module, is_package=is_package):
            faults += [f"{path}:{found.line}: {f}" for f in arrow_faults(found, layer, folder.name)]
    arrows = {module: {_module(t, named) for t in targets} for module, targets in named.items()}
    each = {module: targets - {module, ""} for module, targets in arrows.items()}
    faults += [f"{' and '.join(circle)} import each other" for circle in circles(each)]
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
