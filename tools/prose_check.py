"""Check that texts avoid the phrases that CONTRIBUTING.md ("Prose") replaces.

Usage: ``python tools/prose_check.py [project folder]``. Prints one line per phrase and exits with
status 1 if there is any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

PHRASES = {
    r"leav(?:e|es|ing) (?:\S+ ){0,5}away|left away": "omit",
    r"told of|(?:is|are|was|were|be) told": "name who passes, reports or registers what",
    r"spoken to": "call",
    r"asked for|as it is asked": "requested",
    r"the specification": "the reference, or the name of the thing",
    r"whoever": "the reader, the caller, the process",
    r"be had": "be available",
    r"in one go": "at once, in one step",
    r"as can be": "as possible",
    r"begins? anew": "start over",
    r"go(?:es)? on with": "continue, resume from",
    r"so many": "the number",
    r"is no (?:file|folder|list|name|number|place|share|text|type|value|word)": "is not a ...",
    r"held against": "compared with",
}
"""What not to write, as patterns that ignore case, and what to write instead."""

FILES = (
    *("README.md", "Makefile", "docs/**/*.md", "src/**/*.py", "src/**/*.md"),
    *("tools/**/*.py", "benchmarks/*.py", "examples/*.py"),
)

# A phrase can be broken across lines of a comment, a docstring or a string.
_GAP = r"[\s\"#]+(?:f\")?"


def check(root: Path) -> Iterator[str]:
    """Yield one line per phrase, with its place and what to write instead."""
    patterns = {
        re.compile(rf"\b(?:{phrase.replace(' ', _GAP)})\b", re.IGNORECASE): better
        for phrase, better in PHRASES.items()
    }
    for path in sorted({path for pattern in FILES for path in root.glob(pattern)}):
        if path.name == Path(__file__).name:
            continue
        text = path.read_text("utf-8")
        for pattern, better in patterns.items():
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                phrase = re.sub(_GAP, " ", found[0])
                yield f"{path.relative_to(root)}:{line}: {phrase!r}; write instead: {better}"


def main(arguments: list[str]) -> int:
    found = list(check(Path(arguments[0] if arguments else Path(__file__).parent.parent)))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
