"""How a declaration is written, recorded beside what it makes, so that it can be written out."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from tablewright.declare.drafts import Draft
    from tablewright.declare.values import Value

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Said:
    """An operation by its name, and its operands: values, plain values, lists and mappings."""

    name: str
    args: tuple[object, ...] = ()
    named: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Statement:
    """A call of a table under declaration, with the arguments that were given."""

    name: str
    arguments: Mapping[str, object]


class _Declares(Protocol):
    @property
    def _draft(self) -> Draft: ...


S = TypeVar("S", bound=_Declares)


def recorded(function: Callable[P, Value]) -> Callable[P, Value]:
    """Let an operation note on its value how it was called."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> Value:
        return replace(function(*args, **kwargs), said=Said(function.__name__, args, kwargs))

    return call


def stated(function: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Let a method that declares something note on the draft how it was called."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        made = function(self, *args, **kwargs)
        _, *given = signature.bind(self, *args, **kwargs).arguments.items()
        self._draft.statements.append(Statement(function.__name__, dict(given)))
        return made

    return call


class GivenDay(dt.date):
    """An end of the window, which remembers that it is one; days made of it do not."""

    word: str = ""

    @classmethod
    def of(cls, day: dt.date, word: str) -> GivenDay:
        """Return a day with the expression that it stands for."""
        one = cls(day.year, day.month, day.day)
        one.word = word
        return one


class GivenShare(float):
    """A rate, which remembers that it is one."""

    word: str

    @classmethod
    def of(cls, share: float, word: str) -> GivenShare:
        """Return a share with the expression that it stands for."""
        one = cls(share)
        one.word = word
        return one


class GivenCount(int):
    """A number of rows, which remembers that it is one."""

    word: str

    @classmethod
    def of(cls, count: int, word: str) -> GivenCount:
        """Return a count with the expression that it stands for."""
        one = cls(count)
        one.word = word
        return one
