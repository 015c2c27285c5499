"""Reads CREATE TABLE and ALTER TABLE statements of any dialect that sqlglot knows."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tablewright import checks
from tablewright.errors import ArgumentError, MissingExtraError
from tablewright.importing.conditions import check_of, literal
from tablewright.importing.schema import ReferenceSchema, Schema, TableSchema
from tablewright.importing.types import typed

_NOISE = re.compile(
    r'\b(USING\s+INDEX(\s+TABLESPACE\s+"?\w+"?)?|ENABLE(\s+NOVALIDATE)?|RELY)\b', re.IGNORECASE
)
_MOST_BYTES = 64 * 2**20


def read(text: str, name: str, dialect: str | None, file: str) -> Schema:
    """Return the schema of a DDL; statements that declare no table are left out.

    ``name`` is the schema's, ``file`` begins errors.

    Raises
    ------
    ArgumentError
        If a statement that creates a table cannot be parsed: the line, and what is wrong.
    MissingExtraError
        If sqlglot is not installed.
    """
    try:
        import sqlglot
    except ImportError:
        raise MissingExtraError(
            "a DDL needs sqlglot; install it with pip install 'tablewright[import]'"
        ) from None
    if dialect is not None:
        checks.choice("dialect", dialect, [each for each in sqlglot.Dialect.classes if each])
    if len(text) > _MOST_BYTES:
        raise ArgumentError(f"source={file!r} is larger than {_MOST_BYTES // 2**20} MiB; split it")
    schema = Schema(name, dialect=dialect)
    with _quiet():
        try:
            try:
                statements = sqlglot.parse(text, read=dialect)
            except sqlglot.errors.ParseError:
                # Oracle's words on how a key is kept, which sqlglot does not know.
                statements = sqlglot.parse(_NOISE.sub(" ", text), read=dialect)
        except sqlglot.errors.SqlglotError as error:
            found = (getattr(error, "errors", None) or [{}])[0]
            line, said = found.get("line"), found.get("description", str(error).partition("\n")[0])
            where = f", line {line}" if line else ""
            hint = "" if dialect else "; name its dialect, such as --dialect mysql"
            raise ArgumentError(f"{file}{where}: not SQL: {said}{hint}") from None
        except RecursionError:
            raise ArgumentError(f"{file}: nested too deeply to be parsed") from None
        for statement in statements:
            if statement is not None:
                _statement(schema, statement, sqlglot.exp)
    return schema


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep sqlglot's warnings about statements that it does not know off the screen."""
    logger = logging.getLogger("sqlglot")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _statement(schema: Schema, statement: Any, exp: Any) -> None:
    if isinstance(statement, exp.Create):
        kind = str(statement.args.get("kind") or "").upper()
        if kind == "TABLE" and isinstance(statement.this, exp.Schema):
            _table(schema, statement, exp)
        elif kind == "INDEX" and statement.args.get("unique"):
            _index(schema, statement, exp)
        elif kind == "TABLE":
            schema.lose("a table made of a query", statement.find(exp.Table).name)
        elif kind == "TYPE" and isinstance(statement.expression, exp.DataType):
            options = tuple(each.name for each in statement.expression.expressions)
            schema.enums[statement.this.name.lower()] = options
        elif kind in ("VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "SEQUENCE", "TYPE", "DOMAIN"):
            named = statement.find(exp.Table)
            schema.lose(f"a {kind.lower()}", named.name if named is not None else "?")
    elif isinstance(statement, exp.Alter):
        _alter(schema, statement, exp)
    elif isinstance(statement, exp.Comment):
        _comment(schema, statement, exp)
    elif isinstance(statement, exp.Command):
        word = str(statement.this).upper()
        if word in ("CREATE", "ALTER"):
            schema.lose("a statement that is not understood", checks.shown(statement.sql()[:80]))


def _table(schema: Schema, statement: Any, exp: Any) -> None:
    name = statement.this.this.name
    if schema.table(name) is not None:
        schema.lose("a table declared twice; the first one stays", name)
        return
    table = TableSchema(name)
    schema.tables.append(table)
    for part in statement.this.expressions:
        if isinstance(part, exp.ColumnDef):
            _column(schema, table, part, exp)
        else:
            _constraint(schema, table, part, exp)
    for each in statement.find_all(exp.SchemaCommentProperty):
        table.comment = each.this.name


def _column(schema: Schema, table: TableSchema, part: Any, exp: Any) -> None:
    kind = part.args.get("kind")
    declared = kind.sql(dialect=schema.dialect) if kind is not None else ""
    base = str(getattr(kind.this, "value", kind.this)).upper() if kind is not None else "TEXT"
    own: tuple[str, ...] = ()
    if base in ("USERDEFINED", "USER-DEFINED"):
        base = str(kind.args.get("kind") or "").upper()
        own = schema.enums.get(base.rpartition(".")[2].lower(), ())
        base = "ENUM" if own else base
    params = [each.name for each in (kind.expressions if kind is not None else ())]
    sizes = tuple(int(each) for each in params if each.isdigit())
    column = typed(part.name, declared, base, sizes)
    if table.column(part.name) is not None:
        schema.lose("a column declared twice, ignoring case", f"{table.name}.{part.name}")
        return
    if base in ("ENUM", "SET", "ENUM8", "ENUM16"):
        column.options = own or tuple(each.name for each in kind.expressions)
    table.columns.append(column)
    for constraint in part.args.get("constraints") or ():
        found = constraint.kind
        if isinstance(found, exp.NotNullColumnConstraint):
            column.nullable = bool(found.args.get("allow_null"))
        elif isinstance(found, exp.PrimaryKeyColumnConstraint):
            table.key, column.nullable = (part.name,), False
        elif isinstance(found, exp.UniqueColumnConstraint):
            table.unique.append((part.name,))
        elif isinstance(found, exp.DefaultColumnConstraint):
            column.default = literal(found.this, exp)
            if column.default is None and not isinstance(found.this, exp.Null):
                schema.lose(f"the default {found.this.sql()}", f"{table.name}.{part.name}")
        elif isinstance(found, exp.CommentColumnConstraint):
            column.comment = found.this.name
        elif isinstance(found, exp.CheckColumnConstraint):
            table.checks.append(check_of(found.this, table, exp))
        elif isinstance(found, exp.Reference):
            table.references.append(_reference((part.name,), found, exp))
        elif isinstance(found, exp.ComputedColumnConstraint):
            schema.lose(f"computed as {found.this.sql()}", f"{table.name}.{part.name}")


def _constraint(schema: Schema, table: TableSchema, part: Any, exp: Any) -> None:
    if isinstance(part, exp.Constraint):
        is_key = any(isinstance(each, exp.PrimaryKeyColumnConstraint) for each in part.expressions)
        for inner in part.expressions:
            if isinstance(inner, exp.ClusteredColumnConstraint | exp.NonClusteredColumnConstraint):
                _keyed(table, _names(inner.this, exp), is_key=is_key)
            elif not isinstance(inner, exp.PrimaryKeyColumnConstraint):
                _constraint(schema, table, inner, exp)
    elif isinstance(part, exp.PrimaryKey):
        _keyed(table, _names(part.expressions, exp), is_key=True)
    elif isinstance(part, exp.ForeignKey):
        reference = part.args.get("reference")
        if reference is not None:
            names = _names(part.expressions, exp)
            table.references.append(_reference(names, reference, exp))
    elif isinstance(part, exp.UniqueColumnConstraint):
        named = part.this.expressions if isinstance(part.this, exp.Schema) else part.expressions
        table.unique.append(_names(named, exp))
    elif isinstance(part, exp.CheckColumnConstraint | exp.Check):
        table.checks.append(check_of(part.this, table, exp))
    elif not isinstance(part, exp.IndexColumnConstraint | exp.Identifier):
        schema.lose(checks.shown(part.sql()[:80]), table.name)


def _keyed(table: TableSchema, names: tuple[str, ...], *, is_key: bool) -> None:
    """Note a primary key, or unique columns."""
    if not is_key:
        table.unique.append(names)
        return
    table.key = names
    for name in names:
        column = table.column(name)
        if column is not None:
            column.nullable = False


def _reference(columns: tuple[str, ...], reference: Any, exp: Any) -> ReferenceSchema:
    target = reference.this
    if isinstance(target, exp.Schema):
        return ReferenceSchema(columns, target.this.name, _names(target.expressions, exp))
    return ReferenceSchema(columns, target.name)


def _names(parts: Sequence[Any], exp: Any) -> tuple[str, ...]:
    """Return column names: of identifiers, of columns, and of columns in an order."""
    return tuple(part.this.name if isinstance(part, exp.Ordered) else part.name for part in parts)


def _index(schema: Schema, statement: Any, exp: Any) -> None:
    index = statement.this
    table = schema.table(index.args["table"].name) if index.args.get("table") else None
    params = index.args.get("params")
    if table is not None and params is not None:
        where = params.args.get("where")
        names = _names(params.args.get("columns") or (), exp)
        if where is None and all(table.column(name) is not None for name in names):
            table.unique.append(names)
        else:
            schema.lose(f"the unique index {index.name}", table.name)


def _alter(schema: Schema, statement: Any, exp: Any) -> None:
    table = schema.table(statement.this.name)
    if table is None:
        schema.lose("ALTER TABLE of an unknown table", statement.this.name)
        return
    for action in statement.args.get("actions") or ():
        if isinstance(action, exp.AddConstraint):
            for part in action.expressions:
                _constraint(schema, table, part, exp)
        elif isinstance(action, exp.ColumnDef):
            _column(schema, table, action, exp)
        elif isinstance(action, exp.AlterColumn) and action.args.get("default") is not None:
            continue  # A sequence, as dumps of PostgreSQL have them.
        else:
            schema.lose(checks.shown(action.sql()[:80]), table.name)


def _comment(schema: Schema, statement: Any, exp: Any) -> None:
    kind, text = str(statement.args.get("kind")).upper(), statement.expression.name
    target = statement.this
    if kind == "TABLE" and (table := schema.table(target.name)) is not None:
        table.comment = text
    elif kind == "COLUMN" and isinstance(target, exp.Column):
        table = schema.table(target.table)
        column = table.column(target.name) if table is not None else None
        if column is not None:
            column.comment = text
