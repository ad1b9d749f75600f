"""DuckDB files: opened read-only with nothing allowed, base tables copied with their keys and Candor's own document.

Views and macros of the file are never run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlglot import exp

from data import metadata
from data.errors import BadInput, BadSettings
from data.ingest.source import ImportLimits, Source, SourceColumn, SourceKey, SourceTable
from data.metadata import ColumnWords, Metadata, TableWords

_ROWS = 50_000
_AS_TEXT = ("ENUM", "UNION", "BIT", "VARIANT", "GEOMETRY", "JSON")


def read(path: Path, limits: ImportLimits) -> Source:
    """The tables of the file. Raises BadInput when it is no DuckDB file that this version reads."""
    try:
        with closing(_open(path)) as connection:
            document, warnings = _document(connection)
            listed = connection.execute(
                "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() "
                "AND NOT internal AND NOT temporary AND schema_name <> '_candor' ORDER BY table_oid"
            ).fetchall()
            views = connection.execute(
                "SELECT view_name FROM duckdb_views() WHERE database_name = current_database() AND NOT internal"
            ).fetchall()
            tables = tuple(_table(connection, path, schema, name, document) for schema, name in listed)
    except duckdb.Error as error:
        raise _unreadable(path, error) from error
    if not tables:
        raise BadInput(f"{path.name} holds no table.", "Choose a database with at least one table.")
    if len(tables) > limits.tables:
        raise BadInput(f"{path.name} holds {len(tables)} tables, the limit is {limits.tables}.", "Split the file.")
    left_out = [f"The view {name} was left out: only tables are imported." for (name,) in views]
    return Source(tables, (*warnings, *left_out), document)


def _unreadable(path: Path, error: Exception) -> BadInput:
    first = (str(error).splitlines() or [""])[0]
    return BadInput(
        f"{path.name} cannot be read as a DuckDB database ({first}).",
        "Check that no other program writes to it, or export it to Parquet.",
    )


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "lock_configuration": "true",
    }
    return duckdb.connect(str(path.resolve()), read_only=True, config=settings)


def _document(connection: duckdb.DuckDBPyConnection) -> tuple[Metadata, list[str]]:
    try:
        return metadata.read(connection), []
    except (BadSettings, duckdb.Error):
        return Metadata(), ["The file's own catalogue of titles and keys could not be read and was left out."]


def _type(kind: str) -> str:
    """The type that the column is to have: text for what only DuckDB knows, UTC for a zoned time."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return "TIMESTAMP"
    return "VARCHAR" if kind.startswith(_AS_TEXT) else kind


def _full(schema: str, name: str) -> str:
    return name if schema == "main" else f"{schema}.{name}"


def _table(
    connection: duckdb.DuckDBPyConnection, path: Path, schema: str, name: str, document: Metadata
) -> SourceTable:
    listed = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database() "
        "AND schema_name = ? AND table_name = ? ORDER BY column_index",
        [schema, name],
    ).fetchall()
    columns = tuple(SourceColumn(n, _type(kind)) for n, kind in listed)
    constraints = connection.execute(
        "SELECT constraint_type, constraint_column_names, referenced_table, referenced_column_names "
        "FROM duckdb_constraints() WHERE database_name = current_database() AND schema_name = ? AND table_name = ?",
        [schema, name],
    ).fetchall()
    words = _words(connection, schema, name, document)
    primary = next((tuple(names) for kind, names, _, _ in constraints if kind == "PRIMARY KEY"), ())
    return SourceTable(
        name=_full(schema, name),
        columns=columns,
        batches=lambda: _batches(path, schema, name, columns),
        primary_key=primary or words.primary_key,
        foreign_keys=tuple(
            SourceKey(tuple(names), _full(schema, other), tuple(refs))
            for kind, names, other, refs in constraints
            if kind == "FOREIGN KEY"
        ),
        keep_names=True,
        schema="" if schema == "main" else schema,
        words=words,
    )


def _words(connection: duckdb.DuckDBPyConnection, schema: str, name: str, document: Metadata) -> TableWords:
    """What the document says of the table; comments of the database where it says nothing."""
    full = _full(schema, name).casefold()
    said = next((words for key, words in document.tables.items() if key.casefold() == full), TableWords())
    table = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = ? "
        "AND table_name = ?",
        [schema, name],
    ).fetchone()
    comments = connection.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE database_name = current_database() "
        "AND schema_name = ? AND table_name = ? AND comment IS NOT NULL",
        [schema, name],
    ).fetchall()
    columns = dict(said.columns)
    for column, comment in comments:
        known = columns.get(column, ColumnWords())
        columns[column] = known.model_copy(update={"description": known.description or comment})
    description = said.description or (table[0] if table and table[0] else "")
    return said.model_copy(update={"description": description, "columns": columns})


def _chosen(column: SourceColumn) -> exp.Alias:
    named = exp.column(exp.to_identifier(column.name, quoted=True))
    # a cast from a zoned time would be to local time: Arrow turns that into UTC instead
    cast = named if column.type == "TIMESTAMP" else exp.cast(named, column.type, dialect="duckdb")
    return exp.Alias(this=cast, alias=exp.to_identifier(column.name, quoted=True))


def _batches(path: Path, schema: str, name: str, columns: tuple[SourceColumn, ...]) -> Iterator[pa.RecordBatch]:
    chosen = [_chosen(c) for c in columns]
    table = exp.Table(this=exp.to_identifier(name, quoted=True), db=exp.to_identifier(schema, quoted=True))
    try:
        with closing(_open(path)) as connection:
            for batch in connection.sql(exp.select(*chosen).from_(table).sql(dialect="duckdb")).to_arrow_reader(_ROWS):
                yield _in_utc(batch)
    except duckdb.Error as error:
        raise _unreadable(path, error) from error


def _in_utc(batch: pa.RecordBatch) -> pa.RecordBatch:
    kinds = [pa.timestamp("us") if pa.types.is_timestamp(f.type) and f.type.tz else f.type for f in batch.schema]
    arrays = [c if c.type == kind else c.cast(kind) for c, kind in zip(batch.columns, kinds, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)
