"""The industries, each declared in a package of its own and loaded when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tablewright import checks

if TYPE_CHECKING:
    from tablewright.spec import Industry

INDUSTRY_NAMES: tuple[str, ...] = ("retail", "healthcare", "financial", "iot", "manufacturing")
"""The industries there are."""


def industry(name: str) -> Industry:
    """The industry of that name.

    Raises
    ------
    ArgumentError
        If there is none; the message names the nearest.
    """
    checks.choice("industry", name, INDUSTRY_NAMES)
    found: Industry = import_module(f"tablewright.tables.{name}").INDUSTRY
    return found
