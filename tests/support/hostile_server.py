"""Servers that answer whatever a test says, byte by byte, and what they may be up to."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

BASE = "/api/2.1/unity-catalog/"
TOKEN = "dapi-planted-9f8e7d6c5b4a"
JSON = {"Content-Type": "application/json"}
Bytes = Iterable[bytes]


@dataclass
class Hostile:
    """A server, and what became of it."""

    answer: Callable[[str, str, bytes], Bytes]
    address: str = ""
    asked: list[str] = field(default_factory=list)
    sent: int = 0


@contextmanager
def serving(answer: Callable[[str, str, bytes], Bytes]) -> Iterator[Hostile]:
    """A server on this machine; ``answer`` has method, path and body of a request."""
    server = Hostile(answer)
    threads = []
    ended = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            method, path, body = _request(connection)
            server.asked.append(f"{method} {path.removeprefix(BASE)}")
            for part in answer(method, path.removeprefix(BASE), body):
                if ended.is_set():
                    return
                connection.sendall(part)
                server.sent += len(part)

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=[connection], daemon=True))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            ended.set()
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()


def _request(connection: socket.socket) -> tuple[str, str, bytes]:
    text = b""
    while b"\r\n\r\n" not in text:
        text += connection.recv(65536) or b"\r\n\r\n"
    head, _, body = text.partition(b"\r\n\r\n")
    length = next(
        (int(x[15:]) for x in head.split(b"\r\n") if x.lower()[:15] == b"content-length:"), 0
    )
    while len(body) < length:
        body += connection.recv(65536) or b" " * length
    method, path, *_ = head.decode().split(" ")
    return method, path, body


def reply(
    status: int | str, body: bytes = b"", headers: Mapping[str, str] = JSON, *, length: bool = True
) -> bytes:
    """A whole answer."""
    sized = {"Content-Length": str(len(body)), **headers} if length else headers
    lines = "".join(f"{name}: {value}\r\n" for name, value in sized.items())
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body


def said(status: int, content: Any) -> list[bytes]:
    """A whole answer in JSON."""
    return [reply(status, json.dumps(content).encode())]


def honest(method: str, path: str, body: bytes) -> Bytes:
    """What a catalog says that has all that it is asked about."""
    if method == "DELETE":
        return [reply(200)]
    if method == "POST":
        return said(200, json.loads(body))
    kind, _, name = path.partition("/")
    keys = {"catalogs": (), "schemas": ("catalog_name",)}.get(kind, ("catalog_name", "schema_name"))
    return said(200, dict(zip((*keys, "name"), name.split("."), strict=True)))


def dripping(text: bytes) -> Bytes:
    """A text of which a byte comes now and then, and then no end."""
    for at in range(len(text)):
        yield text[at : at + 1]
        time.sleep(0.02)
    while True:
        yield b" "
        time.sleep(0.02)


ENDLESS = repeat(b" " * 65536)
_BOMB = gzip.compress(b" " * 2**24)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _redirects(status: int, target: str) -> Bytes:
    return [reply(status, headers={"Location": target, **JSON})]


SLOW: dict[str, Callable[[], Bytes]] = {
    "a silent server": lambda: _silent(),
    "a status, byte by byte": lambda: dripping(b"HTTP/1.1 200 OK" + b" " * 60000),
    "headers, byte by byte": lambda: dripping(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 60000),
    "a body, byte by byte": lambda: dripping(_HEAD + b"Content-Length: 9999\r\n\r\n"),
    "to be continued, always": lambda: repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "chunks, byte by byte": lambda: dripping(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
}
"""What takes until the deadline."""

BAD: dict[str, Callable[[], Bytes]] = {
    "nothing": list,
    "another protocol": lambda: [b"SSH-2.0-OpenSSH_9.9\r\n"],
    "an old protocol": lambda: [b"<html>hello</html>"],
    "status 99": lambda: [reply(99)],
    "a status in words": lambda: [reply("fine")],
    "a status without end": lambda: chain([b"HTTP/1.1 200 "], ENDLESS),
    "headers without end": lambda: chain([b"HTTP/1.1 200 OK\r\n"], repeat(b"X: y\r\n")),
    "a header without end": lambda: chain([b"HTTP/1.1 200 OK\r\nX: "], ENDLESS),
    "a length in words": lambda: [reply(200, b"{}", {**JSON, "Content-Length": "many"})],
    "a length below zero": lambda: [reply(200, b"[]", {**JSON, "Content-Length": "-1"})],
    "a length of 5000 digits": lambda: [reply(200, b"{}", {**JSON, "Content-Length": "9" * 5000})],
    "4 GB announced": lambda: chain(
        [reply(200, headers={**JSON, "Content-Length": str(2**32)})], ENDLESS
    ),
    "a body without end": lambda: chain([reply(200, length=False)], ENDLESS),
    "chunks without end": lambda: chain(
        [reply(200, headers={**JSON, "Transfer-Encoding": "chunked"}, length=False)],
        repeat(b"10000\r\n" + b" " * 65536 + b"\r\n"),
    ),
    "a chunk without end": lambda: chain(
        [reply(200, b"f" * 15 + b"\r\n", {**JSON, "Transfer-Encoding": "chunked"}, length=False)],
        ENDLESS,
    ),
    "an error without end": lambda: chain([reply(500, length=False)], ENDLESS),
    "half of a body": lambda: [reply(200, b'{"name": "ma', {**JSON, "Content-Length": "99"})],
    "a packed body": lambda: [reply(200, _BOMB, {**JSON, "Content-Encoding": "gzip"})],
    "no body": lambda: [reply(200)],
    "no content": lambda: [reply(204)],
    "another kind of body": lambda: [reply(200, b"{}", {"Content-Type": "text/html"})],
    "no kind of body": lambda: [reply(200, b"{}", {})],
    "an empty object": lambda: said(200, {}),
    "other names": lambda: said(200, {"name": "x", "catalog_name": "y", "schema_name": "z"}),
    "names that are none": lambda: said(200, {"name": {}, "catalog_name": [], "schema_name": 1}),
    "a list": lambda: said(200, [{"name": "main"}]),
    "a text": lambda: said(200, "main"),
    "null": lambda: said(200, None),
    "no JSON": lambda: [reply(200, b"<html>")],
    "no UTF-8": lambda: [reply(200, b'{"name": "\xff\xfe"}')],
    "a number of a million digits": lambda: [reply(200, b"9" * 10**6)],
    "deep lists": lambda: [reply(200, b"[" * 10**6)],
    "deep objects": lambda: [reply(200, b'{"name":' * 10**5)],
    "not found in HTML": lambda: [reply(404, b"<html>", {"Content-Type": "text/html"})],
    "an accepted request": lambda: [reply(202, b"{}")],
    **{
        f"{status} to {target}": lambda s=status, t=target: _redirects(s, t)  # type: ignore[misc]
        for status in (300, 301, 302, 303, 304, 305, 307, 308)
        for target in ("/", "ftp://127.0.0.1/x", "file:///etc/passwd")
    },
    **{
        f"status {status}": lambda s=status: said(s, {"message": f"{TOKEN}\x1b[2J\u202e"})  # type: ignore[misc]
        for status in (400, 401, 403, 405, 409, 418, 429, 500, 503, 599, 999)
    },
    "a message that is none": lambda: said(500, {"message": [TOKEN, {"a": TOKEN}]}),
    "a long message": lambda: said(500, {"message": f"{TOKEN} \n" * 10**5}),
    "the token everywhere": lambda: said(
        200, dict.fromkeys(("name", "catalog_name", "schema_name", "storage_location"), TOKEN)
    ),
}
"""What no honest catalog answers."""


def _silent() -> Bytes:
    while True:
        yield b""
        time.sleep(0.02)
