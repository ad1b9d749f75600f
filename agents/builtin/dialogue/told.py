"""The difference between two forms in words: `+ region is West; month → week; dates unchanged`."""

from __future__ import annotations

import datetime as dt

from agents.builtin.dialogue.carrier import column_words, measure_words, measures_of, table_words
from agents.builtin.form import Cond, Literal_, Query, Term
from data.types import Schema

_OPERATORS = {
    "=": "is",
    "!=": "is not",
    "like": "contains",
    "not like": "does not contain",
    "is null": "is empty",
    "not null": "is not empty",
    "in": "is one of",
    "not in": "is none of",
}


def told(before: Query, after: Query, schema: Schema) -> str:
    """What changed and which filters stay, e.g. `+ region is West; dates unchanged: 2024-01-01 to 2024-12-31`."""
    parts = [*_measures(before, after, schema), *_groups(before, after, schema), *_filters(before, after, schema)]
    parts += _rows(before, after, schema)
    return "; ".join(parts) or "nothing changed"


def cond_words(cond: Cond, schema: Schema) -> str:
    """One condition as a person says it; dates are absolute, the last day included."""
    if cond.op == "sql":
        return str(cond.value)
    name = term_words(cond.term, schema)
    if cond.op == "within" and isinstance(cond.value, tuple):
        return f"{name} {_range(cond)}"
    if isinstance(cond.value, Query):
        found = "those found before" if cond.op == "in" else "those of another table"
        return f"{name} {_OPERATORS.get(cond.op, cond.op)} {found if 'in' in cond.op else 'a computed value'}"
    if cond.op in ("is null", "not null"):
        return f"{name} {_OPERATORS[cond.op]}"
    values = cond.value if isinstance(cond.value, tuple) else (cond.value,)
    joined = (" and " if cond.op == "between" else ", ").join(_value(v) for v in values)
    return f"{name} {_OPERATORS.get(cond.op, cond.op)} {joined}"


def term_words(term: Term, schema: Schema) -> str:
    """A term as a person says it."""
    if term.aggregated:
        return measure_words(term, schema)
    if term.col.name == "*":
        return table_words(term.col.table, schema)
    return term.grain or column_words(term.col, schema)


def is_time(cond: Cond) -> bool:
    """Whether a condition is about when."""
    values = cond.value if isinstance(cond.value, tuple) else (cond.value,)
    return cond.op == "within" or any(isinstance(v, dt.date) for v in values)


def _measures(before: Query, after: Query, schema: Schema) -> list[str]:
    old = [_measure(t, schema) for t in measures_of(before)]
    new = [_measure(t, schema) for t in measures_of(after)]
    if old == new:
        return _columns(before, after, schema)
    if old and set(old) < set(new):
        return [f"+ {', '.join(n for n in new if n not in old)}"]
    return [f"{' and '.join(old) or 'the rows'} → {' and '.join(new) or 'the rows'}"]


def _measure(term: Term, schema: Schema) -> str:
    share = "share of " if term.op in ("share", "percent") else ""
    return f"{share}{measure_words(term, schema)}"


def _columns(before: Query, after: Query, schema: Schema) -> list[str]:
    if measures_of(after):
        return []
    old, new = ([term_words(t, schema) for t in q.select] for q in (before, after))
    added, gone = [n for n in new if n not in old], [o for o in old if o not in new]
    return [f"+ {n}" for n in added] + [f"− {o}" for o in gone]


def _groups(before: Query, after: Query, schema: Schema) -> list[str]:
    old, new = (list(dict.fromkeys(term_words(t, schema) for t in _split(q))) for q in (before, after))
    added, gone = [n for n in new if n not in old], [o for o in old if o not in new]
    if len(added) == len(gone) == 1:
        return [f"by {added[0]} instead of by {gone[0]}"]
    return [f"+ by {n}" for n in added] + [f"− by {o}" for o in gone]


def _split(query: Query) -> list[Term]:
    """What the measure is split by; a key that only keeps two of one name apart is no news."""
    shown = [t for t in query.group if t in query.select]
    return shown or list(query.group)


def _filters(before: Query, after: Query, schema: Schema) -> list[str]:
    old = [c for c in (*before.where, *before.having) if c.op != "sql"]
    new = [c for c in (*after.where, *after.having) if c.op != "sql"]
    parts: list[str] = []
    gone, added = _spoken(old, new, schema), _spoken(new, old, schema)
    times = [c for c in old if is_time(c)], [c for c in new if is_time(c)]
    for cond in [*added]:
        swap = next((g for g in gone if g.term == cond.term and g.op == cond.op and not is_time(g)), None)
        if swap is not None and not isinstance(cond.value, tuple | Query):
            parts.append(f"{term_words(cond.term, schema)}: {_value(swap.value)} → {_value(cond.value)}")
            gone.remove(swap)
        elif is_time(cond) and times[0] and any(is_time(g) for g in gone):
            first = next(g for g in gone if is_time(g))
            parts.append(f"dates: {_range(first)} → {_range(cond)}")
            gone.remove(first)
        else:
            parts.append(f"{'or' if cond.either else '+'} {cond_words(cond, schema)}")
    parts += [f"− {cond_words(c, schema)}" for c in gone]
    kept = [c for c in new if any(_same(c, o) for o in old)]
    dates = [c for c in kept if is_time(c)]
    if dates:
        parts.append(f"dates unchanged: {' or '.join(_range(c) for c in dates)}")
    still = [cond_words(c, schema) for c in kept if not is_time(c)]
    return [*parts, *([f"still {' and '.join(still)}"] if still else [])]


def _spoken(some: list[Cond], others: list[Cond], _schema: Schema) -> list[Cond]:
    return [c for c in some if not any(_same(c, o) for o in others)]


def _same(one: Cond, other: Cond) -> bool:
    """The same test; a column that moved to another table with the measure is still the same filter."""
    named = (one.term.col.name, one.term.agg) == (other.term.col.name, other.term.agg) or (
        is_time(one) and is_time(other)
    )
    return named and one.op == other.op and one.value == other.value


def _rows(before: Query, after: Query, schema: Schema) -> list[str]:
    parts = []
    if before.order != after.order and after.order:
        term, desc = after.order[0]
        way = (
            ("latest first" if desc else "earliest first")
            if term.grain
            else ("highest first" if desc else "lowest first")
        )
        parts.append(f"sorted by {term_words(term, schema)}, {way}")
    if before.limit != after.limit:
        parts.append("all rows" if after.limit is None else f"only {after.limit} row{'s' if after.limit != 1 else ''}")
    return parts


def _range(cond: Cond) -> str:
    if cond.op != "within" or not isinstance(cond.value, tuple):
        return f"{cond.op} {_value(cond.value)}"
    since, until = cond.value
    last = until - dt.timedelta(days=1) if isinstance(until, dt.date) else until
    return f"{_value(since)} to {_value(last)}"


def _value(value: Literal_ | tuple[Literal_, ...] | Query | Term | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Term):
        return value.col.name
    return str(value).strip("%") if isinstance(value, str) else str(value)


def in_words(query: Query, schema: Schema) -> str:
    """A whole form in words, e.g. `revenue by month, region is West, ordered at 2024-01-01 to 2024-12-31`."""
    shown = [_measure(t, schema) for t in measures_of(query)] or [
        f"{term_words(t, schema)} of {table_words(t.col.table, schema)}" if t.col.name != "*" else term_words(t, schema)
        for t in query.select
    ]
    by = list(dict.fromkeys(term_words(t, schema) for t in _split(query))) if measures_of(query) else []
    conds = [c for c in (*query.where, *query.having) if c.op != "sql"]
    tests = [f"{'or ' if c.either else ''}{cond_words(c, schema)}" for c in conds]
    order = (
        [f"sorted by {term_words(query.order[0][0], schema)}"] if query.order and not query.order[0][0].grain else []
    )
    rows = [f"the first {query.limit}"] if query.limit else []
    head = " and ".join(shown) + (f" by {' and '.join(by)}" if by else "")
    return ", ".join([head, *tests, *order, *rows])
