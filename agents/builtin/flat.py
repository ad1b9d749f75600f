"""Questions about one table that has nothing to do with any other, as most uploads are: their names can be relied on.

Nothing is joined, so what is named outright can mean one thing only. Such a reading goes before what the learned
weights would rather have asked, for they were learned on databases of many tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.builtin.adding import stands_alone
from agents.builtin.coverage import parts_of
from agents.builtin.form import SOURCE, Query, terms_of
from agents.builtin.items import Item
from agents.builtin.links import Mention
from agents.builtin.names import Names
from agents.builtin.rank import COVERAGE

NAMED = 0.7
"""How surely each word is tied to its name at least."""
APART = 0.15
"""So much surer than of the next column it must be."""


def is_plain(query: Query, found: Mapping[str, float], items: Sequence[Item], names: Names) -> bool:
    """Whether a form computes something over one such table, all of the question in it, each name one column's."""
    if any(found.get(name, 0.0) for name in COVERAGE) or query.setop or query.having or query.kept:
        return False
    terms = [t for q in parts_of(query) for t in terms_of(q)]
    tables = {t.col.table for t in terms} | {t for q in parts_of(query) for t in q.tables}
    tables.discard(SOURCE)
    if len(tables) != 1 or not stands_alone(names, table := next(iter(tables))):
        return False
    if not any(t.aggregated for t in (*query.select, *(t for t, _ in query.order))):
        return False
    used = {(t.col.table, t.col.name) for t in terms}
    return all(_tied(i.mention, table, used) for i in items if i.mention is not None)


def _tied(mention: Mention, table: str, used: set[tuple[str, str]]) -> bool:
    """Whether the best meaning of a mention is of the table, and no other column is near it."""
    best = mention.links[0]
    if best.place[0] != table or (best.score < NAMED and best.kind != "value"):
        return False
    others = [x for x in mention.links[1:] if x.kind == best.kind and x.place != best.place]
    if best.kind == "table":
        return True
    if best.kind == "column" and best.place not in used:
        return False
    return all(x.score < best.score - APART for x in others)
