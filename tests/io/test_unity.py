"""The catalog's REST client: what it asks for, and what it says when that fails."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from tablewright.errors import ArgumentError, CatalogError
from tablewright.io.unity import Unity, address
from tests.support.unity_emulator import NAMES, SECRET, Catalog, serving, steps

PATH = "/api/2.1/unity-catalog"


def test_schema_volume_and_table_are_made_once() -> None:
    catalog = Catalog(token=SECRET)
    catalog.add_catalog("main")
    with serving(catalog) as url:
        unity = Unity(address(f"{url}/"), SECRET)
        steps(unity)
        steps(unity)
        assert unity.table_location(*NAMES) == "file:///lake/things2"
        assert unity.table_location("main", "shop", "others") is None
    made = [call for call in catalog.calls if call.startswith("POST")]
    assert made == ["POST schemas", "POST volumes", *["POST tables"] * 4]
    table = catalog.things["tables"]["main.shop.things"]
    assert [column["type_name"] for column in table["columns"]] == ["LONG", "DECIMAL", "TIMESTAMP"]
    assert table["columns"][0]["comment"] == "the key"
    assert table["columns"][1]["type_precision"] == 12
    assert table["properties"]["tablewright.primary_key"] == "id"


def test_an_existing_volume_stays_where_it_is() -> None:
    catalog = Catalog()
    catalog.add_catalog("main")
    names = {"catalog_name": "main", "schema_name": "shop", "name": "raw"}
    catalog.things["volumes"]["main.shop.raw"] = {
        **names,
        "storage_location": "s3://elsewhere/raw/",
    }
    with serving(catalog) as url:
        where = Unity(url).ensure_volume("main", "shop", "raw", "file:///lake/raw")
    assert where == "s3://elsewhere/raw"
    assert catalog.tokens == [None]


def test_a_missing_catalog_is_not_made() -> None:
    catalog = Catalog()
    with (
        serving(catalog) as url,
        pytest.raises(ArgumentError, match=r"catalog='main' does not exist .* never created"),
    ):
        steps(Unity(url))
    assert catalog.calls == ["GET catalogs/main"]


def check_one_line(error: BaseException) -> str:
    said = str(error)
    assert len(said.splitlines()) == 1
    assert SECRET not in said
    assert SECRET not in repr(error)
    assert error.__suppress_context__ or error.__cause__ is None
    return said


def test_a_wrong_token() -> None:
    catalog = Catalog(token="another")
    with serving(catalog) as url, pytest.raises(CatalogError, match="set UNITY_CATALOG_TOKEN") as e:
        steps(Unity(url, SECRET))
    assert "does not accept the token" in check_one_line(e.value)
    assert catalog.tokens == [f"Bearer {SECRET}"]


@pytest.mark.parametrize(
    "denied", ["GET catalogs", "POST schemas", "POST volumes", "GET tables", "POST tables"]
)
def test_no_permission(denied: str) -> None:
    catalog = Catalog(token=SECRET, denied={denied})
    catalog.add_catalog("main")
    with serving(catalog) as url, pytest.raises(CatalogError, match="denies permission") as caught:
        steps(Unity(url, SECRET))
    said = check_one_line(caught.value)
    assert denied in said
    assert "***" in said  # this server repeats the token in its answer


@pytest.mark.parametrize("how", ["refused", "silent", "not a catalog"])
def test_a_server_that_is_down(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tablewright.io.unity._SECONDS", 0.5)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        if how != "refused":
            listening.listen()
        if how == "not a catalog":
            _answer_once(listening)
        unity = Unity(f"http://127.0.0.1:{port}", SECRET)
        with pytest.raises(CatalogError, match=rf"unity='http://127\.0\.0\.1:{port}'") as caught:
            steps(unity)
    said = check_one_line(caught.value)
    assert ("is not a Unity Catalog" if how == "not a catalog" else "cannot be reached") in said


def _answer_once(listening: socket.socket) -> None:
    import threading

    def answer() -> None:
        connection, _ = listening.accept()
        connection.recv(10_000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>")
        connection.close()

    threading.Thread(target=answer, daemon=True).start()


def test_the_token_is_shown_nowhere() -> None:
    assert SECRET not in repr(Unity("http://localhost", SECRET))


BAD: list[tuple[str, str]] = [
    ("", "is not a server address"),
    ("localhost:8080", "is not a server address"),
    ("ftp://localhost", "is not a server address"),
    ("file:///etc/passwd", "is not a server address"),
    ("http://", "is not a server address"),
    ("http://localhost:x", "is not a server address"),
    ("http://localhost?x=1", "is not a server address"),
    (f"http://me:{SECRET}@localhost", "contains a user"),
]


@pytest.mark.parametrize(("value", "message"), BAD)
def test_bad_addresses(value: str, message: str) -> None:
    with pytest.raises(ArgumentError, match=message) as caught:
        address(value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("make", [str, lambda t: f"{t}/", lambda t: f"{t}{PATH}"])
def test_good_addresses(make: Callable[[str], str]) -> None:
    assert address(make("http://localhost:8080")) == "http://localhost:8080"
