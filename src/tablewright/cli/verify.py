"""``verify``: checks written files."""

from __future__ import annotations

from tablewright import datasets
from tablewright.cli import FAILED, OK
from tablewright.cli.console import console, print_json
from tablewright.verification import render
from tablewright.verification import verify as check


def run(directory: str, *, dataset: str | None, checksums: bool, quiet: bool, as_json: bool) -> int:
    """Check a folder, print the report, and return the exit status."""
    declared = None if dataset is None else datasets.find(dataset)
    report = check(directory, dataset=declared, checksums=checksums)
    if as_json:
        print_json(report.as_dict())
    elif not quiet or not report.ok:
        console().print(render(report, only=["breach"]) if quiet else render(report))
    return OK if report.ok else FAILED
