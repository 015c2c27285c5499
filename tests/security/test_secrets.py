"""A token is planted, and looked for in everything that is said and left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tablewright import secret
from tablewright.cli import demo, engine
from tablewright.engines.spark import start
from tablewright.errors import ArgumentError, SparkError
from tablewright.io.unity import Unity
from tablewright.secret import CATALOG, REMOTE, Hidden, discreet
from tests.support.commands import one_line, quickly
from tests.support.hostile_server import BAD, TOKEN, serving
from tests.support.silence import assert_left_nothing, assert_silent
from tests.support.unity_emulator import Catalog
from tests.support.unity_emulator import serving as catalog_serving

SERVER = f"sc://127.0.0.1:1/;use_ssl=false;token={TOKEN}"
LONG = ("generate", "retail", "--rows", "20", "--tables", "products", "--out", "out")


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (CATALOG, REMOTE, "TABLEWRIGHT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("around", ["{}", "{}\r", "{}\n", "{}\r\n", " \t{}", "\n{}\n\n"])
def test_a_token_in_lines_is_the_token(around: str) -> None:
    found = secret.token(CATALOG, around.format(TOKEN))
    assert found == TOKEN
    assert repr(found) == str([found])[1:-1] == "***"


@pytest.mark.parametrize("inside", ["\r", "\n", "\r\nX: y", "\x00", "\x1b", "\x7f", "é", "\udcff"])
def test_a_token_that_no_header_takes(
    inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ArgumentError, match=f"{CATALOG}=... has a character") as caught:
        secret.token(CATALOG, Hidden(f"{TOKEN}{inside}{TOKEN}"))
    assert_silent(caught.value)
    if inside == "\x00":
        return  # No variable can have one.
    monkeypatch.setenv(CATALOG, f"{TOKEN}{inside}{TOKEN}")
    with serving(lambda *_: []) as server:
        where = ("--unity", server.address, "--catalog", "main", "--schema", "shop")
        done = quickly(*LONG, "--format", "delta", *where, folder=tmp_path)
    assert CATALOG in one_line(done.stderr)
    assert (done.returncode, server.asked) == (2, [])
    assert_left_nothing(done, tmp_path)


@pytest.mark.parametrize("shown", [False, True])
def test_generate_with_a_catalog_that_fails(
    shown: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CATALOG, f"{TOKEN}\r\n")
    if shown:
        monkeypatch.setenv("TABLEWRIGHT_TRACEBACK", "1")
    for attack in ("nothing", "the token everywhere", "status 401", "status 500", "302 to /"):
        with serving(lambda *_, attack=attack: BAD[attack]()) as server:
            where = ("--unity", server.address, "--catalog", "main", "--schema", "shop")
            done = quickly(*LONG, "--format", "delta", *where, folder=tmp_path)
        assert done.returncode == 1
        assert ("Traceback" in done.stderr) == shown
        assert_left_nothing(done, tmp_path)


def test_generate_with_a_catalog_that_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CATALOG, f"{TOKEN}\n")
    catalog = Catalog(token=TOKEN)
    catalog.add_catalog("main")
    with catalog_serving(catalog) as url:
        where = ("--unity", url, "--catalog", "main", "--schema", "shop")
        done = quickly(*LONG, "--format", "delta", *where, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(catalog.tokens) == {f"Bearer {TOKEN}"}
    assert (tmp_path / "out" / "retail" / "manifest.json").exists()
    assert_left_nothing(done, tmp_path)


REMOTES = [
    *(TOKEN, f"sc://{TOKEN}@h", f"sc://me:{TOKEN}@h", f"sc://h/{TOKEN}", f"sc://h?t={TOKEN}"),
    *(f"sc://h#{TOKEN}", f"sc://h;token={TOKEN}", f"sc://h/;{TOKEN}"),
    *(f"sc://h/;token={TOKEN}\n;a=b", f"sc://h/;token={TOKEN}%0d", f"sc://h/;token=é{TOKEN}"),
    *(f"http://h/;token={TOKEN}", f"sc://[::1/;token={TOKEN}", f"sc://[x]/;token={TOKEN}"),
    *(f"sc://:1/;token={TOKEN}", f"sc://h:0/;token={TOKEN}", f"sc://a b/;token={TOKEN}"),
    *(f"SC://h/;token={TOKEN}", f"sc://h/;token={TOKEN}=b", f"sc://a/{TOKEN}@h"),
]


@pytest.mark.parametrize("remote", REMOTES)
def test_a_server_s_address_that_is_none(remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArgumentError) as caught:
        start.address(REMOTE, Hidden(remote))
    assert_silent(caught.value)
    with pytest.raises(ArgumentError) as caught:
        engine.choose("spark", None, None, None, {REMOTE: Hidden(remote)})
    assert_silent(caught.value)
    done = quickly("plan", "retail", "--remote", remote)
    monkeypatch.setenv(REMOTE, remote)
    for each in (done, quickly("plan", "retail", "--engine", "spark")):
        assert each.returncode == 2
        assert "please report" not in one_line(each.stderr)
        assert TOKEN not in each.stderr + each.stdout


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(SparkError) as caught, start.started(Hidden(SERVER), {}):
        pass
    assert_silent(caught.value)
    monkeypatch.setenv("TABLEWRIGHT_TRACEBACK", "1")
    done = quickly(*LONG, "--remote", SERVER, folder=tmp_path)
    monkeypatch.setenv(REMOTE, f"{SERVER}\n")
    for each in (done, quickly(*LONG, "--engine", "spark", folder=tmp_path)):
        assert each.returncode == 1
        assert "cannot be reached" in each.stderr
        assert_left_nothing(each, tmp_path)


def test_no_session_repeats_what_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(remote: str) -> None:
        raise RuntimeError(f"a library says {remote}, or {TOKEN}")

    monkeypatch.setattr(start, "_reach", fail)
    with pytest.raises(SparkError, match="did not open a session: a library says") as caught:
        start._connected(Hidden(SERVER))
    assert_silent(caught.value)


class Refusing:
    """A session whose settings are refused, with their values."""

    conf = property(lambda self: self)

    def set(self, name: str, value: str) -> None:
        raise RuntimeError(f"{name} may not be {value}")


def test_a_setting_that_spark_refuses() -> None:
    with pytest.raises(SparkError, match=r"rejects the setting spark\.x\.token") as caught:
        start._set(Refusing(), {"spark.x.token": Hidden(TOKEN)})  # type: ignore[arg-type]
    assert TOKEN not in str(caught.value)


def test_words_in_a_wrong_place() -> None:
    place = ("--catalog", "main", "--schema", "s", "--volume", "v")
    setting = f"spark.sql.catalog.main.token={TOKEN}"
    for words in (
        ("plan", "retail", SERVER),
        ("plan", SERVER),
        (SERVER,),
        ("plan", "retail", f"--remot={SERVER}"),
        ("plan", "retail", "--rows", SERVER),
        ("plan", "retail", "--engine", SERVER),
        ("demo", "retail", *place, "--conf", f"{TOKEN}"),
        ("demo", "retail", *place, "--conf", setting, "--remote", "sc://127.0.0.1:1"),
        ("demo", "retail", *place, setting),
        ("demo", "retail", *place, "--rows", setting),
        ("demo", "retail", *place, "--unity", f"http://me:{TOKEN}@h"),
        ("demo", "retail", *place, "--unity", f"http://h/;token={TOKEN}"),
    ):
        done = quickly(*words)
        assert done.returncode == 2, words
        assert TOKEN not in one_line(done.stderr) + done.stdout


def test_no_repr_shows_it() -> None:
    chosen = engine.choose("spark", SERVER, None, None)
    assert chosen.remote == SERVER
    wanted = demo.Wanted(
        *("retail", "main", "s", "v", None, None, "1", "clean", False),
        *(SERVER, f"http://{TOKEN}@h", None, [f"spark.x.token={TOKEN}"]),
    )
    for each in (chosen, wanted, Unity("http://h", TOKEN), Hidden(TOKEN), [Hidden(TOKEN)]):
        assert TOKEN not in repr(each)
        assert TOKEN not in f"{each!r:>99}"


def test_a_plan_shows_the_host_alone() -> None:
    for more in ((), ("--json",)):
        done = quickly("plan", "retail", "--remote", SERVER, *more)
        assert "sc://127.0.0.1:1" in done.stdout
        assert TOKEN not in done.stdout
    assert json.loads(done.stdout)[0]["where"] == "sc://127.0.0.1:1"


def test_a_text_is_discreet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REMOTE, "sc://h/;token=first%2Bone;use_ssl=true")
    monkeypatch.setenv(CATALOG, "second\r\n")
    text = "first+one first%2Bone second third fourth true x"
    words = ["http://me:third@h", "--conf=my.secret.key=fourth", "token=x"]
    assert discreet(text, words) == "*** *** *** third *** true x"
    assert discreet("me:third fifth", words) == "*** fifth"
