"""``generate_streaming_<name>``: an endless table."""

from __future__ import annotations

from functions.declared import StreamFunction
from functions.facts import Facts
from functions.parameters import SEED, SPARK, Parameter, head, paragraphs
from functions.text import docstring, entry, section, wrapped


def function(facts: Facts, stream: StreamFunction, raises: str) -> str:
    """Return the function as source text."""
    dataset = facts.dataset
    counted = f"n_{dataset.main}"
    dates = f"First or last day of the window of {stream.whose}; default: 2024."
    rates = [
        Parameter(name, "float", repr(dataset.rates[name]), "float", _ANOMALOUS)
        for name in stream.rates
    ]
    known = [
        Parameter("spark", "SparkSession", "", "SparkSession", SPARK),
        Parameter(
            counted,
            "int",
            f"{dataset.default_rows[dataset.main]:_}",
            "int",
            f"Number of rows of the {dataset.main} table (≥ 1).",
        ),
        Parameter("seed", "int", "42", "int", SEED),
        Parameter("rows_per_second", "int", "10", "int", "From 1 to 1,000,000,000."),
        Parameter("source", "str", '"rate"', "str", _SOURCE),
        Parameter("start", "dt.datetime | str | None", "None", "datetime or str, optional", _START),
        *rates,
        Parameter("start_date", "Date", "None", "date or str, optional", dates),
        Parameter("end_date", "Date", "None", "date or str, optional", dates),
        Parameter("partitions", "int | None", "None", "int, optional", _PARTITIONS),
    ]
    names = [each.name for each in known]
    order = [*names[:3], "*", *names[3:]]
    given = "".join(f"{name}={name}, " for name in stream.rates)
    return (
        head(f"generate_streaming_{stream.name}", order, known, "DataFrame")
        + docstring(
            stream.summary,
            section("Parameters", *paragraphs(known)),
            section(
                "Returns",
                entry(
                    "pyspark.sql.DataFrame",
                    f"A streaming frame with the columns of `{stream.like}`.",
                ),
            ),
            raises,
            section("Notes", wrapped(_NOTES, 4)),
        )
        + "\n    days = api.window(start_date, end_date)\n"
        f"    stream = {stream.name}({counted}, {given}window=days)\n"
        "    first = begin(start, days)\n"
        "    return frame(spark, stream, seed, source, rows_per_second, first, partitions)\n"
    )


_ANOMALOUS = "The share of anomalous readings."
_PARTITIONS = "Number of partitions of a batch."
_SOURCE = (
    '``"rate"`` uses the current time and needs a processing-time trigger. '
    '``"rate-micro-batch"`` makes each batch the next second after ``start``, however fast it '
    "runs; it also works with ``availableNow`` (the only trigger on serverless), one batch per run."
)
_START = (
    'The time of the first row with ``"rate-micro-batch"``; the default zone is UTC. Default: '
    "midnight after the window."
)
_NOTES = (
    "A row is a function of its number and time: a query restarted from its checkpoint neither "
    "repeats nor omits rows, and `tablewright.streams.stream_rows` returns the same rows."
)
