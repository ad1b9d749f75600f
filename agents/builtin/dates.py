"""Dates: windows of time in a question as absolute half-open ranges of days, from an injected today."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from agents.builtin.words import Token

_MONTHS = {
    m: i + 1
    for i, m in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ]
    )
}
_MONTHS |= {m[:3]: i for m, i in _MONTHS.items() if m != "may"} | {"sept": 9}
_WORDS_TOO = frozenset(
    {"may", "march", "mar", "sep", "sept", "dec", "jan", "jun", "april", "june", "august", "apr", "aug"}
)
"""Words and first names as well as months."""
_UNITS = {"day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month"}
_UNITS |= {"quarter": "quarter", "quarters": "quarter", "year": "year", "years": "year"}
_LAST = frozenset({"last", "previous", "past", "prior"})
_THIS = frozenset({"this", "current"})
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


def add_months(day: dt.date, months: int) -> dt.date:
    """The first of the month so many months on."""
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def period(unit: str, day: dt.date, shift: int = 0) -> tuple[dt.date, dt.date]:
    """The calendar unit that holds a day, shifted by whole units: (first day, day after the last)."""
    match unit:
        case "day":
            first = day + dt.timedelta(days=shift)
            return first, first + dt.timedelta(days=1)
        case "week":
            first = day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=shift)
            return first, first + dt.timedelta(weeks=1)
        case "month":
            first = add_months(day.replace(day=1), shift)
            return first, add_months(first, 1)
        case "quarter":
            first = add_months(dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1), 3 * shift)
            return first, add_months(first, 3)
        case _:
            return dt.date(day.year + shift, 1, 1), dt.date(day.year + shift + 1, 1, 1)


def windows_of(tokens: Sequence[Token], today: dt.date) -> list[Window]:
    """The windows of time in a question, the longest reading at each place, none overlapping."""
    found: list[Window] = []
    at = 0
    while at < len(tokens):
        window = _part(tokens, at, today) or _range(tokens, at, today) or _window(tokens, at, today)
        window = window or _before(tokens, at, found)
        if window is None:
            at += 1
        else:
            window = _so_far(tokens, window, today)
            found.append(window)
            at = window.end
    return found


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
    if lows[0] != "the" or lows[1] not in _UNITS or lows[2] not in ("before", "prior") or not found:
        return None
    since = found[-1].since
    if since is None:
        return None
    label = " ".join(t.text for t in tokens[at : at + 3])
    return Window(at, at + 3, *period(_UNITS[lows[1]], since, -1), label)


def _range(tokens: Sequence[Token], at: int, today: dt.date) -> Window | None:
    """`from June through August 2024`, `between 1 March and 30 April 2025`: months or days, the year told once or twice."""
    head = tokens[at].low if tokens[at].low in ("from", "between") else ""
    first = _point(tokens, at + bool(head))
    if first is None:
        return None
    join = at + bool(head) + first[0]
    joins = {"and"} if head == "between" else {"to", "through", "until", "till", "thru", "-"}
    if join >= len(tokens) or tokens[join].low not in joins:
        return None
    second = _point(tokens, join + 1)
    if second is None:
        return None
    size, month, day, year = second
    if year is None and first[3] is not None:
        year = first[3] + (month < first[1])
    year = year or (today.year if month <= today.month else today.year - 1)
    since = _first_day(first[1], first[2], first[3] or (year if first[1] <= month else year - 1))
    until = _day_after(month, day, year)
    if since is None or until is None or since >= until:
        return None
    end = join + 1 + size
    return Window(at, end, since, until, " ".join(t.text for t in tokens[at:end]))


def _point(tokens: Sequence[Token], at: int) -> tuple[int, int, int, int | None] | None:
    """A month, or a day of one: (tokens, month, day or 0, year or None)."""
    lows = [t.low for t in tokens[at : at + 4]] + [""] * 4
    day = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", lows[0])
    if day is not None and lows[1] in _MONTHS:
        year = _year_of(lows[2])
        return 2 + (year is not None), _MONTHS[lows[1]], int(day.group(1)), year
    if lows[0] not in _MONTHS:
        return None
    day = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", lows[1])
    size = 1 + (day is not None)
    skip = 1 if lows[size] == "," else 0
    year = _year_of(lows[size + skip])
    return size + (skip + 1 if year else 0), _MONTHS[lows[0]], int(day.group(1)) if day else 0, year


def _first_day(month: int, day: int, year: int) -> dt.date | None:
    try:
        return dt.date(year, month, day or 1)
    except ValueError:
        return None


def _day_after(month: int, day: int, year: int) -> dt.date | None:
    last = _first_day(month, day, year)
    if last is None:
        return None
    return last + dt.timedelta(days=1) if day else add_months(last, 1)


def _window(tokens: Sequence[Token], at: int, today: dt.date) -> Window | None:
    lows = [t.low for t in tokens[at : at + 6]] + [""] * 6
    month = partial(_month, alone=_names_a_month(tokens, at))
    for reader in (_relative, _to_date, _quarter, _half, month, _iso, _named_day, _year):
        made = reader(lows, tokens[at:], today)
        if made is not None:
            size, since, until, year_only = made
            label = " ".join(t.text for t in tokens[at : at + size])
            return Window(at, at + size, since, until, label, year_only)
    return None


def _names_a_month(tokens: Sequence[Token], at: int) -> bool:
    """Whether the name of a month stands for the month without a year: `in march`, but not `may I` and `they march`."""
    word = tokens[at]
    if word.low not in _MONTHS:
        return False
    said = at > 0 and tokens[at - 1].low in ("in", "during", "for", "since", "until", "before", "after", "of", "by")
    asks = word.low == "may" and at + 1 < len(tokens) and tokens[at + 1].low in ("i", "we", "you")
    return not asks and (word.text[:1].isupper() or said or word.low not in _WORDS_TOO)


Read = tuple[int, dt.date | None, dt.date | None, bool]


def _relative(lows: Sequence[str], tokens: Sequence[Token], today: dt.date) -> Read | None:
    skip = 1 if lows[0] == "the" else 0
    word, unit = lows[skip], lows[skip + 1]
    if word in _UNITS and lows[skip + 1 : skip + 3] == ["before", "last"]:
        return skip + 3, *period(_UNITS[word], today, -2), False
    if word in _LAST and unit in _UNITS and _UNITS[unit] == unit and not (skip and unit == "day"):
        return skip + 2, *period(unit, today, -1), False
    if word in _THIS and unit in _UNITS and _UNITS[unit] == unit:
        return skip + 2, *period(unit, today), False
    if word == "next" and unit in _UNITS and _UNITS[unit] == unit:
        return skip + 2, *period(unit, today, 1), False
    if word in _LAST and len(tokens) > skip + 2 and tokens[skip + 1].number is not None and lows[skip + 2] in _UNITS:
        count, unit = int(tokens[skip + 1].number or 0), _UNITS[lows[skip + 2]]
        tomorrow = today + dt.timedelta(days=1)
        if unit == "day":
            return skip + 3, tomorrow - dt.timedelta(days=count), tomorrow, False
        first = period(unit, today)[0]
        if unit == "week":
            return skip + 3, tomorrow - dt.timedelta(weeks=count), tomorrow, False
        return skip + 3, period(unit, today, -count)[0], first, False
    if skip == 0 and word in ("today", "yesterday"):
        return 1, *period("day", today, -1 if word == "yesterday" else 0), False
    return None


def _to_date(lows: Sequence[str], _tokens: Sequence[Token], today: dt.date) -> Read | None:
    short = {"ytd": "year", "mtd": "month", "qtd": "quarter"}
    if lows[0] in short:
        return 1, period(short[lows[0]], today)[0], today + dt.timedelta(days=1), False
    if lows[0] in _UNITS and lows[1] == "to" and lows[2] == "date":
        return 3, period(_UNITS[lows[0]], today)[0], today + dt.timedelta(days=1), False
    return None


def _quarter(lows: Sequence[str], _tokens: Sequence[Token], today: dt.date) -> Read | None:
    match = re.fullmatch(r"q([1-4])", lows[0])
    number = int(match.group(1)) if match else None
    size = 1
    if number is None and lows[1] == "quarter" and lows[0] in ("first", "second", "third", "fourth"):
        number, size = ("first", "second", "third", "fourth").index(lows[0]) + 1, 2
    if number is None:
        return None
    if lows[size] == "of":
        size += 1
    year = _year_of(lows[size])
    if year is None:
        year = today.year
        size = size - 1 if lows[size - 1] == "of" else size
    else:
        size += 1
    return size, *period("quarter", dt.date(year, 3 * number - 2, 1)), False


def _half(lows: Sequence[str], _tokens: Sequence[Token], _today: dt.date) -> Read | None:
    match = re.fullmatch(r"h([12])", lows[0])
    number, size = (int(match.group(1)), 1) if match is not None else (0, 2)
    if match is None and lows[1] == "half" and lows[0] in ("first", "second"):
        number, size = (1 if lows[0] == "first" else 2), 2
    if not number:
        return None
    if lows[size] == "of":
        size += 1
    year = _year_of(lows[size])
    if year is None:
        return None
    first = dt.date(year, 6 * number - 5, 1)
    return size + 1, first, add_months(first, 6), False


def _year_of(word: str) -> int | None:
    return int(word) if re.fullmatch(r"(19|20)\d\d", word) else None


def _month(lows: Sequence[str], _tokens: Sequence[Token], today: dt.date, *, alone: bool) -> Read | None:
    """`March 2025`, `March 3, 2025`; `alone`: without a year, too, the latest that has begun."""
    month = _MONTHS.get(lows[0])
    if month is None:
        return None
    after = [w for w in lows[1:5] if w != ","]
    day = int(after[0]) if re.fullmatch(r"\d{1,2}(st|nd|rd|th)?", after[0]) and after[0].isdigit() else None
    if day is None and re.fullmatch(r"\d{1,2}(st|nd|rd|th)", after[0]):
        day = int(after[0][:-2])
    if day is not None and (year := _year_of(after[1])) is not None and 1 <= day <= 31:
        size = 3 + (1 if "," in lows[1:3] else 0)
        try:
            return size, *period("day", dt.date(year, month, day)), False
        except ValueError:
            return None
    skip = 1 if lows[1] in ("of", ",") else 0
    year = _year_of(lows[1 + skip])
    if year is not None:
        return 2 + skip, *period("month", dt.date(year, month, 1)), False
    if not alone:
        return None
    shared = _year_of(lows[3]) if lows[1] in ("and", "or", "vs", ",") and lows[2] in _MONTHS else None
    guess = shared or (today.year if month <= today.month else today.year - 1)
    return 1, *period("month", dt.date(guess, month, 1)), False


def _named_day(lows: Sequence[str], _tokens: Sequence[Token], _today: dt.date) -> Read | None:
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", lows[0])
    skip = 1 if lows[1] == "of" else 0
    month, year = _MONTHS.get(lows[1 + skip]), _year_of(lows[2 + skip])
    if match is None or month is None or year is None:
        return None
    try:
        return 3 + skip, *period("day", dt.date(year, month, int(match.group(1)))), False
    except ValueError:
        return None


def _iso(lows: Sequence[str], _tokens: Sequence[Token], _today: dt.date) -> Read | None:
    match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", lows[0])
    if match is None:
        slashed = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", lows[0])
        if slashed is None:
            return None
        parts = (int(slashed.group(3)), int(slashed.group(1)), int(slashed.group(2)))
    else:
        parts = (int(match.group(1)), int(match.group(2)), int(match.group(3)))
    try:
        return 1, *period("day", dt.date(*parts)), False
    except ValueError:
        return None


def _year(lows: Sequence[str], _tokens: Sequence[Token], _today: dt.date) -> Read | None:
    skip = 1 if lows[0] == "year" else 0
    year = _year_of(lows[skip])
    return None if year is None else (1 + skip, *period("year", dt.date(year, 1, 1)), True)
