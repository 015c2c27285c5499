"""`verify`: runs every check of every dataset in a directory."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from tablewright import locations, tables
from tablewright.errors import ArgumentError, DeclarationError
from tablewright.formats.reading import QueryError
from tablewright.spec import Declaration, TableSet
from tablewright.verification import judge, structure
from tablewright.verification.checksums import Checksums, unchecked
from tablewright.verification.manifest import Manifest, ManifestError, find, read
from tablewright.verification.opening import located
from tablewright.verification.report import Check, Report
from tablewright.verification.session import ReaderEnded, Session, open_session, set_variables
from tablewright.verification.undeclared import described


@dataclass(frozen=True)
class OpenDataset:
    """A dataset whose files are open, for those who read more of it than `verify` does.

    ``declaration`` is None if it is not available; ``readable`` are the tables that SQL can name.
    """

    session: Session
    manifest: Manifest
    declaration: Declaration | None
    tables: TableSet
    readable: frozenset[str]


Visit: TypeAlias = Callable[[OpenDataset], None]
"""Reads an open dataset; it must handle `QueryError`."""


def verify(
    directory: str | Path,
    *,
    dataset: Declared | None = None,
    checksums: bool = True,
    visit: Visit | None = None,
) -> Report:
    """Check tables that ``generate`` wrote to a directory.

    Files are compared with their manifest and with the declaration of their dataset: checksums,
    row counts, columns, types, keys, invariants, and statistical expectations if there are enough
    rows. For a dataset that is neither ready-made nor passed as ``dataset``, only the types, keys
    and nulls in the manifest are checked: a manifest never names code to run.

    Parameters
    ----------
    directory : str or Path
        A folder with a ``manifest.json``, or whose direct sub-folders have one each.
    dataset : Dataset, optional
        The dataset to check against, such as a `tablewright.Dataset`; required to check your own
        rules.
    checksums : bool
        Whether to compare files with the manifest's checksums. A changed file is not read further;
        without checksums, its rows are checked.
    visit : callable, optional
        Called with each dataset once it is checked, while its files are still open.

    Returns
    -------
    Report
        One check per rule. Problems with the files are breaches in the report, not exceptions.

    Raises
    ------
    ArgumentError
        If the directory does not exist or has no manifest.
    MissingExtraError
        If DuckDB is not installed.
    """
    folder = locations.resolved("directory", directory)
    found: list[Check] = []
    for path in find(folder):
        found += _verify_dataset(path, folder, dataset, checksums=checksums, visit=visit)
    return Report(tuple(found))


class Declared(Protocol):
    """An object with a declaration, such as `tablewright.Dataset`."""

    @property
    def declaration(self) -> Declaration:
        """The declaration."""


def _verify_dataset(
    path: Path, root: Path, given: Declared | None, *, checksums: bool, visit: Visit | None
) -> Iterator[Check]:
    label = f"{path.parent.name}/{path.name}"
    text = "the manifest describes a dataset of tablewright"
    try:
        manifest = read(path, root)
        industry = _declaration(manifest, given)
        dataset = _declare(industry, manifest) if industry else described(manifest)
        _known_tables(manifest, dataset)
    except (ArgumentError, DeclarationError, OverflowError) as error:
        yield Check(label, text, "breach", str(error))
        return
    yield Check(label, text, "ok", f"{manifest.dataset}, {len(manifest.tables)} tables")
    if industry is None:
        yield Check(
            f"{manifest.dataset}: rules",
            "rows satisfy the dataset's own rules",
            "skipped",
            "its declaration is not available: --dataset FILE.py",
        )
    files: dict[str, Path] = {}
    lost: dict[str, str] = {}
    for name, table in manifest.tables.items():
        try:
            files |= located(manifest.directory, table.files)
        except QueryError as error:
            lost[name] = str(error)
    note = unchecked(manifest, wanted=checksums)
    sums = None if note else Checksums(manifest, files)
    if note:
        yield note
    stored = manifest.tables.values()
    sidecars = {file: table.format.sidecars for table in stored for file in table.files}
    with open_session(files, sidecars) as session:
        try:
            readable = yield from _verify_tables(session, manifest, industry, dataset, lost, sums)
            if visit is not None:
                visit(OpenDataset(session, manifest, industry, dataset, frozenset(readable)))
        except ReaderEnded as error:
            yield Check(f"{dataset.name}: reading", "files can be read", "breach", str(error))


def _verify_tables(
    session: Session,
    manifest: Manifest,
    industry: Declaration | None,
    dataset: TableSet,
    lost: dict[str, str],
    sums: Checksums | None,
) -> Generator[Check, None, set[str]]:
    """Check all tables and rules; return the tables that can be read."""
    set_variables(session, manifest.parameters, manifest.window)
    readable: set[str] = set()
    for table in dataset.tables:
        if table.short_name in manifest.tables:
            files = manifest.tables[table.short_name]
            opening = structure.Opening(session, manifest, sums, lost.get(table.short_name, ""))
            yield from opening.checks(table, files)
            if opening.readable:
                readable.add(table.short_name)
    for table in dataset.tables:
        if table.short_name in readable:
            yield from structure.contents(session, table, readable)
    if industry is None:
        return readable
    own = {rule.name: rule for rule in dataset.rules}
    for rule in industry.invariants:
        rule = own.get(rule.name, rule)
        yield judge.invariant(session, dataset.name, rule, readable)
    sizes = {name: files.rows for name, files in manifest.tables.items()}
    days = manifest.window.days
    for statistic in industry.expectations:
        yield judge.expectation(session, industry, statistic, readable, sizes, days)
    return readable


def _declaration(manifest: Manifest, given: Declared | None) -> Declaration | None:
    """Return the declaration to check against: the given one, or a ready-made one."""
    if given is not None:
        found = given.declaration
        if found.name != manifest.dataset:
            raise ManifestError(f"dataset={manifest.dataset!r} is not the given {found.name!r}")
        return found
    return tables.industry(manifest.dataset) if manifest.dataset in tables.INDUSTRY_NAMES else None


def _declare(industry: Declaration, manifest: Manifest) -> TableSet:
    return industry.declare(manifest.sizes(industry), manifest.options(industry))


def _known_tables(manifest: Manifest, dataset: TableSet) -> None:
    known = [table.short_name for table in dataset.tables]
    for name in manifest.tables:
        if name not in known:
            raise ManifestError(f"tables.{name} is not a table of {dataset.name}; it has {known}")
