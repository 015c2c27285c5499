"""Every invariant and key of every dataset is broken, and found: that one, and nothing else.

What breaks them is data beside each dataset's tests, in ``broken.py``. All of it is judged in
memory, and the first corruption of each rule in files too, by `verify` as users run it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tablewright import api
from tablewright.spec import TableSet
from tablewright.verification import Report
from tests.support.corruptions import Case, Corruption, Frames, broken_keys
from tests.support.judged import DATASETS, dataset, generate, judged, violated

DATA: dict[str, Any] = {
    name: import_module(
        "tests.examples.broken" if name == "billing" else f"tests.tables.{name}.broken"
    )
    for name in DATASETS
}
SEED = 7


@cache
def good(name: str, locale: str = "en") -> tuple[TableSet, Frames]:
    return generate(name, SEED, sizes=DATA[name].SIZES, locale=locale)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """A folder of good data for a dataset and a locale."""

    @cache
    def folder(name: str, locale: str) -> Path:
        made = tmp_path_factory.mktemp("good") / name
        dataset(name)(seed=SEED, sizes=DATA[name].SIZES, locale=locale).write(made)
        return made

    return folder


def found(name: str, corruption: Corruption, locale: str = "en") -> set[str]:
    """What the rules say of rows in memory."""
    tables, frames = good(name, locale)
    with judged(tables, corruption(dict(frames))) as made:
        return made.breaches()


def verified(
    name: str, files: Path, corruption: Corruption, folder: Path, locale: str = "en"
) -> Report:
    """What `verify` says of files, of which a corruption has changed some."""
    frames = good(name, locale)[1]
    for path in files.iterdir():
        (folder / path.name).hardlink_to(path)
    for table, frame in corruption(dict(frames)).items():
        if frame is not frames[table]:
            path = folder / f"{table}.parquet"
            path.unlink()
            frame.write_parquet(path, compression="lz4")
    return dataset(name).verify(folder, checksums=False)


CASES = [(name, broken) for name in DATASETS for broken in DATA[name].BROKEN]
FIRST = {(name, broken.rule): (name, broken) for name, broken in reversed(CASES)}
"""The first corruption of each rule."""


def label(value: object) -> str | None:
    return f"{value.rule}-{value.how}" if isinstance(value, Case) else None


@pytest.mark.parametrize("name", DATASETS)
def test_every_invariant_and_key_is_broken_once(name: str) -> None:
    rules = {rule.name for rule in dataset(name).declaration.invariants}
    assert {broken.rule for broken in DATA[name].BROKEN} == rules
    assert set(DATA[name].KEYS) == set(broken_keys(api.declare(dataset(name).declaration)))


@pytest.mark.parametrize("name", DATASETS)
def test_good_rows_pass(name: str, files: Callable[[str, str], Path], tmp_path: Path) -> None:
    def nothing(frames: Frames) -> Frames:
        return frames

    assert found(name, nothing) == set()
    report = verified(name, files(name, "en"), nothing, tmp_path)
    assert report.ok, report.breaches


@pytest.mark.parametrize(("name", "broken"), CASES, ids=label)
def test_a_broken_invariant_is_found_and_nothing_else(name: str, broken: Case) -> None:
    assert found(name, broken.corruption, broken.locale) == broken.breaches


@pytest.mark.parametrize(("name", "broken"), FIRST.values(), ids=label)
def test_a_broken_invariant_is_found_in_files(
    name: str, broken: Case, files: Callable[[str, str], Path], tmp_path: Path
) -> None:
    good_files = files(name, broken.locale)
    report = verified(name, good_files, broken.corruption, tmp_path, broken.locale)
    assert violated(report.breaches) == broken.breaches


@pytest.mark.parametrize(
    ("name", "check"), [(name, check) for name in DATASETS for check in DATA[name].KEYS]
)
def test_a_broken_key_is_found(name: str, check: str) -> None:
    assert check in found(name, broken_keys(good(name)[0])[check])
