"""The typed intermediate form: what a question asks, in terms of columns, before joins and SQL.

It is close to SemQL and NatSQL: no FROM and no ON, those follow from the columns and `tables`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Aggregate = Literal["", "count", "sum", "avg", "min", "max", "median"]
Grain = Literal["", "day", "week", "month", "quarter", "year"]
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


@dataclass(frozen=True, slots=True)
class Col:
    """A column; `name` is `*` for the rows of a table."""

    table: str
    name: str = "*"


@dataclass(frozen=True, slots=True)
class Term:
    """A column, an aggregate of one, or arithmetic between two terms. `sql` is a metric's expression instead."""

    col: Col
    agg: Aggregate = ""
    distinct: bool = False
    grain: Grain = ""
    op: Literal["", "+", "-", "*", "/", "share", "percent"] = ""
    """`share`: this term's part of its total over all groups; `percent`: its part of the same without `only`."""
    other: Term | None = None
    sql: str = ""
    only: tuple[Cond, ...] = ()
    """The aggregate counts only rows that meet these."""
    name: str = ""

    @property
    def aggregated(self) -> bool:
        return bool(self.agg or self.sql) or (self.other is not None and self.other.aggregated)


@dataclass(frozen=True, slots=True)
class Cond:
    """`term op value`; `within` is from the first of two values up to, not including, the second. `either` joins it to the one before by OR instead of AND."""

    term: Term
    op: Operator
    value: Literal_ | tuple[Literal_, ...] | Query | None = None
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


def terms_of(query: Query) -> list[Term]:
    """Every term that the query's own rows need, those of nested queries left out."""
    found = [*query.select, *query.group, *(t for t, _ in query.order), *query.top_per]
    for cond in (*query.where, *query.having):
        found.append(cond.term)
    deep: list[Term] = []
    while found:
        term = found.pop()
        deep.append(term)
        if term.other is not None:
            found.append(term.other)
        found += [c.term for c in term.only]
    return deep
