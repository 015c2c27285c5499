"""What a table is: typed columns over expressions, keys, and the rules that its rows keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tablewright import checks
from tablewright.errors import ArgumentError, DeclarationError
from tablewright.ops.core import BITS63, Bounds, Expr, Field, Kind, Value, lift

_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAYS: Bounds = (dt.date.min.toordinal() - _EPOCH, dt.date.max.toordinal() - _EPOCH)
_MICROSECONDS_A_DAY = 86_400_000_000
_MOST_DIGITS = 38


@dataclass(frozen=True)
class ColumnType:
    """The type of a column; the value underneath is of kind ``kind``."""

    kind: Kind = field(default="int", init=False)

    @property
    def limits(self) -> Bounds:
        """The least and the greatest int that the type holds; planning refuses others."""
        return BITS63

    def __str__(self) -> str:
        return type(self).__name__.lower()


@dataclass(frozen=True)
class Key(ColumnType):
    """A 64-bit integer: a key."""


@dataclass(frozen=True)
class Count(ColumnType):
    """A 32-bit integer: a count."""

    @property
    def limits(self) -> Bounds:
        """32 bits."""
        return (-(2**31), 2**31 - 1)


@dataclass(frozen=True)
class Decimal(ColumnType):
    """An exact decimal; the value underneath is the integer of its last digits (cents)."""

    precision: int
    scale: int

    def __post_init__(self) -> None:
        if not 0 <= self.scale <= self.precision <= _MOST_DIGITS or not self.precision:
            raise DeclarationError(
                f"{self} is no decimal; give a precision of 1 to {_MOST_DIGITS} and a scale of 0 "
                "to the precision"
            )

    @property
    def limits(self) -> Bounds:
        """As many digits as the precision says."""
        return (1 - 10**self.precision, 10**self.precision - 1)

    def __str__(self) -> str:
        return f"decimal({self.precision},{self.scale})"


@dataclass(frozen=True)
class Measure(ColumnType):
    """A double; the value underneath is an integer of its last decimals, divided at the end."""

    decimals: int = 0


@dataclass(frozen=True)
class Text(ColumnType):
    """Text."""

    kind: Kind = field(default="text", init=False)


@dataclass(frozen=True)
class Day(ColumnType):
    """A date; the value underneath is days since 1970-01-01."""

    @property
    def limits(self) -> Bounds:
        """The years 1 to 9999."""
        return _DAYS


@dataclass(frozen=True)
class Instant(ColumnType):
    """A UTC timestamp; the value underneath is microseconds since 1970-01-01."""

    @property
    def limits(self) -> Bounds:
        """The years 1 to 9999."""
        first, last = _DAYS
        return (first * _MICROSECONDS_A_DAY, (last + 1) * _MICROSECONDS_A_DAY - 1)


@dataclass(frozen=True)
class Flag(ColumnType):
    """True or false."""

    kind: Kind = field(default="bool", init=False)


@dataclass(frozen=True)
class Column:
    """A column: a field of the table with a type.

    Parameters
    ----------
    value : Field
        What the cell holds; its name is the column's.
    type : ColumnType
        The type in the output.
    doc : str
        How it is made, for ``tablewright describe``: distribution, dependence, source.
    absent : Expr, optional
        A bool: where it holds, the cell is null (``value`` itself stays known to others).
    """

    value: Field
    type: ColumnType
    doc: str = ""
    absent: Expr | None = None

    def __post_init__(self) -> None:
        if self.value.kind != self.type.kind:
            raise DeclarationError(
                f"column {self.name}: a {self.type} is made of {self.type.kind}, "
                f"not of {self.value.kind}"
            )
        if self.absent is not None and self.absent.kind != "bool":
            raise DeclarationError(f"column {self.name}: absent must be a bool")

    @property
    def name(self) -> str:
        """The column's name."""
        return self.value.name


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values are keys of another table."""

    column: str
    parent: str
    parent_column: str


@dataclass(frozen=True)
class Table:
    """A table of ``rows`` rows.

    Parameters
    ----------
    name : str
        ``<dataset>.<table>``, part of the key of every draw.
    rows : int
        From 0 up.
    columns : tuple of Column
        In output order.
    primary_key : str
        A unique column that is never null.
    foreign_keys : tuple of ForeignKey
        Keys of other tables of the dataset.
    doc : str
        One sentence.
    unique : tuple of str
        Further columns whose non-null values are unique.
    """

    name: str
    rows: int
    columns: tuple[Column, ...]
    primary_key: str
    foreign_keys: tuple[ForeignKey, ...] = ()
    doc: str = ""
    unique: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checks.rows("rows", self.rows)
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise DeclarationError(f"table {self.name}: two columns have the same name")
        mentioned = (self.primary_key, *self.unique, *(key.column for key in self.foreign_keys))
        for name in mentioned:
            if name not in names:
                raise DeclarationError(f"table {self.name}: there is no column {name}")
        for column in self.columns:
            if column.value.table != self.name:
                raise DeclarationError(
                    f"table {self.name}: column {column.name} is a field of {column.value.table}"
                )

    @property
    def short_name(self) -> str:
        """The name without the dataset's."""
        return self.name.rpartition(".")[2]

    def column(self, name: str) -> Column:
        """The column of that name; `ArgumentError` if there is none."""
        checks.choice("column", name, [column.name for column in self.columns])
        return next(column for column in self.columns if column.name == name)


class Fields:
    """Makes the fields of one table: ``f = Fields("shop.orders", 100); f("total", ...)``.

    Parameters
    ----------
    table : str
        The table's name.
    rows : int
        Its rows.
    """

    def __init__(self, table: str, rows: int) -> None:
        self._table = table
        self._rows = rows

    def __call__(self, name: str, value: Expr | Value) -> Field:
        """A field of the table."""
        return Field(self._table, name, lift(value), self._rows)


_FIRST_START, _LAST_END = dt.date(1900, 1, 1), dt.date(9998, 12, 31)
_MOST_DAYS = 150 * 366


@dataclass(frozen=True)
class Window:
    """The days that events fall in: from ``start`` to ``end``, both included.

    From 1900 to 9998 and at most 150 years long: parents begin up to nine windows earlier, which
    then still are years that every engine knows.
    """

    start: dt.date = dt.date(2024, 1, 1)
    end: dt.date = dt.date(2024, 12, 31)

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ArgumentError(
                f"end_date={self.end} is before start_date={self.start}; give a later one"
            )
        if self.start < _FIRST_START:
            raise ArgumentError(
                f"start_date={self.start} is before {_FIRST_START}; give a later one"
            )
        if self.end > _LAST_END:
            raise ArgumentError(f"end_date={self.end} is after {_LAST_END}; give an earlier one")
        if self.days > _MOST_DAYS:
            raise ArgumentError(
                f"end_date={self.end} is more than {_MOST_DAYS // 366} years after "
                f"start_date={self.start}; give an earlier one"
            )

    @property
    def first_day(self) -> int:
        """Days from 1970-01-01 to the start."""
        return self.start.toordinal() - _EPOCH

    @property
    def end_day(self) -> int:
        """Days from 1970-01-01 to the midnight after the end (W1, exclusive)."""
        return self.first_day + self.days

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def scaled(self, days: float) -> int:
        """A span stated for a year of 366 days, in this window's proportion; at least 1."""
        return max(1, round(days * self.days / 366))


@dataclass(frozen=True)
class Invariant:
    """A rule that no row breaks: ``sql`` (DuckDB) selects the rows that do.

    The SQL names tables by their short names, and sizes, rates and window ends as
    ``getvariable('w0')`` (see `tablewright.verify`).
    """

    name: str
    text: str
    tables: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class Expectation:
    """A statistic with a range: ``sql`` (DuckDB) selects one row, ``value`` and, optionally,
    its standard error. It is judged from ``min_rows`` rows of the first of ``tables``."""

    name: str
    text: str
    tables: tuple[str, ...]
    sql: str
    low: float
    high: float
    min_rows: int = 50_000


@dataclass(frozen=True)
class Dataset:
    """Tables that belong together, declared for one choice of sizes.

    Parameters
    ----------
    name : str
        For instance ``retail``.
    tables : tuple of Table
        Parents before children.
    parameters : mapping
        Everything besides the seed that the values depend on: sizes, rates, window, locale.
    """

    name: str
    tables: tuple[Table, ...]
    parameters: Mapping[str, int | float | str]

    def table(self, short_name: str) -> Table:
        """The table of that short name; `ArgumentError` if there is none."""
        checks.choice("table", short_name, [table.short_name for table in self.tables])
        return next(table for table in self.tables if table.short_name == short_name)


Sizes: TypeAlias = Mapping[str, int]


@dataclass(frozen=True)
class Options:
    """What a declaration may depend on besides sizes.

    ``rates`` holds shares by name, such as ``anomaly_rate``; ``intervals`` holds seconds by name,
    and only those that were asked for.
    """

    window: Window = Window()
    locale: str = "en"
    rates: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Industry:
    """A dataset for any sizes: how its tables grow together, and what they keep.

    Parameters
    ----------
    name : str
        For instance ``retail``.
    doc : str
        One sentence.
    main : str
        The table whose rows ``--rows`` counts.
    default_rows : mapping
        Rows per table in the specification's local tier.
    cluster_rows : mapping
        Rows per table in the specification's Spark tiers.
    floor : mapping
        Fewest rows that the command line makes of the main entities.
    declare : callable
        ``(sizes, options) -> Dataset``.
    invariants, expectations : tuple
        What `tablewright.verify` checks.
    rates : mapping
        Rates that values depend on, with their defaults.
    intervals : mapping
        Intervals that values depend on, with the most seconds that each may have.
    """

    name: str
    doc: str
    main: str
    default_rows: Sizes
    cluster_rows: Sizes
    floor: Sizes
    declare: Callable[[Sizes, Options], Dataset]
    invariants: tuple[Invariant, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    rates: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, int] = field(default_factory=dict)

    def at_tier(self, tier: int) -> Industry:
        """The industry with the default sizes of a tier: 1 is local, 2 and 3 are Spark's."""
        return self if tier == 1 else replace(self, default_rows=self.cluster_rows)

    def sizes(self, rows: int) -> dict[str, int]:
        """Rows of every table for ``rows`` of the main one, in the default ratios."""
        return {
            table: max(self.floor.get(table, 0), count)
            for table, count in self.sizes_for(self.main, rows).items()
        }

    def sizes_for(self, table: str, rows: int) -> dict[str, int]:
        """Rows of every table where one has ``rows``, in the default ratios, rounded up."""
        per = self.default_rows[table]
        return {other: -(-count * rows // per) for other, count in self.default_rows.items()}
