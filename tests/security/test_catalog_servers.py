"""A catalog's server may do what it likes: every call is checked, in bounded size and time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tablewright import secret
from tablewright.errors import ArgumentError, CatalogError
from tablewright.formats.tables import Description
from tablewright.io import unity
from tablewright.io.exchange import MOST_BYTES
from tablewright.io.unity import Unity, address
from tests.support.commands import one_line, quickly
from tests.support.hostile_server import BAD, SLOW, TOKEN, Bytes, honest, reply, said, serving
from tests.support.silence import assert_silent

LAKE = "file:///lake"
NAMES = ("main", "shop", "things")
NOT_FOUND = said(404, {"error_code": "NOT_FOUND", "message": "not found"})
SAYS_NOTHING = (
    *("no body", "no content", "an accepted request", "an empty object", "other names"),
    *("names that are none", "the token everywhere"),
)
"""Answers to a request to delete something, to which there is nothing to say."""
STEPS: dict[str, Callable[[Unity], object]] = {
    "GET catalogs": lambda u: u.check_catalog("main"),
    "GET schemas": lambda u: u.ensure_schema("main", "shop"),
    "GET volumes": lambda u: u.ensure_volume("main", "shop", "raw", LAKE),
    "GET tables": lambda u: u.table_location(*NAMES),
    "POST schemas": lambda u: u.ensure_schema("main", "shop"),
    "POST volumes": lambda u: u.ensure_volume("main", "shop", "raw", LAKE),
    "POST tables": lambda u: u.register(NAMES, LAKE, {}, Description(), {}),
    "DELETE tables": lambda u: u.register(NAMES, LAKE, {}, Description(), {}),
}
"""Every call that there is, by what it asks."""


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    assert [each.name for each in threading.enumerate() if each.name == "tablewright-ask"] == []


def refused(call: str, attack: Callable[[], Bytes]) -> CatalogError:
    """What a call says of a server that attacks it, and is honest in all others."""

    def answer(method: str, path: str, body: bytes) -> Bytes:
        if f"{method} {path.partition('/')[0]}" == call:
            return attack()
        if method == "GET" and call.startswith("POST"):
            return NOT_FOUND
        return honest(method, path, body)

    with serving(answer) as server, pytest.raises(CatalogError) as caught:
        STEPS[call](Unity(server.address, secret.token("t", f"{TOKEN}\r\n")))
    assert server.asked[-1].startswith(call)
    assert_silent(caught.value)
    # What is sent and not read waits in the kernel, which has some room.
    assert server.sent < MOST_BYTES + 2**24
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert TOKEN not in line
    assert len(line) < 700
    return caught.value


@pytest.mark.parametrize("attack", BAD)
def test_no_call_believes(attack: str) -> None:
    for call in STEPS:
        if call != "DELETE tables" or attack not in SAYS_NOTHING:
            refused(call, BAD[attack])


@pytest.mark.parametrize("attack", SLOW)
def test_no_call_waits(attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unity, "_SECONDS", 0.15)
    for call in STEPS:
        assert "cannot be reached" in str(refused(call, SLOW[attack]))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with serving(honest) as other:
        for call in STEPS:
            where = {"Location": f"{other.address}{unity._BASE}/{call}", "Connection": "close"}
            error = refused(call, lambda where=where: [reply(status, headers=where)])  # type: ignore[misc]
            assert f"redirect, which is not followed (HTTP {status})" in str(error)
    assert other.asked == []


def test_a_deleted_table_is_asked_for_nothing_more() -> None:
    for attack in SAYS_NOTHING:

        def answer(method: str, path: str, body: bytes, attack: str = attack) -> Bytes:
            return BAD[attack]() if method == "DELETE" else honest(method, path, body)

        with serving(answer) as server:
            STEPS["DELETE tables"](Unity(server.address, TOKEN))
        # That it is gone shows when the new one can be made.
        assert [each.partition(" ")[0] for each in server.asked] == ["GET", "DELETE", "POST"]


ELSEWHERE = [
    *("", "raw", "../raw", "/etc", "/lake", "~/lake", "C:\\lake", None, 7, ["file:///lake"]),
    *("file:///", "file:///etc", "file:///lakeside", "file:///lake/../etc", "file:///lake/./.."),
    *("file:///lake/%2e%2e/etc", "file:///lake/%252e%252e/etc", "file://lake/etc", "file:lake"),
    *("file://server/lake/raw", "file:///lake/..\\etc", "file:///lake/a?b", "file:///lake/a#b"),
    *("http://127.0.0.1/x", "https://a/x", "ftp://a/x", "jar:file:///x!/y", "data:,x", "local:/x"),
    *("s3:", "s3://", "s3:///x", "s3://bucket/../x", "s3://u:p@bucket/x", "S3 ://bucket", "//a/b"),
    *(
        "s3://bucket/a\nb",
        "s3://bucket/a\x1b[2J",
        "s3://bucket/\u202ex",
        "s3://bucket/\0",
        "s3://[",
    ),
    *(" file:///lake", "file:///lake/\x00", f"file:///{TOKEN}"),
]


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_volume_is_no_surprise(where: object) -> None:
    """Neither one that is there already, nor one that is made."""

    def lying(method: str, path: str, body: bytes) -> Bytes:
        names = {"catalog_name": "main", "schema_name": "shop", "name": "raw"}
        if made and method == "GET":
            return NOT_FOUND
        return said(200, {**names, "storage_location": where})

    for made in (False, True):  # noqa: B007
        with serving(lying) as server, pytest.raises(CatalogError) as caught:
            Unity(server.address, TOKEN).ensure_volume("main", "shop", "raw", f"{LAKE}/raw")
        assert len(str(caught.value).splitlines()) == 1
        assert str(caught.value).isprintable()
        assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "where",
    [
        f"{LAKE}/main/raw/",
        "file:/lake/x",
        "file://localhost/lake/y",
        "s3://bucket/raw",
        "abfss://box@account.dfs.core.windows.net/raw/",
        "gs://bucket",
        LAKE,
    ],
)
def test_a_volume_that_is_there_is_used(where: str) -> None:
    names = {"catalog_name": "main", "schema_name": "shop", "name": "raw"}
    with serving(lambda *_: said(200, {**names, "storage_location": where})) as server:
        found = Unity(server.address).ensure_volume("main", "shop", "raw", f"{LAKE}/x", within=LAKE)
    assert found == where.rstrip("/")


def test_a_table_that_is_put_elsewhere_is_not_known() -> None:
    def lying(method: str, path: str, body: bytes) -> Bytes:
        if method == "GET":
            return NOT_FOUND
        return honest(method, path, body.replace(b"file:///lake", b"file:///lakes"))

    with serving(lying) as server, pytest.raises(CatalogError, match="a location other than"):
        STEPS["POST tables"](Unity(server.address))


ODD = [
    *(
        "",
        " ",
        "x",
        "//x",
        "http:",
        "http:/x",
        "http:///x",
        "://x",
        "ftp://x",
        "file:///etc/passwd",
    ),
    *(
        "javascript:1",
        "http://x\n",
        "http://x\r\nHost: y",
        "\thttp://x",
        "http://x y",
        "http://x\x00",
    ),
    *(
        "http://\u202ex",
        "http://\udcff",
        "http://m\u00fcnchen",
        "http://x\\y",
        "http://x?a",
        "http://x#",
    ),
    *(
        "http://x:0",
        "http://x:99999",
        "http://x:-1",
        "http://x:1:2",
        "http://x:\uff11",
        "http://:80",
    ),
    *(
        "http://[",
        "http://[]",
        "http://[::1",
        "http://[::1]x",
        "http://[1:2]",
        "http://[::1%25eth0]",
    ),
    *("http://[v1.x]", "http://::1", f"http://me:{TOKEN}@x", f"{TOKEN}@x", f"http://x?t={TOKEN}"),
    *(f"http://x;{TOKEN}", TOKEN, f"http:// {TOKEN}", "http://x/" + "a" * 10**6 + " "),
]


@pytest.mark.parametrize("value", ODD)
def test_odd_addresses(value: str) -> None:
    with pytest.raises(ArgumentError, match="unity") as caught:
        address(value)
    assert TOKEN not in str(caught.value)


def test_an_odd_address_on_the_command_line() -> None:
    for value in ("", "http://x\n", "http://x:99999", "http://\udcff", f"http://me:{TOKEN}@x"):
        words = ("--catalog", "main", "--schema", "shop", "--format", "delta", "--unity", value)
        done = quickly("generate", "retail", *words)
        assert done.returncode == 2
        assert TOKEN not in one_line(done.stderr)


@pytest.mark.parametrize(
    "value",
    ["http://[::1]:8080", "https://unity.example:443/prefix", "HTTP://X", "http://127.0.0.1"],
)
def test_good_addresses(value: str) -> None:
    assert address(value) == value


def test_only_the_web_is_asked(tmp_path: Path) -> None:
    """Also if somebody passes an address that nobody checked."""
    (tmp_path / "answer").write_text('{"name": "main"}')
    for url in (f"file://{tmp_path}/answer#", "ftp://127.0.0.1", "data:application/json,{}#"):
        with pytest.raises(CatalogError, match="cannot be reached"):
            Unity(url).check_catalog("main")


def test_a_name_cannot_be_a_path() -> None:
    with serving(lambda *_: NOT_FOUND) as server:
        assert Unity(server.address).table_location("../..", "a/b?c#d", "x\r\ny") is None
    assert server.asked == ["GET tables/..%2F...a%2Fb%3Fc%23d.x%0D%0Ay"]


@pytest.mark.parametrize(
    "attack",
    [
        *("nothing", "no body", "another protocol", "a body without end", "deep lists", "302 to /"),
        *("status 401", "status 500", "the token everywhere"),
    ],
)
def test_generate_writes_nothing(attack: str, tmp_path: Path) -> None:
    with serving(lambda *_: BAD[attack]()) as server:
        where = ("--unity", server.address, "--catalog", "main", "--schema", "shop")
        words = ("--rows", "20", "--format", "delta", "--out", str(tmp_path / "out"))
        done = quickly("generate", "retail", *words, *where)
    assert done.returncode in (1, 2)
    assert one_line(done.stderr).isprintable()
    assert "please report" not in done.stderr
    assert list(tmp_path.iterdir()) == []
