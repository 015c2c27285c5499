"""Names that would do harm if they were believed."""

from __future__ import annotations

from typing import Any

import pytest

from tablewright.errors import TablewrightError
from tablewright.io import names
from tablewright.spark import retail

INJECTIONS = [
    "",
    " ",
    ".",
    "..",
    "../up",
    "a.b",
    "a b",
    " a",
    "a ",
    "a/b",
    "a\\b",
    "a;DROP TABLE x",
    "a; DROP SCHEMA x CASCADE; --",
    "x` USING delta AS SELECT 1; --",
    "`",
    "``",
    "'",
    "a'b",
    '"',
    'a" OR "1"="1',
    "a--b;",
    "/* */",
    "${spark.app.name}",
    "{a}",
    "a\nb",
    "a\x00b",
    "a\tb",
    "\u2028",
    "\u202eevil",
    "*",
    "%",
    "a?b",
    "<script>",
    "x" * 300,
    "é" * 200,
]
FINE = ["retail", "Retail_2", "größe", "日本", "a-b", "_", "0"]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("which", ["catalog", "schema", "volume"])
def test_they_are_refused_in_one_line_before_anything_is_asked_of_the_catalog(
    which: str, value: str
) -> None:
    with pytest.raises(TablewrightError, match=f"^{which}=") as caught:
        names.part(which, value)
    assert len(str(caught.value).splitlines()) == 1 or "\n" in value or "\u2028" in value
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("value", [None, 1, b"x", ["x"]])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"^schema=.* is of type"):
        names.part("schema", value)


@pytest.mark.parametrize("value", FINE)
def test_ordinary_names_pass(value: str) -> None:
    assert names.part("schema", value) == value
    assert names.quoted("a", value) == f"`a`.`{value}`"


def test_a_backtick_cannot_end_a_quoted_name() -> None:
    assert names.quoted("a`; DROP") == "`a``; DROP`"


class Recorder:
    """A session that may be asked what it is, and nothing else."""

    version = "4.1.4"
    readStream = createDataFrame = None

    class catalog:
        @staticmethod
        def functionExists(name: str) -> bool:
            return False

    def range(self, *args: object) -> Any:
        return self

    def sql(self, statement: str) -> None:
        raise AssertionError(statement)

    @property
    def conf(self) -> None:
        raise AssertionError("a setting was asked for")


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_demo_runs_no_sql_with_them(value: str, at: int) -> None:
    given = ["main", "shop", "landing"]
    given[at] = value
    with pytest.raises(TablewrightError, match=r"^(catalog|schema|volume)="):
        retail.generate_retail_demo(Recorder(), *given, 10)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"raw": "filthy"}, "raw='filthy' is unknown"),
        ({"raw": 2}, "raw=2 is unknown"),
        ({"mode": "append"}, "mode='append' is unknown"),
        ({"tables": []}, r"tables=\[\] is empty"),
        ({"tables": ["costumers"]}, "tables='costumers' is unknown; did you mean 'customers'"),
        ({"n_customers": 2**41}, "n_customers=2199023255552 is out of range"),
        ({"tables": "customers"}, "give a list of names"),
        ({"tables": ["custommers"]}, "did you mean 'customers'"),
        ({"n_customers": 0}, "n_customers=0 is out of range"),
        ({"seed": 2**63}, "seed=9223372036854775808"),
        ({"dirt": {"nulls": 0.1}}, "unknown name 'nulls'; did you mean 'null'"),
        ({"dirt": {"null": 1.1}}, "dirt.null=1.1 is not a share"),
    ],
)
def test_bad_arguments_are_named_before_anything_is_asked_of_spark(
    words: dict[str, Any], message: str
) -> None:
    with pytest.raises(TablewrightError, match=message):
        retail.generate_retail_demo(None, "main", "shop", "landing", **words)  # type: ignore[arg-type]
