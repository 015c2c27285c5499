"""Random plans: loaded, written and loaded again they are the same; broken ones are one line."""

from __future__ import annotations

import random
import string
from typing import Any

import pytest
import yaml

from tablewright.errors import TablewrightError
from tablewright.planfile import loads

TEXTS = (
    "a",
    "b c",
    "no",
    "12",
    "null",
    "it's",
    '"q"',
    "é: x",
    "#1",
    "- d",
    "2024-01-01",
    "👍",
    "{x}",
)


class _Random:
    """One random plan."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def plan(self) -> dict[str, Any]:
        some = self.random
        names = [f"t{n}" for n in range(some.randint(1, 3))]
        tables: dict[str, Any] = {}
        for number, name in enumerate(names):
            columns: dict[str, Any] = {"id": some.choice(["key", {"key": some.randint(-5, 99)}])}
            kinds: dict[str, str] = {"id": "number"}
            for at in range(some.randint(1, 8)):
                column = some.choice([f"c{at}", f"row{at}", f"é{at}", f"x-{at}"])
                if number and some.random() < 0.2:
                    columns[column] = {"ref": some.choice(names[:number])}
                    kinds[column] = "number"
                    continue
                kind, made = self.column(kinds)
                columns[column], kinds[column] = made, kind
            tables[name] = {
                "doc": some.choice(TEXTS),
                "rows": some.randint(1, 40),
                "columns": columns,
            }
            if some.random() < 0.5:
                tables[name]["rules"] = {some.choice(TEXTS): self.condition(kinds, 2)}
        return {"dataset": "fuzz", "doc": some.choice(TEXTS), "tables": tables}

    def column(self, kinds: dict[str, str]) -> tuple[str, dict[str, Any]]:
        some = self.random
        kind = some.choice(["text", "number", "flag", "date"])
        made: dict[str, Any]
        if kind == "text":
            made = {"text": self.text(kinds)}
        elif kind == "flag":
            made = {"flag": some.choice([0.25, True, self.condition(kinds, 3)])}
        elif kind == "date":
            made = {
                "date": some.choice([{"between": ["2024-01-01", "2024-06-30"]}, "window.end - 3"])
            }
        else:
            source = some.choice(
                [
                    {"uniform": [1, some.randint(2, 99)]},
                    {"normal": {"mean": 50, "sd": 2.5, "low": 1, "high": 99}},
                    {"choice": {3: 1, 7: 2.5}},
                    {"each": [1, 2, 30]},
                    {"zipf": {"exponent": 1.5, "most": 20}},
                    {"empirical": {0: 1, 0.5: 20, 1: 90}},
                    {"gamma": [12, 2]},
                    self.number(kinds, 3),
                ]
            )
            type_ = some.choice(["integer", "decimal", "double"])
            made = {type_: source} | ({"bits": 64} if type_ == "integer" else {})
        if some.random() < 0.3:
            made["nulls"] = some.choice([0.5, self.condition(kinds, 2)])
        if some.random() < 0.2:
            made["doc"] = some.choice(TEXTS)
        return kind, made

    def text(self, kinds: dict[str, str]) -> Any:
        some = self.random
        return some.choice(
            [
                {"choice": dict.fromkeys(some.sample(TEXTS, 3), 2)},
                {"each": some.sample(TEXTS, 2)},
                {"always": some.choice(TEXTS)},
                {"words": some.sample(TEXTS, 4)},
                "uuid",
                "person.name",
                {"clock": "shop"},
                f"concat({some.choice(TEXTS)!r}, row)",
                f"{some.choice(TEXTS)!r} if {self.condition(kinds, 2)} else {some.choice(TEXTS)!r}",
            ]
        )

    def name(self, kinds: dict[str, str], kind: str) -> str:
        known = [f'col("{name}")' for name, each in kinds.items() if each == kind]
        return self.random.choice(known)

    def number(self, kinds: dict[str, str], depth: int) -> str:
        some = self.random
        if not depth or some.random() < 0.3:
            return some.choice(
                [self.name(kinds, "number"), str(some.randint(-9, 99)), "row", "2.5"]
            )
        a, b = self.number(kinds, depth - 1), self.number(kinds, depth - 1)
        return some.choice(
            [
                f"({a} + {b}) % 1000",
                f"({a} - {b}) % 77",
                f"({a} * {b} % 999).round(1)",
                f"-{a} // 7",
                f"max({a}, {b})",
                f"({a} if {self.condition(kinds, 1)} else {b})",
                f"({a}).clip(0, 9).divide(3, scale=1)",
            ]
        )

    def condition(self, kinds: dict[str, str], depth: int) -> str:
        some = self.random
        if not depth or some.random() < 0.4:
            a, b = self.name(kinds, "number"), some.randint(0, 50)
            return some.choice([f"{a} > {b}", f"3 <= {a} < {b}", f"{a} == {b}", f"row in [1, {b}]"])
        a, b = self.condition(kinds, depth - 1), self.condition(kinds, depth - 1)
        return some.choice([f"({a} and {b})", f"({a} or {b})", f"not ({a})"])


@pytest.mark.parametrize("seed", range(60))
def test_a_random_plan_is_the_same_after_being_written(seed: int) -> None:
    plan = yaml.safe_dump(_Random(seed).plan(), allow_unicode=True, sort_keys=False)
    one = loads(plan, "fuzz.yaml")
    text = one.plan()
    two = loads(text, "fuzz.yaml")
    assert two.plan() == text
    for table in one(seed=seed):
        assert two(seed=seed)[table.name].frame().equals(table.frame()), text
    rules = [(rule.name, rule.text) for rule in one.declaration.invariants]
    assert [(rule.name, rule.text) for rule in two.declaration.invariants] == rules


@pytest.mark.parametrize("seed", range(150))
def test_a_broken_plan_is_one_line(seed: int) -> None:
    some = random.Random(seed)
    text = yaml.safe_dump(_Random(seed % 20).plan(), allow_unicode=True, sort_keys=False)
    letters = list(text)
    for _ in range(some.randint(1, 4)):
        at = some.randrange(len(letters))
        letters[at : at + some.randint(0, 6)] = some.choices(string.printable + "é\x00\u2028", k=2)
    error = None
    try:
        list(loads("".join(letters), "fuzz.yaml")())
    except TablewrightError as caught:
        error = str(caught)
    assert error is None or error.startswith("fuzz.yaml, line ")
    assert error is None or "\n" not in error
