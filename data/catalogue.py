"""The Schema of a DuckDB file: its own catalogue, merged with the words that people gave to it.

The engine says what there is (tables, columns, types, keys, comments), the document of `data.metadata` says what it
means. Of the document only what names existing things is taken; where both speak of the same thing the document is
heard. Samples stay empty: values leave through the policy alone.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.metadata import ColumnWords, Metadata, TableWords
from data.types import Column, ForeignKey, Metric, Schema, Table

Fetch = Callable[[str], pa.Table]
"""Runs one of the statements below and gives its rows."""

_HERE = "WHERE database_name = current_database() AND NOT internal AND schema_name <> '_candor'"
TABLES = f"""
SELECT schema_name, table_name AS name, comment, estimated_size AS rows, '' AS sql FROM duckdb_tables() {_HERE}
UNION ALL SELECT schema_name, view_name, comment, NULL, sql FROM duckdb_views() {_HERE} ORDER BY ALL"""
COLUMNS = f"""
SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns() {_HERE}
ORDER BY schema_name, table_name, column_index"""
CONSTRAINTS = """
SELECT schema_name, table_name, constraint_type, constraint_column_names AS columns, referenced_table,
  referenced_column_names AS referenced_columns
FROM duckdb_constraints() WHERE database_name = current_database() AND schema_name <> '_candor'
  AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') ORDER BY schema_name, table_name, constraint_index"""
CATALOG = "SELECT current_database() AS name"
HAS_DOCUMENT = """
SELECT table_name FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name = '_candor' AND table_name = 'catalogue'"""
DOCUMENT = "SELECT document FROM _candor.catalogue LIMIT 1"

Row = dict[str, Any]
_NO_WORDS = TableWords()
_NO_COLUMN_WORDS = ColumnWords()


def read(fetch: Fetch, data_version: str = "") -> Schema:
    """Everything in the database but Candor's own tables. Raises BadSettings for a document that cannot be read."""
    words = _document(fetch)
    columns: dict[str, list[Row]] = defaultdict(list)
    for row in fetch(COLUMNS).to_pylist():
        columns[_name(row["schema_name"], row["table_name"])].append(row)
    constraints = fetch(CONSTRAINTS).to_pylist()
    keys = {
        _name(row["schema_name"], row["table_name"]): tuple(row["columns"])
        for row in constraints
        if row["constraint_type"] == "PRIMARY KEY"
    }
    by_name = {name.casefold(): table for name, table in words.tables.items()}
    tables = tuple(
        _table(row, columns[_name(row["schema_name"], row["name"])], keys, by_name) for row in fetch(TABLES).to_pylist()
    )
    schema = Schema(
        tables,
        as_of=words.as_of,
        title=words.title,
        description=words.description,
        catalog=fetch(CATALOG).to_pylist()[0]["name"],
        data_version=data_version,
    )
    schema = replace(schema, foreign_keys=_foreign_keys(constraints, words, schema), metrics=_metrics(words, schema))
    return replace(schema, fingerprint=fingerprint(schema))


def fingerprint(schema: Schema) -> str:
    """A digest of names, types, keys and words: the same for the same catalogue, whatever the rows are."""
    known = asdict(replace(schema, fingerprint="", data_version="", as_of=None, catalog=""))
    for table in known["tables"]:
        del table["rows"]
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]


def type_name(text: str) -> str:
    """The engine's type without the members of an enum, which are values: `ENUM('a', 'b')[]` -> `ENUM[]`."""
    head, found, rest = text.partition("ENUM(")
    if not found:
        return text
    quoted = False
    for place, letter in enumerate(rest):
        if letter == "'":
            quoted = not quoted
        elif letter == ")" and not quoted:
            return f"{head}ENUM{type_name(rest[place + 1 :])}"
    return f"{head}ENUM"


def _document(fetch: Fetch) -> Metadata:
    if fetch(HAS_DOCUMENT).num_rows == 0:
        return Metadata()
    rows = fetch(DOCUMENT).to_pylist()
    return Metadata.from_json(rows[0]["document"]) if rows else Metadata()


def _name(schema: str, name: str) -> str:
    return name if schema == "main" else f"{schema}.{name}"


def _table(
    row: Row, column_rows: list[Row], keys: Mapping[str, tuple[str, ...]], documents: Mapping[str, TableWords]
) -> Table:
    name = _name(row["schema_name"], row["name"])
    words = documents.get(name.casefold(), _NO_WORDS)
    column_words = {key.casefold(): value for key, value in words.columns.items()}
    columns = tuple(_column(c, column_words.get(c["column_name"].casefold(), _NO_COLUMN_WORDS)) for c in column_rows)
    table = Table(
        name,
        columns,
        title=words.title,
        description=words.description or row["comment"] or "",
        synonyms=words.synonyms,
        primary_key=keys.get(name, ()),
        rows=row["rows"],
        view=bool(row["sql"]),
        view_sql=_behind(row["sql"]),
    )
    primary_key = table.primary_key or _known(table, words.primary_key)
    return replace(table, primary_key=primary_key, time_column=_time_column(table, words.time_column))


def _behind(sql: str) -> str:
    """The query of a CREATE VIEW statement; the whole statement where it cannot be taken apart."""
    if not sql:
        return ""
    try:
        created = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return sql
    query = created.args.get("expression") if isinstance(created, exp.Create) else None
    return query.sql(dialect="duckdb") if isinstance(query, exp.Expression) else sql


def _column(row: Row, words: ColumnWords) -> Column:
    return Column(
        row["column_name"],
        type_name(row["data_type"]),
        title=words.title,
        description=words.description or row["comment"] or "",
        synonyms=words.synonyms,
        unit=words.unit,
        private=words.private,
    )


def _known(table: Table, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as the table spells them; none when one of them is not there."""
    found = [table.column(name) for name in names]
    return tuple(c.name for c in found if c) if all(found) else ()


def _time_column(table: Table, named: str) -> str:
    """The named one, else the only date or timestamp of the table, else none."""
    if column := table.column(named):
        return column.name
    times = [c.name for c in table.columns if c.kind in ("date", "timestamp")]
    return times[0] if len(times) == 1 else ""


def _foreign_keys(constraints: list[Row], words: Metadata, schema: Schema) -> tuple[ForeignKey, ...]:
    """Declared ones first, then those of the document that are not declared; both ends exist."""
    declared = [
        ForeignKey(
            _name(row["schema_name"], row["table_name"]),
            tuple(row["columns"]),
            _name(row["schema_name"], row["referenced_table"]),
            tuple(row["referenced_columns"]),
        )
        for row in constraints
        if row["constraint_type"] == "FOREIGN KEY"
    ]
    kept: dict[tuple[object, ...], ForeignKey] = {}
    for key in (*declared, *(k.as_foreign_key() for k in words.foreign_keys)):
        table, ref_table = schema.table(key.table), schema.table(key.ref_table)
        if table is None or ref_table is None:
            continue
        columns, ref_columns = _known(table, key.columns), _known(ref_table, key.ref_columns)
        if columns and ref_columns:
            kept.setdefault(
                (table.name, columns, ref_table.name, ref_columns),
                ForeignKey(table.name, columns, ref_table.name, ref_columns, key.inferred),
            )
    return tuple(kept.values())


def _metrics(words: Metadata, schema: Schema) -> tuple[Metric, ...]:
    return tuple(m.as_metric() for m in words.metrics if schema.table(m.table))
