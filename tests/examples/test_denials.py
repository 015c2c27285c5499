"""What can be learnt from claims."""

from __future__ import annotations

import runpy

from tests.support.paths import ROOT


def test_denials_can_be_learnt_from_other_patients() -> None:
    example = runpy.run_path(str(ROOT / "examples" / "denials.py"))
    assert 0.70 < example["auc"](rows=6_000, seed=3) < 0.82
