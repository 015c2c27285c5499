"""How datasets, worlds, tables and feeds show themselves in a notebook: always a few rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from tablewright.errors import printable

if TYPE_CHECKING:
    import polars as pl

ROWS, COLUMNS, LETTERS = 5, 20, 60
"""Shown at most, whatever the size of a table."""
_TABLE = 'style="text-align:left;border-collapse:collapse"'
_CELL = 'style="text-align:left;padding:.15em .8em .15em 0"'


def card(title: str, facts: str, *parts: str) -> str:
    """Return a title with a line of facts, then tables."""
    head = f"<p><b>{escape(printable(title))}</b> · {escape(printable(facts))}</p>"
    return f"<div>{head}{''.join(parts)}</div>"


def grid(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of escaped cells."""
    head = "".join(f'<th scope="col" {_CELL}>{_text(each)}</th>' for each in headings)
    body = "".join(
        f"<tr>{''.join(f'<td {_CELL}>{_text(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table {_TABLE}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def first_rows(frame: pl.DataFrame) -> str:
    """Return the first rows and columns of a frame."""
    few = frame.head(ROWS)
    names = few.columns[:COLUMNS]
    more = len(few.columns) - len(names)
    headings = [*names, *([f"and {more} more"] if more > 0 else [])]
    rows = [[*row[:COLUMNS], *([""] if more > 0 else [])] for row in few.rows()]
    return grid(headings, rows)


def _text(value: object) -> str:
    text = printable("null" if value is None else str(value), keep="")
    return escape(text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…")
