"""Periods that a follow-up names: `February` is that of the answer before, where it has one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from agents.builtin.dates import windows_of
from agents.builtin.dialogue import phrases
from agents.builtin.form import Cond, Query
from agents.builtin.words import Token, tokens_of

Days = tuple[dt.date, dt.date]
"""From the first day up to, not including, the second."""
_FROM_TODAY = frozenset({"last", "this", "previous", "past", "ago", "yesterday", "today", "current", "next"})
_BETWEEN = phrases.COMPARE_FILL | {"and", "or", "from", "between", "years", "months", "quarters"}
_SMALL = frozenset({"in", "on", "for", "of", "the", "during", "over", "at"})


def spans_said(said: str, before: Query | None, today: dt.date) -> tuple[Days, ...]:
    """The periods that a question about a change names. `February` is that of the answer before, where it has one."""
    tokens = tokens_of(said)
    own = [s for c in before.where if (s := span_of(c)) is not None] if before is not None else []
    within = None if any(t.low in _FROM_TODAY for t in tokens) or len(own) != 1 else own[0]
    found = closed(tokens, today)
    if within is None or all(within[0] <= since and until <= within[1] for since, until in found):
        return found
    there = closed(tokens, min(today, within[1] - dt.timedelta(days=1)))
    return there if all(within[0] <= since and until <= within[1] for since, until in there) else found


def of_same_year(after: Query, before: Query, words: str, today: dt.date) -> Query:
    """The form with `March` and `Q3` in the year of the answer before, where it was about one year and the words name none."""
    moved = dict(zip(closed(tokens_of(words), today), in_its_year(words, before, today), strict=False))
    kept = {span_of(c) for c in before.where}
    where = []
    for cond in after.where:
        span = span_of(cond)
        new = moved.get(span) if span is not None and span not in kept else None
        where.append(cond if new is None else replace(cond, value=new))
    return replace(after, where=tuple(where))


def in_its_year(words: str, before: Query, today: dt.date) -> tuple[Days, ...]:
    """The periods that the words name, those without a year in the year of the answer before, where it was about one."""
    own = [s for c in before.where if (s := span_of(c)) is not None]
    tokens = tokens_of(words)
    found = closed(tokens, today)
    years = {day.year for since, until in own for day in (since, until - dt.timedelta(days=1))}
    if len(years) != 1 or any(t.low in _FROM_TODAY for t in tokens):
        return found
    end = min(today, dt.date(years.pop(), 12, 31))
    there = closed(tokens, end)
    if len(found) != len(there):
        return found
    past = (new[1] - dt.timedelta(days=1) <= end for new in there)
    return tuple(new if ok else old for old, new, ok in zip(found, there, past, strict=True))


def only_periods(words: str, before: Query, today: dt.date) -> tuple[Days, ...]:
    """The periods that the words name, where they name nothing else: `2023 and 2024`."""
    left = {w.casefold() for w in without_time(words, today).split()}
    return () if left - _BETWEEN else in_its_year(words, before, today)


def closed(tokens: Sequence[Token], today: dt.date) -> tuple[Days, ...]:
    """The periods in the words that have both ends."""
    return tuple(
        (w.since, w.until)
        for w in windows_of(tokens, today, changes=True)
        if w.since is not None and w.until is not None
    )


def without_time(words: str, today: dt.date) -> str:
    """What is left of the words when those of time are taken out."""
    tokens = [t for t in tokens_of(words) if t.kind != "mark"]
    timed = {i for w in windows_of(tokens, today, changes=True) for i in range(w.start, w.end)}
    return " ".join(t.text for i, t in enumerate(tokens) if i not in timed and t.low not in _SMALL)


def span_of(cond: Cond) -> Days | None:
    """The days of a test of time that has both ends."""
    if not isinstance(cond.value, tuple) or len(cond.value) != 2:
        return None
    since, until = cond.value
    return (since, until) if isinstance(since, dt.date) and isinstance(until, dt.date) else None
