"""``report``: a dataset as one HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape

from tablewright import checks, datasets, locations
from tablewright.cli import FAILED, OK
from tablewright.cli.console import console, print_json, size
from tablewright.cli.requests import settings, whole
from tablewright.errors import ArgumentError
from tablewright.reporting import Page, check_installed, check_place
from tablewright.reporting import report as made


@dataclass(frozen=True)
class ReportArguments:
    """The options of ``report`` as typed; those after ``checksums`` make rows."""

    out: str
    dataset: str | None
    checksums: bool
    rows: str | None
    seed: str | None
    start: str | None
    end: str | None
    locale: str | None
    settings: Sequence[str]


def run(target: str, options: ReportArguments, *, quiet: bool, as_json: bool) -> int:
    """Write the page of a folder or a dataset, and return the exit status."""
    check_installed()
    out = locations.local("out", options.out)
    check_place(out)
    locations.local("target", target)
    is_ready_made = target in datasets.names() and not Path(target).is_dir()
    is_dataset = datasets.is_own(target) or is_ready_made
    page = _generated(target, options) if is_dataset else _written(target, options)
    page.save(out)
    if as_json:
        print_json({"out": str(out), "bytes": out.stat().st_size, **page.checks.as_dict()})
    elif not quiet or not page.ok:
        console().print(f"{escape(str(out))}: {size(out.stat().st_size)}, {page.checks.summary()}")
    return OK if page.ok else FAILED


def _written(target: str, options: ReportArguments) -> Page:
    makes = {
        "rows": options.rows,
        "seed": options.seed,
        "start": options.start,
        "end": options.end,
        "locale": options.locale,
        "set": options.settings or None,
    }
    for name, given in makes.items():
        if given is not None:
            raise ArgumentError(
                f"{name}={given!r} makes new rows, and {target!r} is a folder; omit it, or name a "
                f"dataset: {', '.join(datasets.names())}, FILE.py"
            )
    if not Path(target).is_dir() and "/" not in target:
        checks.choice("target", target, datasets.names(), remedy="give a dataset or a folder")
    declared = None if options.dataset is None else datasets.find(options.dataset)
    return made(target, dataset=declared, checksums=options.checksums, source=options.dataset)


def _generated(target: str, options: ReportArguments) -> Page:
    if options.dataset is not None:
        raise ArgumentError(
            f"dataset={options.dataset!r} is for a folder, and {target!r} is a dataset; omit it"
        )
    found = datasets.find(target)
    rates, intervals = settings(found.declaration, options.settings)
    rows = None if options.rows is None else whole("rows", options.rows)
    with checks.called({"start_date": "start", "end_date": "end"}):
        world = found(
            rows,
            42 if options.seed is None else whole("seed", options.seed),
            start_date=options.start,
            end_date=options.end,
            locale="en" if options.locale is None else options.locale,
            rates=rates,
            intervals=intervals,
        )
    with locations.scratch("tablewright-report-") as folder:
        world.write(folder / found.name)
        source = target if datasets.is_own(target) else None
        return made(folder, dataset=found, checksums=False, source=source)
