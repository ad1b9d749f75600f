"""The carrier: the words in which a form's measure would be asked for by itself.

A follow-up is read behind it (`number of orders` + `for the West`), by the same parser that reads whole questions, so
that its words are tied to columns near the measure.
"""

from __future__ import annotations

from agents.builtin.form import Col, Query, Term
from agents.builtin.written import spoken_name
from data.types import Schema

_AGGREGATES = {
    "sum": "total",
    "avg": "average",
    "min": "minimum",
    "max": "maximum",
    "median": "median",
    "count": "number of",
}


def measures_of(query: Query) -> tuple[Term, ...]:
    """What is computed, without what it is split by."""
    return tuple(t for t in query.select if t.aggregated)


def carrier(query: Query, schema: Schema) -> str:
    """E.g. `revenue`, `average salary of employees`, `number of orders`, `list name of customers`."""
    measures = measures_of(query)
    if measures:
        return " and ".join(measure_words(t, schema) for t in measures)
    shown = [t for t in query.select if t.col.name != "*"]
    table = query.select[0].col.table
    if not shown:
        return f"list {table_words(table, schema)}"
    columns = " and ".join(column_words(t.col, schema) for t in shown if t.col.table == table)
    return f"list {columns} of {table_words(table, schema)}"


def measure_words(term: Term, schema: Schema) -> str:
    """A measure as an analyst would say it."""
    if term.sql:
        metric = next((m for m in schema.metrics if m.name == term.name or m.expression == term.sql), None)
        return (metric.title or _spaced(metric.name)) if metric is not None else _spaced(term.name)
    if term.agg == "count" and term.col.name == "*":
        return f"number of {table_words(term.col.table, schema)}"
    distinct = "different " if term.distinct else ""
    return f"{_AGGREGATES.get(term.agg, '')} {distinct}{column_words(term.col, schema)} of {table_words(term.col.table, schema)}"


def column_words(col: Col, schema: Schema) -> str:
    """A column's title, or its name as words."""
    table = schema.table(col.table)
    column = table.column(col.name) if table is not None else None
    return ((column.title if column is not None else "") or _spaced(col.name)).casefold()


def table_words(name: str, schema: Schema) -> str:
    """A table's title, or its name as words."""
    table = schema.table(name)
    return ((table.title if table is not None else "") or _spaced(name.rpartition(".")[2])).casefold()


def _spaced(name: str) -> str:
    return spoken_name(name) or name
