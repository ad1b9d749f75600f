"""Last looks at a reading: what may still be wrong in one that looks whole. A doubt is asked about, never answered as sure."""

from __future__ import annotations

from collections.abc import Sequence

from agents.builtin.draft import Draft, Slot
from agents.builtin.excluded import left_out
from agents.builtin.form import Query
from agents.builtin.items import Item
from agents.builtin.names import Names
from agents.builtin.render import Renderer
from agents.builtin.state import is_metric, measures
from agents.builtin.superlatives import doubt_of
from agents.builtin.ways import open_edges

DOUBTED = 0.6
"""How sure a reading is at most that is in doubt."""
_CHANGES = frozenset({"grow", "difference", "percent", "more", "step", "year ago"})


def doubt(query: Query, draft: Draft, items: Sequence[Item], renderer: Renderer, names: Names) -> str:
    """Which doubt a reading leaves, as a key of `PROBLEMS`; empty for none."""
    if _joined_though_left_out(query, items, renderer):
        return "left out"
    if _grows_itself(draft, items):
        return "what grows"
    if amiss := doubt_of(query, items, names):
        return amiss
    if next(open_edges(query, renderer), None) is not None:
        return "which way"
    return ""


def _joined_though_left_out(query: Query, items: Sequence[Item], renderer: Renderer) -> bool:
    """`revenue excluding returns` that reads the returned lines alone."""
    if query.source is not None or query.setop:
        return False
    shown = {t.col.table for t in (*query.select, *query.group)}
    read = set(renderer.tables_of(query)) - shown
    return any(table in read for _, table in left_out(items))


def _grows_itself(draft: Draft, items: Sequence[Item]) -> bool:
    """`which category grew the most` that counts the categories: how many there are is not what grows."""
    if not any(f.kind in _CHANGES for f in draft.frames) or not items:
        return False
    asked = items[0].token.low in ("which", "what", "in", "for") and bool(draft.tops)
    slots = [*draft.select, *(t.slot for t in draft.tops), *(s for s, _ in draft.order)]
    named = any(
        s.agg or (s.mention is not None and (is_metric(s.mention) or measures(s.mention) or _is_counted(s, draft)))
        for s in slots
    )
    return asked and not named


def _is_counted(slot: Slot, draft: Draft) -> bool:
    """Whether another table than what is asked for is counted: `which customer gained the most orders`."""
    tables = slot.mention.of("table") if slot.mention is not None else ()
    return bool(tables) and tables[0].place[0] != draft.entity
