"""Which values of a program are kept under a name, and at which level; the rest is written out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

_MARK = re.compile("\x00(-?[0-9]+)\x00")


def mark(node: int) -> str:
    """The placeholder of a node in a template."""
    return f"\x00{node}\x00"


def marked(template: str) -> list[int]:
    """The nodes that a template reads, as often as it reads them."""
    return [int(found) for found in _MARK.findall(template)]


@dataclass(eq=False)
class Layout:
    """The nodes of one scope: values with SQL templates, which read other nodes.

    A node that is read more than once is kept: it gets a name. A level holds names that read
    only names of earlier levels. If that makes too many levels, neighbouring ones are merged, and
    what is read only within a merged level is written out wherever it is read (Spark evaluates
    such repetitions within one projection once).
    """

    most_levels: int
    templates: dict[int, str] = field(default_factory=dict)
    level: dict[int, int] = field(default_factory=dict)
    _plain: set[int] = field(default_factory=set)
    _cheap: set[int] = field(default_factory=set)
    _uses: Counter[int] = field(default_factory=Counter)
    _last: int = 0

    def add(
        self,
        node: int,
        template: str,
        *,
        plain: bool = False,
        cheap: bool = False,
        often: Collection[int] = (),
    ) -> None:
        """Add a node, after those it reads.

        Parameters
        ----------
        node : int
            Its number.
        template : str
            SQL with marks.
        plain : bool
            Whether it is only a name or a constant: never kept.
        cheap : bool
            Whether it is not worth a name if it reads only names.
        often : collection of int
            Nodes that the template evaluates many times per row: they are kept.
        """
        self.templates[node] = template
        if plain:
            self._plain.add(node)
        if cheap:
            self._cheap.add(node)
        self.use(template, often)

    def use(self, template: str, often: Collection[int] = ()) -> None:
        """Count what a template reads."""
        self._uses.update(marked(template))
        self._uses.update(often)

    def _reads(self, template: str) -> list[int]:
        return [node for node in marked(template) if node in self.templates]

    def settle(self, finals: Iterable[str]) -> None:
        """Choose names and levels, given the templates that are read after the last level."""
        kept: set[int] = set()
        depth: dict[int, int] = {}
        for node, template in self.templates.items():
            reads = self._reads(template)
            named = all(read in self._plain or read in kept for read in reads)
            if self._uses[node] > 1 and node not in self._plain:
                kept.update({node} if node not in self._cheap or not named else ())
            depth[node] = max((depth[read] for read in reads), default=0) + (node in kept)
        deepest = max(depth.values(), default=0)
        self._last = min(deepest, self.most_levels)
        band = {n: -(-d * self._last // deepest) if deepest else 0 for n, d in depth.items()}
        waiting = [(r, self._last + 1) for template in finals for r in self._reads(template)]
        waiting += [(r, band[n]) for n in kept for r in self._reads(self.templates[n])]
        seen: set[tuple[int, int]] = set()
        while waiting:
            node, limit = waiting.pop()
            if (node, limit) in seen:
                continue
            seen.add((node, limit))
            if node in kept and band[node] < limit:
                self.level[node] = band[node]
            else:
                waiting += [(read, limit) for read in self._reads(self.templates[node])]

    def levels(self) -> list[list[int]]:
        """The named nodes, level by level."""
        numbers = sorted(set(self.level.values()))
        return [sorted(n for n, at in self.level.items() if at == number) for number in numbers]

    def sql(self, node: int, name: Callable[[int], str]) -> str:
        """The SQL of a named node, read at its level."""
        return self._render(self.templates[node], self.level[node], name, {})

    def final(self, template: str, name: Callable[[int], str]) -> str:
        """The SQL of a template that is read after the last level."""
        return self._render(template, self._last + 1, name, {})

    def _render(
        self, template: str, limit: int, name: Callable[[int], str], known: dict[int, str]
    ) -> str:
        def one(found: re.Match[str]) -> str:
            node = int(found[1])
            if node not in self.templates:
                return found[0]
            if node not in known:
                known[node] = (
                    name(node)
                    if self.level.get(node, limit) < limit
                    else self._render(self.templates[node], limit, name, known)
                )
            return known[node]

        return _MARK.sub(one, template)
