"""A mistake in a plan is one line: file, line, value, reason and remedy."""

from __future__ import annotations

import pytest

from tablewright.errors import TablewrightError
from tablewright.planfile import loads

SHOP = """\
dataset: shop
tables:
  customers:
    rows: 10
    columns:
      customer_id: key
      tier: {text: {choice: {gold: 1, basic: 9}}}
      joined: {date: growth}
  orders:
    rows: 50
    columns:
      order_id: key
      customer_id: {ref: customers, existing_at: placed}
      placed: {date: season}
      total: {decimal: {lognormal: {median: 20, sigma: 0.5}}}
      COLUMN
    rules:
      RULE
"""


def made(column: str = "size: {integer: 1}", rule: str = "fine: total >= 0") -> object:
    dataset = loads(SHOP.replace("COLUMN", column).replace("RULE", rule), "shop.yaml")
    return dataset()["orders"].frame()


def test_the_shop_is_fine() -> None:
    assert made() is not None


COLUMNS = {
    "a: {integr: 3}": "integr=3 is an unknown entry of a; did you mean integer?",
    "a: {integer: {norml: {mean: 3}}}": "did you mean normal?",
    "a: {integer: {normal: {mean: 3, sd: -1}}}": "sd=-1 is not above 0; give a positive number",
    "a: {integer: {normal: {mean: 3, sd: 1, hi: 2}}}": "hi=2 is an unknown entry of normal",
    "a: {integer: {normal: [1]}}": "normal=[1] has no sd; give mean, sd, low, high",
    "a: {integer: {uniform: [1, 2, 3]}}": "uniform=[1, 2, 3] has 3 arguments; give low, high",
    "a: {integer: {uniform: [9, 1]}}": "high=1 is not above low=9; give a higher one",
    "a: {integer: {uniform: [1, x]}}": "uniform='x' is a text, not a number; give a number",
    "a: {integer: {zipf: {}, each: [1]}}": "has 2 sources; give one",
    "a: {integer: totl * 2}": "orders.totl is not declared, or not yet; did you mean 'total'?",
    "a: {decimal: total / 2}": "use value.divide(other, scale=2)",
    "a: {decimal: total.divide(2, 3, 4)}": "3=None has the key 3, which is not a text; quote it",
    "a: {decimal: 'total.divide(2, 3, 4)'}": "is called with other arguments than it takes",
    "a: {text: hello there}": "a text in every row is {always: hello there}",
    "a: {text: hello}": "a text in every row is {always: hello}",
    "a: {text: customer_id.teir}": "did you mean 'tier'?",
    "a: {text: concat('x', placed)}": "quote an expression that holds a comma",
    "a: {text: customer_id.tier, uniqe: true}": "did you mean unique?",
    "a: {text: {choice: {true: 1, b: 2}}}": 'holds True, not a text; quote it: "true"',
    "a: {text: {choice: {b: x}}}": "b='x' is a text, not a number; give a number",
    "a: {integer: {choice: {b: 1}}}": "choice='b' holds 'b', not a number; give one",
    "a: {date: {each: [2024-01-32]}}": "each='2024-01-32' is not a date",
    "a: {integer: {by: {customer_id.tier: {gold: 1}}}}": "sources='basic' is missing",
    "a: {integer: {by: {total: {gold: 1}}}}": "give a text with fixed options",
    "a: {flag: 0.5, text: b}": "has flag and text; give one of key,",
    "a: {nulls: 0.5}": "has no type; give one of key,",
    "a: 3": "a=3 is a whole number, not a mapping; give {text: ...}",
    "a: {integer: [1, 2]}": "integer=[1, 2] is a list, not a value",
    "a: {integer: }": "integer=None is nothing, not a value",
    "a: {integer: 1, nulls: 2}": "null=2 is not a share; give a share from 0 to 1",
    "a: {integer: 1, nulls: total}": "null= is a number, not a condition",
    "a: {integer: 1, bits: 16}": "bits=16 is out of range; give 32 or 64",
    "a: {ref: custmers}": "shop has no table 'custmers'; did you mean 'customers'?",
    "a: {ref: customers, weight: {gamma: [1, -2]}}": "shape=-2 is out of range",
    "a: {ref: customers, by: customer_id.tier, weight: {gold: [1]}}": "no entry for 'basic'",
    "a: {ref: customers, existing_at: nix}": "orders.nix is not declared",
    "a: {decimal: sum(customers.x)}": "customers is declared before its parent orders",
    "a: {decimal: sum(x)}": "is over no children; give sum(lines.amount)",
    "a: {timestamp: {between: [2024-01-02, 2024-01-01]}}": "end=2024-01-01 is before",
    "a: {date: {growth: {over: long}}}": "over='long' is not a time span",
    "a: {timestamp: {season: {hours: night}}}": "hours='night' is unknown",
    "a: {integer: rates.late}": "rates has no 'late'; it has none",
    "a: {integer: window}": "needs a part, such as window.end",
    "a: {date: window.now}": "window='now' is unknown; choose one of start, end",
    "a: {text: person.age}": "is no part; choose from first, last, name, email",
    "a: {relabel: {x: y}}": "orders has no column 'a'",
    "a: {key: 7}": "a is a second key after order_id; remove one",
    "total: 3": "the key 'total' is there already, on line 15; remove one",
    "a: {integer: 3000000000}": "could reach 3,000,000,000, beyond int32",
    "a: {integer: order_id * 99999999999 * 99999999999}": "beyond 64 bits",
    "a: {integer: 99999999999999999999}": "out of range; give a number of at most 18 digits",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_mistake_in_a_column(column: str) -> None:
    with pytest.raises(TablewrightError) as caught:
        made(column)
    assert str(caught.value).startswith("shop.yaml, line 16: ")
    assert COLUMNS[column] in str(caught.value)


RULES = {
    "a: 3": "a=3 is a whole number, not a text; give an expression",
    "a: total": "not a condition; compare values",
    "a: nix > 3": "orders.nix is not declared",
    "a: {sql: SELECT 1}": "is no rule of a table; give a condition",
    "a: {holds: total > 1, dco: x}": "did you mean doc?",
    "a: is_null(nix)": "orders has no column 'nix'",
}


@pytest.mark.parametrize("rule", RULES)
def test_a_mistake_in_a_rule(rule: str) -> None:
    with pytest.raises(TablewrightError) as caught:
        made(rule=rule)
    assert str(caught.value).startswith("shop.yaml, line 18: ")
    assert RULES[rule] in str(caught.value)


PLANS = {
    "": (1, "an empty file; give dataset: and tables:"),
    "3": (1, "plan=3 is a whole number, not a mapping"),
    "dataset: x": (1, "has no tables; add tables: ..."),
    "dataset: x\ntables: {}": (1, "has no table"),
    "dataset: 1x\ntables: {a: {rows: 1}}": (1, "name='1x' is not a valid name"),
    "dataset: x\ntables: {a: {}}": (2, "has no rows; add rows: 1000"),
    "dataset: x\ntables: {a: {rows: -1}}": (1, "a=-1 is out of range"),
    "dataset: x\ntabels: {}": (2, "did you mean tables?"),
    "dataset: x\nextends: shop\ntables: {}": (2, "is not ready-made; choose from retail,"),
    "dataset: x\nextends: retail\nmain: a\ntables: {}": (3, "belongs to the extended dataset"),
    "dataset: x\ntraits: {a: 1}\ntables: {}": (2, "is for a plan that extends"),
    "dataset: x\nrates: {late: 2}\ntables: {a: {rows: 1}}": (1, "late=2 is not a share"),
    "dataset: x\ntables: {a: {rows: 1, columns: {k: key}}}\nrules: {r: {sql: DROP TABLE a}}": (
        3,
        "is not one SELECT",
    ),
    "dataset: x\ntables: {a: {rows: 1, columns: {k: key}}}\nrules: {r: k > 3}": (
        3,
        "is no rule of a dataset; give {sql: SELECT ..., doc: ...}",
    ),
}


@pytest.mark.parametrize("plan", PLANS)
def test_a_mistake_in_a_plan(plan: str) -> None:
    line, reason = PLANS[plan]
    with pytest.raises(TablewrightError) as caught:
        loads(plan, "x.yaml")
    assert str(caught.value).startswith(f"x.yaml, line {line}: ")
    assert reason in str(caught.value)


def test_a_file_s_name_may_hold_spaces() -> None:
    text = SHOP.replace("COLUMN", "a: {integer: {normal: [3, -1]}}").replace("RULE", "b: total > 0")
    dataset = loads(text, "my shop.yaml")
    with pytest.raises(TablewrightError, match=r"^my shop\.yaml, line 16: orders\.a: sd=-1"):
        assert dataset.declaration


def test_a_column_that_cannot_be_unique_is_placed() -> None:
    text = SHOP.replace("COLUMN", "a: {integer: {uniform: [1, 9]}, unique: true}")
    dataset = loads(text.replace("RULE", "b: total > 0"), "shop.yaml")
    with pytest.raises(TablewrightError, match=r"^shop\.yaml, line 16: orders\.a: unique=True"):
        assert dataset.declaration
