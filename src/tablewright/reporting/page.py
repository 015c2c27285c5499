"""The page: findings and checks as one HTML file without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from tablewright.reporting import charts, story, words
from tablewright.reporting.collecting import Findings, TableFindings
from tablewright.reporting.diagram import diagram
from tablewright.verification import Check, Report

LARGEST = 3_000_000
"""Bytes of a page, at most."""
MARK = '<meta name="generator" content="tablewright">'
"""What tells a report from other files."""
_PICTURES = 1_900_000
_MOST_CHECKS, _MOST_PARTS = 1_500, 16
_SECTIONS = (
    ("diagram", "How the tables hang together"),
    ("tables", "Tables"),
    ("checks", "What holds"),
    ("again", "Make the same again"),
)


@dataclass
class _Pictures:
    """Draws charts until the page has no more room for them."""

    room: int = _PICTURES
    number: int = 0

    def draw(self, spec: Mapping[str, Any]) -> str:
        """Return a chart as SVG; empty without room."""
        from tablewright.reporting.drawing import draw

        if self.room <= 0:
            return ""
        self.number += 1
        made = draw(spec, self.number)
        self.room -= len(made)
        return made


@dataclass(frozen=True)
class _Checks:
    """Checks of one status; ``more`` are not shown."""

    status: str
    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0


def html(findings: Findings, report: Report, source: str | None) -> str:
    """Return the page."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    # Every value is escaped, except the pictures, which are checked element by element.
    room = files("tablewright.reporting") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda name: (room / name).read_text("utf-8")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    template = environment.get_template("page.html")
    for rows in (charts_and_rows, charts_only, neither):
        text = template.render(_context(findings, report, source, rows))
        if len(text.encode()) <= LARGEST:
            break
    return text


def charts_and_rows() -> tuple[int, bool]:
    """All that a report can show."""
    return _PICTURES, True


def charts_only() -> tuple[int, bool]:
    """Without rows, if cells are long."""
    return _PICTURES // 2, False


def neither() -> tuple[int, bool]:
    """Figures only."""
    return 0, False


def _context(findings: Findings, report: Report, source: str | None, shown: Any) -> dict[str, Any]:
    found = findings.open
    parameters = {} if found is None else found.manifest.parameters
    room, with_rows = shown()
    pictures = _Pictures(room)
    rows = {table.table.short_name: table.summary.rows for table in findings.tables}
    return {
        "name": findings.name,
        "story": story.story(findings, report),
        "is_whole": not report.breaches,
        "sections": _SECTIONS,
        "diagram": pictures.draw(
            diagram([t.table for t in findings.tables], rows, keyed=found is not None)
        ),
        "references": [
            (table.table.short_name, key.column, key.parent.rpartition(".")[2], key.parent_column)
            for table in findings.tables
            for key in table.table.foreign_keys
        ],
        "tables": [_table(table, pictures, with_rows=with_rows) for table in findings.tables],
        "hidden_tables": findings.hidden,
        "checks": [_group(report, *each, pictures) for each in _STATUSES],
        "summary": report.summary(),
        "commands": list(story.commands(found, source)),
        "seed": None if found is None else found.manifest.seed,
        "parameters": [(n, words.cell(str(v))) for n, v in parameters.items()],
        "versions": story.versions(found),
    }


def _table(found: TableFindings, pictures: _Pictures, *, with_rows: bool) -> dict[str, Any]:
    summary = found.summary
    return {
        "name": found.table.short_name,
        "doc": found.table.doc,
        "facts": words.of_table(summary),
        "problem": summary.problem,
        "columns": [
            {
                "name": column.name,
                "type": str(column.declared.type),
                "role": column.role,
                "doc": column.declared.doc,
                "picture": _picture(found, column.name, pictures),
                "declared": column.declared.distribution is not None,
                "words": words.of_column(column, found.counts.get(column.name)),
                "nulls": round(100 * column.nulls, 1),
            }
            for column in summary.columns
        ],
        "hidden_columns": len(found.table.columns) - len(summary.columns),
        "children": [
            {
                "found": one,
                "mean": words.number(round(one.mean, 2)),
                "most": f"{one.most:,}",
                "childless": words.percent(one.childless),
                "picture": pictures.draw(charts.of_children(one)),
            }
            for one in found.children
        ],
        "rhythm": found.rhythm
        and {
            "column": found.rhythm.column,
            "picture": pictures.draw(charts.of_rhythm(found.rhythm)),
            "busiest": _busiest(found),
        },
        "places": found.places
        and {
            "picture": pictures.draw(charts.of_places(found.places)),
            "cells": len(found.places.counts),
        },
        "associations": found.associations
        and {
            "rows": found.associations.rows,
            "strongest": _strongest(found),
            "picture": pictures.draw(charts.of_associations(found.associations)),
        },
        "sample": [[words.cell(cell) for cell in row] for row in summary.sample]
        if with_rows
        else [],
        "sample_columns": [column.name for column in summary.columns],
    }


def _picture(found: TableFindings, column: str, pictures: _Pictures) -> str:
    counts = found.counts.get(column)
    if counts is None or not counts.total:
        return ""
    return pictures.draw(charts.of_column(found.summary.column(column), counts))


def _busiest(found: TableFindings) -> str:
    assert found.rhythm is not None
    day, hour, _ = max(found.rhythm.counts, key=lambda count: count[2])
    names = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
    return f"{names[day - 1]} from {hour}:00"


def _strongest(found: TableFindings) -> str:
    assert found.associations is not None
    left, right, strength = max(found.associations.pairs, key=lambda pair: pair[2])
    return f"{left} and {right} ({strength:.2f})"


_STATUSES = (
    ("breach", "Breaches"),
    ("figures", "Statistics, and the range each must lie in"),
    ("ok", "Rules that hold for every row"),
    ("skipped", "Not checked"),
)


def _group(report: Report, status: str, title: str, pictures: _Pictures) -> _Checks:
    chosen = [check for check in report.checks if _shown_as(check) == status]
    rows = [_check(check, pictures) for check in chosen[:_MOST_CHECKS]]
    return _Checks(status, title, rows, max(0, len(chosen) - _MOST_CHECKS))


def _shown_as(check: Check) -> str:
    return "figures" if check.status == "ok" and check.figures else check.status


def _check(check: Check, pictures: _Pictures) -> dict[str, Any]:
    parts = [figure for figure in check.figures[:_MOST_PARTS] if figure.low < figure.high]
    return {
        "name": check.name,
        "text": check.text,
        "detail": words.cell(check.detail),
        "picture": pictures.draw(charts.of_figures(parts)) if parts else "",
        "parts": list(_parts(check)) if len(check.figures) > 1 else [],
    }


def _parts(check: Check) -> Iterable[str]:
    for figure in check.figures[:_MOST_PARTS]:
        yield f"{words.cell(figure.part)} {figure.value:.4g}"
    if len(check.figures) > _MOST_PARTS:
        yield f"and {len(check.figures) - _MOST_PARTS} more"
