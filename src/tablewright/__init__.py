"""Realistic, coherent multi-table synthetic data: every row a pure function of its seed and number.

>>> import tablewright as tw
>>> world = tw.retail(rows=1_000, seed=7)
>>> world["customers"].frame().height
1000

Ready-made datasets are `retail`, `healthcare`, `financial`, `iot` and `manufacturing`; declare your
own with `Dataset`, or `load` a plan.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tablewright._version import __version__

if TYPE_CHECKING:
    from tablewright.actions import changes, report, verify, write
    from tablewright.cdc import ChangeSettings
    from tablewright.data.load import locales
    from tablewright.dataset import Dataset
    from tablewright.datasets import find
    from tablewright.declare import (
        Reference,
        Source,
        TableDraft,
        Value,
        WorldDraft,
        beta,
        between,
        by,
        choice,
        clock,
        concat,
        each,
        empirical,
        exponential,
        gamma,
        growth,
        lognormal,
        maximum,
        minimum,
        normal,
        season,
        uniform,
        uuid,
        when,
        words,
        zipf,
    )
    from tablewright.planfile import load
    from tablewright.polars.scan import scan
    from tablewright.reporting import Page
    from tablewright.verification import Report
    from tablewright.world import Changes, Stream, World, WorldTable

    retail: Dataset
    healthcare: Dataset
    financial: Dataset
    iot: Dataset
    manufacturing: Dataset

_READY_MADE = ("retail", "healthcare", "financial", "iot", "manufacturing")
_HOMES = {
    "ChangeSettings": "cdc",
    "Changes": "world",
    "Dataset": "dataset",
    "Page": "reporting",
    "Report": "verification",
    "Stream": "world",
    "World": "world",
    "WorldTable": "world",
    "find": "datasets",
    "load": "planfile",
    "locales": "data.load",
    "scan": "polars.scan",
    "changes": "actions",
    "report": "actions",
    "verify": "actions",
    "write": "actions",
}
"""Public names outside the declaration language, and their modules."""

__all__ = [
    "ChangeSettings",
    "Changes",
    "Dataset",
    "Page",
    "Reference",
    "Report",
    "Source",
    "Stream",
    "TableDraft",
    "Value",
    "World",
    "WorldDraft",
    "WorldTable",
    "__version__",
    "beta",
    "between",
    "by",
    "changes",
    "choice",
    "clock",
    "concat",
    "each",
    "empirical",
    "exponential",
    "financial",
    "find",
    "gamma",
    "growth",
    "healthcare",
    "iot",
    "load",
    "locales",
    "lognormal",
    "manufacturing",
    "maximum",
    "minimum",
    "normal",
    "report",
    "retail",
    "scan",
    "season",
    "uniform",
    "uuid",
    "verify",
    "when",
    "words",
    "write",
    "zipf",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        # Loaded on first use, so that importing the package is fast.
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name in _READY_MADE:
            found: object = import_module("tablewright.datasets").find(name)
        else:
            found = getattr(import_module(f"tablewright.{_HOMES.get(name, 'declare')}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return __all__
