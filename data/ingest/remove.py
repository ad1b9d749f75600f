"""A table leaves the database: in a new generation, with the words and keys that named it, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
from sqlglot import exp

from data import metadata
from data.errors import BadInput
from data.ingest.generation import new_generation
from data.ingest.placed import table_tree
from data.metadata import Metadata


def remove_table(database: Path, name: str) -> None:
    """Raises BadInput when there is no such table, or a view needs it; the database is then what it was."""
    if not database.is_file():
        raise BadInput("There is no data yet.", "Import a file first.")
    with new_generation(database) as connection:
        kinds = dict(_present(connection))
        if name not in kinds:
            raise BadInput(f"There is no table {name}.", "It may have been deleted or renamed already: look again.")
        broken = set(_broken(connection, kinds))
        kind = "VIEW" if kinds[name] == "VIEW" else "TABLE"
        try:
            connection.execute(exp.Drop(tables=[table_tree(name)], kind=kind).sql(dialect="duckdb"))
        except duckdb.Error as error:
            raise BadInput(
                f"{name} cannot be deleted: another table points to it.", "Delete that one first."
            ) from error
        del kinds[name]
        if needed := sorted(set(_broken(connection, kinds)) - broken):
            raise BadInput(f"{name} cannot be deleted: {', '.join(needed)} read from it.", "Delete these first.")
        metadata.write(connection, without(metadata.read(connection), name))


def without(document: Metadata, name: str) -> Metadata:
    """The document with nothing in it about that table."""
    folded = name.casefold()
    return document.model_copy(
        update={
            "tables": {n: words for n, words in document.tables.items() if n.casefold() != folded},
            "foreign_keys": tuple(
                k for k in document.foreign_keys if folded not in (k.table.casefold(), k.ref_table.casefold())
            ),
            "metrics": tuple(m for m in document.metrics if m.table.casefold() != folded),
        }
    )


def _present(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT if(table_schema = 'main', '', table_schema || '.') || table_name, table_type "
        "FROM information_schema.tables WHERE table_catalog = current_database() AND table_schema <> '_candor'"
    ).fetchall()


def _broken(connection: duckdb.DuckDBPyConnection, kinds: dict[str, str]) -> Iterator[str]:
    """The views that the engine cannot plan."""
    for name, kind in kinds.items():
        if kind != "VIEW":
            continue
        try:
            query = exp.select("*").from_(table_tree(name)).sql(dialect="duckdb")
            connection.execute(f"EXPLAIN {query}")
        except duckdb.Error:
            yield name
