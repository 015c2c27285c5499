"""Keep the Java that Spark makes of a table in methods short enough to be compiled.

Spark writes neighbouring selects into one method. The JVM never compiles a method of more than
8,000 bytes, and interprets it at a fifth of the speed or less, without a word. A select with a
lambda in it is left out of that method and gets short ones of its own. So, where a method would
grow too long, one value goes through a lambda that changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TEXT = re.compile("'[^']*'")
_MOST_BYTES = 5_500
_COLUMN_BYTES = 60
_BYTES = {
    "[": 110,
    "DECIMAL(": 80,
    " div ": 50,
    "concat(": 45,
    "if(": 30,
    "WHEN ": 30,
    ",": 25,
    " % ": 15,
    **dict.fromkeys(("+ ", "- ", "* ", "< ", "= ", "& "), 8),
}
"""About what these take, as measured on the tables of this package."""


def _size(sql: str) -> int:
    bare = _TEXT.sub("", sql)
    return _COLUMN_BYTES + sum(bare.count(token) * size for token, size in _BYTES.items())


def shortened(levels: Sequence[Sequence[str]], names: Sequence[str]) -> list[list[str]]:
    """The SQL of the columns of each level, some of it changed to keep methods short.

    Parameters
    ----------
    levels : sequence of sequence of str
        The SQL of every column.
    names : sequence of str
        Names that hold a BIGINT.
    """
    made: list[list[str]] = []
    total = 0
    for level in levels:
        columns = list(level)
        total += sum(map(_size, columns))
        apart = any("->" in _TEXT.sub("", sql) for sql in columns)
        if apart or (total > _MOST_BYTES and _pass_through_lambda(columns, names)):
            total = 0
        made.append(columns)
    return made


def _pass_through_lambda(columns: list[str], names: Sequence[str]) -> bool:
    known = re.compile("|".join(rf"{re.escape(name)}(?![0-9])" for name in names))
    for place in sorted(range(len(columns)), key=lambda i: len(columns[i])):
        parts = re.split("('[^']*')", columns[place])
        for i in range(0, len(parts), 2):
            changed, count = known.subn(
                lambda found: f"aggregate(array({found[0]}), 0L, (__any, __same) -> __same)",
                parts[i],
                count=1,
            )
            if count:
                columns[place] = "".join((*parts[:i], changed, *parts[i + 1 :]))
                return True
    return False
