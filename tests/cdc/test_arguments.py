"""Bad input: one line with the value, the reason and the remedy, before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tablewright.cdc import ChangeSettings
from tablewright.cli import main
from tablewright.errors import ArgumentError
from tablewright.polars import cdc
from tests.support.changes import BAD


@pytest.mark.parametrize(("changed", "kind", "message"), BAD)
def test_bad_arguments(changed: dict[str, Any], kind: type[Exception], message: str) -> None:
    given: dict[str, Any] = {"industry": "retail", "rows": 100, **changed}
    with pytest.raises(kind, match=message) as caught:
        cdc.generate_cdc(**given)
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)


def test_a_batch_that_there_is_not() -> None:
    feed = cdc.feed("retail", 100, settings=ChangeSettings(weights={"DELETE": 1}))
    assert cdc.state(feed, 10).height == 0
    for number in (-1, 11):
        with pytest.raises(ArgumentError, match=f"number={number} "):
            cdc.batch(feed, number)


def test_the_whole_table_can_be_updated_but_not_more() -> None:
    assert (
        cdc.batch(
            cdc.feed("retail", 50, settings=ChangeSettings(weights={"UPDATE": 1}, batch_size=50)), 4
        ).height
        == 50
    )
    with pytest.raises(ArgumentError, match="more than the 50 live keys"):
        cdc.feed("retail", 50, settings=ChangeSettings(weights={"UPDATE": 1}, batch_size=51))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--batches", "0"], "batches=0"),
        (["--batches", "many"], "batches='many'"),
        (["--weights", "1,2"], "weights='1,2' is not three"),
        (["--weights", "1,2,x"], "weights='x' is not a number"),
        (["--weights", "0,0,0"], "has no weight above 0"),
        (["--batch-size", "1000000"], "live keys"),
        (["--shape", "avro"], "shape='avro'"),
        (["--format", "csv"], "format='csv'"),
        (["--out", ""], "out=''"),
        (["--late", "2"], "late=2"),
    ],
)
def test_bad_words(
    words: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["cdc", "retail", *words]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
