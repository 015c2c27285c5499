"""Checks that files are unchanged since they were written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tablewright.verification.manifest import Manifest, TableFiles
from tablewright.verification.report import Check

_ALGORITHM = "sha256"
_BYTES_AT_ONCE = 2**20
_TEXT = "its files are unchanged"


@dataclass
class Checksums:
    """Compares files with the manifest, each once: a database contains several tables."""

    manifest: Manifest
    found: Mapping[str, Path]
    _known: dict[str, str] = field(default_factory=dict)

    def check(self, table: TableFiles, label: str) -> Check:
        """Check a table's files, all of which exist."""
        wanted = self.manifest.checksums
        changed = [file for file in table.files if wanted.get(file, "") != self._sum(file, wanted)]
        if changed:
            more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
            detail = (
                f"{', '.join(changed[:3])}{more} changed since (--no-checksums checks the rows)"
            )
            return Check(label, _TEXT, "breach", detail)
        missing = [file for file in table.files if file not in wanted]
        if missing:
            detail = f"the manifest has none for {len(missing):,} of {len(table.files):,} files"
            return Check(label, _TEXT, "skipped", detail)
        return Check(label, _TEXT, "ok")

    def _sum(self, file: str, wanted: Mapping[str, str]) -> str:
        if file not in wanted:
            return ""
        if file not in self._known:
            self._known[file] = _sum(self.found[file])
        return self._known[file]


def unchecked(manifest: Manifest, *, wanted: bool) -> Check | None:
    """Return a check that says that the dataset's checksums are not compared, if so."""
    label, text = f"{manifest.dataset}: checksums", "files are unchanged"
    if not wanted:
        return Check(label, text, "skipped", "disabled (--no-checksums)")
    if not manifest.checksums:
        return Check(
            label, text, "skipped", "the manifest has no checksums; older versions wrote none"
        )
    return None


def _sum(path: Path) -> str:
    made = hashlib.new(_ALGORITHM, usedforsecurity=False)
    try:
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_BYTES_AT_ONCE):
                made.update(piece)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return f"{_ALGORITHM}:{made.hexdigest()}"
