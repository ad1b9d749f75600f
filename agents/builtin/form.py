"""The typed intermediate form: what a question asks, in terms of columns, before joins and SQL.

It is close to SemQL and NatSQL: no FROM and no ON, those follow from the columns and `tables`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Aggregate = Literal["", "count", "sum", "avg", "min", "max", "median", "quantile"]
Grain = Literal["", "day", "week", "month", "quarter", "year", "weekday", "hour", "month of year"]
"""A piece of time: a calendar period, or a recurring one (the last three)."""
Arithmetic = Literal["", "+", "-", "*", "/", "days", "growth", "share", "percent"]
WindowKind = Literal["running", "moving", "previous", "change", "growth", "rank", "own", "total"]
Operator = Literal[
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "like",
    "not like",
    "between",
    "in",
    "not in",
    "is null",
    "not null",
    "within",
    "sql",
]
SetOp = Literal["", "union", "intersect", "except"]
Literal_ = str | int | float | bool | dt.date | dt.datetime


SOURCE = "~"
"""In place of a table's name: the rows of `Query.source`, whose columns are called "1", "2" and so on."""


@dataclass(frozen=True, slots=True)
class Col:
    """A column; `name` is `*` for the rows of a table."""

    table: str
    name: str = "*"


@dataclass(frozen=True, slots=True)
class Over:
    """A term seen against its neighbours in the result.

    `running`: its sum up to here; `moving`: its mean over the last `size` rows; `previous`: what stands `size` rows
    before; `change`, `growth`: the difference to that, the same in percent of it; `rank`: its place; `total`: its
    sum over all rows of the part; `own`: the term is an aggregate itself, taken over the rows of the part.
    """

    kind: WindowKind
    order: tuple[tuple[Term, bool], ...] = ()
    parts: tuple[Term, ...] = ()
    size: int = 1


@dataclass(frozen=True, slots=True)
class Term:
    """A column, an aggregate of one, or arithmetic between two terms. `sql` is a metric's expression instead."""

    col: Col
    agg: Aggregate = ""
    distinct: bool = False
    grain: Grain = ""
    op: Arithmetic = ""
    """`share`: this term's part of its total over all groups; `percent`: its part of the same without `only`; `days`:
    from the other day to this one; `growth`: the difference to the other one in percent of that."""
    other: Term | None = None
    sql: str = ""
    only: tuple[Cond, ...] = ()
    """The aggregate counts only rows that meet these."""
    name: str = ""
    of: Term | None = None
    """What is aggregated, where it is more than a column: arithmetic between columns."""
    over: Over | None = None
    level: float = 0.5
    """Of a quantile."""

    @property
    def aggregated(self) -> bool:
        return bool(self.agg or self.sql) or (self.other is not None and self.other.aggregated)


@dataclass(frozen=True, slots=True)
class Cond:
    """`term op value`; `within` is from the first of two values up to, not including, the second. `either` joins it to the one before by OR instead of AND."""

    term: Term
    op: Operator
    value: Literal_ | tuple[Literal_, ...] | Query | Term | None = None
    """A Term is compared with in the same row."""
    either: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One question. `tables` must be joined even when no column of theirs is used."""

    select: tuple[Term, ...]
    where: tuple[Cond, ...] = ()
    group: tuple[Term, ...] = ()
    having: tuple[Cond, ...] = ()
    order: tuple[tuple[Term, bool], ...] = ()
    """(term, descending)."""
    limit: int | None = None
    distinct: bool = False
    tables: tuple[str, ...] = ()
    setop: SetOp = ""
    other: Query | None = None
    top_per: tuple[Term, ...] = ()
    """Top `limit` within each of these."""
    offset: int = 0
    kept: tuple[Cond, ...] = ()
    """What rows must meet that are seen against their neighbours (windows in the terms)."""
    source: Query | None = None
    """The rows come from this query instead of tables."""
    ways: tuple[tuple[str, str], ...] = ()
    """(table, column) of the keys to join over, where a table has several to the same one."""


def terms_of(query: Query) -> list[Term]:
    """Every term that the query's own rows need, those of nested queries left out."""
    found = [*query.select, *query.group, *(t for t, _ in query.order), *query.top_per]
    for cond in (*query.where, *query.having, *query.kept):
        found += _of_cond(cond)
    deep: list[Term] = []
    while found:
        term = found.pop()
        deep.append(term)
        found += [t for t in (term.other, term.of) if t is not None]
        found += [t for c in term.only for t in _of_cond(c)]
        if term.over is not None:
            found += [*(t for t, _ in term.over.order), *term.over.parts]
    return deep


def _of_cond(cond: Cond) -> list[Term]:
    return [cond.term, cond.value] if isinstance(cond.value, Term) else [cond.term]
