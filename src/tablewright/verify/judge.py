"""Turning one rule and its SQL into one check."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tablewright.spec import Expectation, Invariant
from tablewright.verify.manifest import TableFiles
from tablewright.verify.report import Check
from tablewright.verify.session import QueryError, Session

STANDARD_ERRORS = 4
"""A statistic may always be this many of its standard errors off."""

EXAMPLES = 2
"""How many of the violating rows a report shows."""


def no_rows(session: Session, name: str, text: str, sql: str) -> Check:
    """Check that ``sql`` selects nothing; what it selects are the violations."""
    try:
        violations = session.number(f"SELECT count(*) FROM ({sql}) AS violating")
        if not violations:
            return Check(name, text, "ok", violations=0)
        columns, rows = session.execute(
            f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql}) AS violating LIMIT {EXAMPLES}"
        )
    except QueryError as error:
        return Check(name, text, "breach", str(error))
    examples = "; ".join(_example(columns, row) for row in rows)
    detail = f"{violations:,} violations, e.g. {examples}"
    return Check(name, text, "breach", detail, violations)


def invariant(session: Session, dataset: str, rule: Invariant, readable: set[str]) -> Check:
    """Check a rule that no row may break."""
    name = f"{dataset}.{rule.name}"
    missing = _missing(rule.tables, readable)
    if missing:
        return Check(name, rule.text, "skipped", missing)
    return no_rows(session, name, rule.text, rule.sql)


def expectation(
    session: Session,
    dataset: str,
    rule: Expectation,
    readable: set[str],
    tables: dict[str, TableFiles],
) -> Check:
    """Check a statistic, if there are enough rows for one."""
    name = f"{dataset}.{rule.name}"
    missing = _missing(rule.tables, readable)
    if missing:
        return Check(name, rule.text, "skipped", missing)
    first = rule.tables[0]
    if tables[first].rows < rule.min_rows:
        detail = f"needs {rule.min_rows:,} rows of {first}, there are {tables[first].rows:,}"
        return Check(name, rule.text, "skipped", detail)
    try:
        columns, rows = session.execute(rule.sql)
    except QueryError as error:
        return Check(name, rule.text, "breach", str(error))
    found = dict(zip(columns, rows[0], strict=True)) if rows else {}
    if found.get("value") is None:
        return Check(name, rule.text, "skipped", "does not apply at these sizes or to this window")
    value, se = float(found["value"]), float(found.get("se") or 0.0)
    low, high = bounds(rule.low, rule.high, se)
    detail = f"{value:.4g}, from {low:.4g} to {high:.4g}"
    ok = math.isfinite(value) and low <= value <= high
    return Check(name, rule.text, "ok" if ok else "breach", detail)


def bounds(low: float, high: float, se: float) -> tuple[float, float]:
    """The range, widened to four standard errors about its middle if it is narrower.

    An open range has no middle: its one end moves by four standard errors.
    """
    if not math.isfinite(se):
        se = 0.0
    spare = STANDARD_ERRORS * se
    if math.isinf(low) or math.isinf(high):
        return low - spare, high + spare
    middle, tolerance = (low + high) / 2, (high - low) / 2
    if spare <= tolerance:
        return low, high
    return middle - spare, middle + spare


def _missing(needed: Sequence[str], readable: set[str]) -> str:
    missing = [table for table in needed if table not in readable]
    return f"not there to be read: {', '.join(missing)}" if missing else ""


def _example(columns: Sequence[str], row: Sequence[Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in zip(columns, row, strict=True))
