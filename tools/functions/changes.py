"""``generate_<industry>_cdc``: batches of changes of an industry's main table."""

from __future__ import annotations

from collections.abc import Sequence

from functions.facts import Facts
from functions.parameters import SEED, SPARK, Parameter, head, paragraphs
from functions.text import docstring, entry, section, wrapped
from tablewright import formats
from tablewright.cdc import shapes


def one_of(names: Sequence[str]) -> str:
    """Names as a choice in a sentence."""
    *others, last = names
    return f"{', '.join(others)} or {last}"


_WITH_TOMBSTONES = ", ".join(name for name, one in shapes.every().items() if one.has_tombstones)
_SHARE = ("float", "0.0", "float")
_DATE = ("dt.date | str | None", "None", "date or str, optional")
_WINDOW = "First or last day of the base table's window; default: 2024."


def function(facts: Facts, raises: str) -> str:
    """Return the function as source text."""
    industry, dataset = facts.module.industry, facts.dataset
    counted = f"n_{dataset.main}"
    known = [
        Parameter("spark", "SparkSession", "", "SparkSession", SPARK),
        Parameter("volume_path", "str", "", "str", _VOLUME_PATH.format(main=dataset.main)),
        Parameter(
            counted,
            "int",
            f"{dataset.default_rows[dataset.main]:_}",
            "int",
            f"Number of rows of batch 0, the full {dataset.main} table (1 to 2**31).",
        ),
        Parameter("n_batches", "int", "5", "int", "Number of batches (≥ 1), including batch 0."),
        Parameter("seed", "int", "42", "int", SEED),
        *(Parameter(name, *rest) for name, rest in _BY_NAME.items()),
    ]
    names = [each.name for each in known]
    order = [*names[:5], "*", *names[5:]]
    given = ", ".join(f"{name}={name}" for name in _BY_NAME)
    return (
        head(f"generate_{industry}_cdc", order, known, "list[str]")
        + docstring(
            f"Write the {dataset.main} table and changes to it to a volume, in batches.",
            wrapped(
                "Batch 0 is the full load; each later batch appends new keys, and updates and "
                "deletes live keys.",
                4,
            ),
            section("Parameters", *paragraphs(known)),
            section("Returns", entry("list of str", "The folders.")),
            raises,
        )
        + f'\n    return cdc.generate_cdc("{industry}", spark, volume_path, {counted}, n_batches, '
        f'seed, {given}, rows_name="{counted}")\n'
    )


_VOLUME_PATH = (
    "The output folder, such as ``/Volumes/main/demo/landing/{main}``; batches are written to "
    "``batch_0`` and so on in it."
)
_BY_NAME: dict[str, tuple[str, str, str, str]] = {
    "weights": (
        "Mapping[str, float] | None",
        "None",
        "mapping, optional",
        "Weights of APPEND, UPDATE and DELETE; see `tablewright.ChangeSettings`.",
    ),
    "batch_size": (
        "int | float | None",
        "None",
        "int or float, optional",
        "Changes per batch; a float is a fraction of the rows.",
    ),
    "interval": (
        "dt.timedelta | float",
        "86_400",
        "timedelta or float",
        "Time covered by a batch; a number is in seconds.",
    ),
    "start": (
        "dt.datetime | dt.date | str | None",
        "None",
        "datetime, date or str, optional",
        "Start of the first batch of changes; default: after the window.",
    ),
    "resurrect": (*_SHARE, "Fraction of deleted keys that are re-inserted later."),
    "late": (*_SHARE, "Fraction of events that arrive one batch late."),
    "duplicates": (*_SHARE, "Fraction of events that arrive twice."),
    "out_of_order": (*_SHARE, "Fraction of rows that are out of order."),
    "shape": ("str", f'"{shapes.DEFAULT}"', "str", f"{one_of(shapes.NAMES)}."),
    "tombstones": (
        "bool",
        "False",
        "bool",
        f"For {_WITH_TOMBSTONES}: whether each delete is followed by a row that has only the key.",
    ),
    "start_date": (*_DATE, _WINDOW),
    "end_date": (*_DATE, _WINDOW),
    "locale": ("str", '"en"', "str", "One of `tablewright.locales()`."),
    "format": (
        "str",
        f'"{formats.BATCHES}"',
        "str",
        f"{one_of(formats.in_batches(formats.ready_made()))}; see docs/CDC.md.",
    ),
    "overwrite": ("bool", "False", "bool", "Replace existing batches."),
    "partitions": (
        "int | None",
        "None",
        "int, optional",
        "Number of files per batch; default: one per 250,000 rows.",
    ),
}
