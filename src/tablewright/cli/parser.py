"""Typer commands whose errors have the form used in the rest of the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup, TyperOption

from tablewright import checks
from tablewright.errors import ArgumentError

if TYPE_CHECKING:
    from typer._click.core import Command as ClickCommand
    from typer._click.core import Context

_SECRET = ("--remote", "--unity", "--storage")
"""Options whose values may contain a token."""


class Command(TyperCommand):
    """A command whose options may be given once, except flags and repeatable options."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the words after the command's name."""
        _, _, found = self.make_parser(ctx).parse_args(list(args))
        for option, times in Counter(found).items():
            once = isinstance(option, TyperOption) and not (option.multiple or option.is_flag)
            if once and times > 1:
                raise ArgumentError(_twice(option.opts[0], args))
        return super().parse_args(ctx, args)


class Commands(TyperGroup):
    """All commands; for an unknown one, suggests the nearest."""

    def get_command(self, ctx: Context, cmd_name: str) -> ClickCommand | None:
        """Return the command of that name."""
        found = super().get_command(ctx, cmd_name)
        if found is None and not cmd_name.startswith("-"):
            checks.choice("command", cmd_name, self.commands, also=_whole_commands())
        return found


def _twice(option: str, args: Sequence[str]) -> str:
    name = option.lstrip("-").replace("-", "_")
    if option in _SECRET:
        return f"{name}=... is given more than once; give {option} once"
    first, *others = dict.fromkeys(_values(option, args))
    and_others = "".join(f" and {name}={value!r}" for value in others)
    return f"{name}={first!r}{and_others}: given more than once; give {option} once"


def _values(option: str, args: Sequence[str]) -> Iterator[str]:
    for number, word in enumerate(args):
        start, equals, value = word.partition("=")
        if start == option:
            yield value if equals else args[number + 1]


def _whole_commands() -> Iterator[tuple[str, str]]:
    """Suggest a whole command for a user who starts with a dataset or a table."""
    from tablewright.tables import INDUSTRY_NAMES, table_names

    yield from ((name, f"generate {name}") for name in INDUSTRY_NAMES)
    for full in table_names():
        yield full, f"describe {full}"
        yield full.partition(".")[2], f"describe {full}"
