"""Whose a column is that the question is split by: `by city`, where customers have one, and stores as well.

A column of the measured rows themselves is theirs. One that is reached over keys is somebody else's, and where several are
reached alike, or the word may be said of anybody, the words of the question do not tell whose is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from agents.builtin.alone import PERSONS
from agents.builtin.draft import Draft
from agents.builtin.form import SOURCE, Col, Query
from agents.builtin.items import Item
from agents.builtin.links import Link
from agents.builtin.names import Names, split_name
from data.evidence.whose import ANYBODYS, day_of_thing, steps_up
from retrieval.values import stem

SAID = 0.75
"""How well a name of the question fits a column at least that it may be."""
UNTOLD = 0.72
"""How sure a reading is at most that had to choose whose a column is."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A column that the question names and that is not of the measured rows: `said` so, `steps` keys away from them."""

    said: str
    col: Col
    steps: int
    others: tuple[Col, ...]
    """Columns of the same name that are as near."""


def owned(query: Query, draft: Draft, names: Names, ranked: bool = False) -> Iterator[Owned]:
    """The columns that a form is split by and of which nobody said whose they are; with `ranked` those, too, that it is
    asked for: `which cities have the most revenue`."""
    named = {draft.entity, *(t for _, t in draft.tables)}
    homes = set(_measured(query)) - {SOURCE}
    if len(homes) != 1 or query.source is not None:
        return
    away = steps_up(next(iter(homes)), names.with_keys)
    for slot in [*draft.group, *(draft.select if ranked else ())]:
        term = next(
            (t for t in query.group if slot.mention and not t.grain and _is_meant(t.col, slot.mention.of("column"))),
            None,
        )
        if term is None or slot.mention is None or term.aggregated or term.col.table not in away:
            continue
        thing = names.thing(term.col.table, term.col.name)
        alike = [t.place for t in names.columns if t.names[0] == thing.names[0]]
        near = {table for table, _ in alike if away.get(table) == 0}
        if near or thing.key or term.col.table in named or set(thing.table_stems) & _stems(slot.mention.text):
            continue
        steps = away[term.col.table]
        others = tuple(Col(*p) for p in alike if away.get(p[0]) == steps and p[0] != term.col.table)
        yield Owned(slot.mention.text, term.col, steps, others)


def by_own_day(query: Query, draft: Draft, items: Sequence[Item], names: Names) -> str:
    """A sentence where a period is read as the day of a thing itself, which nobody named: of the customers this year
    those who joined in it."""
    counted = bool(query.select) and all(t.agg in ("", "count") and not t.sql for t in query.select)
    cols = {c.term.col for c in query.where if c.op == "within" and c.term.col.table == draft.entity}
    if not counted or len(cols) != 1 or query.source is not None:
        return ""
    col = next(iter(cols))
    said = (x for i in items if i.mention is not None for x in i.mention.of("column") if x.score >= SAID)
    if any(x.place == (col.table, col.name) for x in said):
        return ""
    table = names.thing(col.table).table
    day = day_of_thing(col.name, table, names.with_keys)
    short = table.name.rpartition(".")[2]
    return f"The period is read as when the {short.replace('_', ' ')} {day} ({short}.{col.name})." if day else ""


def notes(query: Query, draft: Draft, items: Sequence[Item], names: Names) -> tuple[tuple[str, ...], bool]:
    """(a sentence for each column that may be anybody's, whether the reading is less sure for it).

    What buyers, members or users have is what people mean when they leave it out.
    """
    told, unsure = [], False
    for found in owned(query, draft, names, ranked=True):
        thing = names.thing(found.col.table, found.col.name)
        if not found.others and not ANYBODYS & set(split_name(found.col.name)):
            continue
        table = thing.table.name.rpartition(".")[2]
        column = " ".join(split_name(found.col.name))
        told.append(f"“{found.said}” is read as the {column} of {table.replace('_', ' ')} ({table}.{found.col.name}).")
        unsure = unsure or bool(found.others) or (found.steps > 1 and not thing.table_stems & PERSONS)
    if namesake := _namesake(query, draft, items):
        told, unsure = [*told, namesake], True
    if day := by_own_day(query, draft, items, names):
        told, unsure = [*told, day], True
    return tuple(dict.fromkeys(told)), unsure


def _namesake(query: Query, draft: Draft, items: Sequence[Item]) -> str:
    """A sentence where two tables go by the name that the question is about."""
    mention = next((i.mention for i in items if i.mention is not None and i.mention.kind == "table"), None)
    links = mention.of("table") if mention is not None else ()
    shown = {t.col.table for t in query.select}
    if mention is None or len(links) < 2 or links[0].place[0] != draft.entity or draft.entity not in shown:
        return ""
    others = [x.place[0] for x in links[1:] if x.score >= links[0].score]
    return f"“{mention.text}” is read as the table {draft.entity}, not {' or '.join(others)}." if others else ""


def _is_meant(col: Col, links: Sequence[Link]) -> bool:
    return any(x.place == (col.table, col.name) for x in links)


def _stems(text: str) -> set[str]:
    return {stem(w) for w in split_name(text)}


def _measured(query: Query) -> Iterator[str]:
    """The tables whose rows are measured."""
    for term in query.select:
        if term.sql:
            yield from [term.col.table] if term.col.table else _inside(term.sql)
        elif term.aggregated:
            yield term.col.table


def _inside(expression: str) -> Iterator[str]:
    yield from (c.table for c in sqlglot.parse_one(expression, dialect="duckdb").find_all(exp.Column))
