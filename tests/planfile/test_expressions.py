"""Expressions say what Python says, and reach nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP as HALF_UP
from decimal import Decimal
from typing import Any

import pytest

import tablewright as tw
from tablewright.errors import TablewrightError
from tablewright.planfile import loads

PLAN = """\
dataset: shop
rates: {late: 0.25}
tables:
  customers:
    rows: 20
    columns:
      customer_id: {key: 7}
      tier: {text: {choice: {gold: 1, basic: 9}}}
      order: {integer: {uniform: [1, 5]}}
      seen: {timestamp: {between: [2024-02-01, 2024-02-28]}}
  orders:
    rows: 60
    columns:
      order_id: key
      customer_id: {ref: customers}
      price: {decimal: {uniform: [1, 9]}}
      day: {date: {between: [2024-01-01, 2024-12-31]}}
      class: {text: {each: [a, b, c]}}
      made: MADE
"""


CENT = Decimal("0.01")


def shop(made: str) -> tw.World:
    return loads(PLAN.replace("MADE", made), "shop.yaml")(seed=3)


SAME: dict[str, Any] = {
    "{integer: -row + 2 * row}": lambda r: r["order_id"] - 1,
    "{decimal: price * 2 - 1}": lambda r: r["price"] * 2 - 1,
    "{integer: order_id // 7 % 3}": lambda r: r["order_id"] // 7 % 3,
    "{decimal: 'price.divide(3, scale=2)'}": lambda r: (r["price"] / 3).quantize(CENT, HALF_UP),
    "{flag: 2 <= price < 5 or not price > 8}": lambda r: 2 <= r["price"] < 5 or r["price"] <= 8,
    "{flag: price != 3 and day >= date('2024-06-01')}": (
        lambda r: r["price"] != 3 and r["day"] >= dt.date(2024, 6, 1)
    ),
    '{flag: \'col("class") in ["a", "c"]\'}': lambda r: r["class"] in "ac",
    "{flag: 'day.month not in [1, 2]'}": lambda r: r["day"].month not in (1, 2),
    '{text: \'"x" if price > 5 else col("class") if price > 3 else "z"\'}': (
        lambda r: "x" if r["price"] > 5 else r["class"] if r["price"] > 3 else "z"
    ),
    '{text: \'concat("N-", order_id.digits(4), "-", day)\'}': (
        lambda r: f"N-{r['order_id']:04}-{r['day']}"
    ),
    "{integer: 'customer_id[\"order\"] + customer_id.order'}": lambda r: 2 * r["order"],
    "{integer: customer_id}": lambda r: r["customer_id"],
    "{text: customer_id.digits(3)}": lambda r: f"{r['customer_id']:03}",
    "{date: customer_id.seen.date + 3}": lambda r: r["seen"].date() + dt.timedelta(3),
    "{decimal: 'min(price, 4, max(2, 3))'}": lambda r: min(r["price"], 3),
    '{integer: \'customer_id.tier.map({"gold": 1, "basic": order_id})\'}': (
        lambda r: 1 if r["tier"] == "gold" else r["order_id"]
    ),
    "{decimal: rates.late + rows.orders, scale: 2}": lambda r: Decimal("60.25"),
    "{date: window.end}": lambda r: dt.date(2024, 12, 31),
    "{timestamp: timestamp('2024-01-31T09:30')}": (
        lambda r: dt.datetime(2024, 1, 31, 9, 30, tzinfo=dt.timezone.utc)
    ),
    "{flag: true}": lambda r: True,
    "{text: {always: no}}": lambda r: "no",
}


@pytest.mark.parametrize("made", SAME)
def test_it_says_what_python_says(made: str) -> None:
    world = shop(made)
    rows = world["orders"].frame().join(world["customers"].frame(), on="customer_id", how="left")
    assert rows.height == 60
    for row in rows.iter_rows(named=True):
        assert row["made"] == SAME[made](row)


def test_people_have_roles() -> None:
    rows = shop('{text: \'concat(person("a").name, "/", person("b").name, "/", person.name)\'}')
    names = rows["orders"].frame()["made"][0].split("/")
    assert len(set(names)) == 3


HOSTILE = [
    "__import__('os').system('true')",
    "().__class__.__base__.__subclasses__()",
    "price.expr",
    "price._flag('x')",
    "price.at(3)",
    "customer_id._parent",
    "customer_id.customer_id.__class__",
    "person._fields",
    "window.__class__",
    "rows.__class__",
    "col.__globals__",
    "(lambda: 1)()",
    "[x for x in [1]]",
    "(x := 3)",
    "f'{price}'",
    "open('/etc/passwd')",
    "eval('1')",
    "print",
    "b'x'",
    "1j",
    "...",
    "*price",
    "price if price",
    "price[0]",
    "price is 3",
    "price @ 3",
    "price << 3",
    "~price",
    "await price",
    "{'a': price}",
    "min()",
    "min(a=price)",
    "sum(price)",
    "map(price)",
    "'\\d'",
    "9" * 5000,
    "(" * 3000 + "1" + ")" * 3000,
    "-" * 7000 + "1",
    "1" + "+1" * 3500,
    "price." * 1000 + "x",
    "x" * 9000,
    "a b",
    "\x00",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_not_listed_is_refused(text: str) -> None:
    quoted = "".join(f"\\x{ord(letter):02x}" for letter in text)
    with pytest.raises(TablewrightError, match=r"^shop\.yaml, line 19: orders\.made: "):
        assert shop(f'{{decimal: "{quoted}"}}')
