"""Rules: conditions and derived columns become SQL that finds exactly the rows that break them."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

import tablewright as tw
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tests.support.commands import quickly


def shop() -> tw.Dataset:
    """Tables whose rules use every operation that a condition can be made of."""
    one = tw.Dataset("shop", rows={"people": 40, "orders": 200, "lines": 600}, rates={"late": 0.1})

    @one.table
    def people(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("person_id", start=1_000)
        t.text("size", tw.choice({"S": 3, "L": 1}))
        t.date("joined", tw.growth())
        t.decimal("balance", tw.uniform(-500, 500), null=0.2)

    @one.table
    def orders(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("order_id")
        who = t.ref("person_id", world.people, existing_at="placed")
        t.ref("payer_id", world.people, existing_at="placed", null=0.3)
        placed = t.timestamp("placed", tw.season(hours="shop"))
        due = t.date("due", placed.date + who.size.map({"S": 14, "L": 30}))
        lines = t.children(world.lines)
        total = t.decimal("total", lines.sum("amount"))
        number = t.integer("lines", lines.count)
        t.decimal("half", total.divide(2))
        t.double("weight", tw.normal(0, 5), decimals=3)
        t.text("code", tw.concat("C-", t.row.digits(6), "-", placed.date))
        t.text("size", who.size)
        t.integer("month", placed.month)
        paid = t.date("paid", due + t.draw("delay", tw.uniform(-5, 20)), null=0.3)
        t.text("state", tw.when(paid > due, "late").otherwise("in time"))
        t.date("later", tw.maximum(paid, due))
        t.flag("many", number > 3)
        t.rule("due", (due >= placed.date) & (due <= placed.date + 30), doc="14 or 30 days")
        t.rule("window", placed.date.is_between(world.window.start, world.window.end))
        t.rule("balance", who.balance >= -500)
        t.rule("size", t["size"].eq(who.size) & who.size.is_in(["S", "L"]))
        t.rule("lines", lines.count > 0)
        t.rule("paid", t.is_null("paid") | (paid >= due - 5))
        t.rule("quotient", (who.balance - 100) // 7 <= (who.balance - 100).divide(7, 0))
        t.rule("rest", ((who.balance - 100) % 7).is_between(0, 6.99))
        t.rule("weight", t["weight"].clip(-1, 1).is_between(-1, 1))
        t.rule("weekday", placed.weekday.is_between(0, 6) & (placed.hour < 24))
        t.rule("many", t["many"].eq(number > 3))

    @one.table
    def lines(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("line_id")
        order = t.ref("order_id", world.orders)
        quantity = t.integer("quantity", tw.zipf(1.5, most=9))
        price = t.decimal("price", tw.lognormal(12, 0.7))
        t.decimal("amount", quantity * price, null=0.1)
        t.date("day", order.placed.date)

    one.rule("few", "nobody buys ten", "SELECT * FROM lines WHERE quantity > 9")
    return one


@pytest.mark.parametrize("kind", ["parquet", "csv", "json"])
def test_what_is_made_keeps_every_rule(kind: str, tmp_path: Path) -> None:
    one = shop()
    one(seed=3, start_date="2030-01-01", end_date="2030-03-01").write(tmp_path / "s", kind)
    report = one.verify(tmp_path / "s")
    assert report.ok, report.breaches
    names = {check.name for check in report.checks if check.status == "ok"}
    assert {f"shop.{rule.name}" for rule in one.declaration.invariants} <= names


BROKEN = {
    "orders.due": ("orders", "due = due - 31"),
    "orders.due as declared": ("orders", "due = due + 1"),
    "orders.window": ("orders", "placed = placed + INTERVAL 60 DAY"),
    "orders.balance": ("people", "balance = -501"),
    "orders.size": ("people", "size = 'XL'"),
    "orders.size as declared": ("people", "size = CASE size WHEN 'S' THEN 'L' ELSE 'S' END"),
    "orders.lines": ("lines", "order_id = 1"),
    "orders.lines of lines": ("lines", "order_id = 1"),
    "orders.total of lines": ("lines", "amount = amount + 0.01"),
    "orders.half as declared": ("orders", "half = half + 0.01"),
    "orders.paid": ("orders", "paid = due - 6"),
    "orders.state as declared": ("orders", "state = 'late'"),
    "orders.later as declared": ("orders", "later = later + 1"),
    "orders.month as declared": ("orders", "month = month % 12 + 1"),
    "orders.code as declared": ("orders", "code = replace(code, 'C', 'D')"),
    "orders.many": ("orders", "many = NOT many"),
    "orders.person_id existing at placed": ("people", "joined = DATE '2031-01-01'"),
    "orders.payer_id existing at placed": ("people", "joined = DATE '2031-01-01'"),
    "lines.amount as declared": ("lines", "amount = amount * 2"),
    "lines.day as declared": ("lines", "day = day + 1"),
    "few": ("lines", "quantity = 10"),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "shop"
    shop()(seed=3, start_date="2030-01-01", end_date="2030-03-01").write(folder)
    return folder


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found_by_its_name(name: str, written: Path, tmp_path: Path) -> None:
    table, change = BROKEN[name]
    folder = tmp_path / "shop"
    folder.mkdir()
    for file in written.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    path = folder / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM '{path}'")
        connection.execute(f"UPDATE t SET {change}")
        path.unlink()
        connection.execute(f"COPY t TO '{path}'")
    breaches = {check.name for check in shop().verify(folder, checksums=False).breaches}
    assert f"shop.{name}" in breaches


def test_a_rule_depends_on_the_options_of_its_files(tmp_path: Path) -> None:
    # The condition holds the window's ends, which are not those of the default declaration.
    one = shop()
    one(seed=1, start_date="2031-01-01", end_date="2031-02-01").write(tmp_path / "s")
    assert one.verify(tmp_path / "s").ok


def one_table(declare: object, rows: int = 10) -> tw.Dataset:
    one = tw.Dataset("one", rows={"things": rows})

    def things(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        declare(t)  # type: ignore[operator]

    one.table(things)
    return one


WRONG = {
    "drawn": (
        lambda t: t.rule("x", t.draw("hidden", tw.uniform(0, 9)) > 3),
        DeclarationError,
        "needs things.hidden, which is in no column",
    ),
    "no condition": (lambda t: t.rule("x", t.row), ArgumentTypeError, "is of type Value, not a"),
    "a truth": (lambda t: t.rule("x", True), ArgumentTypeError, "not a condition"),
    "no name": (lambda t: t.rule("", t.row > 3), ArgumentTypeError, "not a name"),
    "twice": (
        lambda t: (t.rule("x", t.row >= 0), t.rule("x", t.row >= 0)),
        DeclarationError,
        "declared twice",
    ),
    "no such column": (lambda t: t.rule("x", t.is_null("y")), DeclarationError, "no column 'y'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rules_are_refused_when_they_are_declared(name: str) -> None:
    declare, error, text = WRONG[name]
    with pytest.raises(error, match=text):
        one_table(declare)()


SQL = {
    "DELETE FROM things": "is not one SELECT",
    "SELECT 1; DROP TABLE things": "is not one SELECT",
    "SELECT 1": "names no table of one",
    "SELECT * FROM things WHERE": "is not SQL that verify can run: Parser Error",
    "SELECT nothing FROM things": "nothing",
    "SELECT * FROM things, others": "others",
    "SELECT * FROM things, read_csv('/etc/passwd')": "Permission Error",
    "SELECT * FROM things, '/etc/passwd'": "passwd",
    "SELECT * FROM things, glob('/*')": "things",
    "SELECT getenv('HOME') FROM things": "getenv",
    "WITH x AS (DELETE FROM things RETURNING *) FROM x": "SELECT",
    "SELECT * FROM things -- where": "is not SQL that verify can run",
}


@pytest.mark.parametrize("sql", SQL)
def test_wrong_sql_is_refused_before_any_row_is_made(sql: str, tmp_path: Path) -> None:
    one = one_table(lambda t: None)
    with pytest.raises((ArgumentError, DeclarationError), match=SQL[sql]) as caught:
        (one.rule("r", "never", sql), one())
    assert len(str(caught.value).splitlines()) == 1
    file = tmp_path / "one.py"
    file.write_text(
        "import tablewright as tw\none = tw.Dataset('one', rows={'things': 10})\n"
        f"@one.table\ndef things(t, world):\n    t.key('id')\none.rule('r', 'never', {sql!r})\n"
    )
    ran = quickly("plan", str(file), "--json")
    assert ran.returncode == 2, ran.stdout
    assert len(ran.stderr.splitlines()) == 1


def test_right_sql_may_use_sizes_rates_and_the_window() -> None:
    one = shop()
    one.rule(
        "there",
        "times are within the window",
        "WITH late AS (SELECT * FROM orders WHERE placed >= getvariable('w1')) "
        "SELECT order_id FROM late WHERE getvariable('late') < 2 AND scaled(90) > 0 "
        "AND getvariable('orders') > 0 AND size <> 'a; b' -- ;\n",
    )
    assert one().rows["orders"] == 200


def test_describe_says_what_follows_from_what(tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    file.write_text(f"from {__name__} import shop\nmine = shop()\n")
    shown = json.loads(quickly("describe", f"{file}:mine.orders", "--json").stdout)
    made = {column["name"]: column["doc"] for column in shown["columns"]}
    assert all(made.values()), made
    assert made["total"] == "the sum of lines.amount"
    assert made["due"] == "from placed and people.size"
    assert made["paid"] == "from due and delay; 30 % null"
    rules = {rule["name"]: rule["text"] for rule in shown["invariants"]}
    assert rules["orders.due"] == "14 or 30 days"
    assert rules["orders.due as declared"] == "due follows from placed and people.size"
