"""Reports: a dataset as one self-contained HTML page (extra ``report``).

`verify` reads and checks the files; while they are open, aggregates are collected for pictures.
"""

from __future__ import annotations

from tablewright.reporting.making import Page, check_installed, check_place, report

__all__ = ["Page", "check_installed", "check_place", "report"]
