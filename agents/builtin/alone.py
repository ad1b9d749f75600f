"""What a question about one table that stands alone leaves unsaid: whose names are asked for, which rows, which amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.builtin.adding import adds_up, stands_alone
from agents.builtin.draft import Draft
from agents.builtin.form import SOURCE, Col, Cond, Term
from agents.builtin.names import Names, Thing
from agents.builtin.resolve import NAMING
from retrieval.values import stem

PERSONS = frozenset(
    map(
        stem,
        ("employee", "person", "agent", "staff", "customer", "client", "member", "student", "user", "driver", "player"),
    )
) | frozenset(
    map(stem, ("manager", "owner", "assignee", "author", "patient", "worker", "seller", "salesperson", "rep", "guest"))
)
_WORTH = frozenset(map(stem, ("value", "total", "amount", "price", "cost", "fee", "sum")))
_MEASURED = ("sum", "avg")
Order = Sequence[tuple[Term, bool]]


def table_of(names: Names, draft: Draft, terms: Sequence[Term]) -> str:
    """The table that stands alone and that all of a question is about; empty where there is none."""
    named = {t.col.table for t in terms} | {t for _, t in draft.tables}
    if not named and len(names.tables) == 1:
        named = {names.tables[0].table.name}
    only = next(iter(named)) if len(named) == 1 else ""
    return only if only and stands_alone(names, only) else ""


def guessed(names: Names, draft: Draft, where: Sequence[Cond]) -> list[Term]:
    """What is shown where nothing to show was named: the amounts of chosen rows, or the rows."""
    table = table_of(names, draft, [c.term for c in where])
    if not table:
        return []
    if draft.counted_rows:
        return [Term(Col(table), "count")]
    if draft.wanted in _MEASURED and not draft.tables:
        amounts = [t for t in names.of_table[table] if adds_up(t)]
        return [Term(Col(*amounts[0].place), draft.wanted)] if len(amounts) == 1 else []
    plain = where and not draft.wanted and not draft.group and not draft.grain
    return rows_of(names, table) if plain and draft.lists else []


def listed(names: Names, draft: Draft, select: Sequence[Term], where: Sequence[Cond]) -> list[Term]:
    """A list of rows that have no name shows all of them; `who` is answered with names of people."""
    table = table_of(names, draft, [*select, *(c.term for c in where)])
    if draft.wanted and draft.select and all(s.implicit for s in draft.select):
        return []
    if not table or draft.group or draft.star or any(t.aggregated for t in select):
        return list(select)
    if draft.select and all(s.implicit for s in draft.select) and not draft.tops:
        return rows_of(names, table)
    texts = [t for t in select if t.col.name != "*" and _kind(names, t.col) == "text"]
    person = who(names, table) if draft.who and not texts else None
    return [Term(Col(*person.place)), *select] if person is not None else list(select)


def whole_rows(names: Names, draft: Draft, select: Sequence[Term]) -> list[Term]:
    """`orders in 2024`, and no more: rows that go by nothing but a number are shown whole."""
    only = select[0] if len(select) == 1 else None
    bare = (
        bool(draft.select) and all(s.implicit for s in draft.select) and not (draft.lists or draft.group or draft.tops)
    )
    if (
        only is None
        or not bare
        or draft.order
        or draft.grain
        or draft.head
        or draft.never
        or draft.other
        or draft.distinct
    ):
        return list(select)
    if only.aggregated or only.col.name == "*" or only.col.table == SOURCE:
        return list(select)
    return [Term(Col(only.col.table))] if names.thing(only.col.table, only.col.name).key else list(select)


def first_person(
    names: Names, draft: Draft, select: Sequence[Term], order: Order, limit: int | None
) -> tuple[list[Term], list[tuple[Term, bool]], int | None]:
    """`who got the highest score`: whose it is rather than the score alone; (what is shown, order, limit)."""
    only = select[0] if len(select) == 1 else None
    if not draft.who or only is None or only.agg not in ("min", "max") or order or only.sql or only.of or draft.group:
        return list(select), list(order), limit
    table = table_of(names, draft, select)
    person = who(names, table) if table else None
    if person is None:
        return list(select), list(order), limit
    plain = replace(only, agg="")
    return [Term(Col(*person.place)), plain], [(plain, only.agg == "max")], 1


def amount_of(names: Names, draft: Draft) -> Term | None:
    """The one amount of the table that a question is about: `invoices over 3000`; of a table among others, what it is worth."""
    named = {t for _, t in draft.tables}
    table = next(iter(named)) if len(named) == 1 else table_of(names, draft, [])
    amounts = [t for t in names.of_table[table] if adds_up(t)] if table else []
    if table and not stands_alone(names, table):
        amounts = [t for t in amounts if set(t.names[0]) & _WORTH]
    return Term(Col(*amounts[0].place)) if len(amounts) == 1 else None


def rows_of(names: Names, table: str) -> list[Term]:
    """The rows of a table by their names, whole where they have none."""
    named = [t for t in names.of_table[table] if t.column is not None and set(t.names[0]) & NAMING]
    named = [t for t in named if t.column is not None and t.column.kind == "text"]
    return [Term(Col(*named[0].place))] if named else [Term(Col(table))]


def who(names: Names, table: str) -> Thing | None:
    """The column of text that says who somebody is."""
    texts = [t for t in names.of_table[table] if t.column is not None and t.column.kind == "text"]
    persons = [t for t in texts if set(t.names[0]) & PERSONS]
    return next(iter(persons or [t for t in texts if set(t.names[0]) & NAMING]), None)


def _kind(names: Names, col: Col) -> str:
    column = names.thing(col.table, col.name).column
    return column.kind if column is not None else "other"
