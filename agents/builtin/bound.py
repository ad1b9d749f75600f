"""Where a value was looked for: told where it is not the table that the question is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlglot
from sqlglot import exp

from agents.builtin.coverage import parts_of
from agents.builtin.draft import Draft
from agents.builtin.form import SOURCE, Cond, Query
from agents.builtin.items import Item
from agents.builtin.names import Names, split_name

CLOSE = 0.05
"""Two columns that fit a value this nearly alike leave open which one is meant."""


def bindings(query: Query, draft: Draft, items: Sequence[Item], names: Names) -> tuple[str, ...]:
    """A sentence for each value that stands in a table which is neither named nor what is measured."""
    named = {draft.entity, *_measured(query), *(t for _, t in draft.tables)}
    told = []
    for cond in _conds(query):
        where = cond.term.col
        if where.table in named or where.table == SOURCE or not isinstance(cond.value, str):
            continue
        said = next((i.text for i in items if i.mention is not None and _is_value(i, cond)), "")
        near = any(x.place == (where.table, where.name) for i in items if i.mention for x in i.mention.of("column"))
        if said and not near:
            column = " ".join(split_name(where.name))
            table = names.thing(where.table).table.name.rpartition(".")[2]
            told.append(f"“{said}” is read as the {column} of {table.replace('_', ' ')} ({table}.{where.name}).")
    return tuple(dict.fromkeys([*told, *_unnamed(query, items, names)]))


def _unnamed(query: Query, items: Sequence[Item], names: Names) -> Iterator[str]:
    """A sentence for each number that is compared with a column which the question does not name."""
    said = {x.place for i in items if i.mention is not None for x in i.mention.of("column")}
    for cond in _conds(query):
        where = cond.term.col
        bare = isinstance(cond.value, float) and cond.op in (">", ">=", "<", "<=")
        if bare and not cond.term.aggregated and not cond.term.sql and where.table != SOURCE and where.name != "*":
            thing = names.thing(where.table, where.name)
            if thing.place not in said and thing.column is not None and thing.column.kind == "number":
                column, table = " ".join(split_name(where.name)), thing.table.name.rpartition(".")[2]
                yield (
                    f"{cond.value:g} is compared with the {column} of {table.replace('_', ' ')} ({table}.{where.name})."
                )


def _conds(query: Query) -> Iterator[Cond]:
    for part in parts_of(query):
        yield from part.where


def _measured(query: Query) -> Iterator[str]:
    """The tables whose rows are measured or shown."""
    for term in query.select:
        yield term.col.table
        if term.sql:
            yield from (c.table for c in sqlglot.parse_one(term.sql, dialect="duckdb").find_all(exp.Column))


def _is_value(item: Item, cond: Cond) -> bool:
    meant = item.mention.of("value") if item.mention is not None else ()
    place = (cond.term.col.table, cond.term.col.name)
    return any(x.place == place and x.value is not None and x.value.value == cond.value for x in meant)
