"""SQL with holes: what is filled in, and what it reads."""

from __future__ import annotations

import pytest

from tablewright.engines.spark.sql import Argument, ChildIndex, Read, Shared, Sql, joined, sql


def test_arguments_take_the_places_of_their_holes() -> None:
    half = sql("({} div {})", Sql((Argument(0),)), 2)
    assert half.parts == ("(", Argument(0), " div 2)")
    assert str(half.applied([sql("x")])) == "(x div 2)"
    nested = half.applied([sql("({} + {})", Sql((Read(3),)), Sql((Read(3),)))])
    assert nested.reads == [3, 3]
    assert nested.parts == ("((", Read(3), " + ", Read(3), ") div 2)")


def test_what_looks_like_a_hole_is_text() -> None:
    words = ("{}", "\x00", "\x01a\x01", "\x020\x02", "%s")
    made = sql("concat({})", joined([sql("'{}'", word) for word in words], ", "))
    assert made.parts == ("concat('{}', '\x00', '\x01a\x01', '\x020\x02', '%s')",)
    assert made.reads == []


def test_only_what_there_is_something_for_is_filled() -> None:
    made = joined([Sql((Read(1),)), "x", Sql((ChildIndex(),))], " ")
    assert made.of_child("__c1.i").parts == (Read(1), " x __c1.i")
    assert made.filled(lambda hole: None) == made
    with pytest.raises(ValueError):
        str(made.of_child("i"))


def test_it_knows_the_hidden_columns_that_it_reads() -> None:
    name = Sql(("__s1",), frozenset({"__s1"}))
    made = sql("{} + {}", name, "__s2")
    assert made.names == {"__s1"}
    assert joined([made, "1"], " - ").names == {"__s1"}
    assert Sql((Argument(0),)).applied([made]).names == {"__s1"}


def test_constants_are_equal_if_their_sql_is() -> None:
    assert Shared("split('a', ',')", "array<string>") == Shared("split('a', ',')", "array<string>")
    assert Argument(1) != Read(1)
