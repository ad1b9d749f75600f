"""`Which categories have the highest return rate?`: who asks so wants to see several, ranked, each with its figure.

Only where the names can be relied on to be those of people: a catalogue describes the tables, or there is one table alone.
Elsewhere the plural says little, so that one row stays one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.builtin.draft import Draft
from agents.builtin.form import SOURCE, Query, Term
from agents.builtin.idioms import MANY
from agents.builtin.items import Item
from agents.builtin.names import Names
from agents.builtin.state import PIECES, numeric_slot

_ONE = frozenset({"has", "is", "was", "does"})
"""A verb in the singular: `which series has ...`."""
_IRREGULAR = frozenset({"people", "children", "men", "women"})
_ASKING = frozenset({"which", "what", "who", "show", "list", "give", "name", "find"})


def several(query: Query, draft: Draft, items: Sequence[Item], names: Names) -> tuple[Query, str]:
    """A ranking with more than its first row and with its measure, and a sentence about that; else as it was."""
    word = _plural(draft, items)
    if not word or not _is_ranking(query, draft) or not _reliable(query, names):
        return query, ""
    shown = tuple(t for t in query.select)
    measure = query.order[0][0]
    bare = replace(measure, name="")
    if all(replace(t, name="") != bare for t in shown):
        titles = {m.expression: m.name for m in names.schema.metrics}
        shown = (*shown, replace(measure, name=titles.get(measure.sql, measure.name)))
    few = _few(query.select[0], names)
    told = "all are shown" if few else f"the first {MANY} are shown"
    limit = None if few and query.group else MANY
    return replace(query, select=shown, limit=limit), f"“{word}” asks for several: {told}."


def _is_ranking(query: Query, draft: Draft) -> bool:
    """Whether one row is kept of things ordered by a measure, and nobody said that it is one."""
    if query.limit != 1 or not query.order or query.setop or query.source or query.top_per or query.offset:
        return False
    if draft.head is not None or draft.frames or not query.select:
        return False
    return not query.select[0].aggregated and bool(draft.tops)


def _plural(draft: Draft, items: Sequence[Item]) -> str:
    """What is asked for, where it is said of many; empty where a number or a verb says that it is one."""
    opening = [i for i in items[:2] if i.token.low in _ASKING]
    if not opening or any(i.number is not None and i.number == 1 for i in items):
        return ""
    thing = next((s.mention for s in draft.select if s.mention is not None and not numeric_slot(s)), None)
    if thing is None:
        piece = next((i for i in items if i.token.low in PIECES and i.token.low.endswith("s")), None)
        return piece.token.low if piece is not None and draft.grain and not _singular(items, piece.end) else ""
    last = thing.text.casefold().split()[-1]
    many = last in _IRREGULAR or (last.endswith("s") and not last.endswith(("ss", "us", "is")))
    return last if many and not _singular(items, thing.end) else ""


def _singular(items: Sequence[Item], end: int) -> bool:
    """Whether the word behind is a verb in the singular."""
    after = next((i for i in items if i.start >= end), None)
    return after is not None and after.token.low in _ONE


def _reliable(query: Query, names: Names) -> bool:
    tables = {t.col.table for t in query.select if t.col.table != SOURCE}
    return len(names.tables) == 1 or names.documented(tables)


def _few(term: Term, names: Names) -> bool:
    """Whether there are so few different ones that all can be shown."""
    if term.grain:
        return False
    different = names.distinct(term.col.table, term.col.name)
    return different is not None and different <= MANY
