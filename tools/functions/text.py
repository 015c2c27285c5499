"""Layout of docstrings."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

WIDTH = 100
GAP = "\0"
"""A placeholder for a non-breaking space, such as within code."""
_LONGEST_CODE = 40


def wrapped(text: str, indent: int) -> str:
    """Wrap a paragraph, without breaking short code."""
    pieces = text.split("``")
    for place in range(1, len(pieces), 2):
        if len(pieces[place]) <= _LONGEST_CODE:
            pieces[place] = pieces[place].replace(" ", GAP)
    margin = " " * indent
    lines = textwrap.fill(
        "``".join(pieces),
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace(GAP, " ")


def section(title: str, *paragraphs: str) -> str:
    """Return a section of a docstring."""
    return "\n".join([f"    {title}", f"    {'-' * len(title)}", *paragraphs])


def entry(head: str, text: str) -> str:
    """Return an item of a section: a name and its description."""
    return f"    {head}\n{wrapped(text, 8)}" if text else f"    {head}"


def docstring(summary: str, *sections: str) -> str:
    """Join the parts of a docstring, except empty ones."""
    body = "\n\n".join(each for each in sections if each)
    first = wrapped(f'"""{summary}', 4)
    return f'{first}\n\n{body}\n    """' if body else f'{first}"""'


def listed(names: Sequence[str]) -> str:
    """List code names in prose: ``a``, ``b`` and ``c``."""
    quoted = [f"``{name}``" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if quoted[1:] else quoted[0]
