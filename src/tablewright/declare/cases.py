"""Combinations of values: conditionals, minimum and maximum, concatenation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from tablewright import checks
from tablewright.declare.plain import Unfinished
from tablewright.declare.said import recorded
from tablewright.declare.values import Operand, Value, compared, constant, flag, scaled
from tablewright.errors import ArgumentTypeError
from tablewright.ops import Expr, Where, greatest, least, lift, lookup, word
from tablewright.ops import concat as concat_texts


def when(condition: Value, value: Operand) -> Cases:
    """Return the first value whose condition holds: ``when(a, x).when(b, y).otherwise(z)``."""
    return Cases(()).when(condition, value)


@dataclass(frozen=True, repr=False)
class Cases(Unfinished):
    """Conditions and their values; complete them with `otherwise`."""

    _remedy: ClassVar[str] = "end it with .otherwise(value)"
    cases: tuple[tuple[Value, Value], ...]

    def when(self, condition: Value, value: Operand) -> Cases:
        """Add a condition, tested after the earlier ones."""
        if not isinstance(condition, Value) or condition.kind != "flag":
            remedy = "give a comparison of values"
            raise checks.wrong_type("condition", condition, "a condition", remedy)
        return Cases((*self.cases, (condition, constant(value))))

    @recorded
    def otherwise(self, value: Operand) -> Value:
        """Set the value for rows where no condition holds, and return the result."""
        last = constant(value)
        values = [*(then for _, then in self.cases), last]
        kinds = {each.kind for each in values}
        if len(kinds) > 1:
            raise ArgumentTypeError(
                f"when: values are of different kinds: {', '.join(sorted(kinds))}; give values of "
                "one kind"
            )
        if all(each.index is not None for each in values):
            return self._option(values)
        scale = max(each.scale for each in values)
        result = scaled(last, scale)
        for condition, then in reversed(self.cases):
            result = Where(condition.expr, scaled(then, scale), result)
        return Value(result, last.kind, scale)

    def __repr__(self) -> str:
        return f"<{len(self.cases)} cases without otherwise>"

    def _option(self, values: Sequence[Value]) -> Value:
        """Combine texts with fixed options; the result has fixed options too."""
        options = tuple(dict.fromkeys(text for value in values for text in value.options))
        numbers = [
            lookup(
                [options.index(text) for text in value.options],
                lift(0) if value.index is None else value.index,
            )
            for value in values
        ]
        index = numbers[-1]
        for (condition, _), then in reversed(list(zip(self.cases, numbers[:-1], strict=True))):
            index = Where(condition.expr, then, index)
        return Value(word(options, index), "text", options=options, index=index)


@recorded
def minimum(first: Operand, *others: Operand) -> Value:
    """Return the smallest of several numbers, dates or timestamps."""
    return _extreme(least, (first, *others))


@recorded
def maximum(first: Operand, *others: Operand) -> Value:
    """Return the greatest of several numbers, dates or timestamps."""
    return _extreme(greatest, (first, *others))


@recorded
def concat(*parts: Operand) -> Value:
    """Texts one after another; whole numbers are written in digits, dates as ``YYYY-MM-DD``."""
    checks.at_least_one("parts", parts)
    return Value(concat_texts(*(_text(constant(part)) for part in parts)), "text")


def _text(part: Value) -> Expr:
    if part.kind == "text":
        return part.expr
    if part.kind == "date":
        return part.iso().expr
    if part.kind == "number" and not part.scale:
        return part.digits().expr
    remedy = {
        "timestamp": "give its .iso() or .time()",
        "flag": "choose texts with tw.when(...)",
        "number": "round() it first",
    }
    raise ArgumentTypeError(
        f"concat: a {part.kind} is neither text, a whole number nor a date; {remedy[part.kind]}"
    )


def _extreme(choose: Callable[..., Expr], operands: Sequence[Operand]) -> Value:
    values = [constant(each) for each in operands]
    result = values[0]
    for value in values[1:]:
        left, right = compared(result, value, "minimum or maximum")
        scale = max(result.scale, value.scale)
        result = Value(choose(left, right), result.kind, scale)
    return result


def chained(index: Expr, values: Sequence[Value]) -> Value:
    """Select one of several values by an index."""
    cases = Cases(tuple((flag(index.eq(i)), value) for i, value in enumerate(values[:-1])))
    return cases.otherwise(values[-1]) if cases.cases else values[0]
