"""Starts Spark sessions, for the command line only; elsewhere the caller passes a session."""

from __future__ import annotations

import ipaddress
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tablewright.engines.spark import session
from tablewright.engines.spark.java import java_home
from tablewright.errors import ArgumentError, SparkError
from tablewright.secret import REMOTE, Hidden, discreet

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

REACH_SECONDS = 20.0
_RETRIES = 5
_OWN_PROCESS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_SCHEME = "sc://"
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")


def address(name: str, remote: str) -> Hidden:
    """Return ``remote`` if it is a valid address of a Spark Connect server."""
    found = Hidden(remote.strip())
    fault = _fault(found)
    if fault:
        # It may contain a secret.
        # A password can contain a slash, and no host follows it.
        told = "@" in _authority(found) or "@" not in found
        told = told and found.startswith(_SCHEME) and found.isprintable()
        where = repr(shown(found)) if told else "..."
        raise ArgumentError(f"{name}={where} {fault}; give one such as 'sc://host:15002'")
    return found


def _fault(remote: str) -> str:
    """Return what is wrong with an address; empty if it is valid."""
    if not remote.startswith(_SCHEME):
        return f"does not start with {_SCHEME}"
    host, *parameters = remote.removeprefix(_SCHEME).split(";")
    # Spark unquotes them and turns them into headers.
    if any(not (each.isascii() and each.isprintable()) for each in (remote, unquote(remote))):
        return "has a character that is invalid in an address, such as a line break"
    try:
        found = urlsplit(f"http://{host}")
        if "@" in found.netloc:
            return "contains a user, which Spark Connect does not support"
        if not found.hostname or found.port == 0 or not _HOST.fullmatch(found.netloc):
            return "has no host"
        if ":" in found.hostname:
            ipaddress.IPv6Address(found.hostname)
    except ValueError as error:
        return f"has an invalid {'port' if 'ort ' in str(error) else 'host'}"
    if (
        found.query
        or found.fragment
        or found.path not in ("", "/")
        or (parameters and found.path != "/")
    ):
        return "has text between the host and '/;'"
    if any(len(each.split("=")) != 2 for each in parameters):
        return "has a parameter that is not key=value"
    return ""


def shown(remote: str) -> str:
    """Return an address without possible secrets: users, and everything after the host."""
    scheme, mark, _ = remote.partition("://")
    return f"{scheme}{mark}{_authority(remote).rpartition('@')[2]}"


def _authority(remote: str) -> str:
    return re.split("[/;?#]", remote.partition("://")[2])[0]


@contextmanager
def started(
    remote: str | None, settings: Mapping[str, str], own: Mapping[str, str] | None = None
) -> Iterator[SparkSession]:
    """Provide a session with temporary settings; an existing session is restored afterwards.

    Parameters
    ----------
    remote : str, optional
        The address of a Spark Connect server, ``sc://...``. Without it, Spark runs as configured
        on this machine: by default on all cores, with a Java from PyPI if there is no other.
    settings : mapping
        Settings of the session, by name.
    own : mapping, optional
        Additional settings of a session started on this machine: jars, extensions, catalogs.

    Raises
    ------
    MissingExtraError
        If PySpark or Java is missing.
    SparkError
        If the server is unreachable, or Spark does not start.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise session.missing(error) from error
    # A notebook has a session already; an explicit server takes precedence.
    spark = None if remote else SparkSession.getActiveSession()
    ours = spark is None
    if spark is None:
        spark = _connected(remote) if remote else _configured(own or {})
    before = {} if ours else {name: spark.conf.get(name, None) for name in settings}
    try:
        _set(session.session(spark), settings)
        yield spark
    finally:
        # The original error matters more than a failure to close a lost session.
        with suppress(Exception):
            _set(spark, before)
            if ours:
                spark.stop()


def _connected(remote: str) -> SparkSession:
    from pyspark.sql import SparkSession

    try:
        _reach(remote)
        spark: SparkSession = SparkSession.builder.remote(remote).create()
        _be_impatient(spark)
        return spark
    except ImportError as error:
        raise session.missing(error) from error
    except SparkError:
        raise
    except Exception as error:
        said = discreet(session.first_line(error), [remote])
    # Without its cause, whose frames contain the address.
    raise SparkError(f"remote={shown(remote)!r} did not open a session: {said}")


def _reach(remote: str) -> None:
    """Fail within seconds, where Spark's own client retries for ten minutes."""
    import grpc
    from pyspark.sql.connect.client import DefaultChannelBuilder

    states: list[grpc.ChannelConnectivity] = []
    known = threading.Event()

    def hear(state: grpc.ChannelConnectivity) -> None:
        if state in (grpc.ChannelConnectivity.READY, grpc.ChannelConnectivity.TRANSIENT_FAILURE):
            states.append(state)
            known.set()

    channel = DefaultChannelBuilder(remote).toChannel()
    try:
        channel.subscribe(hear, try_to_connect=True)
        known.wait(REACH_SECONDS)
        channel.unsubscribe(hear)
    finally:
        channel.close()
    if states[:1] != [grpc.ChannelConnectivity.READY]:
        raise SparkError(
            f"remote={shown(remote)!r} cannot be reached; start a Spark Connect server there, or "
            "omit --remote"
        )


def _be_impatient(spark: SparkSession) -> None:
    """Give up on a server lost later within half a minute too."""
    from pyspark.sql.connect.client.retries import DefaultPolicy

    connected: Any = spark
    connected.client.set_retry_policies([DefaultPolicy(max_retries=_RETRIES)])


def _configured(own: Mapping[str, str]) -> SparkSession:
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    if not os.environ.get(REMOTE):
        home = java_home()
        if home is not None:
            os.environ["JAVA_HOME"] = str(home)
        builder = builder.appName("tablewright")
        for name, value in {**_OWN_PROCESS, **own}.items():
            builder = builder.config(name, value)
    try:
        with _words_of_java_apart():
            spark: SparkSession = builder.getOrCreate()
            return spark
    except Exception as error:
        words = [Hidden(f"{name}={value}") for name, value in own.items()]
        said = discreet(session.first_line(error), words)
    # Without its cause, whose frames contain all settings.
    raise SparkError(f"Spark did not start: {said}")


@contextmanager
def _words_of_java_apart() -> Iterator[None]:
    """Redirect stderr of processes started within to a file: Java prints irrelevant warnings."""
    sys.stderr.flush()
    before = os.dup(2)
    try:
        with tempfile.TemporaryFile() as apart:
            os.dup2(apart.fileno(), 2)
            yield
    finally:
        os.dup2(before, 2)
        os.close(before)


def _set(spark: SparkSession, settings: Mapping[str, str | None]) -> None:
    for name, value in settings.items():
        try:
            if value is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, value)
        except Exception as error:
            said = discreet(session.first_line(error), [f"{name}={value}"])
            raise SparkError(f"Spark rejects the setting {name}: {said}") from error
