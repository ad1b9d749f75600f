"""A reading said as a complete question, so that a person can choose between two.

Not every form can be said: what has no plain words here gives None, and nothing is offered for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from agents.builtin.form import Cond, Query, Term
from agents.builtin.names import Names
from agents.builtin.written import spoken_name

_AGGREGATES = {"sum": "total", "avg": "average", "min": "minimum", "max": "maximum", "median": "median"}
_COMPARED = {
    "=": "is",
    "!=": "is not",
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
}


def question_of(query: Query, names: Names) -> str | None:
    """The form as a question in plain words; None when it has none."""
    if query.source or query.other or query.kept or query.top_per or query.having or len(query.order) > 1:
        return None
    shown = [_term(t, names) for t in query.select]
    conds = [_cond(c, names) for c in query.where if c.op != "sql"]
    if any(part is None for part in (*shown, *conds)) or not shown:
        return None
    groups = [t for t in query.group if t in query.select]
    if any(t not in query.select for t in query.group):
        return None
    measures = [_term(t, names) or "" for t in query.select if t not in groups]
    if any(t.aggregated for t in query.select):
        text = f"What is the {' and the '.join(measures)}"
        text += "".join(f" for each {_term(t, names)}" for t in groups)
    else:
        text = f"Show the {'different ' if query.distinct else ''}{_listed([s or '' for s in shown])}"
        owner = query.select[0].col.table
        text += f" of {_table(owner, names)}"
    text += _where([c or "" for c in conds], query.where)
    ending = _order(query, names)
    return None if ending is None else f"{text}{ending}?"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _where(conds: Sequence[str], tests: Sequence[Cond]) -> str:
    text = ""
    for number, (cond, test) in enumerate(zip(conds, [t for t in tests if t.op != "sql"], strict=True)):
        joint = " where " if number == 0 else " or " if test.either else " and "
        text += joint + cond
    return text


def _order(query: Query, names: Names) -> str | None:
    """The order in words, with its leading blank; empty for none."""
    if not query.order:
        return "" if query.limit is None else None
    term, desc = query.order[0]
    by = _term(term, names)
    if by is None or (query.limit not in (None, 1)):
        return None
    if query.limit == 1:
        return f" with the {'highest' if desc else 'lowest'} {by}"
    return f" ordered by {by} {'descending' if desc else 'ascending'}"


def _table(table: str, names: Names) -> str:
    known = names.thing(table).table
    return (known.title or spoken_name(known.name.rsplit(".", 1)[-1])).casefold()


def _column(term: Term, names: Names) -> str:
    column = names.thing(term.col.table, term.col.name).column if term.col.name != "*" else None
    if column is None:
        return _table(term.col.table, names)
    return (column.title or spoken_name(column.name)).casefold()


def _term(term: Term, names: Names) -> str | None:
    if term.op or term.over or term.of or term.only or term.other:
        return None
    if term.sql:
        return term.name.replace("_", " ")
    if term.grain:
        return term.grain
    if term.agg == "count" and term.col.name == "*":
        return f"number of {_table(term.col.table, names)}"
    if term.agg == "count":
        return f"number of {'different ' if term.distinct else ''}{_column(term, names)}"
    return f"{_AGGREGATES.get(term.agg, '')} {_column(term, names)}".strip()


def _cond(cond: Cond, names: Names) -> str | None:
    if cond.term.aggregated or isinstance(cond.value, Query | Term):
        return None
    column = _column(cond.term, names)
    match cond.op:
        case "=" | "!=" | "<" | "<=" | ">" | ">=" if isinstance(cond.value, str | int | float):
            value = f'"{cond.value}"' if isinstance(cond.value, str) else f"{cond.value:g}"
            return f"{column} {_COMPARED[cond.op]} {value}"
        case "is null":
            return f"{column} is missing"
        case "not null":
            return f"{column} is not missing"
        case "within" if isinstance(cond.value, tuple):
            return _window(column, *cond.value)
        case _:
            return None


def _window(column: str, since: object, until: object) -> str | None:
    if not isinstance(since, dt.date) or not isinstance(until, dt.date):
        return None
    days = (until - since).days
    if days in (365, 366) and since.month == since.day == 1:
        return f"{column} is in {since.year}"
    if days in (28, 29, 30, 31) and since.day == 1:
        return f"{column} is in {since:%B %Y}"
    return f"{column} is on {since.isoformat()}" if days == 1 else None
