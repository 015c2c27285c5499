"""Operations that make text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tablewright.errors import DeclarationError
from tablewright.ops import limits
from tablewright.ops.core import Bounds, Const, Expr, Kind, lift, require

SEPARATOR = "|"
"""Words may not contain it: Spark receives a pool as one text, split there."""


@dataclass(frozen=True, eq=False)
class _Text(Expr):
    @property
    def kind(self) -> Kind:
        """Text."""
        return "text"


@dataclass(frozen=True, eq=False)
class Word(_Text):
    """The word of a pool at an index, which planning proves to be inside.

    At most 1,048,576 words and 4 MiB in all; a word has at most 4,096 bytes, neither NUL nor `|`.
    """

    words: tuple[str, ...]
    index: Expr

    def __post_init__(self) -> None:
        require(self, "int", self.index)
        limits.words(self, "words")
        if any(SEPARATOR in word for word in self.words):
            raise DeclarationError(f"Word: a word may not contain {SEPARATOR!r}")

    def bounds(self, *args: Bounds) -> Bounds:
        """The longest word's length; proves the index."""
        if not (0 <= args[0][0] and args[0][1] < len(self.words)):
            raise DeclarationError(
                f"Word: an index of {args[0][0]}..{args[0][1]} can leave its pool of "
                f"{len(self.words)}; bound it with %, least or greatest"
            )
        return (0, max(len(word.encode()) for word in self.words))


@dataclass(frozen=True, eq=False)
class ZeroPadded(_Text):
    """The decimal digits of an int that is not negative, zero-padded to ``width`` (1 to 64)."""

    value: Expr
    width: int = 1

    def __post_init__(self) -> None:
        require(self, "int", self.value)
        limits.whole(self, "width", 1, limits.MOST_WIDTH)

    def bounds(self, *args: Bounds) -> Bounds:
        """The maximum number of digits; proves the sign."""
        if args[0][0] < 0:
            raise DeclarationError(
                "ZeroPadded: the number can be negative; bound it before, as greatest(n, 0) and "
                "tw.maximum(n, 0) do"
            )
        return (0, max(self.width, len(str(args[0][1]))))


@dataclass(frozen=True, eq=False)
class Concat(_Text):
    """Texts, one after another: at most 4,096 bytes in all."""

    parts: tuple[Expr, ...]

    def __post_init__(self) -> None:
        require(self, "text", *self.parts)

    def bounds(self, *args: Bounds) -> Bounds:
        """The length of all together."""
        return (0, sum(most for _, most in args))


def concat(*parts: Expr | str) -> Expr:
    """Texts and literals, one after another."""
    return Concat(tuple(lift(part) for part in parts))


def digits(value: Expr | int, width: int = 1) -> Expr:
    """See `ZeroPadded`."""
    return ZeroPadded(lift(value), width)


def word(words: Sequence[str], index: Expr | int) -> Expr:
    """See `Word`."""
    return Const(words[0]) if len(words) == 1 else Word(tuple(words), lift(index))
