"""Which home a session and a catalog stand for, and what is asked of Databricks, as SQL."""

from __future__ import annotations

from typing import Any

import pytest

from tablewright.errors import ArgumentError, CatalogError
from tablewright.formats.delta import Delta
from tablewright.formats.tables import Description
from tablewright.io.targets import Databricks, OpenUnity, SparkCatalog, Target, home

DELTA = {
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.warehouse.dir": "/lake/house",
}
SECRET = "dapi-very-secret-0123456789"
UNITY = {
    "spark.sql.catalog.main.uri": "http://127.0.0.1:1",
    "spark.sql.catalog.main.token": SECRET,
}
CONNECTOR = {"spark.sql.catalog.main": "io.unitycatalog.spark.UCSingleCatalog"}
ICEBERG = {"spark.sql.catalog.main": "org.apache.iceberg.spark.SparkCatalog"}
ABOUT = Description("Receipts", {}, "txn_id", {"customer_id": ("customers", "customer_id")})


class Session:
    """Answers what is asked of it, and keeps the statements."""

    def __init__(
        self,
        settings: dict[str, str],
        *,
        databricks: bool = False,
        tables: tuple[str, ...] = (),
        refuses: str = "nothing",
    ) -> None:
        self.statements: list[str] = []
        self.conf = self
        self.catalog = self
        self._settings = settings
        self._databricks = databricks
        self._tables = tables
        self._refuses = refuses

    def get(self, name: str, default: str) -> str:
        return self._settings.get(name, default)

    def functionExists(self, name: str) -> bool:
        return self._databricks and name == "current_version"

    def tableExists(self, name: str) -> bool:
        return name in self._tables

    def sql(self, statement: str) -> Session:
        self.statements.append(statement)
        if self._refuses in statement:
            raise RuntimeError(
                f"[PERMISSION_DENIED] not for you. SQLSTATE: 42501\nJVM stack\n{self}"
            )
        return self

    def collect(self) -> list[Any]:
        return []


def at(settings: dict[str, str], catalog: str, **keywords: Any) -> Target:
    return home(Session(settings), catalog, "shop", "raw", **keywords)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABRICKS_RUNTIME_VERSION", raising=False)
    monkeypatch.delenv("UNITY_CATALOG_TOKEN", raising=False)


def test_spark_s_own_catalog() -> None:
    assert isinstance(at(DELTA, "spark_catalog"), SparkCatalog)


@pytest.mark.parametrize("more", [{}, CONNECTOR])
def test_an_open_unity_catalog(more: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = at({**DELTA, **UNITY, **more}, "main")
    assert isinstance(found, OpenUnity)
    assert found.storage == "file:///lake/house"
    assert found.unity.token == SECRET
    assert SECRET not in repr(found)
    elsewhere = at({**DELTA, **UNITY}, "main", storage="s3://bucket/lake/")
    assert isinstance(elsewhere, OpenUnity)
    assert elsewhere.storage == "s3://bucket/lake"
    monkeypatch.setenv("UNITY_CATALOG_TOKEN", "from the environment")
    without = {k: v for k, v in UNITY.items() if not k.endswith("token")}
    third = at({**DELTA, **without}, "main")
    assert isinstance(third, OpenUnity)
    assert third.unity.token == "from the environment"


@pytest.mark.parametrize(
    ("settings", "catalog", "message"),
    [
        ({}, "spark_catalog", "does not support Delta"),
        (DELTA, "main", "catalog='main' is not known .* never created"),
        ({**DELTA, **UNITY, **ICEBERG}, "main", "catalog='main' is not known"),
        ({**DELTA, **UNITY}, "other", "catalog='other' is not known"),
    ],
)
def test_what_is_no_home(settings: dict[str, str], catalog: str, message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        at(settings, catalog)


@pytest.mark.parametrize(("schema", "volume"), [("a-b", "raw"), ("größe", "raw"), ("shop", "a-b")])
def test_spark_s_own_catalog_takes_ascii_only(schema: str, volume: str) -> None:
    found = home(Session(DELTA), "spark_catalog", schema, volume)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"use a-z, 0-9 and _"):
        found.prepare()


def on_databricks(**keywords: Any) -> tuple[Session, Target]:
    session = Session({}, databricks=True, **keywords)
    return session, home(session, "main", "my-shop", "raw")  # type: ignore[arg-type]


def test_databricks_is_asked_in_sql() -> None:
    session, found = on_databricks()
    assert isinstance(found, Databricks)
    assert found.prepare() == "/Volumes/main/my-shop/raw"
    assert session.statements == [
        "DESCRIBE CATALOG `main`",
        "CREATE SCHEMA IF NOT EXISTS `main`.`my-shop`",
        "CREATE VOLUME IF NOT EXISTS `main`.`my-shop`.`raw`",
    ]


@pytest.mark.parametrize("exists", [False, True])
def test_databricks_is_told_the_keys(exists: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = ("`main`.`my-shop`.`transactions`",) if exists else ()
    session, found = on_databricks(tables=tables)
    made: list[str] = []
    monkeypatch.setattr(Delta, "create_or_replace", lambda self, name, *rest: made.append(name))
    where = found.write("transactions", None, {}, ABOUT, {})  # type: ignore[arg-type]
    assert where == "main.my-shop.transactions"
    assert made == ["`main`.`my-shop`.`transactions`"]
    found.relate("transactions", ABOUT)
    table = "ALTER TABLE `main`.`my-shop`.`transactions`"
    dropped = [f"{table} DROP PRIMARY KEY IF EXISTS CASCADE"] if exists else []
    assert session.statements == [
        *dropped,
        f"{table} ALTER COLUMN `txn_id` SET NOT NULL",
        f"{table} ADD CONSTRAINT `transactions_pk` PRIMARY KEY (`txn_id`)",
        f"{table} ADD CONSTRAINT `transactions_customer_id_fk` FOREIGN KEY (`customer_id`) "
        "REFERENCES `main`.`my-shop`.`customers` (`customer_id`)",
    ]


@pytest.mark.parametrize(
    ("refuses", "message"),
    [
        ("DESCRIBE CATALOG", "catalog='main' does not exist.*never created"),
        ("CREATE SCHEMA", "schema='my-shop' cannot be used.*ask for CREATE SCHEMA on main"),
        ("CREATE VOLUME", "volume='raw' cannot be used.*ask for CREATE VOLUME on main.my-shop"),
    ],
)
def test_a_refusal_is_one_line(refuses: str, message: str) -> None:
    _, found = on_databricks(refuses=refuses)
    with pytest.raises(CatalogError, match=message) as caught:
        found.prepare()
    assert len(str(caught.value).splitlines()) == 1
    assert "PERMISSION_DENIED" in str(caught.value)
    assert "SQLSTATE" not in str(caught.value)


def test_a_catalog_without_keys_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    _, found = on_databricks(refuses="CONSTRAINT")
    monkeypatch.setattr(Delta, "create_or_replace", lambda *arguments: None)
    assert found.write("transactions", None, {}, ABOUT, {})  # type: ignore[arg-type]
    found.relate("transactions", ABOUT)
