"""Where files are by a catalog's word: looked at before anything is written there."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from tablewright.errors import CatalogError

_STORES = (
    *("s3", "s3a", "s3n", "gs", "abfs", "abfss", "wasb", "wasbs", "adl", "hdfs", "viewfs"),
    *("oss", "obs", "cosn", "r2", "dbfs"),
)


def same(left: object, right: str) -> bool:
    """Whether two texts are the same place, however they spell it."""
    try:
        return isinstance(left, str) and _place(urlsplit(left)) == _place(urlsplit(right))
    except ValueError:
        return False


def trusted(what: str, location: object, within: str) -> str:
    """Return a location that a catalog names, if it is one to write to.

    On this machine that is ``within`` only, which the user named; elsewhere, whatever the object
    store lets the user write.

    Raises
    ------
    CatalogError
        If it is not.
    """
    reason = _fault(location, within)
    if reason:
        raise CatalogError(
            f"{what} is by the catalog's word at {str(location)[:100]!r}, which {reason}; name "
            "another volume, or a storage that contains it"
        )
    return str(location).rstrip("/")


def _fault(location: object, within: str) -> str:
    if not isinstance(location, str) or not location:
        return "is no place"
    try:
        found = urlsplit(location)
        parts = unquote(unquote(found.path)).split("/")
    except ValueError:
        return "is no place"
    if not location.isprintable() or re.search(r"[\\?#\s]", location):
        return "has characters that no place has"
    if not {".", ".."}.isdisjoint(parts):
        return "leads out of itself"
    if found.scheme == "file":
        (_, host, path), (scheme, _, folder) = _place(found), _place(urlsplit(within))
        inside = scheme == "file" and not host and f"{path}/".startswith(f"{folder}/")
        return "" if inside else "is a folder of this machine outside of the storage"
    if found.scheme not in _STORES:
        return f"is neither a folder nor in an object store ({', '.join(_STORES)})"
    return "" if found.netloc and found.password is None else "names no bucket"


def _place(found: SplitResult) -> tuple[str, str, str]:
    host = found.netloc.lower()
    path = re.sub("/+", "/", unquote(found.path)).rstrip("/")
    return found.scheme, "" if host == "localhost" else host, path
