"""Databases for the guard's tests, opened directly: the guard is judged here, not the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from data.types import Column, Schema, Table

_COLUMNS = """SELECT c.schema_name, c.table_name, c.column_name, c.data_type, v.sql FROM duckdb_columns() c
LEFT JOIN duckdb_views() v ON v.schema_name = c.schema_name AND v.view_name = c.table_name AND v.database_name = c.database_name
WHERE NOT c.internal AND c.database_name = current_database() ORDER BY c.schema_name, c.table_name, c.column_index"""


def made(path: Path, script: Path) -> Path:
    """A database file made by a script of SQL."""
    with duckdb.connect(path) as connection:
        connection.execute(script.read_text(encoding="utf-8"))
    return path


def schema_of(connection: Any) -> Schema:
    """The whole schema of an open database."""
    tables: dict[str, tuple[list[Column], str]] = {}
    for schema, table, column, kind, sql in connection.execute(_COLUMNS).fetchall():
        name = table if schema == "main" else f"{schema}.{table}"
        tables.setdefault(name, ([], sql or ""))[0].append(Column(column, kind))
    return Schema(
        tuple(Table(name, tuple(columns), view=bool(sql), view_sql=sql) for name, (columns, sql) in tables.items()),
        fingerprint=str(len(tables)),
        catalog=connection.execute("SELECT current_database()").fetchall()[0][0],
    )


def output(connection: Any, sql: str, most: int = 5000) -> str:
    """What comes out of a statement, as text: its rows or its error."""
    try:
        return str(connection.sql(sql).to_arrow_table().slice(0, most).to_pylist())
    except duckdb.Error as error:
        return f"error: {type(error).__name__}"
