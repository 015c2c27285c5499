"""Checks storage locations that a catalog returns."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from tablewright.errors import CatalogError

_STORES = (
    *("s3", "s3a", "s3n", "gs", "abfs", "abfss", "wasb", "wasbs", "adl", "hdfs", "viewfs"),
    *("oss", "obs", "cosn", "r2", "dbfs"),
)


def same(left: object, right: str) -> bool:
    """Return whether two texts denote the same location."""
    try:
        return isinstance(left, str) and _place(urlsplit(left)) == _place(urlsplit(right))
    except ValueError:
        return False


def trusted(what: str, location: object, within: str) -> str:
    """Return a location from a catalog if writing there is allowed.

    On this machine, only ``within`` is allowed, which the user named; elsewhere, whatever the
    user's credentials allow in an object store.

    Raises
    ------
    CatalogError
        If it is not.
    """
    reason = _fault(location, within)
    if reason:
        raise CatalogError(
            f"{what} is located at {str(location)[:100]!r} according to the catalog, which "
            f"{reason}; name another volume, or a storage that contains it"
        )
    return str(location).rstrip("/")


def _fault(location: object, within: str) -> str:
    if not isinstance(location, str) or not location:
        return "is not a location"
    try:
        found = urlsplit(location)
        parts = unquote(unquote(found.path)).split("/")
    except ValueError:
        return "is not a location"
    if not location.isprintable() or re.search(r"[\\?#\s]", location):
        return "has invalid characters"
    if not {".", ".."}.isdisjoint(parts):
        return "contains '..'"
    if found.scheme == "file":
        (_, host, path), (scheme, _, folder) = _place(found), _place(urlsplit(within))
        inside = scheme == "file" and not host and f"{path}/".startswith(f"{folder}/")
        return "" if inside else "is a local folder outside the storage"
    if found.scheme not in _STORES:
        return f"is neither a folder nor in an object store ({', '.join(_STORES)})"
    return "" if found.netloc and found.password is None else "has no bucket"


def _place(found: SplitResult) -> tuple[str, str, str]:
    host = found.netloc.lower()
    path = re.sub("/+", "/", unquote(found.path)).rstrip("/")
    return found.scheme, "" if host == "localhost" else host, path
