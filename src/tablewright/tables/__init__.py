"""The ready-made industries, each declared in one package and loaded on first use."""

from __future__ import annotations

from importlib import import_module

from tablewright import checks
from tablewright.spec import Declaration

INDUSTRY_NAMES: tuple[str, ...] = ("retail", "healthcare", "financial", "iot", "manufacturing")
"""The names of the industries."""


def industry(name: str | Declaration) -> Declaration:
    """The industry of that name; one that is given stays.

    Raises
    ------
    ArgumentError
        If it does not exist; the message suggests the nearest.
    """
    if isinstance(name, Declaration):
        return name
    checks.choice("industry", name, INDUSTRY_NAMES)
    found: Declaration = import_module(f"tablewright.tables.{name}").INDUSTRY
    return found


def table_names() -> list[str]:
    """Return ``<industry>.<table>`` for every table."""
    return [f"{name}.{table}" for name in INDUSTRY_NAMES for table in industry(name).default_rows]


def find(name: str) -> tuple[Declaration, str]:
    """The industry of ``<industry>.<table>``, and the table's short name.

    Raises
    ------
    ArgumentError
        If it does not exist; the message suggests the nearest.
    """
    if not isinstance(name, str) or name.count(".") != 1:
        known = table_names()
        meant = [(full.partition(".")[2], full) for full in known]
        remedy = "give <industry>.<table>, such as 'retail.customers'"
        checks.choice("name", name, known, also=meant, remedy=remedy)
    industry_name, _, table = name.partition(".")
    found = industry(industry_name)
    return found, checks.choice("table", table, found.default_rows)
