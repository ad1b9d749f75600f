"""Moments and spans of time in a statement: read from its constants, and written as people write them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

Moment = dt.datetime
Grain = Literal["year", "quarter", "month", "week", "day", "hour", "minute"]
_DAY = r"(?<![\w“\"'-])(\d{4}-\d{2}-\d{2})(?![\w”\"'-])"
_DAYS = re.compile(rf"(?:\bfrom )?{_DAY} (?:to|until|–) {_DAY}|{_DAY}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last`, both of them in it; None is an open end."""

    first: dt.date | None
    last: dt.date | None


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


def period_name(start: dt.date, grain: Grain) -> str:
    """What people call the period of that grain that begins there: `Q2 2021`, `Jun 2021`, `week of 7 Jun 2021`."""
    match grain:
        case "year":
            return str(start.year)
        case "quarter":
            return f"Q{(start.month + 2) // 3} {start.year}"
        case "month":
            return f"{start:%b} {start.year}"
        case "week":
            return f"week of {day_words(start)}"
        case "day":
            return day_words(start)
        case "hour" | "minute":
            at = f" {start:%H:%M}" if isinstance(start, dt.datetime) else ""
            return f"{day_words(start)}{at}"


def stretch_words(stretch: Stretch, today: dt.date | None = None) -> str:
    """A stretch of days by its name: `2025`, `Q3 2026 (1 Jul – 30 Sep 2026)`, `10 Feb – 9 Mar 2025`, `since 1 Mar 2025`.

    One that `today` lies in is told up to that day: `2025 so far (1 Jan – 17 Jun 2025)`.
    """
    first, last = stretch.first, stretch.last
    if first is None or last is None:
        return f"since {day_words(first)}" if first else f"up to {day_words(last)}" if last else ""
    if first == last:
        return day_words(first)
    name, exact = _named(first, last)
    if today is not None and first <= today < last:
        until = _between(first, today) if first < today else day_words(today)
        return f"{name or _between(first, last)} so far ({until})"
    if not name:
        return _between(first, last)
    return name if exact else f"{name} ({_between(first, last)})"


def _named(first: dt.date, last: dt.date) -> tuple[str, bool]:
    """The name of a stretch, and whether it says all; a quarter's or half-year's days differ from firm to firm."""
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if not whole:
        return (
            (f"week of {day_words(first)}", True) if (last - first).days == 6 and first.weekday() == 0 else ("", True)
        )
    if first.month == 1 and last.month == 12:
        return (str(first.year) if first.year == last.year else f"{first.year} – {last.year}"), True
    if (first.year, first.month) == (last.year, last.month):
        return period_name(first, "month"), True
    if first.year != last.year:
        return f"{first:%b} {first.year} – {last:%b} {last.year}", True
    if first.month % 3 == 1 and last.month == first.month + 2:
        return period_name(first, "quarter"), False
    if (first.month, last.month) in ((1, 6), (7, 12)):
        return f"H{1 if first.month == 1 else 2} {first.year}", False
    return f"{first:%b} – {last:%b} {last.year}", True


def _between(first: dt.date, last: dt.date) -> str:
    """`1 – 17 Jun 2025`, `1 Jan – 17 Jun 2025`, `15 Nov 2024 – 9 Mar 2025`."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {day_words(last)}"
    start = f"{first.day} {first:%b}" if first.year == last.year else day_words(first)
    return f"{start} – {day_words(last)}"


def day_words(day: dt.date) -> str:
    """`17 Jun 2025`."""
    return f"{day.day} {day:%b} {day.year}"


def in_days(text: str) -> str:
    """The text with its ISO days as people write them: `2025-05-01 to 2025-05-31` is `1 – 31 May 2025`. What stands in quotes
    is somebody's own word and stays."""

    def told(found: re.Match[str]) -> str:
        try:
            days = [dt.date.fromisoformat(d) for d in found.groups() if d]
        except ValueError:
            return found[0]
        return day_words(days[0]) if len(days) == 1 else _between(*days)

    return _DAYS.sub(told, text)
