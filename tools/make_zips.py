"""Write the ZIP codes of the cities in ``data/locales/en/places.json``.

They are public facts of the US Postal Service, read from a package that carries them:
``pip install zipcodes==3.0.0``. With ``--check`` it reports any difference and exits with status 1.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

FILE = (
    Path(__file__).parent.parent / "src" / "tablewright" / "data" / "locales" / "en" / "places.json"
)
_MOST = 30
"""Codes of a city, evenly spread over all of them."""
_SPELLED = {"St. Petersburg": "Saint Petersburg", "Winston-Salem": "Winston Salem"}
"""As the Postal Service spells them."""
_REGION = re.compile(r'\{"code": "(\w\w)"')
_CITY = re.compile(r'(\{"name": "([^"]+)", "weight": \d+, "postal_prefixes": )\[[^\]]*\]')


def of_city(state: str, city: str) -> list[str]:
    """The codes of a city, without those of post boxes and single companies."""
    known = importlib.import_module("zipcodes")
    found = known.filter_by(city=_SPELLED.get(city, city), state=state)
    codes = sorted(
        each["zip_code"] for each in found if each["active"] and each["zip_code_type"] == "STANDARD"
    )
    if not codes:
        raise SystemExit(f"{city}, {state} has no ZIP code")
    step = max(1.0, len(codes) / _MOST)
    return [codes[int(place * step)] for place in range(min(_MOST, len(codes)))]


def made(text: str) -> str:
    """The text of the file with its codes."""
    lines, state = [], ""
    for line in text.splitlines(keepends=True):
        region = _REGION.search(line)
        state = region[1] if region else state

        def listed(found: re.Match[str], state: str = state) -> str:
            quoted = ", ".join(f'"{code}"' for code in of_city(state, found[2]))
            return f"{found[1]}[{quoted}]"

        lines.append(_CITY.sub(listed, line))
    return "".join(lines)


def main() -> None:
    """Write or check the file."""
    text = FILE.read_text(encoding="utf-8")
    if sys.argv[1:] == ["--check"]:
        raise SystemExit(int(made(text) != text))
    FILE.write_text(made(text), encoding="utf-8")


if __name__ == "__main__":
    main()
