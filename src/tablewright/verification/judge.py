"""Evaluates one rule and its SQL as one check."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from tablewright.formats.reading import QueryError
from tablewright.spec import Declaration, Expectation, Invariant
from tablewright.verification.report import LEVEL, Check, Figure, Status
from tablewright.verification.session import Session

FEWEST = 10
"""Minimum number of independent observations for a meaningful standard error."""

_MANY = 1e9
"""Number of observations if a rule does not state it."""

EXAMPLES = 2
"""Number of violating rows that a report shows."""


def no_rows(session: Session, name: str, text: str, sql: str) -> Check:
    """Check that ``sql`` returns no rows; the rows it returns are violations."""
    try:
        violations = session.number(counted(sql))
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


def counted(sql: str) -> str:
    """The query that counts the rows that a rule selects."""
    return f"SELECT count(*) FROM ({sql}) AS violating"


def invariant(session: Session, dataset: str, rule: Invariant, readable: set[str]) -> Check:
    """Check a rule for every row."""
    name = f"{dataset}.{rule.name}"
    missing = _missing(rule.tables, readable)
    if missing:
        return Check(name, rule.text, "skipped", missing)
    return no_rows(session, name, rule.text, rule.sql)


@dataclass(frozen=True)
class StatementPart:
    """One figure of a statistic, and its allowance for chance."""

    name: str
    value: float
    units: float
    margin: float

    def excess(self, rule: Expectation) -> float:
        """Return its distance from the widened range; negative inside."""
        return max(rule.low - self.value, self.value - rule.high) - self.margin


def expectation(
    session: Session,
    industry: Declaration,
    rule: Expectation,
    readable: set[str],
    rows: Mapping[str, int],
    days: int,
) -> Check:
    """Check a statistic, if it applies to the sizes and the window.

    Its range is widened by a multiple of the standard error, such that all statistics of a correct
    dataset lie within their ranges, except with a probability of at most `LEVEL`. The level is
    divided evenly among the statistics, and again among the parts of each (Bonferroni).
    """
    name = f"{industry.name}.{rule.name}"
    reason = _missing(rule.tables, readable) or _not_meant(rule, rows, days)
    if reason:
        return Check(name, rule.text, "skipped", reason)
    try:
        columns, found = session.execute(rule.sql)
    except QueryError as error:
        return Check(name, rule.text, "breach", str(error))
    named = [dict(zip(columns, row, strict=True)) for row in found]
    level = LEVEL / len(industry.expectations) / max(1, len(named))
    parts = [_part(row, level) for row in named if row.get("value") is not None]
    if not parts:
        return Check(name, rule.text, "skipped", "does not apply at these sizes or to this window")
    fewest = min(part.units for part in parts)
    if fewest < FEWEST:
        detail = f"needs {FEWEST} independent observations, there are {fewest:.0f}"
        return Check(name, rule.text, "skipped", detail)
    parts.sort(key=lambda part: part.excess(rule), reverse=True)
    worst = parts[0]
    detail = f"{worst.value:.4g}, from {rule.low:.4g} to {rule.high:.4g}"
    if worst.margin:
        detail += f" give or take {worst.margin:.2g}"
    if worst.name:
        detail = f"{worst.name}: {detail}"
    status: Status = "ok" if worst.excess(rule) <= 0 else "breach"
    figures = tuple(Figure(p.name, p.value, rule.low, rule.high, p.margin) for p in parts)
    return Check(name, rule.text, status, detail, figures=figures)


def _not_meant(rule: Expectation, rows: Mapping[str, int], days: int) -> str:
    first = rule.tables[0]
    if rows[first] < rule.min_rows:
        return f"needs {rule.min_rows:,} rows of {first}, there are {rows[first]:,}"
    if days < rule.min_days:
        return f"needs a window of {rule.min_days} days, there are {days}"
    if days > rule.max_days:
        return f"needs a window of at most {rule.max_days} days, there are {days}"
    return ""


def _part(row: Mapping[str, Any], level: float) -> StatementPart:
    value, se = float(row["value"]), float(row.get("se") or 0)
    units = float(row.get("units") or (0 if "units" in row else _MANY))
    # A figure that is NaN or has no error is out of range, unless there are too few observations.
    if not math.isfinite(value) or not math.isfinite(se):
        value, se = math.inf, 0.0
    return StatementPart(
        str(row.get("part") or ""), value, units, se * errors(level, units) if se else 0.0
    )


def errors(level: float, units: float) -> float:
    """Return the number of standard errors exceeded with probability ``level``, two-sided.

    This is Student's quantile for ``units`` observations, from the normal quantile by Wallace's
    approximation (1959), accurate to a hundredth from ten observations on.
    """
    normal, freedom = -NormalDist().inv_cdf(level / 2), max(units, 2.0) - 1
    normal *= (8 * freedom + 3) / (8 * freedom + 1)
    return math.sqrt(freedom * math.expm1(min(normal * normal / freedom, 700.0)))


def _missing(needed: Sequence[str], readable: set[str]) -> str:
    missing = [table for table in needed if table not in readable]
    return f"not readable: {', '.join(missing)}" if missing else ""


def _example(columns: Sequence[str], row: Sequence[Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in zip(columns, row, strict=True))
