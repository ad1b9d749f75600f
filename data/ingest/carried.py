"""What a source's own catalogue says, in the names of the database that the source is loaded into.

Keys and metrics that speak of something that is not loaded are left out and told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.ingest.placed import Placed
from data.metadata import ColumnWords, Key, Measure, Metadata, TableWords

Siblings = Mapping[str, Placed]
"""The tables of one source by their folded names there."""


def words(placed: Placed) -> TableWords:
    """The table's words of the source, for the columns that are loaded."""
    said = placed.source.words
    columns = {there: entry for name, entry in said.columns.items() if (there := placed.column(name))}
    return said.model_copy(
        update={
            "columns": columns,
            "primary_key": placed.renamed(said.primary_key),
            "time_column": placed.column(said.time_column) or "",
        }
    )


def laid_under(old: TableWords, new: TableWords, columns: Sequence[str]) -> TableWords:
    """Words about a table that was replaced stay for the columns that are still there, under what is newly known."""
    folded = {name.casefold(): name for name in columns}
    kept = {folded[name.casefold()]: entry for name, entry in old.columns.items() if name.casefold() in folded}
    merged = {
        name: _column_under(kept.get(name, ColumnWords()), new.columns.get(name, ColumnWords()))
        for name in dict.fromkeys([*kept, *new.columns])
    }
    return new.model_copy(
        update={
            "title": new.title or old.title,
            "description": new.description or old.description,
            "synonyms": new.synonyms or old.synonyms,
            "time_column": new.time_column or folded.get(old.time_column.casefold(), ""),
            "columns": merged,
        }
    )


def _column_under(old: ColumnWords, new: ColumnWords) -> ColumnWords:
    return ColumnWords(
        title=new.title or old.title,
        description=new.description or old.description,
        synonyms=new.synonyms or old.synonyms,
        unit=new.unit or old.unit,
        private=new.private or old.private,
        wanted=new.wanted,
    )


def keys(document: Metadata, siblings: Siblings) -> list[Key]:
    """The keys of the document whose both ends are loaded."""
    found = []
    for key in document.foreign_keys:
        here, there = siblings.get(key.table.casefold()), siblings.get(key.ref_table.casefold())
        if here is None or there is None:
            continue
        columns, ref_columns = here.renamed(key.columns), there.renamed(key.ref_columns)
        if columns and ref_columns:
            found.append(
                Key(
                    table=here.table,
                    columns=columns,
                    ref_table=there.table,
                    ref_columns=ref_columns,
                    inferred=key.inferred,
                )
            )
    return found


def metrics(document: Metadata, siblings: Siblings) -> list[Measure]:
    """The metrics of the document that speak of loaded columns only; the others are told with the first table."""
    found = []
    for measure in document.metrics:
        made = _metric(measure, siblings)
        if made is not None:
            found.append(made)
        else:
            first = next(iter(siblings.values()))
            first.warnings.append(f"The metric {measure.name} speaks of what was not loaded and was left out.")
    return found


def _metric(measure: Measure, siblings: Siblings) -> Measure | None:
    table = siblings.get(measure.table.casefold())
    texts = [_renamed(text, siblings) for text in (measure.expression, measure.filter, measure.time)]
    if table is None or None in texts:
        return None
    expression, predicate, time = texts
    return measure.model_copy(
        update={"table": table.table, "expression": expression, "filter": predicate, "time": time}
    )


def columns_of(text: str) -> list[tuple[str, str]]:
    """(table, column) of each column in an expression; nothing for what cannot be read."""
    if not text:
        return []
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except (SqlglotError, RecursionError):
        return []
    return [(_owner(column), column.name) for column in tree.find_all(exp.Column)]


def _owner(column: exp.Column) -> str:
    return f"{column.db}.{column.table}" if column.db and column.db != "main" else column.table


def _renamed(text: str, siblings: Siblings) -> str | None:
    """The expression with new names, letter for letter the same where none changes; None for what is not loaded."""
    if not text:
        return text
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except (SqlglotError, RecursionError):
        return None
    changed = False
    for column in list(tree.find_all(exp.Column)):
        owner = _owner(column)
        placed = siblings.get(owner.casefold())
        name = placed.column(column.name) if placed else None
        if placed is None or name is None:
            return None
        if (placed.table, name) != (owner, column.name):
            changed = True
            schema, _, plain = placed.table.rpartition(".")
            column.set("this", exp.to_identifier(name))
            column.set("table", exp.to_identifier(plain))
            column.set("db", exp.to_identifier(schema) if schema else None)
    return tree.sql(dialect="duckdb") if changed else text
