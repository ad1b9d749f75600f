"""What a superlative ranks by: `the biggest order` has a size, `the most orders` are counted; two of them have two ends."""

from __future__ import annotations

from collections.abc import Sequence

from agents.builtin.adding import is_measure
from agents.builtin.draft import Top
from agents.builtin.form import SOURCE, Query, Term
from agents.builtin.items import Item
from agents.builtin.names import Names
from agents.builtin.resolve import Unclear

SIZES = frozenset({"highest", "largest", "biggest", "greatest", "lowest", "smallest"})


def size_said(before: Sequence[Item]) -> bool:
    """Whether the superlative just before speaks of size rather than of how many."""
    last = next((i for i in reversed(before) if i.is_cue("super")), None)
    return last is not None and last.text.casefold().split()[-1] in SIZES


def size_of(names: Names, top: Top, select: Sequence[Term]) -> Term | None:
    """The one amount of the ranked rows that is shown: `the value of the biggest order` is the highest value.

    Raises Unclear where nothing of them is shown.
    """
    table = top.slot.mention.of("table")[0].place[0] if top.slot.mention is not None and top.size else ""
    if not table or top.slot.mention is None or top.slot.mention.kind != "table":
        return None
    if not select:
        raise Unclear("by what")
    amounts = [
        t
        for t in select
        if t.col.table == table
        and not t.aggregated
        and t.col.name != "*"
        and is_measure(names.thing(table, t.col.name))
    ]
    return amounts[0] if len(amounts) == 1 else None


def doubt_of(query: Query, items: Sequence[Item], names: Names) -> str:
    """Whether a superlative ranks by something that it is not about, as a key of `PROBLEMS`; empty for none."""
    ends = [i for i in items if _is_end(i)]
    if not ends or query.source is not None or query.setop:
        return ""
    aggs = {t.agg for t in query.select}
    ranked = query.order or query.top_per or aggs & {"min", "max"}
    if any(i.is_cue("super") for i in ends) and not ranked and not any(t.over for t in query.select):
        return "the most of what"
    ways = {i.cue.arg for i in ends if i.cue is not None}
    if (
        len(ends) == 2
        and len(ways) == 2
        and len(query.order) < 2
        and not {"min", "max"} <= aggs
        and _joined(items, ends)
    ):
        return "both ends"
    amiss = query.order and (_by_no_size(query.order[0][0], items, names) or _by_parts(query, items, names))
    return "by what" if amiss else ""


def _by_parts(query: Query, items: Sequence[Item], names: Names) -> bool:
    """`the five biggest orders` by a discount of their lines: one of many parts, that nobody named, ranks no whole."""
    key, first = query.order[0][0].col, query.select[0].col
    if query.order[0][0].aggregated or query.group or SOURCE in (key.table, first.table) or key.table == first.table:
        return False
    named = any(x.place == (key.table, key.name) for i in items if i.mention for x in i.mention.links)
    tree = names.graph.tree((first.table, key.table))
    return not named and tree is not None and any(e.to_many for e in tree.edges)


def _is_end(item: Item) -> bool:
    """`highest`, `the oldest`, `most expensive`."""
    if item.is_cue("super"):
        return True
    words = [w for w in item.text.casefold().split() if w != "the"]
    return item.is_cue("dim") and bool(words) and (words[-1].endswith("est") or words[0] in ("most", "least"))


def _joined(items: Sequence[Item], ends: Sequence[Item]) -> bool:
    """Whether a conjunction and little else stands between the two."""
    between = [i for i in items if ends[0].start < i.start < ends[1].start]
    return len(between) <= 4 and any(i.is_cue("and", "or") for i in between)


def _by_no_size(key: Term, items: Sequence[Item], names: Names) -> bool:
    """Whether rows are counted, or numbered, where a size was asked for."""
    sized = [i for i in items if i.is_cue("super") and i.text.casefold().split()[-1] in SIZES]
    if not sized or key.sql or key.op or key.over or key.of or key.col.table == SOURCE:
        return False
    if key.agg == "count":
        counted = any(i.is_cue("count", "common", "times") for i in items) or not key.col.name
        return not counted
    if key.agg or key.grain or key.col.name == "*":
        return False
    named = any(x.place == (key.col.table, key.col.name) for i in items if i.mention for x in i.mention.links[:1])
    return names.thing(key.col.table, key.col.name).key and not named
