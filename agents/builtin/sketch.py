"""The sketch: the outline of a statement as a few attributes, and a question's words without its names.

The ranker asks how likely each attribute of a candidate is, given the words around the mentions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agents.builtin.form import Query
from agents.builtin.items import Item

ATTRIBUTES = (
    "columns",
    "where",
    "group",
    "having",
    "order",
    "limit",
    "distinct",
    "set",
    "nested",
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "plain",
    "tables",
)


def outline(query: Query, tables: int) -> dict[str, str]:
    """The attributes of a form that joins so many tables."""
    aggs = [t.agg for t in query.select]
    conds = [*query.where, *query.having]
    nested = any(isinstance(c.value, Query) for c in conds)
    top = query.order[0] if query.order else None
    kind = "no"
    if top is not None:
        kind = ("count" if top[0].agg == "count" else "agg" if top[0].agg else "col") + ("-" if top[1] else "+")
    return {
        "columns": str(min(len(query.select), 4)),
        "where": str(min(len(query.where), 3)),
        "group": str(bool(query.group)),
        "having": str(bool(query.having)),
        "order": kind,
        "limit": "no" if query.limit is None else "1" if query.limit == 1 else "n",
        "distinct": str(query.distinct),
        "set": query.setop or "no",
        "nested": str(nested),
        "count": "no"
        if "count" not in aggs
        else "distinct"
        if any(t.agg == "count" and t.distinct for t in query.select)
        else "yes",
        "sum": str("sum" in aggs),
        "avg": str("avg" in aggs),
        "min": str("min" in aggs),
        "max": str("max" in aggs),
        "plain": str(min(sum(1 for t in query.select if not t.aggregated), 3)),
        "tables": str(min(tables, 3)),
    }


def words_around(items: Sequence[Item]) -> list[str]:
    """The question as features: its words with mentions masked, alone, in pairs and in threes, and how it opens."""
    masked: list[str] = ["^"]
    for item in items:
        if item.mention is not None:
            masked.append({"table": "TAB", "column": "COL", "value": "VAL"}[item.mention.kind])
        elif item.kind == "number":
            masked.append("NUM")
        elif item.kind in ("quoted", "date", "word"):
            masked.append(
                {"quoted": "VAL", "date": "DATE", "word": "W"}[item.kind] if item.kind != "word" else item.token.stem
            )
        else:
            masked.extend(item.text.split())
    masked.append("$")
    found = dict.fromkeys(masked)
    found |= dict.fromkeys(f"{a} {b}" for a, b in pairwise(masked))
    found |= dict.fromkeys(f"{a} {b} {c}" for a, b, c in zip(masked, masked[1:], masked[2:], strict=False))
    for kind in ("TAB", "COL", "VAL", "NUM"):
        found[f"#{kind}{min(masked.count(kind), 4)}"] = None
    return list(found)
