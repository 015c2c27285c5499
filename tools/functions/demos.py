"""``generate_<industry>_demo``: all tables of an industry, into a catalog."""

from __future__ import annotations

from functions.facts import Facts
from functions.parameters import SEED, SPARK, Parameter, head, paragraphs
from functions.text import docstring, entry, section

_ORDER = "spark catalog schema volume {counted} seed * raw tables mode progress storage dirt"


def function(facts: Facts, raises: str) -> str:
    """The function as text."""
    industry, dataset = facts.module.industry, facts.dataset
    counted = f"n_{dataset.main}"
    rows = dataset.demo_rows
    total = ", ".join(f"{many:,} {table}" for table, many in rows.items())
    known = [
        Parameter("spark", "SparkSession", "", "SparkSession", SPARK),
        Parameter("catalog", "str", "", "str", _CATALOG),
        Parameter("schema", "str", f'"{industry}"', "str", _SCHEMA),
        Parameter("volume", "str", '"raw_data"', "str", _VOLUME),
        Parameter(
            counted,
            "int",
            f"{rows[dataset.main]:_}",
            "int",
            f"Rows of the {dataset.main} table (≥ 1); the others grow with it. By default "
            f"{sum(rows.values()):,} rows in all: {total}.",
        ),
        Parameter("seed", "int", "42", "int", SEED),
        Parameter("raw", "Raw", "True", 'bool or "dirty"', _RAW),
        Parameter(
            "tables",
            "Sequence[str] | None",
            "None",
            "sequence of str, optional",
            "Only these; they fit the others anyway.",
        ),
        Parameter("mode", "Mode", '"error"', '{"error", "overwrite"}', _MODE),
        Parameter("progress", "bool", "True", "bool", "One line on stderr for each table."),
        Parameter("storage", "str | None", "None", "str, optional", _STORAGE),
        Parameter("dirt", "Mapping[str, float] | None", "None", "mapping, optional", _DIRT),
    ]
    order = [each.format(counted=counted) for each in _ORDER.split()]
    given = [each for each in order if each not in ("*", "spark")]
    return (
        head(f"generate_{industry}_demo", order, known, "DemoReport")
        + docstring(
            f"Write all {facts.module.title_in_text} tables: raw JSON into a volume, clean Delta "
            "tables into a catalog.",
            section("Parameters", *paragraphs(known)),
            section("Returns", entry("DemoReport", _REPORT)),
            f"{raises}\n{entry('CatalogError', _CATALOG_ERROR)}",
        )
        + f'\n    return Demo(spark, "{industry}", {", ".join(given)}).run()\n'
    )


_CATALOG = (
    "On Databricks any that exists; elsewhere ``spark_catalog``, or the name of an open-source "
    "Unity Catalog whose address is the setting ``spark.sql.catalog.<name>.uri``. Never made."
)
_SCHEMA = "Made if it is missing."
_VOLUME = "Made if it is missing; without Unity Catalog a folder in the warehouse."
_RAW = (
    "Whether each table is also written as JSON, one object per line, to a folder of the volume. "
    '``"dirty"``: with nulls, malformed and impossible values, types that drift, duplicates and '
    "late arrivals, and a table ``answer_key`` that names every one of them."
)
_MODE = (
    "Whether tables that exist are replaced; if not, one that does stops everything before the "
    "first byte."
)
_STORAGE = (
    "Where the tables of an open-source Unity Catalog are put; the session's warehouse by default."
)
_DIRT = "Shares of rows, by the names in `tablewright.faults.RATES`, instead of the defaults."
_REPORT = "Each table's name, rows, location and seconds."
_CATALOG_ERROR = (
    "If the catalog cannot be reached, refuses the token or a permission, or failed. Every Delta "
    'table is whole or absent; the same call with ``mode="overwrite"`` completes the rest.'
)
