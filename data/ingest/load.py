"""An import from end to end: files -> tables in a new generation of the database, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlglot import exp

from data import metadata
from data.errors import BadInput
from data.ingest import names
from data.ingest.catalogue import merged
from data.ingest.generation import new_generation
from data.ingest.kinds import open_source
from data.ingest.source import DEFAULT_LIMITS, ImportLimits, SourceTable

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
class Placed:
    """A source table with the names that it has in the database; `columns` goes by the source's names."""

    table: str
    columns: dict[str, str]
    source: SourceTable
    file: Path
    warnings: list[str]


def import_files(
    files: Sequence[Path],
    database: Path,
    *,
    table: str | None = None,
    replace: bool = False,
    limits: ImportLimits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> list[Imported]:
    """Load the files into `database`, which is made when it is not there; `table` names the one table they hold.

    Raises BadInput (file, line where there is one, remedy) with the database left as it was.
    """
    tell = progress or (lambda _what, _share: None)
    if not files:
        raise BadInput("No file was named.", "Name at least one file to import.")
    sources: list[tuple[Path, SourceTable, tuple[str, ...]]] = []
    for number, file in enumerate(files):
        tell(f"reading {file.name}", 0.3 * number / len(files))
        source = open_source(file, limits)
        sources += [(file, one, source.warnings if index == 0 else ()) for index, one in enumerate(source.tables)]
    if table is not None and len(sources) > 1:
        raise BadInput(
            f"--table {table} was given for {len(sources)} tables ({', '.join(s.name for _, s, _ in sources[:5])}).",
            "Leave --table out, or import one table at a time.",
        )
    with new_generation(database) as connection:
        placed = _place(sources, connection, table, replace)
        rows = [_write(connection, one, tell, 0.3 + 0.6 * i / len(placed)) for i, one in enumerate(placed)]
        tell("looking for keys", 0.9)
        metadata.write(connection, merged(connection, metadata.read(connection), placed))
        imported = [_imported(connection, one, count) for one, count in zip(placed, rows, strict=True)]
    tell("done", 1.0)
    return imported


def _place(
    sources: Sequence[tuple[Path, SourceTable, tuple[str, ...]]],
    connection: duckdb.DuckDBPyConnection,
    table: str | None,
    replace: bool,
) -> list[Placed]:
    """Names for all, before anything is written. Raises BadInput for a table that is there already."""
    wanted = [_table_name(one, table) for _, one, _ in sources]
    chosen = names.unique(wanted)
    present = {name.casefold(): (name, kind) for name, kind in _present(connection)}
    for name in chosen:
        there = present.get(name.casefold())
        if there is None:
            continue
        if not replace:
            raise BadInput(f"The table {there[0]} is in the database already.", _remedy(len(sources)))
        kind = "VIEW" if there[1] == "VIEW" else "TABLE"
        connection.execute(exp.Drop(tables=[_table(there[0])], kind=kind).sql(dialect="duckdb"))
    return [
        Placed(name, _column_names(one), one, file, [*said, *one.warnings])
        for name, (file, one, said) in zip(chosen, sources, strict=True)
    ]


def _remedy(count: int) -> str:
    return "Use --replace to put the new one in its place" + (
        ", or --table to give it another name." if count == 1 else "."
    )


def _table_name(source: SourceTable, table: str | None) -> str:
    if table is not None:
        return names.kept(table, "table")
    return names.kept(source.name, "table") if source.keep_names else names.readable(source.name, "table")


def _column_names(source: SourceTable) -> dict[str, str]:
    make = names.kept if source.keep_names else names.readable
    raw = [c.name for c in source.columns]
    return dict(zip(raw, names.unique(make(name, f"column_{i}") for i, name in enumerate(raw, 1)), strict=True))


def _present(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'main'"
    ).fetchall()


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _write(connection: duckdb.DuckDBPyConnection, placed: Placed, tell: Progress, share: float) -> int:
    """Make the table and put the rows in; the number of rows."""
    tell(f"writing {placed.table}", share)
    columns = [
        exp.ColumnDef(
            this=exp.to_identifier(placed.columns[c.name], quoted=True), kind=exp.DataType.build(c.type, "duckdb")
        )
        for c in placed.source.columns
    ]
    made = exp.Create(this=exp.Schema(this=_table(placed.table), expressions=columns), kind="TABLE")
    connection.execute(made.sql(dialect="duckdb"))
    insert = exp.insert(exp.select("*").from_("arriving"), _table(placed.table)).sql(dialect="duckdb")
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
    yield from connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'main' AND table_name = ?",
        [table],
    ).fetchall()
