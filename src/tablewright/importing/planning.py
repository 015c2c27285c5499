"""Makes a plan of a schema: each line that is a guess says so, and what is lost is listed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from tablewright import __version__
from tablewright.importing import guesses
from tablewright.importing.schema import ColumnSchema, ReferenceSchema, Schema, TableSchema
from tablewright.importing.types import words
from tablewright.planfile import yaml_text
from tablewright.planfile.said import column_text
from tablewright.planfile.yaml_text import Noted

_ROWS = (100, 500, 2_000)
"""Rows of a table that refers to none, of one that refers to such a table, and of all others."""
_NULLS = 0.1
_NUMBERED = re.compile(r"line|number|(^|_)no$|seq|position|item|index|ord")
_ODD = re.compile(r"[^\w-]")


def plan_of(schema: Schema, source: str) -> tuple[str, list[str]]:
    """Return a plan's text, and what of the schema it does not hold."""
    planner = _Planner(schema)
    tables = {name: planner.table(table) for name, table in planner.ordered()}
    lost = [f"{what}: {', '.join(where)}" for what, where in schema.lost.items()]
    lines = [
        yaml_text.comment(f"From {source}, by tablewright {__version__}."),
        "# Lines with '# guess' are guesses from names and types: edit what you know better.",
    ]
    if lost:
        lines += ["#", "# Not in this plan:", *(yaml_text.comment(f"- {each}") for each in lost)]
    lines += [f"dataset: {yaml_text.scalar(planner.name)}", "", "tables:"]
    for name, table in tables.items():
        lines += [*yaml_text.block({name: table}, 2, 2), ""]
    return "\n".join(lines), lost


class _Planner:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.lose = schema.lose
        self.name = re.sub(r"\W", "_", schema.name, flags=re.ASCII) or "dataset"
        if not self.name[0].isalpha():
            self.name = f"d_{self.name}"
        self._names = self._unique([table.name for table in schema.tables], "table ")
        self._columns = {
            table.name: self._unique([each.name for each in table.columns], f"{table.name}.")
            for table in schema.tables
        }
        for table in schema.tables:
            _whole_keys(table)
        self._keys = {table.name: self._key(table) for table in schema.tables}
        self._order = self._sorted()
        self.dealt: dict[str, str] = {}
        """Tables whose key is a reference and a position, with that reference's column."""
        for table in schema.tables:
            self._deal(table)
        self._rows = self._sizes()

    def _unique(self, names: list[str], what: str) -> dict[str, str]:
        """Return names that every engine keeps, and that differ in more than case."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for name in names:
            kept = _ODD.sub("_", name).lstrip("_") or "column"
            number = 2
            while kept.lower() in taken:
                kept, number = f"{_ODD.sub('_', name)}_{number}", number + 1
            taken.add(kept.lower())
            found[name] = kept
            if kept != name:
                self.lose(f"a name: {kept} instead", f"{what}{name}")
        return found

    def _key(self, table: TableSchema) -> str | None:
        """Return the column that is the key by itself, if one is."""
        if len(table.key) == 1:
            column = table.column(table.key[0])
            if column is not None and column.kind in ("integer", "text"):
                return column.name
        return None

    def _deal(self, table: TableSchema) -> None:
        """Note a table whose rows are numbered within their parent's."""
        if len(table.key) != 2:
            return
        for of, number in (table.key, table.key[::-1]):
            column = table.column(number)
            parent = self._single(table, of)
            is_number = column is not None and column.kind == "integer"
            if parent is None or parent is table or not is_number:
                continue
            if self._single(table, number) is None and _NUMBERED.search(words(number)):
                self.dealt[table.name] = of.lower()
                return

    def children(self, parent: TableSchema) -> list[str]:
        """Return the tables whose rows are numbered within a table's rows."""
        found = []
        for table in self._schema.tables:
            of = self.dealt.get(table.name)
            if of is not None and self._single(table, of) is parent:
                found.append(self._names[table.name])
        return found

    def ordered(self) -> Iterator[tuple[str, TableSchema]]:
        """Yield tables by their names in the plan, parents first."""
        for table in self._order:
            yield self._names[table.name], table

    def _sorted(self) -> list[TableSchema]:
        order: list[TableSchema] = []
        done: set[str] = set()
        for first in self._schema.tables:
            waiting = [(first, iter(self._parents(first)))]
            if first.name in done:
                continue
            done.add(first.name)
            while waiting:
                table, parents = waiting[-1]
                parent = next(parents, None)
                if parent is None:
                    order.append(table)
                    waiting.pop()
                elif parent.name not in done:
                    done.add(parent.name)
                    waiting.append((parent, iter(self._parents(parent))))
        return order

    def _parents(self, table: TableSchema) -> list[TableSchema]:
        found = [self._schema.table(each.parent) for each in table.references]
        return [each for each in found if each is not None and each is not table]

    def _sizes(self) -> dict[str, int]:
        level: dict[str, int] = {}
        for table in self._order:
            parents = [level.get(each.name, 0) for each in self._parents(table)]
            level[table.name] = min(1 + max(parents), 2) if parents else 0
        rows = {name: _ROWS[at] for name, at in level.items()}
        for table in self._order:
            self._fit(table, rows)
        return rows

    def _fit(self, table: TableSchema, rows: dict[str, int]) -> None:
        """Lower the rows of a table to what its keys and unique columns allow."""
        for names in [table.key, *table.unique]:
            references = [self._single(table, name) for name in names]
            parents = [each for each in references if each is not None]
            if parents and len(parents) == len(names):
                most = math.prod(rows[parent.name] for parent in parents)
                rows[table.name] = min(rows[table.name], most if len(names) == 1 else most // 2)
            for column in [table.column(name) for name in names] if len(names) == 1 else ():
                if column is not None and column.length and column.kind == "text":
                    rows[table.name] = min(rows[table.name], 10**column.length)
                if column is not None and column.limits:
                    rows[table.name] = min(rows[table.name], column.limits[1])
                if column is not None and column.high is not None:
                    rows[table.name] = min(rows[table.name], int(column.high))
                if column is not None and column.options:
                    rows[table.name] = min(rows[table.name], len(column.options))
        of = self.dealt.get(table.name)
        parent = self._single(table, of) if of is not None else None
        if parent is not None:
            rows[table.name] = 3 * rows[parent.name]
        rows[table.name] = max(1, rows[table.name])

    def _single(self, table: TableSchema, name: str) -> TableSchema | None:
        """Return the table whose key a column holds by itself, if one is known."""
        reference = self._reference(table, name)
        return None if reference is None else self._schema.table(reference.parent)

    def _reference(self, table: TableSchema, name: str) -> ReferenceSchema | None:
        for each in table.references:
            parent = self._schema.table(each.parent)
            if parent is None or len(each.columns) != 1 or each.columns[0].lower() != name.lower():
                continue
            key = self._keys[parent.name]
            target = each.parent_columns[0] if each.parent_columns else key
            if key is not None and target is not None and target.lower() == key.lower():
                return each
        return None

    def table(self, table: TableSchema) -> dict[object, object]:
        """Return the entry of a table."""
        return _Table(self, table).entry()

    # What the tables ask.

    def column(self, table: TableSchema, name: str) -> str:
        """A column's name in the plan."""
        found = table.column(name)
        return self._columns[table.name][found.name] if found is not None else name

    def rows(self, table: TableSchema) -> int:
        """A table's rows."""
        return self._rows[table.name]

    def key(self, table: TableSchema) -> str | None:
        """The column that is the key by itself."""
        return self._keys[table.name]

    def named(self, table: TableSchema) -> str:
        """A table's name in the plan."""
        return self._names[table.name]

    def parent(self, reference: ReferenceSchema) -> TableSchema | None:
        """The table that a foreign key refers to."""
        return self._schema.table(reference.parent)

    def reference(self, table: TableSchema, name: str) -> ReferenceSchema | None:
        """The foreign key of a column by itself."""
        return self._reference(table, name)


def _whole_keys(table: TableSchema) -> None:
    """Make integers of keys that are declared as decimals without decimals, as Oracle's are."""
    for name in (*table.key, *(name for each in table.references for name in each.columns)):
        column = table.column(name)
        if column is not None and column.kind == "decimal" and column.scale == 0:
            column.bits = 32 if column.precision <= 9 else 64
            column.kind, column.lost = "integer", f"an integer of {column.bits} bits"


class _Table:
    """Makes the entry of one table."""

    def __init__(self, planner: _Planner, table: TableSchema) -> None:
        self._planner = planner
        self._table = table
        self._lose = planner.lose
        self._distinct: list[str] = []
        self._copies: dict[str, str] = {}
        self._unique: set[str] = set()
        self._dated: str | None = None
        self._rises = False
        self._ranged: set[str] = set()
        self._draws: dict[object, object] = {}

    def entry(self) -> dict[object, object]:
        """Return the entry."""
        table, planner = self._table, self._planner
        columns = dict[object, object]()
        self._keys_and_unique(columns)
        self._composite(columns)
        below = {each.below[1].lower(): each for each in table.checks if each.below}
        for column in self._in_order(below):
            made = self._column(column)
            columns.update(self._draws)
            self._draws.clear()
            columns[planner.column(table, column.name)] = made
            self._ranked(column, columns, below)
        rules = self._rules()
        found: dict[object, object] = {}
        if table.comment:
            found["doc"] = table.comment
        found["rows"] = Noted(planner.rows(table), "guess")
        if self._distinct:
            found["distinct"] = self._distinct
        children = planner.children(table)
        if children:
            found["children"] = children
        found["columns"] = columns
        return found | ({"rules": rules} if rules else {})

    def _keys_and_unique(self, columns: dict[object, object]) -> None:
        table, planner = self._table, self._planner
        key = planner.key(table)
        if key is None:
            name = self._fresh(f"{words(table.name)}_key")
            columns[name] = Noted("key", "added: a key of one column")
            of = f"the key ({', '.join(table.key)})" if table.key else "a table without a key"
            self._lose(f"{of}; the key column {name} was added", table.name)
        elif planner.reference(table, key) is not None:
            self._distinct = [planner.column(table, key)]
        dealt = planner.dealt.get(table.name)
        for names in ([table.key] if key is None and table.key else []) + table.unique:
            if dealt is not None and {each.lower() for each in names} == set(self._position()):
                continue
            if all(planner.reference(table, name) is not None for name in names):
                kept = [planner.column(table, name) for name in names]
                if not self._distinct:
                    self._distinct = kept
                    continue
                if self._distinct == kept:
                    continue
            if len(names) == 1:
                column = table.column(names[0])
                is_own = planner.reference(table, names[0]) is None
                if column is not None and column.kind in ("text", "integer") and is_own:
                    self._unique.add(column.name)
                    continue
            self._lose(f"that ({', '.join(names)}) is unique", table.name)

    def _position(self) -> tuple[str, ...]:
        """Return the reference and the number within it, if they are the key."""
        of = self._planner.dealt.get(self._table.name)
        return tuple(each.lower() for each in self._table.key) if of is not None else ()

    def _fresh(self, name: str) -> str:
        taken = {each.lower() for each in self._planner._columns[self._table.name].values()}
        while name.lower() in taken:
            name += "_"
        return name

    def _composite(self, columns: dict[object, object]) -> None:
        """Add a reference for each foreign key that no column is by itself."""
        table, planner = self._table, self._planner
        for each in table.references:
            parent = planner.parent(each)
            label = f"the foreign key ({', '.join(each.columns)}) to {each.parent}"
            if parent is None:
                self._lose(f"{label}, which is not in the schema", table.name)
                continue
            if len(each.columns) == 1 and planner.reference(table, each.columns[0]) is each:
                continue
            targets = each.parent_columns or parent.key
            pairs = list(zip(each.columns, targets, strict=False))
            missing = [c for c, t in pairs if table.column(c) is None or parent.column(t) is None]
            known = any(planner.reference(table, c) is not None for c, _ in pairs)
            if (
                parent is table
                or missing
                or len(targets) != len(each.columns)
                or (known and len(pairs) == 1)
            ):
                self._lose(label, table.name)
                continue
            name = self._fresh(f"{'_'.join(words(c) for c in each.columns)}_ref")
            optional = any(table.column(c).nullable for c in each.columns)  # type: ignore[union-attr]
            entry: dict[str, object] = {"ref": planner.named(parent)}
            if optional:
                entry["nulls"] = _NULLS
            columns[name] = Noted(entry, "added: refers to the parent's row")
            self._lose(f"{label}: through the added column {name}", table.name)
            for child, target in pairs:
                self._copies[child.lower()] = f"{name}.{planner.column(parent, target)}"

    def _in_order(self, below: dict[str, Any]) -> list[ColumnSchema]:
        """Return the columns, each after those that it is made of."""
        order: list[ColumnSchema] = []

        def add(column: ColumnSchema, seen: tuple[str, ...]) -> None:
            check = below.get(column.name.lower())
            first = self._table.column(check.below[0]) if check is not None else None
            if first is not None and first not in order and first.name not in seen:
                add(first, (*seen, column.name))
            if column not in order:
                order.append(column)

        for column in self._table.columns:
            add(column, ())
        return order

    def _column(self, column: ColumnSchema) -> object:
        table, planner = self._table, self._planner
        if column.lost:
            where = f"{table.name}.{column.name}"
            self._lose(f"{column.declared} becomes {column.lost}", where)
        nulls = {"nulls": _NULLS} if column.nullable else {}
        about = {"doc": column.comment} if column.comment else {}
        key = planner.key(table)
        reference = planner.reference(table, column.name)
        if reference is not None:
            parent = planner.parent(reference)
            assert parent is not None
            entry: dict[str, object] = {"ref": planner.named(parent)}
            if column.name == key:
                return {**entry, "key": True, **about}
            if planner.column(table, column.name) in self._distinct:
                nulls = {}
            return self._noted({**entry, **nulls, **about}, "guess: nulls" if nulls else "")
        if column.name == key:
            return self._key_column(column, about)
        if column.name.lower() in self._position():
            return {**self._typed(column, "position + 1"), **about}
        copied = self._copies.get(column.name.lower())
        if copied is not None:
            return {**self._typed(column, copied), **nulls, **about}
        filling, why = self._filling(column)
        unique: dict[str, object] = {}
        if column.name in self._unique:
            unique = {"unique": True}
            if filling not in ("uuid", "person.email"):
                filling = self._different(column)
        default = "" if column.default is None else f"; default {column.default}"
        entry = {**self._typed(column, filling), **unique, **nulls, **about}
        return self._noted(entry, f"guess {why}{default}" if why else default.removeprefix("; "))

    @staticmethod
    def _noted(entry: dict[str, object], note: str) -> object:
        return Noted(entry, note) if note else entry

    def _key_column(self, column: ColumnSchema, about: dict[str, str]) -> object:
        if column.kind == "text":
            return {"text": self._different(column), "key": True, **about}
        low = 1 if column.low is None else max(1, int(column.low))
        if column.bits == 64:
            return {"key": low, **about} if low != 1 or about else "key"
        return {"integer": f"row + {low}", "key": True, **about}

    def _different(self, column: ColumnSchema) -> object:
        """Return what differs in each row."""
        if column.kind == "integer":
            return "row + 1"
        if column.options:
            return {"each": list(column.options)}
        if column.declared.upper().startswith(("UUID", "UNIQUEIDENTIFIER")):
            return "uuid"
        length = column.length or 8
        letter = words(column.name)[:1].upper() or "C"
        if length > len(str(self._planner.rows(self._table))):
            return f'concat("{letter}", row.digits({min(length - 1, 7)}))'
        return f"row.digits({length})"

    def _typed(self, column: ColumnSchema, filling: object) -> dict[str, object]:
        kind: dict[str, object] = {column.kind: filling}
        if column.kind == "decimal":
            if column.precision != 12:
                kind["precision"] = column.precision
            if column.scale != 2:
                kind["scale"] = column.scale
        if column.kind == "integer" and column.bits == 64:
            kind["bits"] = 64
        return kind

    def _filling(self, column: ColumnSchema) -> tuple[Any, str]:
        if column.options:
            options = list(dict.fromkeys(column.options))
            if column.default in options and len(options) > 1:
                return {
                    "choice": {o: 3 if o == column.default else 1 for o in options}
                }, "of shares"
            return {"choice": options}, ""
        if column.kind in ("date", "timestamp"):
            return self._time(column)
        filling, why = guesses.guess(self._table.name, column)
        if column.lost.startswith("a text, HH:MM"):
            return {"clock": "all day"}, "by type"
        if column.lost == "a text of JSON":
            return {"always": "{}"}, "by type"
        if column.lost == "a text of hexadecimal digits":
            return {"always": "00"}, "by type"
        if column.declared.upper().startswith(("UUID", "UNIQUEIDENTIFIER")):
            return "uuid", "by type"
        if filling == "CODE":
            return self._code(column), why
        if column.kind in ("integer", "decimal", "double"):
            return self._within(column, filling, why)
        if column.kind == "flag" and isinstance(column.default, bool | int):
            return (0.9 if column.default else 0.1), "by default"
        return filling, why

    def _code(self, column: ColumnSchema) -> str:
        length = 8 if column.length is None else column.length
        letter = words(column.name)[:1].upper() or "C"
        if length < 2:
            return "(row % 10).digits(1)"
        width = min(length - 1, 6)
        return f'concat("{letter}", (row % {10**width}).digits({width}))'

    def _within(self, column: ColumnSchema, filling: Any, why: str) -> tuple[Any, str]:
        """Keep numbers within a CHECK, and within the digits of a decimal."""
        self._ranged.add(column.name)
        least, most = column.limits or (-math.inf, math.inf)
        if column.kind == "decimal":
            most = 10 ** (column.precision - column.scale) - 1
        low = max(least, -math.inf if column.low is None else column.low)
        high = min(most, math.inf if column.high is None else column.high)
        reach = _reach(filling)
        if reach is not None and low <= reach[0] and reach[1] <= high:
            return filling, why
        if column.low is None:
            low = 0 if high >= 0 else high - 100
        high = min(high, low + 1_000)
        if column.kind == "decimal" and most < 1:
            high = (10**column.precision - 1) / 10**column.scale if column.high is None else high
        if low >= high:
            return low, "by CHECK"
        is_checked = column.low is not None or column.high is not None
        return {"uniform": [low, high]}, "by CHECK" if is_checked else "by type"

    def _time(self, column: ColumnSchema) -> tuple[Any, str]:
        name, planner = words(column.name), self._planner
        own = column_text(planner.column(self._table, column.name))
        filling, why = guesses.guess(self._table.name, column)
        if why == "by name":
            return filling, why
        if self._dated is not None and guesses.FOLLOWS.search(name):
            kind, first = self._dated.split(" ", 1)
            days = self._fresh(f"days_to_{name}")
            self._draws[days] = Noted({"draw": {"uniform": [1, 30]}}, "no column")
            if column.kind == "timestamp":
                if kind == "date":
                    self._draws.clear()
                    return filling, "by type"
                return f"{first} + {days} * 86400", f"by name: after {first}"
            if kind == "timestamp":
                first = f"{first}.date"
            return f"{first} + {days}", f"by name: after {first}"
        if self._dated is None and not guesses.FOLLOWS.search(name):
            self._dated = f"{column.kind} {own}"
            if guesses.BEGINS.search(name) and not self._rises:
                self._rises = True
                return "season", "by name: in row order"
        return filling, why

    def _ranked(
        self, column: ColumnSchema, columns: dict[object, object], below: dict[str, Any]
    ) -> None:
        """Let a column not be less than another, as a CHECK says."""
        check = below.get(column.name.lower())
        first = self._table.column(check.below[0]) if check is not None else None
        if check is None or first is None or first.kind != column.kind:
            return
        planner, table = self._planner, self._table
        name = planner.column(table, column.name)
        known = column_text(planner.column(table, first.name))
        entry = columns.get(name)
        nulls = {"nulls": _NULLS} if column.nullable else {}
        if planner.reference(table, column.name) or column.kind in ("text", "flag") or not entry:
            return
        check.is_kept = True
        add = {"date": " + row * 7 % 30", "timestamp": " + row * 7 % 30 * 86400"}
        made = f"{known}{add.get(column.kind, ' + row % 10')}"
        columns[name] = Noted({**self._typed(column, made), **nulls}, "guess by CHECK")

    def _rules(self) -> dict[object, object]:
        rules: dict[object, object] = {}
        table, planner = self._table, self._planner
        for each in table.checks:
            if each.below and each.is_kept:
                low, high = (column_text(planner.column(table, name)) for name in each.below)
                rules[f"{each.below[0]} at most {each.below[1]}"] = f"{low} <= {high}"
            elif not each.is_kept:
                self._lose(f"CHECK {each.text}", table.name)
        for column in table.columns:
            name = column_text(planner.column(table, column.name))
            if column.name not in self._ranged:
                if (column.low, column.high) != (None, None):
                    self._lose("CHECK of a range", f"{table.name}.{column.name}")
                continue
            if column.low is not None:
                rules[f"{column.name} at least {column.low}"] = f"{name} >= {column.low}"
            if column.high is not None:
                rules[f"{column.name} at most {column.high}"] = f"{name} <= {column.high}"
        return rules


def _reach(filling: Any) -> tuple[float, float] | None:
    """Return the least and the greatest number of a source, if it says them."""
    if not isinstance(filling, dict):
        return None
    ((name, given),) = filling.items()
    if name == "uniform":
        return given[0], given[1]
    if name == "zipf":
        return 1, given["most"]
    if isinstance(given, dict) and "low" in given and "high" in given:
        return given["low"], given["high"]
    return None
