"""Nothing that a name, a cell or a message contains does anything to a terminal."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from pathlib import Path

import pytest
from rich.markup import escape

from tablewright.cli import console
from tablewright.errors import CatalogError, printable
from tests.support.commands import one_line, quickly

ATTACKS = (
    *(
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x1b]8;;http://x\x1b\\here",
        "\x9b31m",
        "\x90q\x9c",
        "\x08\x08",
    ),
    *(
        "\rerror: ok",
        "\x7f",
        "\x00",
        "\u202eexe.txt",
        "\u2066",
        "\u200b",
        "\u2028",
        "\ufeff",
        "\xad",
    ),
    *("\U000e0041", "\ud800", "\x85", "\x0e", "[bold]", ":skull:", "\\"),
)
EVIL = "".join(ATTACKS)
NAME = "\x1b[2J\u202e\x9b[bold]"
"""That a file system takes."""
HARMLESS = "naïve 日本　語 \u200d👩\u200d🚀 نص"
"""Joiners are invisible, but part of what is written."""


def is_harmless(text: str) -> bool:
    return all(each.isprintable() or each in "\n\u200c\u200d\u3000\xa0" for each in text)


def test_every_character_is_harmless() -> None:
    for category in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        for character in map(chr, range(sys.maxunicode + 1)):
            if unicodedata.category(character) == category and character not in "\n\u200c\u200d":
                assert printable(character).isprintable()
    assert printable(HARMLESS) == HARMLESS
    assert printable("a\nb\x1b") == "a\nb\\x1b"


def test_an_error_is_one_harmless_line() -> None:
    said = str(CatalogError(f"a\n{EVIL}\nb"))
    assert is_harmless(said)
    assert "\n" not in said


@pytest.mark.parametrize("terminal", [False, True])
def test_a_console_shows_what_there_is(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "200")
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
    out = io.StringIO()
    made = console.console(out)
    assert made.is_terminal == terminal
    for attack in (*ATTACKS, EVIL):
        made.print(f"[bold]{escape(attack)}[/bold]")
        made.print(console.grid(("a", "b"), [(attack, HARMLESS)] * 2))
        made.print(attack, markup=False)
    text = out.getvalue()
    for own in ("\x1b[1m", "\x1b[0m"):
        assert (own in text) == terminal
        text = text.replace(own, "")
    assert is_harmless(text)
    assert ":skull:" in text


def test_json_is_harmless_and_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    content = {EVIL: [EVIL, HARMLESS, {"a": '\n\t"\\'}]}
    console.print_json(content)
    out = capsys.readouterr().out
    assert is_harmless(out)
    assert HARMLESS in out
    assert json.loads(out) == content


WORDS = [
    *(("EVIL",), ("plan", "EVIL"), ("plan", "retail", "EVIL"), ("plan", "retail", "--EVIL")),
    *(("plan", "retail", "--rows", "EVIL"), ("plan", "retail", "--tables", "EVIL")),
    *(("plan", "retail", "--locale", "EVIL"), ("plan", "retail", "--start", "EVIL")),
    *(("plan", "retail", "--remote", "EVIL"), ("plan", "retail", "--remote", "sc://EVIL")),
    *(("plan", "retail", "--out", "FOLDER"), ("plan", "retail", "--out", "FOLDER", "--json")),
    *(("describe", "retail.EVIL"), ("verify", "EVIL"), ("cdc", "EVIL"), ("stream", "EVIL")),
    *(("plan", "iot", "--set", "EVIL"), ("plan", "iot", "--set", "EVIL=1"), ("plan", "-EVIL")),
    ("generate", "retail", "--unity", "http://EVIL", "--catalog", "a", "--schema", "b"),
    ("generate", "retail", "--rows", "20", "--tables", "products", "--out", "FOLDER"),
    ("generate", "retail", "--rows", "20", "--tables", "products", "--out", "FOLDER", "--json"),
    ("demo", "retail", "--catalog", "EVIL", "--schema", "b", "--volume", "c"),
]


@pytest.mark.parametrize("words", WORDS)
def test_words(words: tuple[str, ...], tmp_path: Path) -> None:
    evil = [word.replace("EVIL", EVIL).replace("FOLDER", NAME) for word in words]
    done = quickly(*evil, folder=tmp_path)
    assert is_harmless(done.stdout)
    if done.returncode:
        assert is_harmless(one_line(done.stderr))
        assert "please report" not in done.stderr
    assert is_harmless(done.stderr)


def test_verify_shows_harmless_names_and_cells(tmp_path: Path) -> None:
    words = ("--rows", "20", "--tables", "customers", "--format", "csv", "--out", "out")
    assert quickly("generate", "retail", *words, folder=tmp_path).returncode == 0
    file = tmp_path / "out" / "retail" / "customers.csv"
    head, *rows = file.read_text("utf-8").splitlines(keepends=True)
    cells = rows[0].split(",")
    for text in (
        head.replace("email", NAME) + "".join(rows),
        head + ",".join([NAME, *cells[1:]]) + "".join(rows[1:]),
        head + ",".join([cells[0], *([NAME] * (len(cells) - 1))]) + "\n" + "".join(rows[1:]),
    ):
        file.write_text(text, "utf-8")
        for more in ((), ("--json",)):
            done = quickly("verify", "out", *more, folder=tmp_path)
            assert done.returncode == 1
            assert is_harmless(done.stdout + done.stderr)
            assert "please report" not in done.stderr
