"""``generate_<industry>_demo``: writes all tables of an industry to a catalog."""

from __future__ import annotations

from functions.facts import Facts
from functions.parameters import SEED, SPARK, Parameter, head, paragraphs
from functions.text import docstring, entry, section

_ORDER = "spark catalog schema volume {counted} seed * raw tables mode progress storage dirt"


def function(facts: Facts, raises: str) -> str:
    """Return the function as source text."""
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
            f"Number of rows of the {dataset.main} table (≥ 1); the others scale with it. Default "
            f"total: {sum(rows.values()):,} rows: {total}.",
        ),
        Parameter("seed", "int", "42", "int", SEED),
        Parameter("raw", "Raw", "True", 'bool or "dirty"', _RAW),
        Parameter(
            "tables",
            "Sequence[str] | None",
            "None",
            "sequence of str, optional",
            "Write only these tables; they still fit the others.",
        ),
        Parameter("mode", "Mode", '"error"', '{"error", "overwrite"}', _MODE),
        Parameter("progress", "bool", "True", "bool", "Print one line per table to stderr."),
        Parameter("storage", "str | None", "None", "str, optional", _STORAGE),
        Parameter("dirt", "Mapping[str, float] | None", "None", "mapping, optional", _DIRT),
    ]
    order = [each.format(counted=counted) for each in _ORDER.split()]
    given = [each for each in order if each not in ("*", "spark")]
    return (
        head(f"generate_{industry}_demo", order, known, "DemoReport")
        + docstring(
            f"Write all {facts.module.title_in_text} tables: raw JSON to a volume, clean Delta "
            "tables to a catalog.",
            section("Parameters", *paragraphs(known)),
            section("Returns", entry("DemoReport", _REPORT)),
            f"{raises}\n{entry('CatalogError', _CATALOG_ERROR)}",
        )
        + f'\n    return Demo(spark, "{industry}", {", ".join(given)}).run()\n'
    )


_CATALOG = (
    "An existing catalog: on Databricks any; elsewhere ``spark_catalog``, or the name of an "
    "open-source Unity Catalog whose address is the setting ``spark.sql.catalog.<name>.uri``."
)
_SCHEMA = "Created if missing."
_VOLUME = "Created if missing; without Unity Catalog, a folder in the warehouse."
_RAW = (
    "Whether to write each table as JSON too, one object per line, to a folder of the volume. "
    '``"dirty"`` adds nulls, malformed and impossible values, type drift, duplicates and late '
    "arrivals, and a table ``answer_key`` that lists each fault."
)
_MODE = 'Replace existing tables (``"overwrite"``), or fail before writing anything if one exists.'
_STORAGE = (
    "Location for the tables of an open-source Unity Catalog; default: the session's warehouse."
)
_DIRT = "Shares of rows, by the names in `tablewright.faults.RATES`, instead of the defaults."
_REPORT = "Each table's name, rows, location and seconds."
_CATALOG_ERROR = (
    "If the catalog is unreachable, refuses the token or a permission, or fails. Every Delta table "
    'is complete or absent; repeat the call with ``mode="overwrite"`` to write the rest.'
)
