"""What an import adds to the catalogue document of the database: titles, keys, what is personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from data.ingest import keys
from data.ingest.personal import looks_personal
from data.ingest.source import SourceColumn, SourceKey
from data.metadata import ColumnWords, Key, Metadata, TableWords

if TYPE_CHECKING:
    from data.ingest.load import Placed

_SAMPLE = 200


def merged(connection: duckdb.DuckDBPyConnection, old: Metadata, placed: Sequence[Placed]) -> Metadata:
    """The document after the import; what it said about tables that were replaced is gone."""
    new = {one.table.casefold() for one in placed}
    tables = {name: words for name, words in old.tables.items() if name.casefold() not in new}
    foreign = [k for k in old.foreign_keys if not new & {k.table.casefold(), k.ref_table.casefold()}]
    metrics = tuple(m for m in old.metrics if m.table.casefold() not in new)
    by_file: dict[str, dict[str, Placed]] = {}
    for one in placed:
        by_file.setdefault(str(one.file), {})[one.source.name.casefold()] = one
    for one in placed:
        tables[one.table] = _words(connection, one)
        foreign += _declared(one, by_file[str(one.file)])
    shapes = _shapes(connection, tables)
    for shape in shapes:
        if shape.primary_key:
            words = tables.get(shape.name, TableWords())
            tables[shape.name] = words.model_copy(update={"primary_key": shape.primary_key})
    foreign += keys.foreign_keys(connection, shapes, foreign, frozenset(one.table for one in placed))
    return old.model_copy(update={"tables": tables, "foreign_keys": tuple(foreign), "metrics": metrics})


def _shapes(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, TableWords]) -> list[keys.Shape]:
    """The tables of the main schema, with a key found where none is known."""
    rows = connection.execute(
        "SELECT c.table_name, c.column_name, c.data_type FROM duckdb_columns() c JOIN duckdb_tables() t "
        "ON t.table_oid = c.table_oid AND t.database_name = c.database_name "
        "WHERE c.database_name = current_database() AND c.schema_name = 'main' ORDER BY c.table_name, c.column_index"
    ).fetchall()
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        columns.setdefault(table, {})[column] = kind
    shapes = []
    for name, kinds in columns.items():
        count = exp.select(exp.Count(this=exp.Star())).from_(exp.Table(this=exp.to_identifier(name, quoted=True)))
        row = connection.execute(count.sql(dialect="duckdb")).fetchone()
        known = tables[name].primary_key if name in tables else ()
        shape = keys.Shape(name, kinds, row[0] if row else 0, known)
        found = known or keys.primary_key(connection, shape)
        shapes.append(replace(shape, primary_key=found))
    return shapes


def _words(connection: duckdb.DuckDBPyConnection, placed: Placed) -> TableWords:
    source = placed.source
    columns = {placed.columns[c.name]: _column_words(connection, placed, c) for c in source.columns}
    title = source.name if source.name != placed.table else ""
    primary_key = tuple(placed.columns[name] for name in source.primary_key if name in placed.columns)
    return TableWords(
        title=title,
        primary_key=primary_key,
        columns={name: words for name, words in columns.items() if words != ColumnWords()},
    )


def _column_words(connection: duckdb.DuckDBPyConnection, placed: Placed, column: SourceColumn) -> ColumnWords:
    name = placed.columns[column.name]
    return ColumnWords(
        title=column.name if column.name != name else "",
        description=column.description,
        unit=column.unit,
        private=looks_personal(name, _sample(connection, placed.table, name) if column.type == "VARCHAR" else ()),
    )


def _sample(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> list[str]:
    named = exp.column(exp.to_identifier(column, quoted=True))
    tree = exp.select(named).from_(exp.Table(this=exp.to_identifier(table, quoted=True))).limit(_SAMPLE)
    return [value for (value,) in connection.execute(tree.sql(dialect="duckdb")).fetchall() if value is not None]


def _declared(placed: Placed, siblings: Mapping[str, Placed]) -> list[Key]:
    """The keys that the source declares; one that points nowhere is dropped and told."""
    declared: list[Key] = []
    for key in placed.source.foreign_keys:
        made = _key(placed, key, siblings)
        if made is None:
            there = ", ".join(key.ref_columns) or "its primary key"
            placed.warnings.append(
                f"The foreign key ({', '.join(key.columns)}) -> {key.ref_table} ({there}) points to nothing; left out."
            )
        elif made not in declared:
            declared.append(made)
    return declared


def _key(placed: Placed, key: SourceKey, siblings: Mapping[str, Placed]) -> Key | None:
    target = siblings.get(key.ref_table.casefold())
    if target is None:
        return None
    columns = _renamed(placed, key.columns)
    ref_columns = _renamed(target, key.ref_columns or target.source.primary_key)
    if not columns or len(columns) != len(ref_columns):
        return None
    return Key(table=placed.table, columns=columns, ref_table=target.table, ref_columns=ref_columns)


def _renamed(placed: Placed, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns under their new names; empty when one of them is not there."""
    folded = {source.casefold(): name for source, name in placed.columns.items()}
    found = [folded.get(c.casefold()) for c in columns]
    return tuple(name for name in found if name is not None) if None not in found else ()
