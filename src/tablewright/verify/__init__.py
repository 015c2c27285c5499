"""Checking tables that were written: `verify` reads files with DuckDB and reports on each rule."""

from tablewright.verify.report import Check, Report, render
from tablewright.verify.run import verify

__all__ = ["Check", "Report", "render", "verify"]
