"""Calls Unity Catalog's REST API: catalogs, schemas, volumes and tables, without Spark.

The Databricks SDK supports it too, but waits five minutes for a dead server and requests features
that only Databricks has. This module implements the nine calls we need.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from tablewright import formats
from tablewright.errors import ArgumentError, CatalogError
from tablewright.formats.tables import Description
from tablewright.io import locations
from tablewright.io.exchange import Answer, NoAnswerError, ask
from tablewright.secret import CATALOG, Hidden, without

_BASE = "/api/2.1/unity-catalog"
_SECONDS = 20.0
"""Time limit for one call, in seconds."""
_MOST_SAID = 200
_DONE = {"GET": (200,), "POST": (200, 201), "DELETE": (200, 202, 204)}
_ADDRESS = re.compile(
    r"(?i:https?)://(?:[A-Za-z0-9._-]+|\[(?P<ipv6>[0-9A-Fa-f:.]+)\])(?::[0-9]{1,5})?"
    r"(?:/[A-Za-z0-9._~%+-]+)*/*"
)
"""Excludes characters that `urllib.parse.urlsplit` ignores, such as line breaks."""
_TYPES = {
    "int64": ("LONG", "bigint", "long"),
    "int32": ("INT", "int", "integer"),
    "float64": ("DOUBLE", "double", "double"),
    "text": ("STRING", "string", "string"),
    "date": ("DATE", "date", "date"),
    "timestamp": ("TIMESTAMP", "timestamp", "timestamp"),
    "boolean": ("BOOLEAN", "boolean", "boolean"),
}


def address(value: str) -> str:
    """Return ``value`` without a trailing slash if it is a server's address."""
    if "@" in value:
        raise ArgumentError(f"unity contains a user or a password; remove it, and set {CATALOG}")
    found = _ADDRESS.fullmatch(value)
    try:
        usable = bool(found) and urlsplit(value).port != 0
        if found and found["ipv6"]:
            ipaddress.IPv6Address(found["ipv6"])
    except ValueError:
        usable = False
    if not usable:
        # Do not show it: it may contain a secret.
        raise ArgumentError(
            "unity=... is not a server address; give one such as 'http://localhost:8080'"
        )
    return value.rstrip("/").removesuffix(_BASE)


@dataclass(frozen=True)
class Unity:
    """A server.

    Parameters
    ----------
    url : str
        The server's address, from `address`.
    token : str
        The access token, from `tablewright.secret.token`; never shown.
    """

    url: str
    token: str = field(default=Hidden(""), repr=False)

    def check_catalog(self, catalog: str) -> None:
        """Raise `ArgumentError` if the catalog does not exist; catalogs are never created."""
        if self._find("catalogs", {"name": catalog}) is None:
            raise ArgumentError(
                f"catalog={catalog!r} does not exist at {self.url}; create it there, or name "
                "another: catalogs are never created here"
            )

    def ensure_schema(self, catalog: str, schema: str) -> None:
        """Create a schema if missing."""
        wanted = {"catalog_name": catalog, "name": schema}
        if self._find("schemas", wanted) is None:
            self._make("schemas", wanted, {})

    def ensure_volume(
        self, catalog: str, schema: str, volume: str, location: str, *, within: str = ""
    ) -> str:
        """Create an external volume at ``location`` if missing; return its location.

        An existing volume must be ``within`` a local folder, or in an object store.
        """
        wanted = {"catalog_name": catalog, "schema_name": schema, "name": volume}
        found = self._find("volumes", wanted)
        if found is None:
            self._make("volumes", wanted, {"volume_type": "EXTERNAL"}, location)
            return location.rstrip("/")
        at = found.get("storage_location")
        return locations.trusted(f"volume={volume!r}", at, within or location)

    def table_location(self, catalog: str, schema: str, table: str) -> str | None:
        """Return a table's location as reported by the server; None if it does not exist."""
        names = {"catalog_name": catalog, "schema_name": schema, "name": table}
        found = self._find("tables", names)
        return None if found is None else str(found.get("storage_location", "")).rstrip("/")

    def register(
        self,
        names: tuple[str, str, str],
        location: str,
        types: Mapping[str, str],
        about: Description,
        properties: Mapping[str, str],
    ) -> None:
        """Make the table at ``location`` known, instead of what has its name, if any."""
        catalog, schema, table = names
        if self.table_location(*names) is not None:
            self._call("DELETE", f"tables/{_path(names)}")
        columns = [
            _column(position, name, kind, about.columns.get(name, ""))
            for position, (name, kind) in enumerate(types.items())
        ]
        more = {
            "table_type": "EXTERNAL",
            "data_source_format": formats.catalog().name.upper(),
            "columns": columns,
            "comment": about.text,
            "properties": {**about.properties(), **properties},
        }
        wanted = {"catalog_name": catalog, "schema_name": schema, "name": table}
        self._make("tables", wanted, more, location)

    def _find(self, kind: str, names: Mapping[str, str]) -> dict[str, Any] | None:
        """Return the object with these names; None if it does not exist."""
        found = self._call("GET", f"{kind}/{_path(names.values())}")
        if found is not None:
            self._check(kind, names, found)
        return found

    def _make(
        self,
        kind: str,
        names: Mapping[str, str],
        more: Mapping[str, Any],
        location: str | None = None,
    ) -> None:
        """Create an object; the server must return the created object."""
        at = {} if location is None else {"storage_location": location}
        made = self._call("POST", kind, {**names, **more, **at}) or {}
        self._check(kind, names, made)
        if location is not None and not locations.same(made.get("storage_location"), location):
            raise CatalogError(
                f"unity={self.url!r} created one of the {kind} at a location other than "
                f"{location!r}; nothing is written there"
            )

    def _check(self, kind: str, names: Mapping[str, str], found: Mapping[str, Any]) -> None:
        # Some catalogs convert all names to lower case.
        if any(str(found.get(key)).casefold() != name.casefold() for key, name in names.items()):
            name = ".".join(names.values())
            raise CatalogError(
                f"unity={self.url!r} returned another object for {name!r} in {kind}; correct the "
                "address"
            )

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Return the object in the server's response; None if it does not exist."""
        answer = self._asked(method, path, body)
        found = self._object(answer)
        if answer.status in _DONE[method]:
            if found is not None or (method == "DELETE" and not answer.body.strip()):
                return found
        elif found and method == "GET" and answer.status == 404:
            return None
        elif answer.status >= 300:
            raise self._refused(answer.status, found or {}, f"{method} {path.partition('/')[0]}")
        raise CatalogError(f"unity={self.url!r} is not a Unity Catalog; correct the address")

    def _asked(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        reason = ""
        try:
            return ask(
                method,
                f"{self.url}{_BASE}/{path}",
                {"Content-Type": "application/json", "Accept": "application/json"},
                # Never forwarded to another server by a redirect.
                {"Authorization": f"Bearer {self.token}"} if self.token else {},
                None if body is None else json.dumps(body).encode(),
                _SECONDS,
            )
        except NoAnswerError as error:
            reason = without(_line(str(error)), [self.token])
        # Outside the block, so that the error is not chained.
        raise CatalogError(
            f"unity={self.url!r} cannot be reached ({reason}); start the server there, or correct "
            "the address"
        )

    def _refused(self, status: int, found: Mapping[str, Any], what: str) -> CatalogError:
        said = _line(str(found.get("message") or f"HTTP {status}"))
        if status == 401:
            return CatalogError(
                f"unity={self.url!r} does not accept the token; set {CATALOG} to a valid one"
            )
        if status == 403:
            return CatalogError(
                f"unity={self.url!r} denies permission for {what} ({said}); ask the catalog's "
                "owner for it, or use another token"
            )
        if status < 400:
            return CatalogError(
                f"unity={self.url!r} answers {what} with a redirect, which is not followed (HTTP "
                f"{status}); give the address that it redirects to"
            )
        return CatalogError(f"unity={self.url!r} refused {what}: {said}")

    def _object(self, answer: Answer) -> dict[str, Any] | None:
        """Parse a response as a JSON object, without a repeated token."""
        if answer.kind != "application/json":
            return None
        try:
            text = json.dumps(json.loads(answer.body), ensure_ascii=False)
            found = json.loads(without(text, [self.token]))
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None


def _path(names: Iterable[str]) -> str:
    return quote(".".join(names), safe="")


def _line(text: str) -> str:
    return " ".join(text.split())[:_MOST_SAID]


def _column(position: int, name: str, kind: str, comment: str) -> dict[str, Any]:
    type_name, text, in_json = _TYPES.get(kind, ("DECIMAL", kind, kind))
    metadata = {"comment": comment} if comment else {}
    declared = {"name": name, "type": in_json, "nullable": True, "metadata": metadata}
    return {
        "name": name,
        "type_name": type_name,
        "type_text": text,
        "type_json": json.dumps(declared),
        "position": position,
        "nullable": True,
        **metadata,
        **_digits(type_name, kind),
    }


def _digits(type_name: str, kind: str) -> dict[str, int]:
    if type_name != "DECIMAL":
        return {}
    precision, scale = kind.removeprefix("decimal(").removesuffix(")").split(",")
    return {"type_precision": int(precision), "type_scale": int(scale)}
