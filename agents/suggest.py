"""Questions to begin with, made from a schema: what the built-in model can read, so that none of them disappoints.

Metrics first, since somebody defined them on purpose; then counts over time and by category.
"""

from __future__ import annotations

from collections.abc import Iterator

from agents.followups import is_dimension
from data.evidence.plurals import plural
from data.types import Column, Metric, Schema, Table

MOST = 6
MAX_SAMPLES = 40
TABLES = 12
"""Tables that are named to who asks what data there are."""
MEASURES = 8
_CATEGORIES = frozenset(
    {"category", "channel", "city", "country", "department", "gender", "group", "kind", "region", "segment", "state"}
    | {"status", "type", "level", "class"}
)


def suggestions(schema: Schema) -> tuple[str, ...]:
    """Up to six questions, of different kinds, in the words of the schema."""
    return tuple(dict.fromkeys((*_of_metrics(schema), *_of_tables(schema))))[:MOST]


def holdings(schema: Schema) -> str:
    """What data there are, as far as they may be read: the tables, the largest first, and what is measured."""
    tables = sorted(schema.tables, key=lambda t: (t.view, -(t.rows or 0), t.name))
    if not tables:
        return "There are no tables that you may read yet."
    named = [f"{_heading(t)} ({t.rows:,} row{'' if t.rows == 1 else 's'})" if t.rows else _heading(t) for t in tables]
    more = f" and {len(named) - TABLES} more" if len(named) > TABLES else ""
    one = "There is one table" if len(named) == 1 else f"There are {len(named)} tables"
    metrics = [_words(m.title or m.name) for m in schema.metrics[:MEASURES]]
    measured = f" Defined measures: {', '.join(metrics)}." if metrics else ""
    return f"{one}: {', '.join(named[:TABLES])}{more}.{measured}"


def _heading(table: Table) -> str:
    return table.title or table.name


def _of_metrics(schema: Schema) -> Iterator[str]:
    """The first metric over time, by a category and by who leads; three others by their own."""
    if not schema.metrics:
        return
    first, *others = schema.metrics
    name = _title(first)
    if first.time:
        yield f"{name} by month this year" if schema.as_of else f"{name} by month"
    if around := next(_dimensions(schema, first.table), None):
        yield f"{name} by {around}"
    if who := next(_named(schema, first.table), None):
        yield f"Top 5 {plural(who)} by {_words(first.title or first.name)}"
    for metric in others[:3]:
        if metric.time:
            yield f"{_title(metric)} last quarter" if schema.as_of else f"{_title(metric)} by year"


def _title(metric: Metric) -> str:
    name = _words(metric.title or metric.name)
    return name[:1].upper() + name[1:]


def _named(schema: Schema, name: str) -> Iterator[Table]:
    """Tables that a metric's table points to and whose rows have a name."""
    parents = (schema.table(k.ref_table) for k in schema.foreign_keys if k.table.casefold() == name.casefold())
    return (t for t in parents if t and t.column("name") and (t.rows or 0) > 5)


def _dimensions(schema: Schema, name: str) -> Iterator[str]:
    """Categories of a table and of its foreign-key parents, in words."""
    parents = [k.ref_table for k in schema.foreign_keys if k.table.casefold() == name.casefold()]
    for table in filter(None, (schema.table(n) for n in (name, *parents))):
        for column in table.columns:
            if is_dimension(table, column) and _short(column):
                yield _words(column.title or column.name)


def _short(column: Column) -> bool:
    """Whether it holds a few short values; where no value may be seen, its name must say so."""
    if not column.samples:
        return bool(_CATEGORIES & set(_words(column.name).split()))
    return 0 < len(column.samples) <= MAX_SAMPLES and all(len(s) <= 30 for s in column.samples)


def _of_tables(schema: Schema) -> Iterator[str]:
    """Counts over the tables with the most rows."""
    tables = sorted((t for t in schema.tables if t.rows), key=lambda t: -(t.rows or 0))[:3]
    for table in tables:
        yield f"How many {plural(table)} are there?"
        if category := next((c for c in table.columns if is_dimension(table, c) and _short(c)), None):
            yield f"Number of {plural(table)} by {_words(category.title or category.name)}"
        if table.time_column:
            yield f"Number of {plural(table)} by month"
        if measure := next((c for c in table.columns if _is_measure(schema, table, c)), None):
            yield f"Average {_words(measure.title or measure.name)} of {plural(table)}"


def _is_measure(schema: Schema, table: Table, column: Column) -> bool:
    keys = {c.casefold() for k in schema.edges(table.name) for c in (*k.columns, *k.ref_columns)} | {
        c.casefold() for c in table.primary_key
    }
    name = column.name.casefold()
    odd = name.endswith(("_id", "id", "code", "year", "zip", "key", "no", "nr", "number", "latitude", "longitude"))
    return column.kind == "number" and not column.private and name not in keys and not odd


def _words(name: str) -> str:
    return name.replace("_", " ").strip().lower() if name.isupper() or "_" in name else name[:1].lower() + name[1:]
