"""Last looks at a reading: what may still be wrong in one that looks whole. A doubt is asked about, never answered as sure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agents.builtin.coverage import parts_of
from agents.builtin.draft import Draft, Slot
from agents.builtin.excluded import left_out
from agents.builtin.form import Query, terms_of
from agents.builtin.items import Item
from agents.builtin.means import averages_nothing
from agents.builtin.names import Names
from agents.builtin.render import Renderer
from agents.builtin.state import is_metric, measures
from agents.builtin.superlatives import doubt_of
from agents.builtin.ways import open_edges

DOUBTED = 0.6
"""How sure a reading is at most that is in doubt."""
FAINT = 0.65
LIKE = 0.8
"""A word that fits a column less well is but like it."""
_CHANGES = frozenset({"grow", "difference", "percent", "more", "step", "year ago"})


def doubt(query: Query, draft: Draft, items: Sequence[Item], renderer: Renderer, names: Names) -> str:
    """Which doubt a reading leaves, as a key of `PROBLEMS` or the words that were not understood; empty for none."""
    if _joined_though_left_out(query, items, renderer):
        return "left out"
    if _grows_itself(draft, items):
        return "what grows"
    if amiss := _of_measures(query, draft, items, names):
        return amiss
    if name := _name_left_out(query, items):
        return name
    if _adjective(query, items) or _shows_another(query, items):
        return "what to show"
    if amiss := doubt_of(query, items, names):
        return amiss
    if next(open_edges(query, renderer), None) is not None:
        return "which way"
    return ""


def _of_measures(query: Query, draft: Draft, items: Sequence[Item], names: Names) -> str:
    """The doubt about what is measured; empty for none."""
    if _drops_measure(query, draft, items) or _times_differ(query, names):
        return "a measure"
    if _highest_total(query, draft):
        return "the highest of what"
    if _more_than_before(draft, items):
        return "compared with what"
    return "average of what" if averages_nothing(query, draft) else ""


def _drops_measure(query: Query, draft: Draft, items: Sequence[Item]) -> bool:
    """`revenue from new customers` that leaves one of the two measures out."""
    named = [i.mention.links[0] for i in items if i.mention is not None and is_metric(i.mention)]
    wanted = {
        x.thing.metric.expression for x in named if x.score >= 1 and x.thing is not None and x.thing.metric is not None
    }
    said = {t.sql for part in parts_of(query) for term in terms_of(part) for t in (term, term.other) if t is not None}
    kept = all(any(one in sql for sql in said) for one in wanted)
    return len(wanted) > 1 and not kept and not draft.frames


def _times_differ(query: Query, names: Names) -> bool:
    """`new customers and revenue by month`: each has a day of its own, so that one statement would mix them up."""
    said = {t.sql for term in query.select for t in (term, term.other) if t is not None}
    times = {m.time for m in names.schema.metrics if m.expression in said and m.time}
    return len(times) > 1


def _name_left_out(query: Query, items: Sequence[Item]) -> str:
    """`compare Business and Consumer customers`: a name that is but like a column's, and of which nothing is read."""
    used = {(t.col.table, t.col.name) for part in parts_of(query) for t in terms_of(part)}
    for item in items:
        if item.mention is None or item.mention.kind != "column" or item.start == 0:
            continue
        best = item.mention.links[0]
        if best.score < FAINT and item.token.text[:1].isupper() and best.place not in used:
            return item.mention.text
    return ""


def _highest_total(query: Query, draft: Draft) -> bool:
    """`highest revenue`: there is but one total, and nothing is told of which the highest one is meant."""
    ends = [s for s in draft.select if s.agg in ("min", "max") and s.mention is not None and is_metric(s.mention)]
    return bool(ends) and not query.group and not query.order and query.source is None


def _more_than_before(draft: Draft, items: Sequence[Item]) -> bool:
    """`products that sold more in 2024 than in 2023`: each is compared with itself, which a row for each year is not."""
    than = next((i.start for i in items if i.token.low == "than"), -1)
    times = [i.start for i in items if i.kind == "date"]
    listed = any(
        i.is_cue("that") or i.token.low in ("that", "which", "who", "whose", "with") for i in items if i.start < than
    )
    return than > 0 and not draft.frames and listed and len(times) == 2 and times[0] < than < times[1]


def _shows_another(query: Query, items: Sequence[Item]) -> bool:
    """`which suppliers deliver the most products` that shows a day of delivery: nothing of what was asked for."""
    asked = items[1] if len(items) > 1 and items[0].token.low == "which" else None
    follow = items[2] if len(items) > 2 else None
    if asked is None or asked.mention is None or asked.mention.links[0].kind != "table" or query.source is not None:
        return False
    verb = follow is not None and follow.mention is not None and follow.mention.kind == "column"
    shown = {(t.col.table, t.col.name) for t in query.select if not t.aggregated}
    meant = asked.mention.of("table")[0].place[0]
    said = {x.place for x in asked.mention.links}
    other = {p for p in shown if p[0] != meant and p not in said}
    return (
        verb
        and bool(shown)
        and other == shown
        and follow is not None
        and follow.mention is not None
        and any(x.place in shown for x in follow.mention.links)
    )


def _adjective(query: Query, items: Sequence[Item]) -> bool:
    """`orders of loyal customers` that shows what `loyal` is but like, a column, instead of orders."""
    shown = {(t.col.table, t.col.name) for t in query.select}
    for item, follow in pairwise(items):
        if item.mention is None or follow.mention is None or item.mention.kind != "column":
            continue
        best, next_ = item.mention.links[0], follow.mention.links[0]
        weak = best.score < LIKE and best.place in shown and len(shown) == 1
        if weak and next_.kind == "table" and next_.place[0] == best.place[0] and item.start > 0:
            return True
    return False


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
