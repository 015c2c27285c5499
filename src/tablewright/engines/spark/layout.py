"""Chooses which values of a program become named columns, and at which level; inlines others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tablewright.engines.spark.sql import Hole, Read, Sql
from tablewright.errors import DeclarationError

MOST_SQL = 1 << 25
"""Maximum characters of a value: inlined values double with each reading."""
_SHORT = 200
"""Longer constants are named even if read once, because their reader may be repeated."""
_MOST_REPEATED = 6
"""Light operations that are repeated rather than named: a name is an argument of every method
between its writer and its readers, and a level of Spark's plan."""
_LIGHT_TYPES = ("bigint", "boolean", "double")
_HEAVY = re.compile(
    r"\[| (?:div|%|/) |\b(?!(?:if|least|greatest|shiftleft|shiftright|CAST)\()\w+\("
)


@dataclass(frozen=True)
class Node:
    """A value.

    Parameters
    ----------
    template : Sql
        The SQL template, which reads other nodes.
    type : str
        Its Spark type.
    kept : str
        The template of the named column; arbitrary where it is not read.
    constant : bool
        Whether it reads nothing.
    turn : int
        Its distance in levels from its inputs, unless levels are merged; such a node is always
        named if it is read more than once. 0: one level, and a name only if that saves work.
    """

    template: Sql
    type: str
    kept: Sql
    constant: bool = False
    turn: int = 0

    @property
    def apart(self) -> int:
        """Its distance in levels from its inputs."""
        return max(1, self.turn)

    @property
    def steps(self) -> float:
        """The light operations of its own SQL; infinite if any is heavy, or if it needs a name."""
        text = "".join(part for part in self.template.parts if isinstance(part, str))
        light = not self.turn and self.type in _LIGHT_TYPES and not _HEAVY.search(text)
        return text.count("(") if light else math.inf


@dataclass(eq=False)
class Layout:
    """The nodes of one scope: values with SQL templates, which read other nodes.

    A node that is read more than once gets a name. A level contains names that read only names of
    earlier levels; constants form a level before all others. A name is placed as late as its
    readers allow: Spark's compiled methods pass every value still needed as an argument, and the
    JVM's optimising compiler refuses methods with about forty arguments. If there are too many
    levels, neighbouring ones are merged, and nodes read only within a merged level are inlined
    (Spark evaluates such repetitions once).
    """

    most_levels: int
    nodes: dict[int, Node] = field(default_factory=dict)
    level: dict[int, int] = field(default_factory=dict)
    _uses: Counter[int] = field(default_factory=Counter)
    _last: int = 0

    def add(self, number: int, node: Node) -> None:
        """Add a node, after those it reads."""
        self.nodes[number] = node
        self.use(node.kept)

    def use(self, template: Sql) -> None:
        """Count the nodes that a template reads."""
        self._uses.update(template.reads)

    def use_often(self, template: Sql) -> None:
        """Name the nodes that a template reads, because it is evaluated many times per row."""
        self._uses.update(2 * template.reads)

    def _reads(self, template: Sql) -> list[int]:
        return [number for number in template.reads if number in self.nodes]

    def settle(self, finals: Iterable[Sql]) -> None:
        """Choose names and levels, given the templates that are read after the last level."""
        kept = self._kept()
        late = self._late(kept, self._early(kept))
        waiting = [(r, self._last + 1) for template in finals for r in self._reads(template)]
        waiting += [(r, late[n]) for n, template in kept.items() for r in self._reads(template)]
        seen: set[tuple[int, int]] = set()
        while waiting:
            number, limit = waiting.pop()
            if (number, limit) in seen:
                continue
            seen.add((number, limit))
            if number in kept and late[number] < limit:
                self.level[number] = late[number]
            else:
                # It is inlined there, so its inputs are read there.
                waiting += [(r, limit) for r in self._reads(self.nodes[number].template)]

    def _kept(self) -> dict[int, Sql]:
        """Return the named nodes and their templates."""
        kept: dict[int, Sql] = {}
        steps: dict[int, float] = {}
        for number, node in self.nodes.items():
            steps[number] = node.steps + sum(steps[read] for read in self._reads(node.template))
            large = node.constant and node.template.length > _SHORT
            if large or (self._uses[number] > 1 and steps[number] > _MOST_REPEATED):
                kept[number] = node.kept
                steps[number] = 0
        return kept

    def _early(self, kept: Mapping[int, Sql]) -> dict[int, int]:
        """Return the first possible level of each node, within the maximum number of levels."""
        depth: dict[int, int] = {}
        for number, node in self.nodes.items():
            grown = number in kept and not node.constant
            reads = self._reads(kept.get(number, node.template))
            depth[number] = max((depth[read] for read in reads), default=0) + grown * node.apart
        deepest = max(depth.values(), default=0)
        self._last = min(deepest, self.most_levels)
        # Rounded up: only constants stay in level 0.
        return {n: -(-at * self._last // max(1, deepest)) for n, at in depth.items()}

    def _late(self, kept: Mapping[int, Sql], early: Mapping[int, int]) -> dict[int, int]:
        """Return the last possible level of each node, given the first."""
        reader = dict.fromkeys(self.nodes, self._last + 1)
        late: dict[int, int] = {}
        for number, node in reversed(self.nodes.items()):
            first = reader[number]
            if number in kept:
                first = max(early[number], first - 1)
            late[number] = 0 if node.constant else first
            for read in self._reads(kept.get(number, node.template)):
                reader[read] = min(reader[read], first - node.apart + 1)
        return late

    def levels(self) -> list[list[int]]:
        """Return the named nodes by level."""
        numbers = sorted(set(self.level.values()))
        return [[n for n, at in self.level.items() if at == number] for number in numbers]

    def sql(self, number: int, name: Callable[[int], Sql]) -> Sql:
        """Return the SQL of a named node, read at its level."""
        return self._written(self.nodes[number].kept, self.level[number], name, {})

    def final(self, template: Sql, name: Callable[[int], Sql]) -> Sql:
        """Return the SQL of a template that is read after the last level."""
        return self._written(template, self._last + 1, name, {})

    def _written(
        self, template: Sql, limit: int, name: Callable[[int], Sql], known: dict[int, Sql]
    ) -> Sql:
        """Fill a template with its nodes: names of levels below a limit, or their SQL."""

        def one(hole: Hole) -> Sql | None:
            if not isinstance(hole, Read) or hole.node not in self.nodes:
                return None
            number = hole.node
            if number not in known:
                known[number] = (
                    name(number)
                    if self.level.get(number, limit) < limit
                    else self._written(self.nodes[number].template, limit, name, known)
                )
            return known[number]

        made = template.filled(one)
        if made.length > MOST_SQL:
            raise DeclarationError(
                f"Spark would need more than {MOST_SQL:,} characters for one value; nest fewer "
                "operations"
            )
        return made
