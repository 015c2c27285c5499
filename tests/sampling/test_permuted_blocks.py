"""Permuted blocks, in both directions."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tablewright.ops import Row, lift
from tablewright.sampling import PermutedBlocks, shuffled
from tablewright.spec import Fields
from tests.support.computed import made


@settings(max_examples=30, deadline=None)
@given(rows=st.integers(1, 700), block=st.sampled_from([1, 7, 40, 400]))
def test_a_deck_is_the_same_from_both_sides(rows, block):
    deck = PermutedBlocks.of("x.made", "class", rows, block, lambda count: list(range(count)))
    row = Row()
    sides = made(rows, slot=deck.slot(row), back=deck.row(deck.block(row), deck.slot(row)))
    assert sides["back"] == list(range(rows))
    full = rows // block * block
    for start in range(0, full, block):
        assert sorted(sides["slot"][start : start + block]) == list(range(block))
    size = block if full else 0
    assert sides["slot"][full:] == list(range(size, size + rows - full))


def test_a_deck_chooses_by_weight_and_only_from_those_there_are():
    deck = PermutedBlocks.of(
        "x.made", "class", 1000, 100, lambda count: [i % 2 for i in range(count)]
    )
    weights = [3.0 * card + 1 for card in deck.faces]
    f = Fields("x.made", 20_000)
    chosen = f("chosen", deck.choose(Row() // 20 + 1, [weights], lift(0), "pick"))
    faces = f("card", deck.card(Row()).at(chosen))
    frame = made(20_000, chosen=chosen, card=faces)
    assert all(0 <= row <= i // 20 for i, row in enumerate(frame["chosen"]))
    late = frame["card"][10_000:]
    assert 0.77 < sum(late) / len(late) < 0.83


def test_an_order_depends_on_its_salt_only():
    assert sorted(shuffled(100, 3)) == list(range(100))
    assert shuffled(100, 3) == shuffled(100, 3) != shuffled(100, 4)
