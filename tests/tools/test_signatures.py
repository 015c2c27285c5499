"""What users call stays: names, order, types and defaults are those that were kept."""

from __future__ import annotations

import inspect

from tablewright.streams import sensors
from tablewright.tables import industry
from tests.support.signatures import KEPT, signatures


def test_every_signature_is_the_one_that_was_kept() -> None:
    assert signatures() == KEPT.read_text("utf-8").splitlines()


def test_the_stream_of_readings_has_the_dataset_s_rate() -> None:
    default = inspect.signature(sensors).parameters["anomaly_rate"].default
    assert default == industry("iot").rates["anomaly_rate"]
