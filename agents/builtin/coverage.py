"""Coverage: what of the question left its mark on a form, and what in the form nobody asked for.

A reading that leaves a value, a number, a ranking or a contrast of the question out is most likely wrong, however well the
rest fits. These counts are features of the ranker and of its sureness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import sqlglot
from sqlglot import exp

from agents.builtin.form import SOURCE, Cond, Query, Term, terms_of
from agents.builtin.items import Item
from agents.builtin.links import Mention
from agents.builtin.state import PIECES

CONTRAST = frozenset(
    {"but", "except", "excluding", "neither", "nor", "yet", "whereas", "without", "never", "not", "no"}
)
RANKING = frozenset(
    {"least", "most", "lowest", "highest", "fewest", "best", "worst", "top", "bottom", "largest", "smallest", "rank"}
)


def parts_of(query: Query) -> Iterator[Query]:
    """A form with all the forms in it."""
    yield query
    for inner in (query.source, query.other):
        if inner is not None:
            yield from parts_of(inner)
    for cond in (*query.where, *query.having):
        if isinstance(cond.value, Query):
            yield from parts_of(cond.value)


def _conds(query: Query) -> list[Cond]:
    found = [*query.where, *query.having, *query.kept]
    for term in terms_of(query):
        found += term.only
    return found


def coverage(query: Query, items: Sequence[Item]) -> dict[str, float]:
    """Counts of what is left out and what is added; all zero for a form that says what the question says."""
    parts = list(parts_of(query))
    every = [t for q in parts for t in terms_of(q)]
    terms = [t for t in every if t.col.table != SOURCE]
    pieces = {t.grain for t in terms}
    summed = bool(query.select) and all(t.agg in ("sum", "avg", "median") for t in query.select)
    counted = any(t.agg == "count" for t in query.select)
    lasting = any(t.op == "days" for t in terms)
    conds = [c for q in parts for c in _conds(q)]
    columns = {(t.col.table, t.col.name) for t in terms}
    columns |= {place for t in terms if t.sql for place in _inside(t.sql)}
    tables = {t.col.table for t in terms} | {t for q in parts for t in q.tables}
    found = {f"lost {kind}": 0.0 for kind in ("value", "column", "table", "number", "date", "cue")}
    missing = any(c.op == "not in" and isinstance(c.value, Query) for c in conds)
    denial = next((i.start for i in items if i.is_cue("neg")), len(items)) if missing else len(items) * 99
    for item in items:
        if item.start > denial and item.mention is not None and item.mention.kind != "value":
            continue  # what is looked for in vain is named by its table, however it is said
        if PIECES.get(item.token.low, " ") in pieces or (item.token.low == "long" and lasting):
            continue
        if counted and item.token.stem in ("sell", "sold"):
            continue  # `how many brands do we sell` counts brands
        if summed and item.mention is not None and item.mention.kind == "table" and not _cuts(items, item):
            continue  # whose amounts are summed is no condition
        if item.mention is not None and not _used(item.mention, columns, tables, conds, terms):
            found[f"lost {item.mention.kind}"] += 1.0
    values = [v for c in conds for v in (c.value if isinstance(c.value, tuple) else (c.value,))]
    limits = {q.limit for q in parts if q.limit is not None}
    numbers = {str(float(v)) for v in values if isinstance(v, int | float)} | {str(float(n)) for n in limits}
    texts = " ".join(str(v) for v in values).casefold()
    for item in items:
        if item.kind == "number" and item.number is not None:
            found["lost number"] += str(item.number) not in numbers and item.token.low not in texts
    dates = sum(1 for i in items if i.kind == "date")
    timed = sum(
        1
        for c in conds
        if c.op == "within" or c.term.grain or str(c.value)[:2] in ("19", "20") or hasattr(c.value, "year")
    )
    found["lost date"] = float(max(0, dates - timed))
    found["lost cue"] = float(_lost_cues(parts, every, conds, items))
    found["lost group"] = float(_lost_groups(parts, items))
    found["added"] = float(_added(query, items))
    return found


@lru_cache(maxsize=256)
def _inside(expression: str) -> frozenset[tuple[str, str]]:
    """The columns of a metric's expression."""
    tree = sqlglot.parse_one(expression, dialect="duckdb")
    return frozenset((c.table, c.name) for c in tree.find_all(exp.Column))


@lru_cache(maxsize=256)
def _divides(expression: str) -> bool:
    """Whether a metric is one amount out of another."""
    return sqlglot.parse_one(expression, dialect="duckdb").find(exp.Div) is not None


def lost(query: Query, items: Sequence[Item]) -> bool:
    """Whether something of the question left no mark on the form."""
    return any(count for name, count in coverage(query, items).items() if name != "added")


def _cuts(items: Sequence[Item], item: Item) -> bool:
    """Whether `by`, `per` or `each` stands before it."""
    before = [i for i in items if i.start < item.start][-1:]
    return any(i.token.low in ("by", "per") or i.is_cue("group", "neg") for i in before)


def _used(
    mention: Mention,
    columns: set[tuple[str, str]],
    tables: set[str],
    conds: Sequence[Cond],
    terms: Sequence[Term],
) -> bool:
    """Whether a mention left its mark."""
    if mention.kind == "value":
        said = mention.text.casefold()
        told = [str(c.value).casefold() for c in conds]
        meant = {x.value.value.casefold() for x in mention.of("value") if x.value is not None}
        return any(v in meant or said in v for v in told) or any(x.place in columns for x in mention.of("column"))
    for link in mention.links:
        if link.kind == "table" and link.place[0] in tables:
            return True
        if link.kind == "column" and link.place in columns:
            return True
        metric = link.thing.metric if link.thing is not None else None
        if metric is not None and any(t.name == metric.name or t.sql == metric.expression for t in terms):
            return True
    return False


def _lost_groups(parts: Sequence[Query], items: Sequence[Item]) -> int:
    """`by region`, `per store`, `for each class` that neither groups nor orders."""
    cut = [t for q in parts for t in (*q.group, *q.top_per, *(o for o, _ in q.order))]
    cut += [t.other for t in cut if t.other is not None]
    cut += [t for q in parts for s in q.select if s.over is not None for t in s.over.parts]
    places = {(t.col.table, t.col.name) for t in cut} | {(t.col.table, "") for t in cut}
    metrics = {t.sql for t in cut if t.sql}
    lost = 0
    for item, follow in pairwise(items):
        if not (item.token.low in ("by", "per") or item.is_cue("group")) or follow.mention is None:
            continue
        meant = follow.mention.links
        if PIECES.get(follow.token.low, " ") in {t.grain for t in cut}:
            continue
        if follow.mention.kind == "value" or any(x.place in places for x in meant):
            continue
        expressions = {x.thing.metric.expression for x in meant if x.thing is not None and x.thing.metric is not None}
        ratio = any(t.op == "/" for q in parts for t in q.select)
        lost += not expressions & metrics and not ratio and not any(q.source for q in parts)
    return lost


def _lost_cues(parts: Sequence[Query], terms: Sequence[Term], conds: Sequence[Cond], items: Sequence[Item]) -> int:
    """Function words that change everything and left no mark."""
    plain = (i for i in items if i.mention is None and not i.is_cue("cmp"))
    words = {w for i in plain for w in i.text.casefold().split()}
    kinds = {(i.cue.kind, i.cue.arg) for i in items if i.cue is not None}
    aggs = {t.agg for t in terms}
    rates = any(t.sql for t in terms)
    lost = 0
    ordered = any(q.order for q in parts) or "max" in aggs or "min" in aggs
    lost += bool(words & RANKING) and not ordered
    lost += any(k in ("super", "common") for k, _ in kinds) and not ordered
    denied = any(c.op in ("!=", "not in", "not like", "is null", "not null", "<", "<=") for c in conds)
    denied = denied or any(q.setop == "except" for q in parts) or any(c.value is False for c in conds)
    lost += bool(words & CONTRAST) and not denied
    for kind, agg in kinds:
        if kind == "agg" and agg not in aggs and not rates:
            lost += not (agg in ("max", "min") and ordered) and not (agg == "sum" and "count" in aggs)
    lost += ("count", "") in kinds and "count" not in aggs and "sum" not in aggs and not rates
    lost += any(k == "distinct" for k, _ in kinds) and not any(
        q.distinct or q.group or q.setop or any(t.distinct for t in q.select) for q in parts
    )
    lost += any(k == "group" for k, _ in kinds) and not any(q.group or q.top_per for q in parts) and bool(aggs - {""})
    compared = any(k in ("cmp", "between") for k, _ in kinds)
    lost += compared and not any(c.op in ("<", "<=", ">", ">=", "between", "within", "=", "!=") for c in conds)
    shares = any(k == "share" for k, _ in kinds) or _in_percent(items)
    parted = any(t.op in ("share", "percent", "growth", "/") or (t.over and t.over.kind == "growth") for t in terms)
    lost += shares and not parted and not any(t.sql and _divides(t.sql) for t in terms)
    lost += any(k == "like" for k, _ in kinds) and not any(c.op in ("like", "not like") for c in conds)
    return lost


def _in_percent(items: Sequence[Item]) -> bool:
    """`margin %`: the sign behind a name rather than behind a number."""
    return any(i.text == "%" and before.kind == "mention" for before, i in pairwise(items))


def _added(query: Query, items: Sequence[Item]) -> int:
    """Columns that are shown though no word of the question means them."""
    meant = {x.place for i in items if i.mention is not None for x in i.mention.links}
    tables = {x.place[0] for i in items if i.mention is not None for x in i.mention.of("table")}
    shown = [
        t.col
        for t in query.select
        if not t.sql and not t.grain and not t.name and t.col.name != "*" and t.col.table != SOURCE
    ]
    return sum((c.table, c.name) not in meant and c.table not in tables for c in shown)
