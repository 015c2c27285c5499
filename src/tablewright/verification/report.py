"""Verification reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from rich.table import Table as RichTable

Status: TypeAlias = Literal["ok", "breach", "skipped"]

LEVEL = 1e-5
"""Maximum probability that a correct dataset has a statistic reported as a breach."""

_MARKS: dict[Status, str] = {
    "ok": "[green]ok[/green]",
    "breach": "[bold red]BREACH[/bold red]",
    "skipped": "[yellow]not checked[/yellow]",
}


class Figure(NamedTuple):
    """A measured statistic, its allowed range and the allowance for chance on both sides."""

    part: str
    value: float
    low: float
    high: float
    margin: float


@dataclass(frozen=True)
class Check:
    """One check of a dataset.

    Parameters
    ----------
    name : str
        For example ``retail.customers: rows`` or ``retail.R2``.
    text : str
        The checked statement, in one sentence.
    status : {"ok", "breach", "skipped"}
        ``skipped`` means not checked; ``detail`` gives the reason.
    detail : str
        A figure, an example of a breach, or the reason.
    violations : int, optional
        Number of violating rows, if countable.
    figures : tuple of Figure
        The parts of a statistic, the one farthest out first.
    """

    name: str
    text: str
    status: Status
    detail: str = ""
    violations: int | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, repr=False)
class Report:
    """All checks of a directory, in execution order."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether at least one check ran and none is a breach."""
        statuses = {check.status for check in self.checks}
        return "ok" in statuses and "breach" not in statuses

    @property
    def breaches(self) -> tuple[Check, ...]:
        """The checks with a breach."""
        return tuple(check for check in self.checks if check.status == "breach")

    def __repr__(self) -> str:
        return f"<Report: {len(self.checks)} checks, {len(self.breaches)} breaches>"

    def count(self, status: Status) -> int:
        """Return the number of checks with a status."""
        return sum(check.status == status for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for ``--json``."""
        return {
            "ok": self.ok,
            "counts": {status: self.count(status) for status in _MARKS},
            "level": LEVEL,
            "checks": [
                {
                    "name": check.name,
                    "text": check.text,
                    "status": check.status,
                    "detail": check.detail,
                    "violations": check.violations,
                }
                for check in self.checks
            ],
        }

    def summary(self) -> str:
        """Return one line with the number of checks per status."""
        counts = f"{self.count('ok')} ok, {self.count('breach')} breached"
        return f"{counts}, {self.count('skipped')} not checked"


def render(report: Report, *, only: Iterable[Status] = tuple(_MARKS)) -> RichTable:
    """Render a report as a Rich table: breaches first, the count last.

    Parameters
    ----------
    report : Report
        The report.
    only : iterable of {"ok", "breach", "skipped"}
        Show only checks with one of these statuses.
    """
    from rich.markup import escape
    from rich.table import Table

    shown = set(only)
    # Two columns, of which one wraps: nothing is lost on a narrow terminal.
    table = Table(box=None, pad_edge=False, show_header=False, caption_justify="left")
    table.caption = (
        "Statistics allow for chance: at most "
        f"1 in {1 / LEVEL:,.0f} correct datasets is reported as a breach.\n"
        f"[not italic not dim]{report.summary()}[/]"
    )
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for status in sorted(_MARKS, key=lambda each: each != "breach"):
        for check in report.checks:
            if check.status == status and status in shown:
                what = f"[bold]{escape(check.name)}[/bold]  {escape(check.text)}"
                if check.detail:
                    what += f"\n[dim]{escape(check.detail)}[/dim]"
                table.add_row(_MARKS[status], what)
    return table
