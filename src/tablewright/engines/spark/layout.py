"""Which values of a program are kept under a name, and at which level; the rest is written out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tablewright.engines.spark.sql import Hole, Read, Sql
from tablewright.errors import DeclarationError

MOST_SQL = 1 << 25
"""Characters of a value: what is written out wherever it is read doubles with each such reading."""
_SHORT = 200
"""Constants that are longer are kept even if they are read once: who reads them may be repeated."""


@dataclass(frozen=True)
class Node:
    """A value.

    Parameters
    ----------
    template : Sql
        Reads other nodes.
    type : str
        Its Spark type.
    kept : str
        The same for where it is kept under a name; it may be anything where nobody reads it.
    cheap : bool
        Whether it is not worth a name if it reads only names.
    constant : bool
        Whether it reads nothing at all.
    apart : int
        Where it is kept: so many levels after what it reads, unless levels are merged.
    """

    template: Sql
    type: str
    kept: Sql
    cheap: bool = False
    constant: bool = False
    apart: int = 1


@dataclass(eq=False)
class Layout:
    """The nodes of one scope: values with SQL templates, which read other nodes.

    A node that is read more than once is kept: it gets a name. A level holds names that read
    only names of earlier levels; constants are a level of their own, before all others. A name
    comes as late as its readers allow: the methods that Spark compiles pass on, as arguments,
    whatever is still to be read, and the JVM's best compiler refuses a method with some forty of
    them. If all that makes too many levels, neighbouring ones are merged, and what is read only
    within a merged level is written out wherever it is read (Spark evaluates such repetitions
    once).
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
        """Count what a template reads."""
        self._uses.update(template.reads)

    def use_often(self, template: Sql) -> None:
        """Keep what a template reads, because it is evaluated many times per row."""
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
                # Written out there, so what it reads is read there.
                waiting += [(r, limit) for r in self._reads(self.nodes[number].template)]

    def _kept(self) -> dict[int, Sql]:
        """The nodes that get a name, and what they are there."""
        kept: dict[int, Sql] = {}
        for number, node in self.nodes.items():
            trivial = node.cheap and all(read in kept for read in self._reads(node.template))
            large = node.constant and node.template.length > _SHORT
            if large or (self._uses[number] > 1 and not trivial):
                kept[number] = node.kept
        return kept

    def _early(self, kept: Mapping[int, Sql]) -> dict[int, int]:
        """The first possible level of each node; as many levels as there are, or may be."""
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
        """The last possible level of each node, given the first one."""
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
        """The named nodes, level by level."""
        numbers = sorted(set(self.level.values()))
        return [[n for n, at in self.level.items() if at == number] for number in numbers]

    def sql(self, number: int, name: Callable[[int], Sql]) -> Sql:
        """The SQL of a named node, read at its level."""
        return self._written(self.nodes[number].kept, self.level[number], name, {})

    def final(self, template: Sql, name: Callable[[int], Sql]) -> Sql:
        """The SQL of a template that is read after the last level."""
        return self._written(template, self._last + 1, name, {})

    def _written(
        self, template: Sql, limit: int, name: Callable[[int], Sql], known: dict[int, Sql]
    ) -> Sql:
        """A template with the nodes that it reads: names of levels below a limit, or their SQL."""

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
                f"Spark would need more than {MOST_SQL:,} characters for one value; put fewer "
                "operations on top of each other"
            )
        return made
