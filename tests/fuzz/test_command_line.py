"""The command line with any words: exit status 0 and whole files, or one line and nothing."""

from __future__ import annotations

import datetime as dt
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tablewright as tw
from tablewright.tables import INDUSTRY_NAMES, industry
from tests.support.arguments import examples, no_hang
from tests.support.commands import contents, one_line, quickly

TABLES = sorted({table for name in INDUSTRY_NAMES for table in industry(name).default_rows})
WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
) | st.sampled_from(["-", "--", "-x", "--help", "-h", "é", "🙂", "a\nb", "\x1b[31m", "9" * 5_000])

FITTING: dict[str, st.SearchStrategy[str]] = {
    "--rows": st.integers(0, 120).map(str),
    "--seed": st.integers(-(2**63), 2**63 - 1).map(str),
    "--tables": st.lists(st.sampled_from(TABLES), min_size=1, max_size=3).map(",".join),
    "--format": st.sampled_from(["parquet", "csv", "json", "arrow"]),
    "--compression": st.sampled_from(["zstd", "none", "gzip", "snappy", "lz4", "brotli"]),
    "--rows-per-file": st.sampled_from(["100", "1000", "4398046511104"]),
    "--start": st.dates(*map(dt.date.fromisoformat, ("2022-01-01", "2024-06-30"))).map(str),
    "--end": st.sampled_from(["now", "2024-12-31", "2024-07-01", "2025-02-28"]),
    "--locale": st.sampled_from(tw.locales()),
    "--out": st.sampled_from(["out", "out", "deep/er", "."]),
    "--scale": st.sampled_from(["0.001", "1e-9", "0.002"]),
}
FLAGS = ["--overwrite", "--resume", "--sample", "--quiet", "-q", "--json"]
BESIDE = st.sampled_from(
    [
        *("-1", "", "1.5", "0x10", "1_000", "²", "١٢", " 7 ", "+7", "nan", "inf", "1e400", "true"),
        *("2024-02-30", "20240101", "en_US", "parquet ", "PARQUET", "customers,", ",", "..", "-"),
        *("/dev/null", "/dev/null/x", "file", "a" * 300, str(2**63), str(2**42 + 1)),
    ]
)


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """Words after ``tablewright``, mostly such as make sense."""
    command = draw(st.sampled_from(["generate"] * 6 + ["plan", "describe", "list", "verify"]))
    words = [command]
    name = draw(st.sampled_from(INDUSTRY_NAMES))
    if command in ("generate", "plan"):
        words += [name, "--rows", draw(FITTING["--rows"])]
        for option in draw(st.lists(st.sampled_from(list(FITTING)), max_size=4, unique=True)):
            words += [option, draw(FITTING[option])]
    elif command == "describe":
        words.append(draw(st.sampled_from([name, f"{name}.{draw(st.sampled_from(TABLES))}"])))
    elif command == "verify":
        words.append("file")
    words += draw(st.lists(st.sampled_from(FLAGS), max_size=2))
    spoil = draw(st.integers(0, 5))
    place = draw(st.integers(0, len(words)))
    if spoil == 0:
        words.insert(place, draw(WORDS))
    elif spoil == 1 and place:
        # Not the number of rows: without a small one a run takes too long.
        if words[place - 1] != "--rows" and (place < 2 or words[place - 2] != "--rows"):
            words[place - 1] = draw(BESIDE | WORDS)
    elif spoil == 2 and "--rows" in words:
        # A date without hyphens is a number too, of more rows than there is time for.
        small = BESIDE.filter(lambda word: word not in ("1_000", "20240101"))
        words[words.index("--rows") + 1] = draw(small)
    return words


def is_refused(done: subprocess.CompletedProcess[str]) -> None:
    line = one_line(done.stderr)
    assert "please report it" not in line, line
    assert len(line) < 700, line


def check(words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name, no_hang():
        folder = Path(name)
        (folder / "file").write_text("mine")
        done = quickly(*words, folder=folder)
        assert done.returncode in (0, 1, 2), done
        left = contents(folder)
        assert left.pop("file") == b"mine"
        if done.returncode:
            if words:
                is_refused(done)
            assert not left
            assert [path.name for path in folder.iterdir()] == ["file"]
            return
        assert done.stderr == ""
        if not left:
            return
        assert "generate" in words
        assert not [
            file for file in left if ".tmp-" in file or file.endswith((".lock", ".partial"))
        ]
        [manifest] = [Path(file) for file in left if Path(file).name == "manifest.json"]
        checked = quickly("verify", str(folder / manifest.parent))
        assert checked.returncode == 0, checked.stdout
        again = quickly(*words, folder=folder)
        skipped = {"--overwrite", "--resume"} & set(words)
        assert again.returncode == (0 if skipped else 2), again
        assert {**contents(folder), "file": b""} == {**left, "file": b""}


@examples(60)
@given(words=lines())
def test_command_line(words: list[str]) -> None:
    check(words)


@pytest.mark.slow
@examples(1_500)
@given(words=lines())
def test_command_line_at_length(words: list[str]) -> None:
    check(words)


@pytest.mark.slow
@examples(1_000)
@given(words=st.lists(WORDS | st.sampled_from(["generate", "retail", "--rows", "5"]), max_size=5))
def test_any_words(words: list[str]) -> None:
    check(words)
