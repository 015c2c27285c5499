"""The signatures of the specification's functions, as text: one line each.

``python -m tests.support.signatures`` writes them to the file beside it. What stands there is
what users call: it changes only with a line in CHANGELOG.md.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tablewright.tables import INDUSTRY_NAMES

KEPT = Path(__file__).with_suffix(".txt")


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of ``polars.<industry>`` and ``spark.<industry>``."""
    for engine in ("polars", "spark"):
        for industry in INDUSTRY_NAMES:
            module = importlib.import_module(f"tablewright.{engine}.{industry}")
            for name, found in sorted(vars(module).items()):
                if name.startswith("generate_") or name.endswith("_generator"):
                    yield f"{engine}.{industry}.{name}", found


def signature(function: Callable[..., Any]) -> str:
    """Names, order, kinds, types and defaults."""
    parts = []
    for each in inspect.signature(function).parameters.values():
        assert each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
        if each.kind is each.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        default = "" if each.default is each.empty else f" = {each.default!r}"
        parts.append(f"{each.name}: {each.annotation}{default}")
    return f"({', '.join(parts)})"


def signatures() -> list[str]:
    return [f"{name}{signature(function)}" for name, function in functions()]


if __name__ == "__main__":
    KEPT.write_text("".join(f"{line}\n" for line in signatures()), "utf-8")
