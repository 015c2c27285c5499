"""Goldens of changes: a checksum of every batch and some readable rows.

``python -m tests.golden.test_golden_cdc`` blesses them as they are now; a changed one needs a line
in CHANGELOG.md.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tablewright.cdc import ChangeSettings
from tablewright.polars import cdc
from tablewright.tables import INDUSTRY_NAMES
from tests.golden.golden import checksum

HOME = Path(__file__).parent / "cdc"
CASES = {
    "default": {},
    "everything": {
        "late": 0.1,
        "duplicates": 0.2,
        "out_of_order": 0.3,
        "resurrect": 0.5,
        "batch_size": 0.35,
        "weights": {"APPEND": 2, "UPDATE": 3, "DELETE": 2},
        "interval": 3_600,
        "start": "2025-03-01",
    },
}
BATCHES = (0, 1, 2, 9, 1_000)


def golden(industry: str) -> dict[str, object]:
    """What is kept of an industry's changes."""
    kept: dict[str, object] = {}
    for name, options in CASES.items():
        feed = cdc.feed(industry, 300, 11, settings=ChangeSettings(**options))  # type: ignore[arg-type]
        batches = {number: cdc.batch(feed, number) for number in BATCHES}
        kept[name] = {
            "batches": {str(number): checksum(batch) for number, batch in batches.items()},
            "states": {str(number): checksum(cdc.state(feed, number)) for number in BATCHES},
            "shown": [" | ".join(map(str, row)) for row in batches[2].head(12).rows()],
        }
    return kept


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_changes_are_the_blessed_ones(industry: str) -> None:
    blessed = json.loads((HOME / f"{industry}.json").read_text("utf-8"))
    made = golden(industry)
    for name in CASES:
        assert made[name]["shown"] == blessed[name]["shown"]  # type: ignore[index]
    assert made == blessed


if __name__ == "__main__":
    HOME.mkdir(exist_ok=True)
    for each in sys.argv[1:] or INDUSTRY_NAMES:
        text = json.dumps(golden(each), indent=1, ensure_ascii=False)
        (HOME / f"{each}.json").write_text(text + "\n", "utf-8")
