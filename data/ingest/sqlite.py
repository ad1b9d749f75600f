"""SQLite files, read with Python's own module.

SQLite's declared types are wishes: the stored values decide. A value is never changed on the way: text that holds
digits stays text when the column is declared as text, and only columns of text (in no key) or declared as dates whose
every value is an ISO date become dates, since those read the same afterwards. Dates written otherwise become dates when
a person wishes it. Views, virtual tables and triggers of the file are never run.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlglot import exp

from data.errors import BadInput
from data.ingest.arrow import Array, pc
from data.ingest.cells import MOST_TOLD, misfits
from data.ingest.infer import Decision, Evidence, Hints, Wish
from data.ingest.source import ImportLimits, Source, SourceColumn, SourceKey, SourceTable
from data.ingest.words import NULL_WORDS, arrow_type

_ROWS_AT_A_TIME = 20_000


def read(path: Path, limits: ImportLimits) -> Source:
    """The tables of the file. Raises BadInput when SQLite cannot read it, or when there is no table in it."""
    try:
        with closing(_open(path)) as connection:
            listed = _tables(connection)
            tables = tuple(_table(connection, path, name) for name, kind in listed if kind == "table")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    left_out = [(name, kind) for name, kind in listed if kind != "table"]
    if not tables:
        raise BadInput(f"{path.name} holds no table.", "Choose a SQLite file with at least one table.")
    if len(tables) > limits.tables:
        raise BadInput(f"{path.name} holds {len(tables)} tables, the limit is {limits.tables}.", "Split the file.")
    return Source(
        tables, tuple(f"The {kind} {name} was left out: only tables are imported." for name, kind in left_out)
    )


def _unreadable(path: Path, error: Exception) -> BadInput:
    return BadInput(
        f"{path.name} cannot be read as a SQLite database ({error}).",
        "Check that the file is complete and not encrypted, or export it again.",
    )


def _open(path: Path) -> sqlite3.Connection:
    """A connection that cannot write and runs nothing that the file brings along."""
    uri = path.resolve().as_uri()
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """(name, kind) of what the file holds, in the order of creation; SQLite's own tables are not among them."""
    kinds = dict(connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall())
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY rowid")
    found = [(name, kinds.get(name, "table")) for (name,) in names.fetchall()]
    return [(name, kind) for name, kind in found if not name.lower().startswith("sqlite_") and kind != "shadow"]


def _table(connection: sqlite3.Connection, path: Path, name: str) -> SourceTable:
    info = connection.execute("SELECT name, type, pk FROM pragma_table_info(?)", [name]).fetchall()
    warnings: list[str] = []
    keys = sorted((pk, column) for column, _, pk in info if pk)
    foreign = _foreign_keys(connection, name)
    in_keys = {column for _, column in keys} | {column for key in foreign for column in key.columns}
    found: list[str] = []
    columns = tuple(
        SourceColumn(column, _type(connection, name, column, declared, warnings))
        if column in in_keys or _wish(declared) != "text"
        else _text_column(connection, name, column, found)
        for column, declared, _ in info
    )
    texts = [c.name for c in columns if c.type == "VARCHAR" and c.name not in in_keys]
    found += [told for column in texts if (told := _other_dates(connection, name, column))]
    made = SourceTable(
        name=name,
        columns=columns,
        batches=lambda: _batches(path, name, columns),
        primary_key=tuple(column for _, column in keys),
        foreign_keys=foreign,
        warnings=warnings,
        found=tuple(found),
        keep_names=True,
    )
    return replace(made, retyped=lambda wanted: _retyped(made, path, wanted))


def _other_dates(connection: sqlite3.Connection, table: str, column: str) -> str:
    """What is told of text that is dates in another form than ISO's; empty where it is none."""
    cursor = connection.execute(_distinct_text(table, column))
    evidence, example = Evidence(column, only_dates=True), ""
    while values := [value for (value,) in cursor.fetchmany(_ROWS_AT_A_TIME)]:
        example = example or next((value for value in values if value.strip()), "")
        evidence.add(pa.array(values, type=pa.string()))
        if evidence.dates is None:
            return ""
    if evidence.decide(Hints()).type == "VARCHAR":
        return ""
    return f"{column}: text that holds dates ({example[:40]}); choose its type as a date before loading to have it by month and year"


def _retyped(table: SourceTable, path: Path, wanted: Mapping[str, Wish]) -> SourceTable:
    """The table with the types that a person wants; what does not fit them is empty, and told."""
    known = {c.name for c in table.columns}
    decided: dict[str, Decision] = {}
    warnings = list(table.warnings)
    for column, wish in wanted.items():
        if column in known:
            decided[column], told = _as_wished(path, table.name, column, wish)
            warnings = [*(w for w in warnings if not w.startswith(f"{column}: ")), *told]
    columns = tuple(
        SourceColumn(c.name, decided[c.name].type, unit=decided[c.name].unit) if c.name in decided else c
        for c in table.columns
    )
    found = tuple(said for said in table.found if said.partition(": ")[0] not in decided)
    made = replace(
        table,
        columns=columns,
        batches=lambda: _batches(path, table.name, columns, decided),
        warnings=warnings,
        found=found,
    )
    return replace(made, retyped=lambda again: _retyped(table, path, again))


def _as_wished(path: Path, table: str, column: str, wish: Wish) -> tuple[Decision, list[str]]:
    """How the values of a column are converted to the type that is wanted, and what is told of those that do not fit."""
    evidence = Evidence(column)
    for values in _texts(path, table, column):
        evidence.add(values)
    decision = evidence.as_wished(wish, Hints())
    lost, shown, at = 0, list[str](), 0
    for values in _texts(path, table, column):
        gone = pc.and_(pc.is_null(decision.convert(values)), pc.invert(decision.blank(values)))
        strays = pc.indices_nonzero(gone).to_pylist()
        lost += len(strays)
        shown += [f"row {at + i + 1} {values[i].as_py()[:40]!r}" for i in strays[: MOST_TOLD - len(shown)]]
        at += len(values)
    return decision, [misfits(column, decision.type, lost, shown)] if lost else []


def _texts(path: Path, table: str, column: str) -> Iterator[Array]:
    """The values of a column as text, in batches, nulls among them."""
    for batch in _batches(path, table, (SourceColumn(column, "VARCHAR"),)):
        yield batch.column(0)


def _foreign_keys(connection: sqlite3.Connection, name: str) -> tuple[SourceKey, ...]:
    rows = connection.execute(
        'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq', [name]
    ).fetchall()
    grouped: dict[int, list[tuple[str, str, str | None]]] = {}
    for number, ref_table, column, ref_column in rows:
        grouped.setdefault(number, []).append((ref_table, column, ref_column))
    return tuple(
        SourceKey(
            columns=tuple(column for _, column, _ in parts),
            ref_table=parts[0][0],
            ref_columns=tuple(ref for _, _, ref in parts if ref is not None),
        )
        for _, parts in sorted(grouped.items())
    )


# -- types, decided from the values


def _text_column(connection: sqlite3.Connection, table: str, column: str, found: list[str]) -> SourceColumn:
    """Text, or dates where every value is one in ISO form: those read the same afterwards, and have a calendar."""
    stored = _stored(connection, table, column)
    kind = _date_type(connection, table, column) if set(stored) == {"text"} else "VARCHAR"
    if kind != "VARCHAR":
        found.append(f"{column}: text in which every value is an ISO {kind.lower()}; loaded as {kind}")
    return SourceColumn(column, kind)


def _type(connection: sqlite3.Connection, table: str, column: str, declared: str, warnings: list[str]) -> str:
    stored = _stored(connection, table, column)
    wish = _wish(declared)
    if not stored:
        return {"integer": "BIGINT", "real": "DOUBLE", "boolean": "BOOLEAN", "date": "VARCHAR"}.get(wish, "VARCHAR")
    kinds = set(stored)
    if kinds <= {"integer", "real"}:
        if wish == "text":
            return "VARCHAR"
        if kinds == {"integer"}:
            return "BOOLEAN" if wish == "boolean" and _only_bits(connection, table, column) else "BIGINT"
        return "DOUBLE"
    if kinds == {"blob"}:
        return "VARCHAR" if wish == "text" else "BLOB"
    if kinds == {"text"} and wish == "date":
        return _date_type(connection, table, column)
    if "text" in kinds and wish in {"integer", "real"} and kinds & {"integer", "real"}:
        return _mostly_numbers(connection, table, column, stored, warnings)
    return "VARCHAR"


def _mostly_numbers(
    connection: sqlite3.Connection, table: str, column: str, stored: dict[str, int], warnings: list[str]
) -> str:
    """Numbers with only null words, or rarely one mark (a `T` for a trace), among them stay numbers; else it is text."""
    strays = [value for (value,) in connection.execute(_distinct_text(table, column)).fetchmany(50)]
    marks = {value for value in strays if value.strip().casefold() not in NULL_WORDS}
    rare = stored["text"] <= 0.05 * sum(stored.values())
    if len(strays) < 50 and (not marks or (rare and len(marks) == 1 and all(len(mark) <= 3 for mark in marks))):
        shown = ", ".join(repr(value) for value in strays[:5])
        warnings.append(f"{column}: {stored['text']} values ({shown}) are no numbers and were taken as empty.")
        return "BIGINT" if "real" not in stored else "DOUBLE"
    warnings.append(f"{column}: declared as a number but holds text in {stored['text']} rows; kept as text.")
    return "VARCHAR"


def _wish(declared: str) -> str:
    """What the declaration asks for: integer, real, boolean, date, text or nothing."""
    upper = (declared or "").upper()
    if "BOOL" in upper or upper == "BIT":
        return "boolean"
    if "DATE" in upper or "TIMESTAMP" in upper:
        return "date"
    if any(word in upper for word in ("CHAR", "CLOB", "TEXT", "STRING")):
        return "text"
    if "INT" in upper or "YEAR" in upper:
        return "integer"
    if any(word in upper for word in ("REAL", "FLOA", "DOUB", "DEC", "NUM", "MONEY")):
        return "real"
    return ""


def _date_type(connection: sqlite3.Connection, table: str, column: str) -> str:
    values = connection.execute(_distinct_text(table, column))
    iso_dates = iso_stamps = True
    for (value,) in values:
        iso_dates = iso_dates and _iso_date(value) is not None
        iso_stamps = iso_stamps and _iso_stamp(value) is not None
        if not (iso_dates or iso_stamps):
            return "VARCHAR"
    return "DATE" if iso_dates else "TIMESTAMP"


def _iso_date(value: str) -> dt.date | None:
    if len(value) != 10 or value[4] != "-":
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _iso_stamp(value: str) -> dt.datetime | None:
    """Only forms that read the same when the engine prints them: `YYYY-MM-DD HH:MM:SS` with a fraction or none."""
    if len(value) < 19 or value[4] != "-" or value[10] != " " or not value[-1].isdigit():
        return None
    try:
        stamp = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return stamp if stamp.tzinfo is None else None


# -- statements: trees in SQLite's dialect


def _named(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)


def _sql(tree: exp.Expression) -> str:
    return tree.sql(dialect="sqlite")


def _stored(connection: sqlite3.Connection, table: str, column: str) -> dict[str, int]:
    """How often each storage class occurs, without NULL."""
    kind = exp.Anonymous(this="typeof", expressions=[exp.column(_named(column))])
    tree = exp.select(kind, exp.Count(this=exp.Star())).from_(exp.Table(this=_named(table))).group_by(kind)
    return {name: count for name, count in connection.execute(_sql(tree)) if name != "null"}


def _distinct_text(table: str, column: str) -> str:
    kind = exp.Anonymous(this="typeof", expressions=[exp.column(_named(column))])
    only_text = exp.EQ(this=kind, expression=exp.Literal.string("text"))
    return _sql(exp.select(exp.column(_named(column))).distinct().from_(exp.Table(this=_named(table))).where(only_text))


def _only_bits(connection: sqlite3.Connection, table: str, column: str) -> bool:
    bits = exp.In(this=exp.column(_named(column)), expressions=[exp.Literal.number(0), exp.Literal.number(1)])
    tree = exp.select(exp.Literal.number(1)).from_(exp.Table(this=_named(table))).where(exp.Not(this=bits)).limit(1)
    return connection.execute(_sql(tree)).fetchone() is None


# -- rows


def _batches(
    path: Path, table: str, columns: tuple[SourceColumn, ...], decided: Mapping[str, Decision] | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows; columns of which it is `decided` are read as text and converted so."""
    wished = decided or {}
    tree = exp.select(*(exp.column(_named(c.name)) for c in columns)).from_(exp.Table(this=_named(table)))
    schema = pa.schema([(c.name, arrow_type(c.type)) for c in columns])
    try:
        with closing(_open(path)) as connection:
            cursor = connection.execute(_sql(tree))
            while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
                arrays = [
                    _array(column, values, wished.get(column.name))
                    for column, values in zip(columns, zip(*rows, strict=True), strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, error) from error


def _array(column: SourceColumn, values: Sequence[Any], decision: Decision | None) -> Array:
    if decision is not None:
        return decision.convert(pa.array([_text(v) for v in values], type=pa.string()))
    convert = _CONVERTERS[column.type]
    return pa.array([convert(v) for v in values], type=arrow_type(column.type))


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _real(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _boolean(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _date(value: Any) -> dt.date | None:
    return None if value is None else dt.date.fromisoformat(value)


def _stamp(value: Any) -> dt.datetime | None:
    return None if value is None else dt.datetime.fromisoformat(value)


def _blob(value: Any) -> bytes | None:
    return value if isinstance(value, bytes) else None


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "VARCHAR": _text,
    "BIGINT": _integer,
    "DOUBLE": _real,
    "BOOLEAN": _boolean,
    "DATE": _date,
    "TIMESTAMP": _stamp,
    "BLOB": _blob,
}
