"""Write ``docs/DEPENDENCIES.md``: what is installed with the package, why, under which licence.

``python tools/dependencies.py`` reads pyproject.toml and what is installed beside it; ``--check``
prints what differs instead, and exits 1 if anything does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "DEPENDENCIES.md"
TOOLS = ("dev", "all", "bench")
"""Extras that users of the package do not install, or that only name others."""
NAMES = {"BSD": "BSD-3-Clause", "MIT License": "MIT", "Apache 2.0": "Apache-2.0"}


class Requirement(NamedTuple):
    """One line of pyproject.toml."""

    name: str
    versions: str
    extra: str


def declared(text: str) -> Iterator[Requirement]:
    """The requirements of the package and its extras."""
    start = text.index("[project.optional-dependencies]")
    blocks = [("", text[text.index("dependencies = [") : start])]
    extras = text[start : text.index("[project.scripts]")]
    blocks += re.findall(r"^([\w-]+) = (\[.*?\]$)", extras, re.DOTALL | re.MULTILINE)
    for extra, block in blocks:
        if extra in TOOLS:
            continue
        for line in re.findall(r'^[^#\n]*?"([^"]+)"', block, re.MULTILINE):
            requirement, _, marker = line.partition(";")
            found = re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?(.*)", requirement.strip())
            if found and found[1] != "tablewright":
                versions = found[2] + (f" ({marker.strip()})" if marker else "")
                yield Requirement(found[1], versions, extra)


def licence(name: str) -> str:
    """The licence of an installed package; empty if it is not installed."""
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    if not said or len(said) > 60 or said == "UNKNOWN":
        classes = [
            c.rpartition(" :: ")[2]
            for c in metadata.get_all("Classifier") or ()
            if c.startswith("License")
        ]
        said = ", ".join(classes)
    return NAMES.get(said, said)


def listed(page: str) -> Mapping[tuple[str, str, str], str]:
    """The licences of a page, by requirement."""
    rows = re.findall(r"^\| ([a-z][\w.-]*) \| (.*?) \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    return {(name, versions.strip("`"), extra): said for name, versions, extra, said in rows[1:]}


def page() -> str:
    """The page, for what is installed now."""
    lines = [
        "# Dependencies",
        "",
        "Dependencies of `pip install tablewright` and its extras, with their licences.",
        "`python tools/dependencies.py` writes this page; a test checks that it is up to date.",
        "",
        "| package | versions | extra | licence |",
        "| --- | --- | --- | --- |",
    ]
    for name, versions, extra in declared((ROOT / "pyproject.toml").read_text("utf-8")):
        said = licence(name) or listed(PAGE.read_text("utf-8")).get((name, versions, extra), "?")
        lines.append(f"| {name} | `{versions}` | {extra or '-'} | {said} |")
    return "\n".join(lines) + "\n"


def differences() -> list[str]:
    """What the page does not say, or says wrongly, one line each."""
    written = listed(PAGE.read_text(encoding="utf-8"))
    wanted = {
        (n, v, e or "-"): licence(n)
        for n, v, e in declared((ROOT / "pyproject.toml").read_text("utf-8"))
    }
    faults = [f"{each} is not listed" for each in wanted if each not in written]
    faults += [f"{each} is no longer declared" for each in written if each not in wanted]
    faults += [
        f"{each} comes under {said}, not {written[each]}"
        for each, said in wanted.items()
        if said and each in written and written[each] != said
    ]
    return faults


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    for fault in differences():
        print(fault)
    return 1 if differences() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
