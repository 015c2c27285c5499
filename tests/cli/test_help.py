"""What the help says of sizes and defaults is what the declarations say."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from tablewright.cli.app import build
from tablewright.engines.spark.session import ROWS_OF_A_PARTITION
from tablewright.spec import Window
from tablewright.tables import INDUSTRY_NAMES, industry

COMMANDS = get_command(build()).commands
STREAMED = [
    f"{found.default_rows[stream.parent]:,}"
    for found in map(industry, INDUSTRY_NAMES)
    for stream in found.streams.values()
]
FACTS = {
    ("stream", "rows"): " or ".join(STREAMED),
    ("plan", "start"): str(Window().start),
    ("generate", "start"): str(Window().start),
    ("cdc", "start"): str(Window().start),
    ("report", "start"): str(Window().start),
    ("report", "end"): str(Window().end),
    ("report", "seed"): "42",
    ("plan", "end"): str(Window().end),
    ("generate", "end"): str(Window().end),
    ("cdc", "end"): str(Window().end),
    ("plan", "partitions"): f"one per {ROWS_OF_A_PARTITION:,} rows",
    ("generate", "partitions"): f"one per {ROWS_OF_A_PARTITION:,} rows",
}
"""By command and option: the default that is written out."""


def written() -> dict[tuple[str, str], str]:
    """The defaults with a number that any help has."""
    texts = {
        (name, option.name): option.help or ""
        for name, command in COMMANDS.items()
        for option in command.params
        if hasattr(option, "help")
    }
    found = {place: re.search(r"default: (.*\d.*)\.$", text) for place, text in texts.items()}
    return {place: match[1] for place, match in found.items() if match}


def test_no_default_with_a_number_is_written_elsewhere() -> None:
    assert set(written()) == set(FACTS)


@pytest.mark.parametrize("place", FACTS)
def test_the_default_is_the_declared_one(place: tuple[str, str]) -> None:
    assert written()[place] == FACTS[place]
