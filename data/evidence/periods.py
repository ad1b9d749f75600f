"""Moments and spans of time in a statement: read from its constants, and written as people write them."""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

Moment = dt.datetime


def moment_of(node: exp.Expr) -> Moment | None:
    """The moment that a constant names: `DATE '2025-04-01'`, a cast, or a text that is nothing but a date."""
    while isinstance(node, exp.Cast | exp.TryCast | exp.Paren | exp.Date | exp.TsOrDsToDate):
        node = node.this
    if not isinstance(node, exp.Literal) or not node.is_string or len(node.name) < 10:
        return None
    try:
        return dt.datetime.fromisoformat(node.name).replace(tzinfo=None)
    except ValueError:
        return None


def day_of(moment: Moment) -> str:
    """`1 Apr 2025`, with its time where it has one."""
    day = f"{moment.day} {moment:%b %Y}"
    return day if moment.time() == dt.time() else f"{day} {moment:%H:%M}"


def span_words(first: Moment, last: Moment) -> str:
    """`1 Apr 2025 to 30 Jun 2025 (3 months)`; both days belong to it."""
    if first == last:
        return day_of(first)
    return f"{day_of(first)} to {day_of(last)}{_long(first, last)}"


def _long(first: Moment, last: Moment) -> str:
    """How long it is, where that is a whole number of years, months or weeks."""
    end = last + dt.timedelta(days=1)
    if first.time() != dt.time() or end.time() != dt.time():
        return ""
    months = (end.year - first.year) * 12 + end.month - first.month
    if first.day == end.day and months > 0:
        return f" ({_many(months // 12, 'year')})" if months % 12 == 0 else f" ({_many(months, 'month')})"
    days = (end - first).days
    return f" ({_many(days, 'day')})" if 0 < days < 100 else ""


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
