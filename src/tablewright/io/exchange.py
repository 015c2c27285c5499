"""One question to a web server and its answer, whatever the server is up to.

The answer has a largest size and a latest time, redirects are answers like others, nothing is
unpacked, and no address but http and https can be asked.
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
"""Of an answer; the longest that a catalog has reason to give are some hundred columns."""


class NoAnswerError(Exception):
    """There was no answer, or none that anybody should read; the text is the reason."""


@dataclass(frozen=True)
class Answer:
    """What a server said."""

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
    """Send a request and read the whole answer.

    Parameters
    ----------
    method, url : str
        What to ask, and whom.
    headers, secret : mapping
        Headers; the secret ones are for that server alone.
    body : bytes, optional
        What to send.
    seconds : float
        The time for everything together: names, connection, encryption, each byte of the answer.

    Raises
    ------
    NoAnswerError
        Without the error that it comes from, whose frames hold the headers.
    """
    found: list[Answer | str] = []
    sockets: list[socket.socket] = []

    def work() -> None:
        found.append(_answer(method, url, headers, secret, body, seconds, sockets))

    # In a thread, because nothing else ends the search for a name, or a byte a second.
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
    """An answer, or why there is none."""
    try:
        request = Request(url, data=body, method=method, headers=dict(headers))
        for name, value in secret.items():
            request.add_unredirected_header(name, value)
        with _opener(sockets).open(request, timeout=seconds) as reply:
            if reply.headers.get("Content-Encoding", "identity") != "identity":
                return "its answer is packed, which was not asked for"
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
        # Not what it says: that quotes headers and addresses.
        return f"{type(error).__name__}: it does not speak HTTP"


def _opener(sockets: list[socket.socket]) -> OpenerDirector:
    """Asks http and https servers, through the user's proxy; it follows nothing.

    Sockets that are opened are put into ``sockets``.
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
