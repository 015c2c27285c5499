"""The example that detects anomalies reaches what its page says."""

import importlib.util

from tests.support.paths import ROOT


def test_anomalies_of_unseen_devices_are_detected():
    spec = importlib.util.spec_from_file_location("anomalies", ROOT / "examples" / "anomalies.py")
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    learnt, precision, alone = example.scores(seed=7)
    assert 0.93 < learnt < 0.98
    assert 0.65 < precision < 0.9
    assert 0.74 < alone < 0.89
