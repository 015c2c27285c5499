"""Makes and writes a report."""

from __future__ import annotations

import html as escaping
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

from tablewright import locations
from tablewright.errors import ArgumentError, MissingExtraError
from tablewright.io import folders
from tablewright.io.explained import explained
from tablewright.reporting.collecting import Findings
from tablewright.reporting.page import MARK, html
from tablewright.reporting.raw import collect, listed
from tablewright.verification import Report, verify
from tablewright.verification.manifest import NAME, find
from tablewright.verification.run import Declared

_NEEDED = ("vl_convert", "jinja2", "duckdb")


@dataclass(frozen=True, repr=False)
class Page:
    """A report: a self-contained HTML page, and the checks that it shows.

    Parameters
    ----------
    html : str
        The page; it needs no network and runs no script.
    checks : Report
        What `tablewright.verify` reports.
    """

    html: str
    checks: Report

    @property
    def ok(self) -> bool:
        """Whether at least one check ran and none is a breach."""
        return self.checks.ok

    def save(self, file: str | Path = "report.html") -> Path:
        """Write the page to a file, which may replace an earlier report but nothing else.

        Raises
        ------
        ArgumentError
            If the file exists and is not a report.
        OSError
            If it cannot be written; an earlier report then stays as it is.
        """
        path = locations.local("out", file)
        check_place(path)
        text = self.html
        with explained(path, "an earlier report is unchanged"):
            part = path.with_name(f".{path.name}.{os.getpid()}.part")
            try:
                folders.write(part, text)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
        return path

    def __repr__(self) -> str:
        return f"<Page: {len(self.html):,} characters, {self.checks.summary()}>"

    def _repr_html_(self) -> str:
        inside = escaping.escape(self.html, quote=True)
        style = "width:100%;height:600px;border:1px solid #8888"
        return f'<iframe sandbox="" title="report" style="{style}" srcdoc="{inside}"></iframe>'


def check_place(path: Path) -> None:
    """Refuse a place for a report before any work: a folder, or another file."""
    locations.resolved("out", path.parent)
    if not path.exists() and not path.is_symlink():
        if not path.parent.is_dir():
            raise ArgumentError(
                f"out={str(path)!r} is in a folder that does not exist; create it, or name another"
            )
        return
    if path.is_symlink() or not path.is_file():
        kind = "link" if path.is_symlink() else "folder" if path.is_dir() else "special file"
        raise ArgumentError(f"out={str(path)!r} is a {kind}; name an HTML file")
    with path.open("rb") as file:
        if MARK.encode() not in file.read(1_000):
            raise ArgumentError(
                f"out={str(path)!r} exists and is not a report of tablewright; name another file"
            )


def report(
    directory: str | Path,
    *,
    dataset: Declared | None = None,
    checksums: bool = True,
    source: str | None = None,
) -> Page:
    """Check written files as `verify` does, and show them as a page.

    Parameters
    ----------
    directory : str or Path
        The folder of one dataset, or one whose only direct sub-folder is one. Without a manifest,
        JSON lines, Parquet and CSV files are shown as they are, one table per sub-folder or file.
    dataset : Dataset, optional
        The dataset whose rules to check and whose declarations to show; ready-made ones are known.
    checksums : bool
        Whether to compare files with the manifest's checksums. A changed file is not read further;
        without checksums, its rows are shown.
    source : str, optional
        How the caller names the declaration, such as ``billing.py``, for the command that makes
        the same again.

    Raises
    ------
    ArgumentError
        If the directory does not exist, or has no manifest, more than one, or an invalid one.
    MissingExtraError
        If a package of the extra ``report`` is not installed.
    """
    check_installed()
    folder = locations.resolved("directory", directory)
    raw = listed(folder) if dataset is None and not _has_manifest(folder) else {}
    if raw:
        findings, checks = collect(folder, raw)
        return Page(html(findings, checks, None), checks)
    found = find(folder)
    if len(found) > 1:
        names = ", ".join(path.parent.name for path in found)
        raise ArgumentError(
            f"directory={str(directory)!r} has {len(found)} datasets ({names}); name one of them"
        )
    findings = Findings()
    checks = verify(folder, dataset=dataset, checksums=checksums, visit=findings.visit)
    if findings.open is None:
        why = checks.breaches[-1]
        raise ArgumentError(f"directory={str(directory)!r}: {why.name}: {why.detail}")
    return Page(html(findings, checks, source), checks)


def _has_manifest(folder: Path) -> bool:
    return any(True for pattern in (NAME, f"*/{NAME}") for _ in folder.glob(pattern))


def check_installed() -> None:
    """Refuse before any work if a package of the extra is missing."""
    for package in _NEEDED:
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError(
                f"report needs {package}; install it with: pip install 'tablewright[report]'"
            )
