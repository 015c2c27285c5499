"""``export``, ``import`` and ``schema``: plans of datasets and of schemas."""

from __future__ import annotations

import sys
from pathlib import Path

from tablewright import datasets, locations
from tablewright.cli.console import say
from tablewright.errors import ArgumentError
from tablewright.importing import imported
from tablewright.planfile.schema import text as schema_text


def export(target: str, out: str, *, overwrite: bool) -> None:
    """Write a dataset as a plan."""
    write(datasets.find(target).plan(), out, overwrite=overwrite)


def import_(source: str, out: str, dialect: str | None, *, overwrite: bool) -> None:
    """Write a plan of a schema; what the plan does not hold is listed on stderr."""
    plan, lost = imported(source, dialect)
    write(plan, out, overwrite=overwrite)
    for each in lost:
        say(f"not in the plan: {each}")


def schema() -> None:
    """Print the JSON Schema of plans."""
    sys.stdout.write(schema_text())


def write(plan: str, out: str, *, overwrite: bool) -> None:
    """Write a plan to a file, or to standard output; a file of others stays."""
    if out == "-":
        sys.stdout.write(plan)
        return
    path = Path(locations.local("out", out))
    if path.suffix not in datasets.PLANS:
        raise ArgumentError(f"out={out!r} does not end as a plan; give FILE.yaml")
    try:
        with path.open("w" if overwrite else "x", encoding="utf-8") as file:
            file.write(plan)
    except FileExistsError:
        raise ArgumentError(f"out={out!r} already exists; add --overwrite to replace it") from None
    except OSError as error:
        raise ArgumentError(f"out={out!r} cannot be written: {error.strerror}") from None
    say(f"wrote {path}")
