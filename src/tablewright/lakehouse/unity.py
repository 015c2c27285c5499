"""A Unity Catalog over its REST API: catalogs, schemas, volumes and tables, without Spark.

The Databricks SDK speaks it too, but waits five minutes for a server that is not there, and asks
it for things that only Databricks has. Here are the nine calls that are needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from tablewright.errors import ArgumentError, CatalogError
from tablewright.lakehouse.describe import Description

TOKEN = "UNITY_CATALOG_TOKEN"
"""The environment variable that the token is taken from."""
_BASE = "/api/2.1/unity-catalog"
_SECONDS = 20.0
_TYPES = {
    "key": ("LONG", "bigint", "long"),
    "count": ("INT", "int", "integer"),
    "measure": ("DOUBLE", "double", "double"),
    "text": ("STRING", "string", "string"),
    "day": ("DATE", "date", "date"),
    "instant": ("TIMESTAMP", "timestamp", "timestamp"),
    "flag": ("BOOLEAN", "boolean", "boolean"),
}


def address(value: str) -> str:
    """Return ``value`` if it is the address of a server, without a slash at its end."""
    remedy = "give one such as 'http://localhost:8080'"
    try:
        found = urlsplit(value)
        usable = found.scheme in ("http", "https") and bool(found.hostname) and found.port != 0
    except ValueError:
        usable = False
    if usable and found.username is not None:
        raise ArgumentError(f"unity names a user or a password; leave it away, and set {TOKEN}")
    if not usable or found.query or found.fragment:
        raise ArgumentError(f"unity={value!r} is no address of a server; {remedy}")
    return value.rstrip("/").removesuffix(_BASE)


@dataclass(frozen=True)
class Unity:
    """A server.

    Parameters
    ----------
    url : str
        Its address, of `address`.
    token : str
        Who asks; shown nowhere.
    """

    url: str
    token: str = field(default="", repr=False)

    def check_catalog(self, catalog: str) -> None:
        """Raise `ArgumentError` if there is no such catalog: none is ever made."""
        if self._find("catalogs", catalog) is None:
            raise ArgumentError(
                f"catalog={catalog!r} does not exist at {self.url}; create it there, or name "
                "another: catalogs are never created here"
            )

    def ensure_schema(self, catalog: str, schema: str) -> None:
        """Make a schema if it is missing."""
        if self._find("schemas", f"{catalog}.{schema}") is None:
            self._call("POST", "schemas", {"name": schema, "catalog_name": catalog})

    def ensure_volume(self, catalog: str, schema: str, volume: str, location: str) -> str:
        """Make an external volume at ``location`` if it is missing; return where it is."""
        found = self._find("volumes", f"{catalog}.{schema}.{volume}")
        if found is None:
            wanted = {
                "catalog_name": catalog,
                "schema_name": schema,
                "name": volume,
                "volume_type": "EXTERNAL",
                "storage_location": location,
            }
            found = self._call("POST", "volumes", wanted)
        return str(found.get("storage_location") or location).rstrip("/")

    def table_location(self, catalog: str, schema: str, table: str) -> str | None:
        """Where a table's files are; None if there is no such table."""
        found = self._find("tables", f"{catalog}.{schema}.{table}")
        return None if found is None else str(found.get("storage_location", "")).rstrip("/")

    def register(
        self,
        names: tuple[str, str, str],
        location: str,
        types: Mapping[str, str],
        about: Description,
        properties: Mapping[str, str],
    ) -> None:
        """Make the Delta table at ``location`` known, instead of what has its name, if any."""
        catalog, schema, table = names
        if self.table_location(*names) is not None:
            self._call("DELETE", f"tables/{quote('.'.join(names), safe='')}")
        columns = [
            _column(position, name, kind, about.columns.get(name, ""))
            for position, (name, kind) in enumerate(types.items())
        ]
        wanted = {
            "name": table,
            "catalog_name": catalog,
            "schema_name": schema,
            "table_type": "EXTERNAL",
            "data_source_format": "DELTA",
            "columns": columns,
            "storage_location": location,
            "comment": about.text,
            "properties": {**about.properties(), **properties},
        }
        self._call("POST", "tables", wanted)

    def _find(self, kind: str, name: str) -> dict[str, Any] | None:
        try:
            return self._call("GET", f"{kind}/{quote(name, safe='')}")
        except _NotFoundError:
            return None

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}{_BASE}/{path}", data=data, method=method)
        request.add_header("Content-Type", "application/json")
        if self.token:
            # Not sent on to another server that this one redirects to.
            request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        try:
            with urlopen(request, timeout=_SECONDS) as reply:
                text = reply.read()
        except HTTPError as error:
            with error:
                refusal = self._refused(error, method, path)
            raise refusal from None
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", None) or error
            raise CatalogError(
                f"unity={self.url!r} cannot be reached ({_line(str(reason))}); start the server "
                "there, or correct the address"
            ) from None
        try:
            found = json.loads(text) if text.strip() else {}
        except ValueError:
            found = None
        if not isinstance(found, dict):
            if method == "DELETE":
                return {}
            raise CatalogError(
                f"unity={self.url!r} gave no answer of a Unity Catalog; correct the address"
            )
        return found

    def _refused(self, error: HTTPError, method: str, path: str) -> CatalogError:
        said = _line(self._without_token(_message(error.read())))
        if error.code == 404 and method == "GET":
            return _NotFoundError(said)
        if error.code == 401:
            return CatalogError(
                f"unity={self.url!r} does not accept the token; set {TOKEN} to a valid one"
            )
        what = f"{method} {path.partition('/')[0]}"
        if error.code == 403:
            return CatalogError(
                f"unity={self.url!r} denies permission for {what} ({said}); ask the catalog's "
                "owner for it, or use another token"
            )
        return CatalogError(f"unity={self.url!r} refused {what}: {said or f'HTTP {error.code}'}")

    def _without_token(self, text: str) -> str:
        return text.replace(self.token, "***") if self.token else text


class _NotFoundError(CatalogError):
    """There is no such thing."""


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


def _message(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("message", "")) if isinstance(found, dict) else ""


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
