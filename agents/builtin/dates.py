"""Dates: windows of time in a question as absolute half-open ranges of days, from an injected today."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from agents.builtin.pieces import (
    MONTHS,
    UNITS,
    WEEKDAYS,
    Read,
    calendar,
    day_after,
    first_day,
    is_part,
    period,
    piece,
    point,
    week_number,
    year_of,
)
from agents.builtin.words import Token

_WORDS_TOO = frozenset(
    {"may", "march", "mar", "sep", "sept", "dec", "jan", "jun", "april", "june", "august", "apr", "aug"}
)
"""Words and first names as well as months."""
_JOINS = frozenset({"to", "through", "until", "till", "thru", "-"})
_EDGES = frozenset({"beginning", "start", "end"})
_THROUGHOUT = frozenset({"over", "throughout", "across", "within"})
_RECENT = 20
"""Years back to which a number behind `over` is rather a year than an amount."""
_COMPARING = frozenset({"compare", "compares", "comparing", "comparison"})
_AGAINST = frozenset({"with", "versus", "vs", "against"})
Side = Literal["in", "since", "before", "after", "until"]


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens `start` to `end` name the days from `since` (inclusive) to `until` (exclusive); None is open."""

    start: int
    end: int
    since: dt.date | None
    until: dt.date | None
    label: str
    year_only: bool = False
    """It is nothing but a year number, which may be a plain number instead."""
    weekdays: tuple[str, ...] = ()
    """English names: these days of every week, and no bounds."""


def windows_of(tokens: Sequence[Token], today: dt.date, changes: bool = False) -> list[Window]:
    """The windows of time in a question, the longest reading at each place, none overlapping.

    Where the question is about a change (`changes`, or a word for comparing), `from 2023 to 2024` is two windows.
    """
    found: list[Window] = []
    beside = changes or (_lows(tokens) & _COMPARING and not _lows(tokens) & _AGAINST)
    at = 0
    while at < len(tokens):
        window = (
            _part(tokens, at, today) or _days(tokens, at, today) or (None if changes else _range(tokens, at, today))
        )
        window = window or (None if beside else _stretch(tokens, at, today))
        window = window or _window(tokens, at, today) or _before(tokens, at, found)
        if window is None or (window.year_only and not changes and _is_amount(tokens, at, today)):
            at += 1
        else:
            window = _so_far(tokens, window, today)
            found.append(window)
            at = window.end
    return _same_year(found, tokens, today)


def during(tokens: Sequence[Token], windows: Sequence[Window]) -> tuple[Token, ...]:
    """`revenue over 2024`, `throughout the last 3 months`: no more than `in` such a time."""
    places = {w.start - (1 if w.start < 2 or tokens[w.start - 1].low != "the" else 2) for w in windows}
    return tuple(
        replace(t, low="in", stem="in") if at in places and t.low in _THROUGHOUT else t for at, t in enumerate(tokens)
    )


def _is_amount(tokens: Sequence[Token], at: int, today: dt.date) -> bool:
    """`revenue above 2000`: as much of something; in words for times it would be after or since."""
    before = tuple(t.low for t in tokens[max(at - 2, 0) : at])
    if before[-1:] == ("than",):
        return before[0] in ("more", "less", "fewer", "greater", "higher", "lower", "bigger", "larger", "smaller")
    if before[-1:] == ("over",):
        # `customers with revenue over 2000`, but `revenue over 2024`
        named = sum(year_of(t.low) is not None for t in tokens)
        tested = any(t.low in ("with", "whose", "having", "where", "is", "are", "was", "were") for t in tokens[:at])
        return named == 1 and (tested or not 0 <= today.year - int(tokens[at].low) <= _RECENT)
    return before[-1:] in (("above",), ("below",), ("under",), ("exceeding",)) or before == ("at", "least")


def weekdays_of(tokens: Sequence[Token]) -> list[Window]:
    """`on Mondays`, `on Saturdays and Sundays`, `at weekends`; none where weekends are set against the other days."""
    found: list[Window] = []
    for at, token in enumerate(tokens):
        names = WEEKDAYS.get(token.low, ())
        before = tokens[at - 1].low if at else ""
        if not names or before in ("by", "per", "which", "what", "each", "every"):
            continue
        last = found[-1] if found else None
        if last is not None and tokens[last.end].low in ("and", "or", "&", ",") and last.end + 1 == at:
            label = f"{last.label} and {token.text}"
            found[-1] = replace(last, end=at + 1, label=label, weekdays=(*last.weekdays, *names))
        else:
            found.append(Window(at, at + 1, None, None, token.text, weekdays=names))
    return found if len(found) == 1 else []


def _lows(tokens: Sequence[Token]) -> Set[str]:
    return {t.low for t in tokens}


def _same_year(found: Sequence[Window], tokens: Sequence[Token], today: dt.date) -> list[Window]:
    """`more in Q2 than in Q1 2024`: a quarter, half or month without a year is of the year that the next one names."""
    made: list[Window] = []
    year: int | None = None
    for window in reversed(found):
        own = tokens[window.start : window.end]
        if len(own) > 1 or not is_part(own[0]):
            year = _year_named(own) if is_part(own[0]) else None
            made.append(window)
            continue
        within = _in_year(own, year, today) if year is not None else None
        if year is not None and within is not None and within.since is not None and within.since > today:
            within = _in_year(own, year - 1, today)
        made.append(window if within is None else replace(window, since=within.since, until=within.until))
    return made[::-1]


def _year_named(tokens: Sequence[Token]) -> int | None:
    return next((year for t in tokens if (year := year_of(t.low)) is not None), None)


def _part(tokens: Sequence[Token], at: int, today: dt.date) -> Window | None:
    """`the first week of March 2024`, `last 10 days of May`: so many whole weeks or days from its first or its last day."""
    lows = [t.low for t in tokens[at : at + 4]] + [""] * 4
    skip = int(lows[0] == "the")
    number = tokens[at + skip + 1].number if len(tokens) > at + skip + 1 else None
    place = skip + 1 + (number is not None)
    days = {"day": 1, "days": 1, "week": 7, "weeks": 7}.get(lows[place] if place < len(lows) else "")
    if lows[skip] not in ("first", "last") or days is None or [t.low for t in tokens[at + place + 1 :][:1]] != ["of"]:
        return None
    whole = _window(tokens, at + place + 2, today) if at + place + 2 < len(tokens) else None
    if whole is None or whole.since is None or whole.until is None or (number or 1) % 1:
        return None
    size = dt.timedelta(days=days * int(number or 1))
    if size > whole.until - whole.since:
        return None
    since = whole.since if lows[skip] == "first" else whole.until - size
    label = " ".join(t.text for t in tokens[at : whole.end])
    return Window(at, whole.end, since, since + size, label)


def _so_far(tokens: Sequence[Token], window: Window, today: dt.date) -> Window:
    """`this quarter so far`: up to today."""
    after = tuple(t.low for t in tokens[window.end : window.end + 2])
    if after not in (("so", "far"), ("to", "date")) or window.since is None or window.since > today:
        return window
    label = f"{window.label} {' '.join(after)}"
    return replace(window, end=window.end + 2, until=today + dt.timedelta(days=1), label=label, year_only=False)


def _before(tokens: Sequence[Token], at: int, found: Sequence[Window]) -> Window | None:
    """`the month before`, after a window: the one before that."""
    lows = [t.low for t in tokens[at : at + 3]] + [""] * 3
    if lows[0] != "the" or lows[1] not in UNITS or lows[2] not in ("before", "prior") or not found:
        return None
    since = found[-1].since
    if since is None:
        return None
    label = " ".join(t.text for t in tokens[at : at + 3])
    return Window(at, at + 3, *period(UNITS[lows[1]], since, -1), label)


def _range(tokens: Sequence[Token], at: int, today: dt.date) -> Window | None:
    """`from June through August 2024`, `between 1 March and 30 April 2025`: months or days, the year told once or twice."""
    head = tokens[at].low if tokens[at].low in ("from", "between") else ""
    first = point(tokens, at + bool(head))
    if first is None:
        return None
    join = at + bool(head) + first[0]
    if join >= len(tokens) or tokens[join].low not in ({"and"} if head == "between" else _JOINS):
        return None
    second = point(tokens, start := _edge(tokens, join + 1))
    if second is None:
        return None
    size, month, day, year = second
    if year is None and first[3] is not None:
        year = first[3] + (month < first[1])
    year = year or (today.year if month <= today.month else today.year - 1)
    since = first_day(first[1], first[2], first[3] or (year if first[1] <= month else year - 1))
    until = day_after(month, day, year)
    if since is None or until is None or since >= until:
        return None
    end = start + size
    return Window(at, end, since, until, " ".join(t.text for t in tokens[at:end]))


def _days(tokens: Sequence[Token], at: int, today: dt.date) -> Window | None:
    """`from 1 to 15 May 2025`, `May 1-15`: days of one month that is named once."""
    head = tokens[at].low if tokens[at].low in ("from", "between") else ""
    start = at + bool(head)
    joins = {"and"} if head == "between" else _JOINS
    lows = [t.low for t in tokens[start : start + 7]] + [""] * 7
    skip = int(lows[0] in MONTHS)
    first, join, last = lows[skip : skip + 3]
    days = [re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", low) for low in (first, last)]
    month = MONTHS.get(lows[0] if skip else lows[3])
    if join not in joins or days[0] is None or days[1] is None or month is None:
        return None
    comma = int(bool(skip) and lows[4] == ",")
    year = year_of(lows[4 + comma])
    size = 4 + (comma + 1 if year is not None else 0)
    year = year or (today.year if month <= today.month else today.year - 1)
    since, until = first_day(month, int(days[0].group(1)), year), day_after(month, int(days[1].group(1)), year)
    if since is None or until is None or since >= until:
        return None
    end = start + size
    return Window(at, end, since, until, " ".join(t.text for t in tokens[start:end]))


def _stretch(tokens: Sequence[Token], at: int, today: dt.date) -> Window | None:
    """`from Q1 2024 to Q3 2024`, `2024-10-01 to 2024-12-31`, `weeks 10 to 14 of 2024`: from the first day of the one to
    the last of the other; a year that is told once is the year of both."""
    head = tokens[at].low if tokens[at].low in ("from", "between") else ""
    start = _edge(tokens, at + bool(head))
    first = _calendar(tokens, start, today)
    join = start + first.end - first.start if first is not None else week_number(tokens, start)
    if join >= len(tokens) or tokens[join].low not in ({"and"} if head == "between" else _JOINS) or join == start:
        return None
    weeks = first is None
    last = _calendar(tokens, _edge(tokens, join + 1), today, weeks=weeks)
    if last is None or last.since is None or last.until is None or (head == "between" and last.year_only):
        return None
    if weeks or not any(year_of(t.low[:4]) or year_of(t.low[-4:]) for t in tokens[start:join]):
        first = _in_year(tokens[start:join], last.since.year, today, weeks=weeks)
        if first is not None and first.since is not None and first.since > last.since:
            first = _in_year(tokens[start:join], last.since.year - 1, today, weeks=weeks)
    if first is None or first.since is None or first.since >= last.until:
        return None
    only = first.year_only and last.year_only
    return Window(
        at, last.end, first.since, last.until, " ".join(t.text for t in tokens[start : last.end]), year_only=only
    )


def _in_year(tokens: Sequence[Token], year: int, today: dt.date, *, weeks: bool = False) -> Window | None:
    """What names no year, read with one."""
    said = [*tokens, Token(str(year), str(year), "<number>", "number", 0, 0, float(year))]
    return _calendar(said, 0, today, weeks=weeks)


def _edge(tokens: Sequence[Token], at: int) -> int:
    """Past `the beginning of` or `the end of`, which say no more than that a piece of time is taken whole."""
    place = at + (at < len(tokens) and tokens[at].low == "the")
    lows = [t.low for t in tokens[place : place + 2]]
    return place + 2 if len(lows) == 2 and lows[0] in _EDGES and lows[1] == "of" else at


def _calendar(tokens: Sequence[Token], at: int, today: dt.date, *, weeks: bool = False) -> Window | None:
    return _made(tokens, at, calendar(tokens, at, today, weeks=weeks))


def _made(tokens: Sequence[Token], at: int, read: Read | None) -> Window | None:
    if read is None:
        return None
    size, since, until, year_only = read
    return Window(at, at + size, since, until, " ".join(t.text for t in tokens[at : at + size]), year_only)


def _window(tokens: Sequence[Token], at: int, today: dt.date) -> Window | None:
    return _made(tokens, at, piece(tokens, at, today, alone=_names_a_month(tokens, at)))


def _names_a_month(tokens: Sequence[Token], at: int) -> bool:
    """Whether the name of a month stands for the month without a year: `in march`, but not `may I` and `they march`."""
    word = tokens[at]
    if word.low not in MONTHS:
        return False
    said = at > 0 and tokens[at - 1].low in ("in", "during", "for", "since", "until", "before", "after", "of", "by")
    asks = word.low == "may" and at + 1 < len(tokens) and tokens[at + 1].low in ("i", "we", "you")
    return not asks and (word.text[:1].isupper() or said or word.low not in _WORDS_TOO)
