"""The part of Unity Catalog's REST API that is used, in memory, for machines without its jars.

It keeps the published API's paths, names, statuses and refusals (version 0.6.0): what needs a
field refuses a body without it, an external location may not be a managed one's, deletes answer
200 with an empty body. What a real server does beyond that is tested by ``make test-unity``.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from tablewright.formats.tables import Description
from tablewright.io.unity import Unity

BASE = "/api/2.1/unity-catalog/"
NEEDED = {
    "catalogs": ("name",),
    "schemas": ("name", "catalog_name"),
    "volumes": ("name", "catalog_name", "schema_name", "volume_type", "storage_location"),
    "tables": ("name", "catalog_name", "schema_name", "table_type", "columns", "storage_location"),
}
KNOWN = {
    "catalogs": {"comment", "properties", "storage_root"},
    "schemas": {"comment", "properties", "storage_root"},
    "volumes": {"comment"},
    "tables": {"comment", "properties", "data_source_format"},
}
COLUMN = {"name", "type_name", "type_text", "type_json", "position"}


@dataclass
class Catalog:
    """What the server knows, and whom it lets do what."""

    token: str | None = None
    denied: set[str] = field(default_factory=set)
    things: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {kind: {} for kind in NEEDED}
    )
    calls: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    bodies: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def add_catalog(self, name: str) -> None:
        """A catalog, which somebody made."""
        self.things["catalogs"][name] = {"name": name}

    def answer(
        self, method: str, path: str, body: dict[str, Any], token: str | None
    ) -> tuple[int, Any]:
        """Status and body."""
        self.calls.append(f"{method} {path}")
        self.tokens.append(token)
        if self.token is not None and token != f"Bearer {self.token}":
            return _error(401, "UNAUTHENTICATED", f"Invalid access token: {token}")
        kind, _, name = path.partition("/")
        if kind not in NEEDED:
            return _error(404, "NOT_FOUND", f"no such path {path}")
        if f"{method} {kind}" in self.denied:
            return _error(403, "PERMISSION_DENIED", f"Access denied. Principal: {token}")
        if method == "POST":
            self.bodies.append((kind, body))
            return self._create(kind, body)
        found = self.things[kind].get(unquote(name))
        if found is None:
            return _error(404, f"{kind[:-1].upper()}_NOT_FOUND", f"{kind[:-1]} not found: {name}")
        if method == "DELETE":
            del self.things[kind][unquote(name)]
            return 200, None
        return 200, found

    def _create(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        missing = [each for each in NEEDED[kind] if not body.get(each)]
        unknown = set(body) - set(NEEDED[kind]) - KNOWN[kind]
        if missing or unknown:
            return _error(400, "INVALID_ARGUMENT", f"missing {missing}, unknown {sorted(unknown)}")
        parents = [body[each] for each in ("catalog_name", "schema_name") if each in body]
        for above, count in (("catalogs", 1), ("schemas", 2)):
            if len(parents) >= count and ".".join(parents[:count]) not in self.things[above]:
                return _error(404, "NOT_FOUND", f"{above[:-1]} not found: {parents}")
        for column in body.get("columns", ()):
            if not set(column) >= COLUMN or not json.loads(column["type_json"])["name"]:
                return _error(400, "INVALID_ARGUMENT", f"bad column {column}")
        name = ".".join([*parents, body["name"]])
        if name in self.things[kind]:
            status = 400 if kind == "schemas" else 409
            return _error(status, "ALREADY_EXISTS", f"{kind[:-1]} already exists: {name}")
        self.things[kind][name] = {**body, "id": str(uuid.uuid4()), "full_name": name}
        return 200, self.things[kind][name]


def _error(status: int, code: str, message: str) -> tuple[int, Any]:
    return status, {"error_code": code, "message": message, "details": []}


@contextmanager
def serving(catalog: Catalog) -> Iterator[str]:
    """The address of a server on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            if not self.path.startswith(BASE):
                status, answer = 404, None
            else:
                path = self.path.removeprefix(BASE)
                token = self.headers.get("Authorization")
                status, answer = catalog.answer(self.command, path, body, token)
            data = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_DELETE = _do

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


SECRET = "dapi-very-secret-0123456789"
TYPES = {"id": "int64", "price": "decimal(12,2)", "at": "timestamp"}
ABOUT = Description("Things", {"id": "the key"}, "id", {})
NAMES = ("main", "shop", "things")


def steps(unity: Unity) -> None:
    """All that a demo asks for."""
    unity.check_catalog("main")
    unity.ensure_schema("main", "shop")
    unity.ensure_volume("main", "shop", "raw", "file:///lake/raw")
    unity.register(NAMES, "file:///lake/things", TYPES, ABOUT, {"a": "b"})
    unity.register(NAMES, "file:///lake/things2", TYPES, ABOUT, {})
