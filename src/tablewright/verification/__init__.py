"""Verification: `verify` reads written files with DuckDB and reports on each rule."""

from tablewright.verification.report import Check, Report, render
from tablewright.verification.run import verify

__all__ = ["Check", "Report", "render", "verify"]
