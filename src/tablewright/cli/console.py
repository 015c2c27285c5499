"""Output: formatted on a terminal, plain when piped.

Names, cells and servers' messages cannot send escape sequences to the terminal.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.markup import escape
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from tablewright.errors import one_line, printable

if TYPE_CHECKING:
    import polars as pl

_UNLIMITED = 10_000
_NARROW = 20
"""Width of a last column below which rows become blocks."""
_UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB")
_NOT_ASCII = re.compile(r"[^\n -~]")


class _Screen(Console):
    """A console that escapes control characters in all text."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield segments, including those within tables and bars."""
        for each in super().render(renderable, options):
            if each.control or each.text.isprintable():
                yield each
            else:
                yield Segment(printable(each.text), each.style)


def console(file: IO[str] | None = None) -> Console:
    """Return a console on stdout, or on ``file``.

    Piped output has no colours, no escapes and unlimited line length.
    """
    stream = file or sys.stdout
    made = _Screen(file=stream, highlight=False, emoji=False, soft_wrap=False)
    if made.is_terminal:
        return made
    return _Screen(
        file=stream,
        highlight=False,
        emoji=False,
        no_color=True,
        color_system=None,
        width=_UNLIMITED,
    )


def say(line: str) -> None:
    """Print a progress line to stderr."""
    print(one_line(line), file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Grid:
    """A table without borders, whose last column wraps.

    Where the terminal is too narrow for that, each row becomes a block of lines, so that nothing is
    cut off. The columns numbered in ``right`` are right-aligned.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table, or the blocks."""
        lines = [self.headings, *self.rows]
        widths = [2 + max(cell_len(line[at]) for line in lines) for at in range(len(self.headings))]
        *others, last = widths
        if sum(others) + min(last, _NARROW) <= options.max_width:
            yield self._table()
        else:
            yield from self._blocks()

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, header_style="bold", show_header=any(self.headings))
        last = len(self.headings) - 1
        for number, heading in enumerate(self.headings):
            table.add_column(
                heading,
                justify="right" if number in self.right else "left",
                no_wrap=number != last,
                overflow="fold",
            )
        for row in self.rows:
            table.add_row(*(escape(cell) for cell in row))
        return table

    def _blocks(self) -> Iterator[RenderableType]:
        for first, *rest in self.rows:
            yield Text(first, style="bold", overflow="fold")
            for heading, cell in zip(self.headings[1:], rest, strict=True):
                if cell:
                    text = f"{heading}: {cell}" if heading else cell
                    yield Padding(Text(text, overflow="fold"), (0, 0, 0, 2))


def grid(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> Grid:
    """Build a table without borders; the columns numbered in ``right`` are right-aligned."""
    return Grid(headings, [tuple(row) for row in rows], right)


def frame_table(frame: pl.DataFrame, width: int) -> Grid:
    """Build a table of a frame's rows, transposed if only that fits the width."""
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
    """Format a number of bytes: ``12.3 MB``."""
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count /= 1000
        unit += 1
    return f"{count:,.0f} {_UNITS[unit]}" if unit == 0 else f"{count:,.1f} {_UNITS[unit]}"


def seconds(count: float) -> str:
    """Format a duration: ``0.8 s``, ``3:05 min``, ``2:10:00 h``."""
    if count < 60:
        return f"{count:.1f} s"
    whole = round(count)
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02} h"


def print_notes(screen: Console, notes: Iterable[str]) -> None:
    """Print notes, one per line."""
    for note in notes:
        screen.print(f"Note: {escape(note)}")


def print_json(content: Any) -> None:
    """Print one JSON document to stdout, in ASCII if stdout supports nothing else."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False, default=str)
    ascii_only = "utf" not in (sys.stdout.encoding or "").lower()
    print(_NOT_ASCII.sub(lambda found: _in_json(found[0], ascii_only=ascii_only), text))


def _in_json(character: str, *, ascii_only: bool) -> str:
    """Return a character, or its equivalent JSON escape if it is not printable."""
    if not ascii_only and printable(character) == character:
        return character
    return json.dumps(character)[1:-1]
