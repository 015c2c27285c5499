"""Lines of keys against a replay of them, key by key."""

from __future__ import annotations

import itertools

import pytest

from tablewright.ops import Row, lift
from tablewright.sampling.lifecycles import KeyLifecycles, Position, dealt
from tests.support.computed import rows

COUNTS = [
    (18, 1, 1, 0),
    (97, 6, 3, 1),
    (1_000, 55, 33, 11),
    (500, 10, 150, 12),
    (200, 0, 0, 20),
    (200, 0, 10, 10),
    (200, 6, 6, 18),
    (200, 0, 200, 0),
    (200, 100, 100, 100),
    (200, 400, 0, 0),
    (200, 40, 0, 40),
    (64, 3, 61, 3),
]
BATCHES = 14


def places(count: int, place: Position) -> list[tuple[int, ...]]:
    return rows(count, line=place.line, position=place.position) if count else []


@pytest.mark.parametrize("counts", COUNTS)
def test_a_replay(counts: tuple[int, int, int, int]) -> None:
    base, appends, updates, deletes = counts
    found = dealt(base, appends, updates, deletes)
    assert found is not None
    lines = KeyLifecycles(found)
    last = min([line.batches for line in found if line.batches is not None], default=BATCHES)
    living = set(places(base, lines.begun(Row())))
    assert len(living) == base
    touched: dict[tuple[int, ...], list[int]] = {key: [] for key in living}
    since = dict.fromkeys(living, 0)
    for batch in range(1, min(last, BATCHES) + 1):
        now = lift(batch)
        changed = places(updates, lines.touched(Row(), now))
        left = places(deletes, lines.left(Row(), now))
        joined = places(appends, lines.joined(Row(), now))
        assert len({*changed, *left, *joined}) == updates + deletes + appends
        assert {*changed, *left} <= living
        assert not living & set(joined)
        for key in changed:
            touched[key].append(batch)
        for key in joined:
            touched[key], since[key] = [], batch
        living = (living - set(left)) | set(joined)
        assert lines.size(batch) == len(living)
        place = lines.present(Row(), batch)
        told = rows(
            len(living),
            line=place.line,
            position=place.position,
            since=lines.since(place),
            touches=lines.touches(place, now),
            first=lines.touch(place, lift(1)),
            last=lines.touch(place, lines.touches(place, now)),
        )
        assert {row[:2] for row in told} == living
        for *at, began, count, first, latest in told:
            key = tuple(at)
            assert began == since[key]
            assert count == len(touched[key])
            if count:
                assert (first, latest) == (touched[key][0], touched[key][-1])


def test_every_key_has_its_rank() -> None:
    lines = KeyLifecycles(dealt(97, 6, 3, 1) or ())
    place = lines.begun(Row())
    assert rows(97, rank=lines.rank(place)) == [(i,) for i in range(97)]
    joined = lines.joined(Row(), lift(5))
    assert rows(6, rank=lines.rank(joined)) == [(i,) for i in range(6)]


@pytest.mark.parametrize("deletes", [0, 1, 7])
@pytest.mark.parametrize("appends", [0, 1, 40])
def test_who_suffices_is_found(appends: int, deletes: int) -> None:
    base = 40
    for updates in range(base + 2):
        found = dealt(base, appends, updates, deletes)
        assert (found is not None) == (updates + deletes <= base)
        if found is not None:
            totals = [
                sum(getattr(line, what) for line in found)
                for what in ("base", "joins", "updates", "leaves")
            ]
            assert totals == [base, appends, updates, deletes]


def test_keys_change_more_than_once_and_come_and_go_within_a_few_batches() -> None:
    lines = KeyLifecycles(dealt(1_000, 55, 33, 11) or ())
    place = lines.present(Row(), 4)
    counts = [row[0] for row in rows(lines.size(4), touches=lines.touches(place, lift(4)))]
    assert max(counts) >= 2
    born = set(
        itertools.chain.from_iterable(
            places(55, lines.joined(Row(), lift(batch))) for batch in range(1, 5)
        )
    )
    gone = set(
        itertools.chain.from_iterable(
            places(11, lines.left(Row(), lift(batch))) for batch in range(1, 6)
        )
    )
    assert born & gone
