"""Dates that tell of the data themselves: counts that were not renewed, rows that came in late, ends before beginnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from sqlglot import exp

from data.evidence.periods import day_words
from data.evidence.tables import as_day, inverted, lag_of
from data.quality.checks import Finding, Used, count_if, register, whole
from data.quality.touching import touches
from data.types import Table

OLD = 30
"""Days between what is fresh and what is stale, with nothing in between, at the least."""
FRESH = 0.5
"""The share of rows that must be fresh for the others to be stale."""
STATE = 50
"""Rows of a table of the present state of things, at the least; fewer are looked through at a glance."""
SHARED = 5
"""Rows that a day of such a table has on average at the least: a state is taken of many things at once, events come one by one."""
LATE = 7
"""Days between the last of those that came in as usual and the first that came in late, at the least."""
ODD = 0.05
"""The share of rows up to which an end before its beginning is an error and not how things are."""


@register
def stale_rows(used: Used) -> Iterator[Finding]:
    """Rows far older than the others in a table that holds the present state of things."""
    for alias, item, table in used.items():
        for known in used.dates(item, table).columns:
            column = table.column(known.column)
            if not known.low or not known.high or not known.middle or column is None or column.private:
                continue
            if (known.high - known.low).days < OLD or (known.high - known.middle).days >= OLD / 2:
                continue
            told = _parted(used, alias, known.column)
            if told is not None:
                stale, total, newest = told
                day = exp.Cast(this=exp.column(known.column, table=alias, quoted=True), to=exp.DataType.build("date"))
                old = exp.LTE(this=day, expression=exp.cast(exp.Literal.string(newest.isoformat()), "date"))
                material = touches(used, stale, total, count_if(old))
                yield Finding(
                    "stale_rows",
                    "warning" if material else "info",
                    f"{stale:,} of {total:,} {_rows(used, table)} {'is stale: its' if stale == 1 else 'are stale: their'} "
                    f"{known.column} is {day_words(newest)} or before, that of the others around {day_words(known.middle)}.",
                    (known.column,),
                    material=material,
                )


def _rows(used: Used, table: Table, one: bool = False) -> str:
    """Whose rows are counted; those that a join repeats count each time."""
    joined = used.core is not None and bool(used.core.args.get("joins"))
    return f"{'row' if one else 'rows'} of {table.name}{' (counted after the join)' if joined else ''}"


def _parted(used: Used, alias: str, column: str) -> tuple[int, int, dt.date] | None:
    """Of the rows used: how many lie before a wide gap that most lie behind, of how many, and the last day before it."""
    cell = exp.Cast(this=exp.column(column, table=alias, quoted=True), to=exp.DataType.build("date"))
    days = [(d, n) for value, n in _counted(used, cell) if (d := as_day(value))]
    total, fresh = sum(n for _, n in days), 0
    for seen, ((day, count), (before, _)) in enumerate(pairwise(sorted(days, reverse=True)), 1):
        fresh += count
        if (day - before).days >= OLD:
            state = total >= STATE and fresh >= SHARED * seen
            return (total - fresh, total, before) if state and fresh >= FRESH * total else None
    return None


def _counted(used: Used, cell: exp.Expr) -> list[tuple[object, int]]:
    """The values of an expression over the rows used, with how often each stands there."""
    core = used.core
    if core is None:
        return []
    made = core.copy()
    for part in ("having", "order", "limit", "offset", "qualify", "distinct"):
        made.set(part, None)
    named = [exp.alias_(cell, "value", quoted=True), exp.alias_(exp.Count(this=exp.Star()), "n", quoted=True)]
    made.set("expressions", named)
    made.set("group", exp.Group(expressions=[exp.Literal.number(1)]))
    return [(r["value"], whole(r["n"])) for r in used.look(made, ("value", "n")) or []]


@register
def late_rows(used: Used) -> Iterator[Finding]:
    """Rows that came in long after all others had: answers given before that did not have them."""
    for alias, item, table in used.items():
        for lag in used.dates(item, table).loads:
            wide = max(LATE, 5 * lag.middle)
            if lag.most <= lag.middle + wide:
                continue
            lags = sorted(
                (int(str(v)), n) for v, n in _counted(used, lag_of(lag.start, lag.end, alias)) if v is not None
            )
            late = _behind_gap(lags, wide)
            if late is not None:
                count, least = late
                total = sum(n for _, n in lags)
                yield Finding(
                    "late_rows",
                    "info",
                    f"{count:,} {_rows(used, table, count == 1)} came in {least:,} days or more after "
                    f"{'its' if count == 1 else 'their'} {lag.start} ({lag.end}), "
                    "long after all others: answers given before that did not have them.",
                    (lag.start, lag.end),
                    material=touches(used, count, total, None),
                )
            break


def _behind_gap(lags: list[tuple[int, int]], wide: float) -> tuple[int, int] | None:
    """How many rows lie behind the first wide gap that most lie before, and the least lag of theirs."""
    total, soon = sum(n for _, n in lags), 0
    for (lag, count), (after, _) in pairwise(lags):
        soon += count
        if after - lag >= wide:
            return (total - soon, after) if soon >= FRESH * total else None
    return None


@register
def impossible_order_of_dates(used: Used) -> Iterator[Finding]:
    """Ends before their beginnings, where the statement speaks of one of the two."""
    read = {(t.casefold(), c.casefold()) for t, c in used.query.reads.columns}
    for alias, item, table in used.items():
        for span in used.dates(item, table).spans:
            spoken = {(table.name.casefold(), c.casefold()) for c in (span.start, span.end)} & read
            if not spoken or not span.inverted or span.inverted > ODD * span.rows:
                continue
            odd = count_if(inverted(span.start, span.end, alias))
            rows = used.probe({"n": odd, "all": exp.Count(this=exp.Star())})
            count, total = (whole(rows[0]["n"]), whole(rows[0]["all"])) if rows else (0, 0)
            if count:
                ends = {span.start.casefold(), span.end.casefold()}
                # A length below zero pulls at an average far more than its share of the rows.
                measured = any(ends <= {c.casefold() for c in m.columns} for m in used.aggregated)
                material = measured or touches(used, count, total, odd.copy())
                yield Finding(
                    "impossible_order_of_dates",
                    "warning" if material else "info",
                    f"{count:,} {_rows(used, table, count == 1)} {'has' if count == 1 else 'have'} a {span.end} before "
                    f"{'its' if count == 1 else 'their'} {span.start}.",
                    (span.start, span.end),
                    material=material,
                )
