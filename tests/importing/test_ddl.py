"""What a DDL says carries over; what does not is listed, and odd schemas are one line or a plan."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import tablewright as tw
from tablewright.errors import TablewrightError
from tablewright.importing import imported
from tablewright.planfile import loads
from tests.support.commands import quickly


def plan_of(tmp_path: Path, ddl: str, dialect: str | None = None) -> tuple[str, list[str]]:
    file = tmp_path / "some.sql"
    file.write_text(ddl, "utf-8")
    plan, lost = imported(file, dialect)
    assert loads(plan, "some.yaml").declaration
    return plan, lost


def made(tmp_path: Path, ddl: str, dialect: str | None = None) -> tw.World:
    return loads(plan_of(tmp_path, ddl, dialect)[0], "some.yaml")()


def test_types_and_constraints(tmp_path: Path) -> None:
    world = made(
        tmp_path,
        """
        CREATE TABLE t (
          id BIGINT PRIMARY KEY, code CHAR(3) UNIQUE NOT NULL, number INT UNIQUE,
          price NUMERIC(7, 3) CHECK (price BETWEEN 1 AND 2), ratio REAL, at TIME, day DATE,
          yes BOOLEAN DEFAULT FALSE, tag UUID, body JSON, raw BYTEA, span INTERVAL,
          level INT CHECK (level IN (1, 2, 3)), low INT, high INT, CHECK (low <= high),
          CHECK (length(code) = 3), list INT[]
        );
        """,
        "postgres",
    )
    table, rows = world["t"].declared, world["t"].frame()
    types = {column.name: str(column.type) for column in table.columns}
    assert types["id"] == "int64"
    assert types["price"] == "decimal(7,3)"
    assert types["ratio"] == "float64"
    assert types["level"] == types["span"] == "int32"
    assert types["day"] == "date"
    assert types["yes"] == "boolean"
    assert set(table.unique) == {"code", "number"}
    assert rows["code"].str.len_chars().max() == 3
    assert rows["price"].drop_nulls().is_between(1, 2).all()
    assert set(rows["level"].drop_nulls()) == {1, 2, 3}
    both = rows.drop_nulls(["low", "high"])
    assert (both["low"] <= both["high"]).all()
    _, lost = plan_of(tmp_path, (tmp_path / "some.sql").read_text(), "postgres")
    for what in (
        "JSON becomes a text of JSON: t.body",
        "TIME becomes a text",
        "CHECK LENGTH(code)",
    ):
        assert any(each.startswith(what) for each in lost), (what, lost)
    assert any("becomes a text: t.list" in each for each in lost)


def test_what_dumps_hold_besides_tables(tmp_path: Path) -> None:
    plan, lost = plan_of(
        tmp_path,
        """
        SET client_encoding = 'UTF8';
        SELECT pg_catalog.set_config('search_path', '', false);
        CREATE TYPE public.mood AS ENUM ('sad', 'glad');
        CREATE SEQUENCE public.a_id_seq START WITH 1;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TABLE public.a (
          id integer DEFAULT nextval('public.a_id_seq'::regclass) NOT NULL,
          mood public.mood DEFAULT 'sad'::public.mood NOT NULL,
          price numeric(5,2), CONSTRAINT p CHECK ((price > (0)::numeric))
        );
        ALTER TABLE public.a OWNER TO postgres;
        ALTER TABLE ONLY public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);
        COMMENT ON COLUMN public.a.mood IS 'today''s';
        GRANT SELECT ON TABLE public.a TO x;
        """,
        "postgres",
    )
    assert "id: {integer: row + 1, key: true}" in plan
    assert 'mood: {text: {choice: {sad: 3, glad: 1}}, doc: "today\'s"}' in plan
    assert "price at least 0.01: price >= 0.01" in plan
    assert "a sequence: a_id_seq" in lost
    mysql = """
        /*!50503 SET NAMES utf8mb4 */;
        DROP TABLE IF EXISTS `a`;
        CREATE TABLE `a` (
          `id` int unsigned NOT NULL AUTO_INCREMENT, `yes` tinyint(1) NOT NULL DEFAULT '1',
          `g` int GENERATED ALWAYS AS (`id` + 1) VIRTUAL, PRIMARY KEY (`id`) USING BTREE
        ) ENGINE=InnoDB AUTO_INCREMENT=5 ROW_FORMAT=DYNAMIC;
        LOCK TABLES `a` WRITE;
        INSERT INTO `a` VALUES (1, 0, 2);
        UNLOCK TABLES;
    """
    plan, lost = plan_of(tmp_path, mysql, "mysql")
    assert '"yes": {flag:' in plan
    assert any(each.startswith("computed as") for each in lost)
    oracle = """
        CREATE TABLE "HR"."EMP" ("EMPNO" NUMBER(4,0), "SAL" NUMBER(7,2), "MGR" NUMBER(4,0),
          CONSTRAINT "PK" PRIMARY KEY ("EMPNO") USING INDEX ENABLE,
          CONSTRAINT "FK" FOREIGN KEY ("MGR") REFERENCES "HR"."EMP" ("EMPNO") ENABLE
        ) TABLESPACE "USERS";
    """
    plan, _ = plan_of(tmp_path, oracle, "oracle")
    assert "SAL: {decimal:" in plan


def test_a_key_that_is_a_reference_and_a_unique_reference(tmp_path: Path) -> None:
    world = made(
        tmp_path,
        "CREATE TABLE a (id INT PRIMARY KEY);"
        "CREATE TABLE b (id INT PRIMARY KEY REFERENCES a (id), name TEXT);"
        "CREATE TABLE c (id INT PRIMARY KEY, a_id INT NOT NULL UNIQUE REFERENCES a);",
    )
    for table, column in (("b", "id"), ("c", "a_id")):
        found = world[table].frame()[column]
        assert found.is_unique().all()
        assert found.is_in(world["a"].frame()["id"].implode()).all()
        assert [key.parent for key in world[table].declared.foreign_keys] == ["some.a"]


def test_names_are_kept_or_listed(tmp_path: Path) -> None:
    plan, lost = plan_of(
        tmp_path,
        'CREATE TABLE "Order" ("select" INT PRIMARY KEY, "row" INT, "a b" INT, "A_B" INT, "é" INT,'
        ' CHECK ("row" <= "é"));'
        'CREATE TABLE "order" (id INT);',
    )
    assert "row: {integer:" in plan
    assert "rules:\n      \"row at most é\": \"col('row') <= col('é')\"" in plan
    assert "a name: a_b instead: Order.a b" in lost
    assert "a name: A_B_2 instead: Order.A_B" in lost
    assert "a table declared twice; the first one stays: order" in lost


def test_tables_without_keys_cycles_and_missing_parents(tmp_path: Path) -> None:
    plan, lost = plan_of(
        tmp_path,
        "CREATE TABLE a (id INT PRIMARY KEY, b_id INT REFERENCES b (id));"
        "CREATE TABLE b (id INT PRIMARY KEY, a_id INT REFERENCES a (id));"
        "CREATE TABLE log (line TEXT, gone_id INT REFERENCES gone (id));"
        "CREATE TABLE none ();",
    )
    assert "log_key: key  # added: a key of one column" in plan
    assert "a table without a key; the key column log_key was added: log" in lost
    assert "the foreign key (gone_id) to gone, which is not in the schema: log" in lost
    assert "a table without columns: none" in lost
    assert "b_id: {ref: b, nulls: 0.1}" in plan
    assert "a_id: {ref: a, nulls: 0.1}" in plan


def test_hostile_names_and_comments_stay_data(tmp_path: Path) -> None:
    name = "x: {text: uuid}\n    rows: 1\n#\"'\\"
    quoted = name.replace('"', '""')
    plan, lost = plan_of(
        tmp_path,
        f'CREATE TABLE "{quoted}" ("{quoted}" INT PRIMARY KEY, d TEXT DEFAULT \'a\n  b: [\');'
        f"COMMENT ON TABLE \"{quoted}\" IS 'one\n  two: {{'",
        "postgres",
    )
    assert len(loads(plan).tables) == 1
    assert any(each.startswith("a name:") for each in lost)


@pytest.mark.parametrize(
    ("text", "dialect", "says"),
    [
        ("CREATE TABLE a (id INT,", None, "some.sql, line 1: not SQL"),
        ("CREATE TABLE a (\n id INT\n b INT c)\n;", None, "name its dialect"),
        ("SELECT 1", None, "declares no table"),
        ("", None, "declares no table"),
        ("CREATE TABLE a (id INT)", "klingon", "dialect='klingon' is unknown"),
        ("(" * 5_000, None, "some.sql"),
    ],
)
def test_what_is_no_schema_is_one_line(
    text: str, dialect: str | None, says: str, tmp_path: Path
) -> None:
    with pytest.raises(TablewrightError) as caught:
        plan_of(tmp_path, text, dialect)
    assert says in str(caught.value)


def test_the_command_lists_what_is_not_in_the_plan_on_stderr(tmp_path: Path) -> None:
    file = tmp_path / "some.sql"
    file.write_text("CREATE TABLE a (id SMALLINT PRIMARY KEY, at TIME); CREATE VIEW v AS SELECT 1")
    done = quickly("import", str(file))
    assert done.returncode == 0
    assert loads(done.stdout).tables == ("a",)
    lines = done.stderr.splitlines()
    assert "not in the plan: a view: v" in lines
    assert "not in the plan: SMALLINT becomes an integer of 32 bits: a.id" in lines
    for line in lines:
        assert f"# - {line.removeprefix('not in the plan: ')}" in done.stdout
    missing = quickly("import", str(tmp_path / "no.sql"))
    assert missing.returncode == 2
    assert "is not a file; give a DDL (.sql)" in missing.stderr


def large(tables: int) -> str:
    """A schema of tables with twelve columns, each referring to the one before."""
    return "\n".join(
        f"CREATE TABLE t{n} (id BIGINT NOT NULL PRIMARY KEY, parent_id BIGINT"
        f"{f' REFERENCES t{n - 1} (id)' if n else ''}, name VARCHAR(40) NOT NULL, mail TEXT,"
        " status VARCHAR(10) DEFAULT 'new', amount DECIMAL(12,2) CHECK (amount > 0), quantity INT,"
        " created_at TIMESTAMP, updated_at TIMESTAMP, is_active BOOLEAN, city TEXT, notes TEXT);"
        for n in range(tables)
    )


def test_a_schema_of_500_tables_becomes_a_plan(tmp_path: Path) -> None:
    file = tmp_path / "large.sql"
    file.write_text(large(500))
    before = time.process_time()
    plan, lost = imported(file)
    assert time.process_time() - before < 60  # A guard against squares; it takes about three.
    dataset = loads(plan)
    assert plan.count("\n    columns:\n") == 500
    assert not lost
    assert len(dataset._rows) == 500
