"""A catalogue file laid over a database: what people say about tables, columns and measures, checked before it is kept.

Every name must exist and every measure must be one that the engine can bind; all faults are told together and nothing
is written when there is one. What the file leaves out stays as it was, so several files can each say their part.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa
import sqlglot
from pydantic import BaseModel
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data import catalogue, metadata
from data.errors import BadInput, BadSettings
from data.ingest.generation import new_generation
from data.metadata import ColumnWords, Key, Measure, Metadata, TableWords
from data.types import Schema, Table

M = TypeVar("M", bound=BaseModel)
_MOST_TOLD = 10
_LONGEST = 10_000
"""Characters of a measure: parsing is not bounded otherwise."""


def describe(file: Path, database: Path) -> Metadata:
    """Put the words of a YAML file into the database; the whole document that is there now.

    Raises BadInput when there is no such database, BadSettings (each fault with its place) for a file that does not
    fit it; the database is then what it was.
    """
    return put(metadata.load_yaml(file), database, str(file))


def put(said: Metadata, database: Path, called: str) -> Metadata:
    """Put words that somebody wrote into the database; `called` names them in what is raised. Raises as `describe` does."""
    if not database.is_file():
        raise BadInput(f"{database} is not there.", "Import files into it first, or name another --database.")
    with new_generation(database) as connection:
        schema = _schema(connection)
        faults = list(_faults(said, schema, connection))
        if faults:
            more = f" And {len(faults) - _MOST_TOLD} more." if len(faults) > _MOST_TOLD else ""
            raise BadSettings(
                f"{called} does not fit {database.name}: {' '.join(faults[:_MOST_TOLD])}{more}",
                "Correct these entries; nothing was changed.",
            )
        document = laid_over(metadata.read(connection), said, schema)
        metadata.write(connection, document)
    return document


def drop_metric(database: Path, name: str) -> None:
    """Take a metric out of the database's words. Raises BadInput when there is none of that name."""
    with new_generation(database) as connection:
        old = metadata.read(connection)
        kept = tuple(m for m in old.metrics if m.name.casefold() != name.casefold())
        if len(kept) == len(old.metrics):
            raise BadInput(f"There is no metric {name}.", "It may have been taken out already: look again.")
        metadata.write(connection, old.model_copy(update={"metrics": kept}))


def _schema(connection: duckdb.DuckDBPyConnection) -> Schema:
    def fetch(sql: str) -> pa.Table:
        rows: pa.Table = connection.sql(sql).to_arrow_table()
        return rows

    return catalogue.read(fetch)


def laid_over(old: Metadata, said: Metadata, schema: Schema) -> Metadata:
    """What is said goes before what was known, entry by entry; names get the spelling of the schema."""
    tables = {_table_name(schema, name): words for name, words in old.tables.items()}
    for name, words in said.tables.items():
        spelled = _table_name(schema, name)
        tables[spelled] = _table_over(tables.get(spelled, TableWords()), words, schema.table(name))
    metrics = {m.name.casefold(): m for m in (*old.metrics, *said.metrics)}
    keys = {(k.table.casefold(), _folded(k.columns)): k for k in (*old.foreign_keys, *said.foreign_keys)}
    document = _over(old, said)
    return document.model_copy(
        update={"tables": tables, "metrics": tuple(metrics.values()), "foreign_keys": tuple(keys.values())}
    )


def _over(old: M, said: M) -> M:
    """The fields that were written in `said`, the others from `old`."""
    return old.model_copy(update={name: getattr(said, name) for name in said.model_fields_set})


def _table_over(old: TableWords, said: TableWords, table: Table | None) -> TableWords:
    columns = {_column_name(table, name): words for name, words in old.columns.items()}
    for name, words in said.columns.items():
        spelled = _column_name(table, name)
        columns[spelled] = _over(columns.get(spelled, ColumnWords()), words)
    return _over(old, said).model_copy(update={"columns": columns})


def _table_name(schema: Schema, name: str) -> str:
    table = schema.table(name)
    return table.name if table else name


def _column_name(table: Table | None, name: str) -> str:
    column = table.column(name) if table else None
    return column.name if column else name


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)


# -- what does not fit


def _faults(said: Metadata, schema: Schema, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, words in said.tables.items():
        table = schema.table(name)
        if table is None:
            yield _no_table(f"tables.{name}", name, schema)
            continue
        yield from _no_columns(f"tables.{name}", table, (*words.columns, *words.primary_key))
        yield from _no_time(f"tables.{name}", table, words.time_column)
    for number, key in enumerate(said.foreign_keys):
        yield from _key_faults(f"foreign_keys.{number}", key, schema)
    for measure in said.metrics:
        yield from _measure_faults(f"metrics.{measure.name}", measure, schema, connection)


def _no_table(place: str, name: str, schema: Schema) -> str:
    return f"{place}: there is no table {name}{_near(name, [t.name for t in schema.tables])}."


def _no_columns(place: str, table: Table, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if table.column(name) is None:
            yield f"{place}: {table.name} has no column {name}{_near(name, [c.name for c in table.columns])}."


def _no_time(place: str, table: Table, name: str) -> Iterator[str]:
    column = table.column(name)
    if name and column is None:
        yield from _no_columns(place, table, [name])
    elif column is not None and column.kind not in {"date", "timestamp"}:
        yield f"{place}.time_column: {name} is {column.type}, not a date or a timestamp."


def _key_faults(place: str, key: Key, schema: Schema) -> Iterator[str]:
    for name, columns in ((key.table, key.columns), (key.ref_table, key.ref_columns)):
        table = schema.table(name)
        if table is None:
            yield _no_table(place, name, schema)
        else:
            yield from _no_columns(place, table, columns)


def _near(name: str, known: Sequence[str]) -> str:
    spelled = {k.casefold(): k for k in known}
    near = difflib.get_close_matches(name.casefold(), spelled, n=2)
    return f" (did you mean {' or '.join(spelled[n] for n in near)}?)" if near else ""


# -- measures


def _measure_faults(
    place: str, measure: Measure, schema: Schema, connection: duckdb.DuckDBPyConnection
) -> Iterator[str]:
    """Names first, then the engine's own opinion of the whole."""
    if schema.table(measure.table) is None:
        yield _no_table(f"{place}.table", measure.table, schema)
        return
    try:
        value, predicate = _parsed(measure.expression), _parsed(measure.filter) if measure.filter else None
    except ValueError as error:
        yield f"{place}: {error}."
        return
    if value.find(exp.AggFunc) is None:
        yield f"{place}.expression: {measure.expression} has no aggregate such as sum or count."
        return
    parts = [value] if predicate is None else [value, predicate]
    time = _parsed(measure.time) if measure.time else None
    if time is not None and not isinstance(time, exp.Column):
        yield f"{place}.time: {measure.time} is not written table.column."
        return
    faults = [fault for part in ([*parts, time] if time else parts) for fault in _column_faults(place, part, schema)]
    yield from faults
    if not faults:
        yield from _unbound(place, measure, parts, schema, connection)


def _parsed(text: str) -> exp.Condition:
    """Raises ValueError for what is no expression over columns."""
    if len(text) > _LONGEST:
        raise ValueError(f"an expression of {len(text):,} characters, the limit is {_LONGEST:,}")
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except (SqlglotError, RecursionError) as error:
        raise ValueError(f"{text[:80]} is not an SQL expression") from error
    if not isinstance(tree, exp.Condition) or tree.find(exp.Query):
        raise ValueError(f"{text[:80]} is not an SQL expression over columns (no SELECT)")
    return tree


def _owner(column: exp.Column) -> str:
    return f"{column.db}.{column.table}" if column.db else column.table


def _column_faults(place: str, tree: exp.Condition, schema: Schema) -> Iterator[str]:
    for column in tree.find_all(exp.Column):
        table = schema.table(_owner(column))
        if not column.table:
            yield f"{place}: write {column.name} as table.column."
        elif table is None:
            yield _no_table(place, _owner(column), schema)
        else:
            yield from _no_columns(place, table, [column.name])


def _unbound(
    place: str,
    measure: Measure,
    parts: Sequence[exp.Condition],
    schema: Schema,
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[str]:
    """The engine plans `SELECT measure FROM its tables WHERE filter` and runs nothing."""
    names = dict.fromkeys(
        _table_name(schema, name)
        for name in (measure.table, *(_owner(c) for part in parts for c in part.find_all(exp.Column)))
    )
    query = exp.select(parts[0])
    for name in names:
        query = query.join(_from(name), join_type="cross") if query.args.get("from_") else query.from_(_from(name))
    for predicate in parts[1:]:
        query = query.where(predicate)
    try:
        connection.execute(f"EXPLAIN {query.sql(dialect='duckdb')}")
    except duckdb.Error as error:
        yield f"{place}: the engine does not take {measure.expression} ({str(error).splitlines()[0]})."


def _from(name: str) -> exp.Table:
    schema, _, plain = name.rpartition(".")
    db = exp.to_identifier(schema, quoted=True) if schema else None
    return exp.Table(this=exp.to_identifier(plain, quoted=True), db=db)
