"""What can be learnt from sensor readings."""

from __future__ import annotations

import runpy

from tests.support.paths import ROOT


def test_failures_can_be_learnt_from_other_machines() -> None:
    example = runpy.run_path(str(ROOT / "examples" / "failures.py"))
    assert 0.76 < example["auc"](rows=1_500, seed=3) < 0.90
