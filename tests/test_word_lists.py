import pytest

from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.word_lists import pool


def test_a_pool_depends_on_its_arguments_only():
    assert pool("person.occupation", size=50) == pool("person.occupation", size=50)
    assert pool("person.occupation", size=50) != pool("person.occupation", size=50, seed=1)
    assert any("ü" in word for word in pool("city", "de", size=500))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"field": "person.nonsense"}, ArgumentError, "field='person.nonsense'.*person.occupation"),
        ({"field": "person.occupation", "locale": "xx"}, ArgumentError, "locale='xx'"),
        ({"field": "person.occupation", "size": 0}, ArgumentError, "size=0"),
        ({"field": "person.occupation", "size": 1.5}, ArgumentTypeError, "size=1.5"),
        ({"field": "person.occupation", "seed": 2**63}, ArgumentError, "seed="),
        ({"field": "numeric.integer_number"}, ArgumentError, "returns no text"),
    ],
)
def test_what_cannot_be_a_pool_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        pool(**arguments)
