"""An import from end to end: files -> tables in a new generation of the database, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlglot import exp

from data import metadata
from data.errors import BadInput, CandorError
from data.ingest import names
from data.ingest.catalogue import merged
from data.ingest.generation import new_generation
from data.ingest.infer import Wish
from data.ingest.kept_types import as_before
from data.ingest.kinds import open_source
from data.ingest.placed import Placed, table_tree
from data.ingest.source import DEFAULT_LIMITS, ImportLimits, SourceTable
from data.metadata import Metadata, TableWords

_RESERVED = frozenset({"main", "temp", "system", "pg_catalog", "information_schema", "_candor"})
Wishes = Mapping[tuple[str, str], Mapping[str, Wish]]
"""(name of the file, name of the table in it) -> column -> the type that a person wants."""
Progress = Callable[[str, float], None]
"""Called with what is being done and how much of the import is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class ImportedColumn:
    name: str
    type: str
    source_name: str


@dataclass(frozen=True, slots=True)
class Imported:
    """One table that is now in the database, and what its reader should know about how it came there."""

    table: str
    rows: int
    columns: tuple[ImportedColumn, ...]
    warnings: tuple[str, ...] = ()
    found: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Arriving:
    file: Path
    table: SourceTable
    said: tuple[str, ...]
    """What is to be told of the whole file, at its first table."""
    document: Metadata
    wished: Mapping[str, Wish]
    """The types that a person chose for this file."""


class AlreadyThere(BadInput):
    """A table of that name is in the database, and nobody wants it replaced. `inside`: the name is the one that the table has
    inside of its file, not the file's own."""

    def __init__(self, table: str, inside: bool) -> None:
        other = (
            "load it into another database: tables keep the names that they have in their file"
            if inside
            else "give the new one another name: it is named after its file"
        )
        super().__init__(f"The table {table} is in the database already.", f"Have it replaced, or {other}.")
        self.inside = inside


class Unreadable(BadInput):
    """Several files cannot be taken; `each` says why, in their order."""

    def __init__(self, each: Sequence[CandorError]) -> None:
        super().__init__(" ".join(str(one) for one in each))
        self.each = tuple(each)


def import_files(
    files: Sequence[Path],
    database: Path,
    *,
    table: str | None = None,
    replace: bool = False,
    limits: ImportLimits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    wishes: Wishes | None = None,
) -> list[Imported]:
    """Load the files into `database`, which is made when it is not there; `table` names the one table they hold.

    Raises BadInput (file, line where there is one, remedy) with the database left as it was.
    """
    tell = progress or (lambda _what, _share: None)
    if not files:
        raise BadInput("No file was named.", "Name at least one file to import.")
    sources: list[_Arriving] = []
    refused: list[CandorError] = []
    for number, file in enumerate(files):
        tell(f"reading {file.name}", 0.3 * number / len(files))
        try:
            source = open_source(file, limits)
        except BadInput as error:  # the others may be wrong as well, and all of it is told at once
            refused.append(error)
            continue
        sources += [
            _arriving(file, one, wishes or {}, source.warnings if index == 0 else (), source.document)
            for index, one in enumerate(source.tables)
        ]
    if refused:
        raise refused[0] if len(refused) == 1 else Unreadable(refused)
    if table is not None and len(sources) > 1:
        raise BadInput(
            f"--table {table} was given for {len(sources)} tables ({', '.join(s.table.name for s in sources[:5])}).",
            "Leave --table out, or import one table at a time.",
        )
    with new_generation(database) as connection:
        words = metadata.read(connection)
        placed = _place(sources, connection, words, table, replace)
        rows = [_write(connection, one, tell, 0.3 + 0.6 * i / len(placed)) for i, one in enumerate(placed)]
        tell("looking for keys", 0.9)
        metadata.write(connection, merged(connection, words, placed))
        imported = [_imported(connection, one, count) for one, count in zip(placed, rows, strict=True)]
    tell("done", 1.0)
    return imported


def _arriving(file: Path, table: SourceTable, wishes: Wishes, said: tuple[str, ...], document: Metadata) -> _Arriving:
    wanted = wishes.get((file.name, table.name), {}) if table.retyped is not None else {}
    made = table.retyped(wanted) if wanted and table.retyped is not None else table
    return _Arriving(file, made, said, document, wanted)


def _place(
    sources: Sequence[_Arriving],
    connection: duckdb.DuckDBPyConnection,
    words: Metadata,
    table: str | None,
    replace: bool,
) -> list[Placed]:
    """Names for all, before anything is written. Raises AlreadyThere for a table that is there already."""
    reserved = _RESERVED | {_catalog(connection)}
    chosen = names.unique(_table_name(one.table, table, reserved) for one in sources)
    present = {name.casefold(): (name, kind) for name, kind in _present(connection)}
    for name, one in zip(chosen, sources, strict=True):
        there = present.get(name.casefold())
        if there is None:
            continue
        if not replace:
            inside = one.table.keep_names or one.table.name != one.file.name.split(".")[0]
            raise AlreadyThere(there[0], inside)
        kind = "VIEW" if there[1] == "VIEW" else "TABLE"
        connection.execute(exp.Drop(tables=[table_tree(there[0])], kind=kind).sql(dialect="duckdb"))
    known = {name.casefold(): said for name, said in words.tables.items()}
    return [
        _placed(name, one, known.get(name.casefold(), TableWords())) for name, one in zip(chosen, sources, strict=True)
    ]


def _placed(name: str, one: _Arriving, before: TableWords) -> Placed:
    columns = _column_names(one.table)
    source, wanted = as_before(one.table, columns, before, one.wished)
    return Placed(name, columns, source, one.file, [*one.said, *source.warnings], one.document, wanted)


def _table_name(source: SourceTable, table: str | None, reserved: frozenset[str]) -> str:
    """A table of another schema stays there, unless that name has a meaning of its own to the engine."""
    if table is not None:
        return names.kept(table, "table")
    if not source.keep_names:
        return names.readable(source.name, "table")
    schema = names.kept(source.schema, "schema") if source.schema else ""
    if not schema or schema.casefold() in reserved:
        return names.kept(source.name, "table")
    return f"{schema}.{names.kept(source.name.removeprefix(f'{source.schema}.'), 'table')}"


def _catalog(connection: duckdb.DuckDBPyConnection) -> str:
    """The engine's name for the database file: a schema of that name could not be told from it."""
    row = connection.execute("SELECT current_database()").fetchone()
    return str(row[0]).casefold() if row else ""


def _column_names(source: SourceTable) -> dict[str, str]:
    make = names.kept if source.keep_names else names.readable
    raw = [c.name for c in source.columns]
    return dict(zip(raw, names.unique(make(name, f"column_{i}") for i, name in enumerate(raw, 1)), strict=True))


def _present(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT if(table_schema = 'main', '', table_schema || '.') || table_name, table_type "
        "FROM information_schema.tables WHERE table_catalog = current_database() AND table_schema <> '_candor'"
    ).fetchall()


def _write(connection: duckdb.DuckDBPyConnection, placed: Placed, tell: Progress, share: float) -> int:
    """Make the table and put the rows in; the number of rows."""
    tell(f"writing {placed.table}", share)
    columns = [
        exp.ColumnDef(
            this=exp.to_identifier(placed.columns[c.name], quoted=True), kind=exp.DataType.build(c.type, "duckdb")
        )
        for c in placed.source.columns
    ]
    made = exp.Create(this=exp.Schema(this=table_tree(placed.table), expressions=columns), kind="TABLE")
    schema = placed.table.rpartition(".")[0]
    if schema:
        new = exp.Create(this=exp.Table(db=exp.to_identifier(schema, quoted=True)), kind="SCHEMA", exists=True)
        connection.execute(new.sql(dialect="duckdb"))
    connection.execute(made.sql(dialect="duckdb"))
    insert = exp.insert(exp.select("*").from_("arriving"), table_tree(placed.table)).sql(dialect="duckdb")
    return _insert(connection, insert, placed)


def _insert(connection: duckdb.DuckDBPyConnection, insert: str, placed: Placed) -> int:
    count = 0
    for batch in placed.source.batches():
        connection.register("arriving", batch)
        connection.execute(insert)
        connection.unregister("arriving")
        count += batch.num_rows
    return count


def _imported(connection: duckdb.DuckDBPyConnection, placed: Placed, rows: int) -> Imported:
    types = dict(_described(connection, placed.table))
    columns = tuple(ImportedColumn(name, types[name], source_name) for source_name, name in placed.columns.items())
    warnings = tuple(dict.fromkeys([*placed.warnings, *placed.source.warnings]))
    return Imported(placed.table, rows, columns, warnings, placed.source.found)


def _described(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[tuple[str, str]]:
    schema, _, name = table.rpartition(".")
    yield from connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_catalog = current_database() "
        "AND table_schema = ? AND table_name = ?",
        [schema or "main", name],
    ).fetchall()
