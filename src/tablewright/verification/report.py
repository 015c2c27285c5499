"""What was checked, and with what result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from rich.table import Table as RichTable

Status: TypeAlias = Literal["ok", "breach", "skipped"]

LEVEL = 1e-5
"""The probability that statistics of a dataset that is as declared are called a breach, at most."""

_MARKS: dict[Status, str] = {
    "ok": "[green]ok[/green]",
    "breach": "[bold red]BREACH[/bold red]",
    "skipped": "[yellow]not checked[/yellow]",
}


@dataclass(frozen=True)
class Check:
    """One check of a dataset.

    Parameters
    ----------
    name : str
        For instance ``retail.customers: rows`` or ``retail.R2``.
    text : str
        What was checked, in a sentence.
    status : {"ok", "breach", "skipped"}
        ``skipped`` means that it could not be judged; ``detail`` says why.
    detail : str
        A figure, an example of a breach, or the reason.
    violations : int, optional
        How many rows break it, where rows can be counted.
    """

    name: str
    text: str
    status: Status
    detail: str = ""
    violations: int | None = None


@dataclass(frozen=True)
class Report:
    """All checks of a directory, in the order in which they ran."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether something was checked and nothing was breached."""
        statuses = {check.status for check in self.checks}
        return "ok" in statuses and "breach" not in statuses

    @property
    def breaches(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.status == "breach")

    def count(self, status: Status) -> int:
        """How many checks ended that way."""
        return sum(check.status == status for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for ``--json``."""
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
        """One line: how many checks ended which way."""
        counts = f"{self.count('ok')} ok, {self.count('breach')} breached"
        return f"{counts}, {self.count('skipped')} not checked"


def render(report: Report, *, only: Iterable[Status] = tuple(_MARKS)) -> RichTable:
    """Make a Rich table of a report.

    Parameters
    ----------
    report : Report
        What to show.
    only : iterable of {"ok", "breach", "skipped"}
        Show only the checks that ended in one of these ways.
    """
    from rich.markup import escape
    from rich.table import Table

    shown = set(only)
    table = Table(title=report.summary(), title_justify="left", caption_justify="left")
    table.caption = (
        "Statistics have room for chance: of the datasets that are as declared, "
        f"at most 1 in {1 / LEVEL:,.0f} is called a breach."
    )
    table.add_column("check", no_wrap=True)
    table.add_column("result", no_wrap=True)
    table.add_column("what", ratio=1)
    for check in report.checks:
        if check.status in shown:
            what = escape(check.text)
            if check.detail:
                what += f"\n[dim]{escape(check.detail)}[/dim]"
            table.add_row(escape(check.name), _MARKS[check.status], what)
    return table
