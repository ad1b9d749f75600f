"""What is known of the dates in a table: how far they reach, where most of them lie, which pairs stand the wrong way round.

One query a table, remembered for as long as the data stay. It reads the table as the role may read it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from sqlglot import exp

from data.errors import CandorError
from data.evidence.keys import Inspect
from data.types import Column, Table

LOADS = frozenset({"loaded", "ingested", "inserted", "imported", "synced", "extracted", "received", "recorded", "etl"})
"""Words of a column that says when a row came in."""
STARTS = frozenset(
    {"ordered", "created", "opened", "started", "starts", "start", "begin", "begins", "began", "shipped", "sent"}
    | {"departed", "hired", "joined", "launched", "born", "birth", "admitted", "booked", "issued", "requested"}
    | {"submitted", "signed", "published", "from", "checkin", "pickup", "borrowed", "placed"}
)
ENDS = frozenset(
    {"delivered", "closed", "ended", "ends", "end", "arrived", "returned", "finished", "completed", "resolved", "to"}
    | {"discontinued", "left", "terminated", "died", "death", "discharged", "expired", "expires", "until", "dropoff"}
    | {"checkout", "shipped", "paid", "settled", "retired", "cancelled", "canceled"}
)
MOST = 6
"""Date columns of one table that are looked at."""


@dataclass(frozen=True, slots=True)
class Dates:
    """A date column: earliest and latest value, and about the middle one; None where the column is empty."""

    column: str
    low: dt.date | None
    high: dt.date | None
    middle: dt.date | None


@dataclass(frozen=True, slots=True)
class Lag:
    """From `start` to `end` in days: about the middle, and the most; `inverted` rows have the end first, of `rows`."""

    start: str
    end: str
    middle: float
    most: float
    inverted: int
    rows: int


@dataclass(frozen=True, slots=True)
class TableDates:
    columns: tuple[Dates, ...] = ()
    loads: tuple[Lag, ...] = ()
    """From what happened to when it was loaded."""
    spans: tuple[Lag, ...] = ()
    """From a beginning to its end, by their names."""

    def column(self, name: str) -> Dates | None:
        return next((d for d in self.columns if d.column.casefold() == name.casefold()), None)


def dates_of(item: exp.Expr, table: Table, inspect: Inspect, kept: MutableMapping[str, object]) -> TableDates:
    """The dates of a table behind an item of FROM; nothing where it has none or the engine refuses."""
    columns = [c for c in table.columns if c.kind in ("date", "timestamp")][:MOST]
    if not columns:
        return TableDates()
    wanted = dict(_wanted(columns, table))
    made = exp.Select(expressions=[exp.alias_(e, k, quoted=True) for k, e in wanted.items()])
    made.set("from_", exp.From(this=item.copy()))
    text = made.sql(dialect="duckdb", identify=True)
    known = kept.get(text)
    if isinstance(known, TableDates):
        return known
    try:
        row: dict[str, Any] = inspect(made).table.to_pylist()[0]
    except (CandorError, IndexError):
        row = {}
    kept[text] = found = _told(row, columns, table) if row else TableDates()
    return found


def pairs(columns: list[Column], table: Table) -> Iterator[tuple[str, str, str]]:
    """(kind, start, end): `load` from the table's own time to when it came in, `span` from a start to an end."""
    for a, b in permutations(columns, 2):
        first, second = _words(a.name), _words(b.name)
        if second & LOADS and not first & LOADS and (a.name == table.time_column or first & (STARTS | ENDS)):
            yield "load", a.name, b.name
        elif first & STARTS and second & ENDS and _beside(first, second):
            yield "span", a.name, b.name


def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().replace("-", "_").split("_"))


def _beside(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether both speak of one thing: apart from the words of start and end they have the same, or none."""
    plain = {"on", "at", "date", "time", "day", "timestamp", "ts", "dt", "utc"}
    a, b = first - STARTS - plain, second - ENDS - plain
    return first != second and (a == b or not a or not b)


def _wanted(columns: list[Column], table: Table) -> Iterator[tuple[str, exp.Expr]]:
    for i, column in enumerate(columns):
        cell = exp.column(column.name, quoted=True)
        yield f"low{i}", exp.Min(this=cell.copy())
        yield f"high{i}", exp.Max(this=cell.copy())
        yield f"middle{i}", exp.ApproxQuantile(this=cell.copy(), quantile=exp.Literal.number("0.5"))
    for i, (kind, start, end) in enumerate(pairs(columns, table)):
        lag = lag_of(start, end)
        if kind == "load":
            yield f"most{i}", exp.Max(this=lag)
            yield f"typical{i}", exp.ApproxQuantile(this=lag.copy(), quantile=exp.Literal.number("0.5"))
        else:
            yield f"n{i}", exp.Count(this=lag)
            yield f"inverted{i}", exp.CountIf(this=inverted(start, end))


def lag_of(start: str, end: str, alias: str = "") -> exp.Expr:
    """The days from one column to the other."""
    named = [exp.column(name, table=alias or None, quoted=True) for name in (end, start)]
    days = [exp.Cast(this=c, to=exp.DataType.build("date")) for c in named]
    return exp.DateDiff(this=days[0], expression=days[1], unit=exp.Var(this="DAY"))


def inverted(start: str, end: str, alias: str = "") -> exp.Expr:
    """Whether the end stands before the start, days compared where one of them has no time."""
    return exp.LT(this=lag_of(start, end, alias), expression=exp.Literal.number(0))


def _told(row: dict[str, Any], columns: list[Column], table: Table) -> TableDates:
    dates = tuple(
        Dates(c.name, as_day(row[f"low{i}"]), as_day(row[f"high{i}"]), as_day(row[f"middle{i}"]))
        for i, c in enumerate(columns)
    )
    loads, spans = [], []
    for i, (kind, start, end) in enumerate(pairs(columns, table)):
        if kind == "load" and row[f"most{i}"] is not None:
            loads.append(Lag(start, end, float(row[f"typical{i}"]), float(row[f"most{i}"]), 0, 0))
        elif kind == "span":
            spans.append(Lag(start, end, 0.0, 0.0, int(row[f"inverted{i}"] or 0), int(row[f"n{i}"] or 0)))
    return TableDates(dates, tuple(loads), tuple(spans))


def as_day(value: object) -> dt.date | None:
    """A date or timestamp as a day."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
