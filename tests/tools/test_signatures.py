"""What users call stays: names, order, types and defaults are those that were kept."""

from __future__ import annotations

from tests.support.signatures import KEPT, signatures


def test_every_signature_is_the_one_that_was_kept() -> None:
    assert signatures() == KEPT.read_text("utf-8").splitlines()
