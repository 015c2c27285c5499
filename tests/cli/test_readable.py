"""Output is readable on narrow terminals, sizes and durations are typed as people write them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

import tablewright as tw
from tablewright import checks
from tablewright._version import __version__
from tablewright.cli import console, describe, plan, verify
from tablewright.cli.console import Console, _Screen
from tablewright.cli.requests import whole
from tablewright.errors import ArgumentError
from tests.support.commands import quickly


@pytest.fixture
def shown(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What commands print on a terminal of a width."""
    text = io.StringIO()

    def narrow() -> Console:
        return _Screen(file=text, width=request.param, highlight=False, color_system=None)

    for module in (describe, plan, verify):
        monkeypatch.setattr(module, "console", narrow)
    return text


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("shown", [120, 80, 40], indirect=True, ids=str)
@pytest.mark.parametrize("name", ["retail", "retail.transactions", "iot.telemetry"])
def test_describe_loses_nothing(name: str, shown: io.StringIO, request: object) -> None:
    describe.describe(name, as_json=False)
    width = request.node.callspec.params["shown"]  # type: ignore[attr-defined]
    lines = shown.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    dataset, _, table = name.partition(".")
    rules = tw.find(dataset).declaration
    whole_text = squeezed(shown.getvalue())
    for rule in (*rules.invariants, *rules.expectations):
        if not table or table in rule.tables:
            assert re.search(rf"(^|\s){rule.name}(\s|$)", shown.getvalue()), rule.name
            assert width < 80 or squeezed(rule.text) in whole_text


@pytest.mark.parametrize("shown", [40], indirect=True)
def test_a_narrow_terminal_gets_blocks(shown: io.StringIO) -> None:
    describe.describe("iot.events", as_json=False)
    assert re.search(r"^  type: timestamp *$", shown.getvalue(), re.MULTILINE)
    assert "…" not in shown.getvalue()


@pytest.mark.parametrize("shown", [80, 40], indirect=True, ids=str)
def test_breaches_come_first_and_the_count_last(shown: io.StringIO, tmp_path: Path) -> None:
    tw.write(tw.iot(rows=20), tmp_path)
    with (tmp_path / "events.parquet").open("ab") as file:
        file.write(b"x")
    status = verify.run(str(tmp_path), dataset=None, checksums=True, quiet=False, as_json=False)
    assert status == 1
    lines = shown.getvalue().split("\n")
    assert lines[0].startswith("BREACH")
    marks = [line.split("  ")[0] for line in lines if re.match(r"BREACH|ok|not checked", line)]
    assert marks.index("ok") == marks.count("BREACH") == 1
    assert re.search(r"\d+ ok, 1 breached, \d+ not checked\s*$", shown.getvalue())
    assert "iot.events:checksums" in squeezed(shown.getvalue())


@pytest.mark.parametrize("shown", [80], indirect=True)
def test_quiet_says_only_what_is_wrong(shown: io.StringIO, tmp_path: Path) -> None:
    tw.write(tw.iot(rows=20), tmp_path)
    run = {"dataset": None, "checksums": True, "quiet": True, "as_json": False}
    assert verify.run(str(tmp_path), **run) == 0
    assert shown.getvalue() == ""
    with (tmp_path / "events.parquet").open("ab") as file:
        file.write(b"x")
    assert verify.run(str(tmp_path), **run) == 1
    assert re.findall(r"^(BREACH|ok|not checked) ", shown.getvalue(), re.MULTILINE) == ["BREACH"]


def test_the_version_has_a_short_option() -> None:
    assert quickly("-V").stdout == quickly("--version").stdout == f"tablewright {__version__}\n"


@pytest.mark.parametrize(
    ("text", "number"),
    [("50000", 50_000), ("50_000", 50_000), ("50k", 50_000), ("1e6", 10**6), ("1M", 10**6),
     ("1.5M", 1_500_000), ("2.5e3", 2_500), ("-7", -7), ("1G", 10**9), ("0.5k", 500)],
)  # fmt: skip
def test_sizes_are_read(text: str, number: int) -> None:
    assert whole("rows", text) == number


@pytest.mark.parametrize(
    "text", ["", "M", "1.5", "1m", "1e-3", "1e999", "1MM", "nan", "0x10", "1 M"]
)
def test_other_sizes_are_refused(text: str) -> None:
    with pytest.raises(ArgumentError, match="50k or 1M"):
        whole("rows", text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("5m", 300), ("1h", 3_600), ("1d", 86_400), ("1 minute", 60), ("5 seconds", 5),
     ("2H", 7_200), (" 3 m ", 180)],
)  # fmt: skip
def test_durations_are_read(text: str, seconds: int) -> None:
    assert checks.interval("interval", text, 86_400) == seconds
    assert checks.interval("interval", checks.duration(seconds), 86_400) == seconds


@pytest.mark.parametrize("text", ["", "5", "m", "5 parsecs", "-5m", "5mm", "0s", "2d", "1.5h"])
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(ArgumentError, match="such as '30s' or '5m', of at most 24h"):
        checks.interval("interval", text, 86_400)


def test_durations_are_the_same_everywhere(tmp_path: Path) -> None:
    def batches(interval: str) -> str:
        words = ["cdc", "iot", "--rows", "20", "--batches", "2", "--sample", "--interval", interval]
        return quickly(*words).stdout

    assert batches("1h") == batches("3600") != batches("2h")
    for interval in ("30m", "30 minutes"):
        done = quickly("plan", "iot", "--rows", "20", "--set", f"interval={interval}", "--json")
        assert '"interval": 1800' in done.stdout


def test_wide_output_is_a_table() -> None:
    text = io.StringIO()
    _Screen(file=text, width=60).print(console.grid(("a", "b"), [("one", "x" * 20)]))
    assert text.getvalue().splitlines()[1].rstrip() == f"one  {'x' * 20}"
