"""Changes that are about a figure: rows ranked by another one, groups left out by how high they are, things counted.

The words are completed to a question of their own (`top 3 products by quantity`, `brands with revenue below 500000`), which
the same parser reads as any other; what it says of the figure goes into the form.
"""

from __future__ import annotations

from dataclasses import replace

from agents.builtin.dialogue.carrier import carrier, column_words, measures_of, table_words
from agents.builtin.form import Cond, Operator, Query, Term
from agents.builtin.parser import Parsed, Parser
from agents.builtin.words import tokens_of
from data.types import Schema

SURE = 0.69
"""How sure a completed question must be read."""
_TURNED: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_THOSE = ("those", "these", "ones", "the ones", "all", "any", "that are", "which are", "where", "with")
_COMPARES = frozenset(
    {"above", "below", "over", "under", "more", "less", "fewer", "at", "exceeding", "greater", "higher", "lower"}
)


def reranked(query: Query, text: str, parser: Parser) -> tuple[Query, Parsed] | None:
    """`by quantity` behind a ranking: (the form of the same ranking by that figure, its reading); None where it is no figure."""
    first, _, figure = text.partition(" ")
    ranks = query.limit is not None and any(t.aggregated for t, _ in query.order)
    noun = _noun(query, parser.schema)
    if first.casefold() != "by" or not figure or not ranks or not noun or len(measures_of(query)) != 1:
        return None
    parsed = parser.parse(f"top {query.limit} {noun} by {figure}")
    made = _surely(parsed)
    plain = made is not None and not (made.top_per or made.setop or made.source)
    if made is None or not plain or {g.col for g in made.group} != {g.col for g in query.group}:
        return None
    by = [t for t, _ in made.order if t.aggregated]
    if len(by) != 1 or any(c.op != "sql" for c in made.where):
        return None
    same_rows = by[0].col.table == measures_of(query)[0].col.table and not by[0].sql
    # A plain sum is taken over the rows that the figure before it was, which a metric may have chosen.
    where = tuple(c for c in query.where if c.op == "sql") if same_rows else made.where
    name = next((t.name for t in made.select if replace(t, name="") == replace(by[0], name="")), "")
    return replace(made, select=(replace(by[0], name=name),), group=(), where=where), parsed


def counted(query: Query, alone: Parsed, text: str, parser: Parser) -> tuple[Query, Parsed] | None:
    """`and returns?` behind a figure: how many there are; None where the words are more than a table's name."""
    made = _surely(alone)
    named = [m for m in alone.mentions if m.kind == "table"]
    listed = made is not None and not (measures_of(made) or made.where or made.group or made.having or made.order)
    if not measures_of(query) or not listed or len(alone.mentions) != 1 or len(named) != 1:
        return None
    parsed = parser.parse(f"number of {text}")
    how_many = _surely(parsed)
    if how_many is None or how_many.group or how_many.where or len(measures_of(how_many)) != 1:
        return None
    return how_many, parsed


def by_figure(query: Query, text: str, out: bool, parser: Parser) -> tuple[tuple[Cond, ...], Parsed] | None:
    """`brands with revenue below 500000`, `those above 5000`: the tests on figures of the groups, turned round where they are
    to be left out; None where the words test nothing of the kind."""
    noun = _noun(query, parser.schema)
    if not noun or len(measures_of(query)) != 1 or all(t.number is None for t in tokens_of(text)):
        return None
    tested = {c for c in query.where if c.op == "sql"}
    for words in (text, _completed(query, text, noun, parser)):
        parsed = parser.parse(words)
        made = _surely(parsed)
        if made is None or not made.having or made.setop or made.source or made.limit:
            continue
        if {g.col for g in made.group} != {g.col for g in query.group} or set(made.where) != tested:
            continue
        if out and (len(made.having) > 1 or made.having[0].op not in _TURNED):
            continue
        tests = tuple(replace(c, op=_TURNED[c.op]) for c in made.having) if out else made.having
        return tests, parsed
    return None


def _completed(query: Query, text: str, noun: str, parser: Parser) -> str:
    """`those above 5000` as `brands with revenue above 5000`."""
    rest = " ".join(t.text for t in tokens_of(text) if t.kind != "mark")
    taken = True
    while taken:
        start = next((w for w in (*_THOSE, noun) if rest.casefold().startswith(f"{w} ")), "")
        rest, taken = rest[len(start) :].strip(), bool(start)
    opens = rest.split(maxsplit=1)[0].casefold() if rest else ""
    figure = f"{carrier(query, parser.schema)} " if opens in _COMPARES else ""
    return f"{noun} with {figure}{rest}"


def _noun(query: Query, schema: Schema) -> str:
    """What the rows of a form with one breakdown are called; empty where there is none, or several."""
    shown = [g for g in query.group if g in query.select and not g.aggregated]
    if len(shown) != 1 or query.setop or query.source is not None or query.top_per:
        return ""
    term: Term = shown[0]
    if term.grain:
        return f"{term.grain}s" if term.grain in ("day", "week", "month", "quarter", "year") else ""
    keyed = any(g.col.table == term.col.table and g not in query.select for g in query.group)
    return table_words(term.col.table, schema) if keyed else column_words(term.col, schema)


def _surely(parsed: Parsed) -> Query | None:
    best = parsed.readings[0] if parsed.readings and not parsed.unread else None
    return best.query if best is not None and best.confidence >= SURE else None
