"""A Unity Catalog over its REST API: catalogs, schemas, volumes and tables, without Spark.

The Databricks SDK speaks it too, but waits five minutes for a server that is not there, and asks
it for things that only Databricks has. Here are the nine calls that are needed.
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
"""For one call, whatever it is that takes long."""
_MOST_SAID = 200
_DONE = {"GET": (200,), "POST": (200, 201), "DELETE": (200, 202, 204)}
_ADDRESS = re.compile(
    r"(?i:https?)://(?:[A-Za-z0-9._-]+|\[(?P<ipv6>[0-9A-Fa-f:.]+)\])(?::[0-9]{1,5})?"
    r"(?:/[A-Za-z0-9._~%+-]+)*/*"
)
"""Nothing that `urllib.parse.urlsplit` would overlook, such as a line end."""
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
    """Return ``value`` if it is the address of a server, without a slash at its end."""
    if "@" in value:
        raise ArgumentError(f"unity names a user or a password; leave it away, and set {CATALOG}")
    found = _ADDRESS.fullmatch(value)
    try:
        usable = bool(found) and urlsplit(value).port != 0
        if found and found["ipv6"]:
            ipaddress.IPv6Address(found["ipv6"])
    except ValueError:
        usable = False
    if not usable:
        # Not shown: what is meant for a server may be a secret.
        raise ArgumentError(
            "unity=... is no address of a server; give one such as 'http://localhost:8080'"
        )
    return value.rstrip("/").removesuffix(_BASE)


@dataclass(frozen=True)
class Unity:
    """A server.

    Parameters
    ----------
    url : str
        Its address, of `address`.
    token : str
        Who asks, of `tablewright.secret.token`; shown nowhere.
    """

    url: str
    token: str = field(default=Hidden(""), repr=False)

    def check_catalog(self, catalog: str) -> None:
        """Raise `ArgumentError` if there is no such catalog: none is ever made."""
        if self._find("catalogs", {"name": catalog}) is None:
            raise ArgumentError(
                f"catalog={catalog!r} does not exist at {self.url}; create it there, or name "
                "another: catalogs are never created here"
            )

    def ensure_schema(self, catalog: str, schema: str) -> None:
        """Make a schema if it is missing."""
        wanted = {"catalog_name": catalog, "name": schema}
        if self._find("schemas", wanted) is None:
            self._make("schemas", wanted, {})

    def ensure_volume(
        self, catalog: str, schema: str, volume: str, location: str, *, within: str = ""
    ) -> str:
        """Make an external volume at ``location`` if it is missing; return where it is.

        One that is there already is written to if it is ``within`` a folder of this machine, or
        in an object store.
        """
        wanted = {"catalog_name": catalog, "schema_name": schema, "name": volume}
        found = self._find("volumes", wanted)
        if found is None:
            self._make("volumes", wanted, {"volume_type": "EXTERNAL"}, location)
            return location.rstrip("/")
        at = found.get("storage_location")
        return locations.trusted(f"volume={volume!r}", at, within or location)

    def table_location(self, catalog: str, schema: str, table: str) -> str | None:
        """Where a table's files are by the server's word; None if there is no such table."""
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
        """What has these names, by the server's own answer; None if nothing has."""
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
        """Make something; that the server says what it has made is the sign that it did."""
        at = {} if location is None else {"storage_location": location}
        made = self._call("POST", kind, {**names, **more, **at}) or {}
        self._check(kind, names, made)
        if location is not None and not locations.same(made.get("storage_location"), location):
            raise CatalogError(
                f"unity={self.url!r} put one of the {kind} elsewhere than at {location!r}; nothing "
                "is written there"
            )

    def _check(self, kind: str, names: Mapping[str, str], found: Mapping[str, Any]) -> None:
        # Some catalogs write all names in small letters.
        if any(str(found.get(key)).casefold() != name.casefold() for key, name in names.items()):
            name = ".".join(names.values())
            raise CatalogError(
                f"unity={self.url!r} was asked about {name!r} in {kind}, and answered something "
                "else; correct the address"
            )

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """The object that a server answers with; nothing for a question about nothing."""
        answer = self._asked(method, path, body)
        found = self._object(answer)
        if answer.status in _DONE[method]:
            if found is not None or (method == "DELETE" and not answer.body.strip()):
                return found
        elif found and method == "GET" and answer.status == 404:
            return None
        elif answer.status >= 300:
            raise self._refused(answer.status, found or {}, f"{method} {path.partition('/')[0]}")
        raise CatalogError(
            f"unity={self.url!r} gave no answer of a Unity Catalog; correct the address"
        )

    def _asked(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        reason = ""
        try:
            return ask(
                method,
                f"{self.url}{_BASE}/{path}",
                {"Content-Type": "application/json", "Accept": "application/json"},
                # Sent to no proxy's or other server's log by way of a redirect.
                {"Authorization": f"Bearer {self.token}"} if self.token else {},
                None if body is None else json.dumps(body).encode(),
                _SECONDS,
            )
        except NoAnswerError as error:
            reason = without(_line(str(error)), [self.token])
        # Outside of the block, so that no error takes the one before it along.
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
        """The JSON object that an answer is, if it is one, without the token it may repeat."""
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
