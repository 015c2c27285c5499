"""Sends one request to an untrusted web server and reads the response.

Responses are limited in size and time, redirects are not followed, nothing is decompressed, and
only http and https are supported.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

MOST_BYTES = 4 * 2**20
"""Maximum size of a response; the longest legitimate ones list some hundred columns."""


class NoAnswerError(Exception):
    """There was no usable response; the message is the reason."""


@dataclass(frozen=True)
class Answer:
    """A server's response."""

    status: int
    kind: str
    body: bytes = field(repr=False)


def ask(
    method: str,
    url: str,
    headers: Mapping[str, str],
    secret: Mapping[str, str],
    body: bytes | None,
    seconds: float,
) -> Answer:
    """Send a request and read the complete response.

    Parameters
    ----------
    method, url : str
        The request.
    headers, secret : mapping
        Headers; secret ones are sent to that server only.
    body : bytes, optional
        The request's body.
    seconds : float
        The total time limit: DNS, connection, TLS and every byte of the response.

    Raises
    ------
    NoAnswerError
        Without its cause, whose frames contain the headers.
    """
    found: list[Answer | str] = []
    sockets: list[socket.socket] = []

    def work() -> None:
        found.append(_answer(method, url, headers, secret, body, seconds, sockets))

    # In a thread, because nothing else interrupts a DNS lookup, or one byte per second.
    thread = threading.Thread(target=work, name="tablewright-ask", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        thread.join(1)
        raise NoAnswerError(f"it took more than {seconds:g} seconds")
    answer = found[0]
    if isinstance(answer, str):
        raise NoAnswerError(answer)
    return answer


def _answer(
    method: str,
    url: str,
    headers: Mapping[str, str],
    secret: Mapping[str, str],
    body: bytes | None,
    seconds: float,
    sockets: list[socket.socket],
) -> Answer | str:
    """Return the response, or the reason why there is none."""
    try:
        request = Request(url, data=body, method=method, headers=dict(headers))
        for name, value in secret.items():
            request.add_unredirected_header(name, value)
        with _opener(sockets).open(request, timeout=seconds) as reply:
            if reply.headers.get("Content-Encoding", "identity") != "identity":
                return "its response is compressed, which was not requested"
            if int(reply.headers.get("Content-Length") or 0) > MOST_BYTES:
                return f"its answer has more than {MOST_BYTES:,} bytes"
            text = reply.read(MOST_BYTES + 1)
            if len(text) > MOST_BYTES:
                return f"its answer has more than {MOST_BYTES:,} bytes"
            return Answer(reply.status, reply.headers.get_content_type(), text)
    except OSError as error:
        reason = getattr(error, "reason", error)
        return str(getattr(reason, "strerror", None) or reason)
    except (HTTPException, ValueError) as error:
        # Omit the error's text, which quotes headers and addresses.
        return f"{type(error).__name__}: it is not an HTTP server"


def _opener(sockets: list[socket.socket]) -> OpenerDirector:
    """Return an opener for http and https, through the user's proxy, without redirects.

    It adds opened sockets to ``sockets``.
    """

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    class Encrypted(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    class PlainHandler(HTTPHandler):
        def http_open(self, req: Request) -> Any:
            return self.do_open(Plain, req)

    class EncryptedHandler(HTTPSHandler):
        def https_open(self, req: Request) -> Any:
            return self.do_open(Encrypted, req)

    opener = OpenerDirector()
    for handler in (ProxyHandler(), PlainHandler(), EncryptedHandler(), UnknownHandler()):
        opener.add_handler(handler)
    return opener
