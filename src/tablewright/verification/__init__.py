"""Verification: `verify` reads written files with DuckDB and reports on each rule."""

from tablewright.verification.report import Check, Figure, Report, render
from tablewright.verification.run import OpenDataset, verify

__all__ = ["Check", "Figure", "OpenDataset", "Report", "render", "verify"]
