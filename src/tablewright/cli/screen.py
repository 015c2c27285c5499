"""How things look: on a terminal, and plain when piped."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    import polars as pl

_UNLIMITED = 10_000
_UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB")


def console(file: IO[str] | None = None) -> Console:
    """A console on stdout, or on ``file``.

    What is piped has no colours, no escapes, and no limit to a line.
    """
    stream = file or sys.stdout
    made = Console(file=stream, highlight=False, soft_wrap=False)
    if made.is_terminal:
        return made
    return Console(file=stream, highlight=False, no_color=True, color_system=None, width=_UNLIMITED)


def grid(
    headings: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()
) -> Table:
    """A table without lines; the columns numbered in ``right`` are aligned to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=any(headings))
    last = len(headings) - 1
    for number, heading in enumerate(headings):
        table.add_column(
            heading,
            justify="right" if number in right else "left",
            no_wrap=number != last,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    return table


def frame_table(frame: pl.DataFrame, width: int) -> Table:
    """A frame's rows: side by side with their columns as lines, where that is what fits."""
    cells = [[_cell(value) for value in row] for row in frame.rows()]
    names = frame.columns
    needed = sum(
        2 + max(len(text) for text in (name, *(row[at] for row in cells)))
        for at, name in enumerate(names)
    )
    numbers = [at for at, dtype in enumerate(frame.dtypes) if dtype.is_numeric()]
    if needed <= width:
        return grid(names, cells, right=numbers)
    sideways = [[name, *(row[at] for row in cells)] for at, name in enumerate(names)]
    while cells and len(cells) > 1 and _widths(sideways) > width:
        cells.pop()
        for line in sideways:
            line.pop()
    return grid([""] * (1 + len(cells)), sideways)


def _widths(lines: Sequence[Sequence[str]]) -> int:
    return sum(2 + max(map(len, column)) for column in zip(*lines, strict=True))


def _cell(value: object) -> str:
    return "·" if value is None else str(value)


def size(count: float) -> str:
    """A number of bytes for people: ``12.3 MB``."""
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count /= 1000
        unit += 1
    return f"{count:,.0f} {_UNITS[unit]}" if unit == 0 else f"{count:,.1f} {_UNITS[unit]}"


def seconds(count: float) -> str:
    """A time for people: ``0.8 s``, ``3:05 min``, ``2:10:00 h``."""
    if count < 60:
        return f"{count:.1f} s"
    whole = round(count)
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02} h"


def print_notes(screen: Console, notes: Iterable[str]) -> None:
    """What somebody may not expect, a line each."""
    for note in notes:
        screen.print(f"Note: {escape(note)}")


def print_json(content: Any) -> None:
    """One JSON document on stdout; plain ASCII where that has no other characters."""
    ascii_only = "utf" not in (sys.stdout.encoding or "").lower()
    print(json.dumps(content, indent=2, ensure_ascii=ascii_only, allow_nan=False, default=str))
