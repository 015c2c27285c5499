"""Hostile and odd YAML: one line that says where, in bounded time and memory."""

from __future__ import annotations

from pathlib import Path

import pytest

import tablewright as tw
from tablewright.errors import TablewrightError
from tablewright.planfile.nodes import plain
from tablewright.planfile.reading import MOST_BYTES, read_text

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)
HOSTILE = {
    LAUGHS: "line 6: more than 1,000,000 parts",
    "a: &a [*a]": "line 1: the alias *a stands for nothing complete",
    "a: *b": "line 1: the alias *b stands for nothing complete",
    "a: !!python/object/apply:os.system [ls]": "line 1: the tag",
    "a: !!str 3": "line 1: the tag 'tag:yaml.org,2002:str'; a plan has none, remove it",
    "a: !own {}": "line 1: the tag '!own'",
    "a: {b: &x {c: 1}}\nd: {<<: *x}": "line 2: a merge key (<<)",
    "a: 1\nb: 2\na: 3": "line 3: the key 'a' is there already, on line 1; remove one",
    "1: a\ntrue: b": "line 2: the key True is there already, on line 1",
    "? [a, b]\n: c": "line 1: a key that is no plain value",
    "[" * 100 + "]" * 100: "line 1: nested more than 60 deep",
    "a: [1, 2": "not YAML",
    "a: 'x": "not YAML",
    "a:\n\tb: 1": "line 2: not YAML",
    "a: \x07": "line 1: not YAML",
    "a: 1\n---\nb: 2": "a second document; give each a file",
    "a: " + "9" * 5_000: "has too many digits",
    "a: 1e999": "is out of range",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_yaml_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(TablewrightError) as caught:
        read_text(text, "x.yaml")
    assert HOSTILE[text] in str(caught.value)
    assert str(caught.value).startswith("x.yaml, line ")


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = "[no, yes, on, off, NO, 2024-01-31, 1:30, 010, 0x1f, 1_000, ~, true, -3, .5, 1e3, '5']"
    assert plain(read_text(text)) == [
        *("no", "yes", "on", "off", "NO", "2024-01-31", "1:30", 10, "0x1f", "1_000"),
        *(None, True, -3, 0.5, 1000.0, "5"),
    ]


def test_aliases_within_bounds_are_read() -> None:
    assert plain(read_text("a: &x {b: 1}\nc: *x")) == {"a": {"b": 1}, "c": {"b": 1}}


def test_json_is_read_with_tabs_and_pairs_of_surrogates() -> None:
    assert plain(read_text('{\t"a": "\\ud83d\\ude00", "b":\t["\\/"]}', "x.json")) == {
        "a": "😀",
        "b": ["/"],
    }


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as out:
        out.truncate(100 * 2**20)
    with pytest.raises(TablewrightError, match=r"larger than 16 MiB"):
        tw.load(file)
    assert MOST_BYTES < 100 * 2**20


def test_bytes_that_are_no_text_are_placed(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"a: 1\nb: \xe9\n")
    with pytest.raises(TablewrightError, match=r"^latin\.yaml, line 2: not UTF-8"):
        tw.load(file)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(TablewrightError, match=r"plan='nix\.yaml' is not a file"):
        tw.load("nix.yaml")
