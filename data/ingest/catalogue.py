"""What an import adds to the catalogue document of the database: titles, keys, what is personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb
from sqlglot import exp

from data.ingest import carried, keys
from data.ingest.personal import looks_personal
from data.ingest.placed import Placed, table_tree
from data.ingest.source import SourceColumn, SourceKey
from data.metadata import ColumnWords, Key, Measure, Metadata, TableWords

_SAMPLE = 200


def merged(connection: duckdb.DuckDBPyConnection, old: Metadata, placed: Sequence[Placed]) -> Metadata:
    """The document after the import: what it said, what the sources say of themselves, and what was found out."""
    new = {one.table.casefold(): one for one in placed}
    tables = {name: words for name, words in old.tables.items() if name.casefold() not in new}
    before = {name.casefold(): words for name, words in old.tables.items() if name.casefold() in new}
    foreign = [k for k in old.foreign_keys if not new.keys() & {k.table.casefold(), k.ref_table.casefold()}]
    by_file: dict[str, dict[str, Placed]] = {}
    for one in placed:
        by_file.setdefault(str(one.file), {})[one.source.name.casefold()] = one
    for one in placed:
        found = _words(connection, one)
        said = before.get(one.table.casefold(), TableWords())
        tables[one.table] = carried.laid_under(said, found, tuple(one.columns.values()))
        foreign += _declared(one, by_file[str(one.file)])
    for siblings in by_file.values():
        foreign += _undeclared(carried.keys(_document(siblings), siblings), foreign)
    shapes = _shapes(connection, tables)
    for shape in shapes:
        if shape.primary_key:
            words = tables.get(shape.name, TableWords())
            tables[shape.name] = words.model_copy(update={"primary_key": shape.primary_key})
    foreign += keys.foreign_keys(connection, shapes, foreign, frozenset(one.table for one in placed))
    return _titled(old, placed).model_copy(
        update={"tables": tables, "foreign_keys": tuple(foreign), "metrics": _metrics(old, new, by_file)}
    )


def _document(siblings: Mapping[str, Placed]) -> Metadata:
    return next(iter(siblings.values())).document


def _titled(old: Metadata, placed: Sequence[Placed]) -> Metadata:
    """A database that had nothing takes title, description and as-of date of the one source that has them."""
    said = list({str(one.file): one.document for one in placed if one.document != Metadata()}.values())
    if old != Metadata() or len(said) != 1:
        return old
    return Metadata(title=said[0].title, description=said[0].description, as_of=said[0].as_of)


def _undeclared(proposed: Sequence[Key], known: Sequence[Key]) -> list[Key]:
    taken = {(k.table, k.columns, k.ref_table) for k in known}
    return [k for k in proposed if (k.table, k.columns, k.ref_table) not in taken]


def _metrics(
    old: Metadata, new: Mapping[str, Placed], by_file: Mapping[str, Mapping[str, Placed]]
) -> tuple[Measure, ...]:
    """Those that are still true of the tables, then those of the sources; a name that is taken is told."""
    kept = {m.name.casefold(): m for m in old.metrics if _still_true(m, new)}
    for siblings in by_file.values():
        for measure in carried.metrics(_document(siblings), siblings):
            known = kept.setdefault(measure.name.casefold(), measure)
            if known != measure:
                next(iter(siblings.values())).warnings.append(
                    f"There is a metric {measure.name} already; that of the file was left out."
                )
    return tuple(kept.values())


def _still_true(measure: Measure, new: Mapping[str, Placed]) -> bool:
    """Whether each column that it reads of a replaced table is still there."""
    for text in (measure.expression, measure.filter, measure.time):
        for table, column in carried.columns_of(text):
            placed = new.get(table.casefold())
            if placed and column.casefold() not in {c.casefold() for c in placed.columns.values()}:
                return False
    return True


def _shapes(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, TableWords]) -> list[keys.Shape]:
    """The tables with a key found where none is known; a name with a dot in it could be two tables and is left out."""
    rows = connection.execute(
        "SELECT if(c.schema_name = 'main', '', c.schema_name || '.') || c.table_name, c.column_name, c.data_type FROM duckdb_columns() c JOIN duckdb_tables() t "
        "ON t.table_oid = c.table_oid AND t.database_name = c.database_name "
        "WHERE c.database_name = current_database() AND c.schema_name <> '_candor' AND NOT t.internal "
        "AND NOT contains(c.table_name, '.') AND NOT contains(c.schema_name, '.') ORDER BY 1, c.column_index"
    ).fetchall()
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        columns.setdefault(table, {})[column] = kind
    shapes = []
    for name, kinds in columns.items():
        count = exp.select(exp.Count(this=exp.Star())).from_(table_tree(name))
        row = connection.execute(count.sql(dialect="duckdb")).fetchone()
        known = tables[name].primary_key if name in tables else ()
        shape = keys.Shape(name, kinds, row[0] if row else 0, known)
        found = known or keys.primary_key(connection, shape)
        shapes.append(replace(shape, primary_key=found))
    return shapes


def _words(connection: duckdb.DuckDBPyConnection, placed: Placed) -> TableWords:
    source, said = placed.source, carried.words(placed)
    columns = {
        placed.columns[c.name]: _column_words(connection, placed, c, said.columns.get(placed.columns[c.name]))
        for c in source.columns
    }
    title = said.title or (source.name if source.name not in {placed.table, placed.table.rpartition(".")[2]} else "")
    return said.model_copy(
        update={
            "title": title,
            "primary_key": placed.renamed(source.primary_key) or said.primary_key,
            "columns": {name: words for name, words in columns.items() if words != ColumnWords()},
        }
    )


def _column_words(
    connection: duckdb.DuckDBPyConnection, placed: Placed, column: SourceColumn, said: ColumnWords | None
) -> ColumnWords:
    name = placed.columns[column.name]
    said = said or ColumnWords()
    values = _sample(connection, placed.table, name) if column.type == "VARCHAR" else ()
    return ColumnWords(
        title=said.title or (column.name if column.name != name else ""),
        description=said.description or column.description,
        synonyms=said.synonyms,
        unit=said.unit or column.unit,
        private=said.private or looks_personal(name, values),
        wanted=placed.wanted.get(name, ""),
    )


def _sample(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> list[str]:
    named = exp.column(exp.to_identifier(column, quoted=True))
    tree = exp.select(named).from_(table_tree(table)).limit(_SAMPLE)
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
    columns = placed.renamed(key.columns)
    ref_columns = target.renamed(key.ref_columns or target.source.primary_key)
    if not columns or len(columns) != len(ref_columns):
        return None
    return Key(table=placed.table, columns=columns, ref_table=target.table, ref_columns=ref_columns)
