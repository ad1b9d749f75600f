"""Words for pieces of the calendar, each as a half-open range of days, from an injected today."""

from __future__ import annotations

import datetime as dt
import re
from calendar import month_name
from collections.abc import Callable, Sequence
from functools import partial

from agents.builtin.words import Token

MONTHS = {name.casefold(): number for number, name in enumerate(month_name) if name}
MONTHS |= {m[:3]: i for m, i in MONTHS.items() if m != "may"} | {"sept": 9}


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS: dict[str, tuple[str, ...]] = {f"{day.lower()}s": (day,) for day in _DAYS}
WEEKDAYS |= dict.fromkeys(("weekend", "weekends"), _DAYS[5:]) | {"weekdays": _DAYS[:5], "workdays": _DAYS[:5]}
UNITS = {"day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month"}


UNITS |= {"quarter": "quarter", "quarters": "quarter", "year": "year", "years": "year"}


_LAST = frozenset({"last", "previous", "past", "prior"})


_THIS = frozenset({"this", "current"})


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


def is_part(token: Token) -> bool:
    """Whether it is the name of a month, quarter or half."""
    return token.low in MONTHS or re.fullmatch(r"q[1-4]|h[12]", token.low) is not None


def week_number(tokens: Sequence[Token], at: int) -> int:
    """The place after `week 10`, or `at` where there is none."""
    whole = [t.number for t in tokens[at + 1 : at + 2]]
    named = at < len(tokens) and tokens[at].low in ("week", "weeks", "wk", "kw")
    return at + 2 if named and whole and whole[0] in range(1, 54) else at


def _week(lows: Sequence[str], tokens: Sequence[Token], _today: dt.date) -> Read | None:
    """`week 10 of 2024`: a week of ISO 8601. The word may be left out where it was said before."""
    place = week_number(tokens, 0) or 1
    number = tokens[place - 1].number if place <= len(tokens) else None
    place += lows[place] in ("of", "in", ",")
    year = year_of(lows[place])
    if number not in range(1, 54) or year is None:
        return None
    try:
        since = dt.date.fromisocalendar(year, int(number or 0), 1)
    except ValueError:
        return None
    return place + 1, since, since + dt.timedelta(days=7), False


def point(tokens: Sequence[Token], at: int) -> tuple[int, int, int, int | None] | None:
    """A month, or a day of one: (tokens, month, day or 0, year or None)."""
    lows = [t.low for t in tokens[at : at + 4]] + [""] * 4
    day = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", lows[0])
    if day is not None and lows[1] in MONTHS:
        year = year_of(lows[2])
        return 2 + (year is not None), MONTHS[lows[1]], int(day.group(1)), year
    if lows[0] not in MONTHS:
        return None
    day = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", lows[1])
    size = 1 + (day is not None)
    skip = 1 if lows[size] == "," else 0
    year = year_of(lows[size + skip])
    return size + (skip + 1 if year else 0), MONTHS[lows[0]], int(day.group(1)) if day else 0, year


def first_day(month: int, day: int, year: int) -> dt.date | None:
    try:
        return dt.date(year, month, day or 1)
    except ValueError:
        return None


def day_after(month: int, day: int, year: int) -> dt.date | None:
    last = first_day(month, day, year)
    if last is None:
        return None
    return last + dt.timedelta(days=1) if day else add_months(last, 1)


Read = tuple[int, dt.date | None, dt.date | None, bool]
"""How many words, the first day, the day after the last, and whether it is nothing but a year's number."""
Reader = Callable[[Sequence[str], Sequence[Token], dt.date], Read | None]


def _relative(lows: Sequence[str], tokens: Sequence[Token], today: dt.date) -> Read | None:
    skip = 1 if lows[0] == "the" else 0
    word, unit = lows[skip], lows[skip + 1]
    if word in UNITS and lows[skip + 1 : skip + 3] == ["before", "last"]:
        return skip + 3, *period(UNITS[word], today, -2), False
    if word in _LAST and unit in UNITS and UNITS[unit] == unit and not (skip and unit == "day"):
        return skip + 2, *period(unit, today, -1), False
    if word in _THIS and unit in UNITS and UNITS[unit] == unit:
        return skip + 2, *period(unit, today), False
    if word == "next" and unit in UNITS and UNITS[unit] == unit:
        return skip + 2, *period(unit, today, 1), False
    if word in _LAST and len(tokens) > skip + 2 and tokens[skip + 1].number is not None and lows[skip + 2] in UNITS:
        count, unit = int(tokens[skip + 1].number or 0), UNITS[lows[skip + 2]]
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
    if lows[0] in UNITS and lows[1] == "to" and lows[2] == "date":
        return 3, period(UNITS[lows[0]], today)[0], today + dt.timedelta(days=1), False
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
    year = year_of(lows[size])
    if year is None:
        year = today.year
        size = size - 1 if lows[size - 1] == "of" else size
    else:
        size += 1
    return size, *period("quarter", dt.date(year, 3 * number - 2, 1)), False


def _half(lows: Sequence[str], _tokens: Sequence[Token], today: dt.date) -> Read | None:
    match = re.fullmatch(r"h([12])", lows[0])
    number, size = (int(match.group(1)), 1) if match is not None else (0, 2)
    if match is None and lows[1] == "half" and lows[0] in ("first", "second"):
        number, size = (1 if lows[0] == "first" else 2), 2
    if not number:
        return None
    if lows[size] == "of":
        size += 1
    year = year_of(lows[size])
    if year is None and (match is None or size > 1):
        return None
    first = dt.date(year or today.year, 6 * number - 5, 1)
    return size + (year is not None), first, add_months(first, 6), False


def year_of(word: str) -> int | None:
    return int(word) if re.fullmatch(r"(19|20)\d\d", word) else None


def _month(lows: Sequence[str], _tokens: Sequence[Token], today: dt.date, *, alone: bool) -> Read | None:
    """`March 2025`, `March 3, 2025`; `alone`: without a year, too, the latest that has begun."""
    month = MONTHS.get(lows[0])
    if month is None:
        return None
    after = [w for w in lows[1:5] if w != ","]
    day = int(after[0]) if re.fullmatch(r"\d{1,2}(st|nd|rd|th)?", after[0]) and after[0].isdigit() else None
    if day is None and re.fullmatch(r"\d{1,2}(st|nd|rd|th)", after[0]):
        day = int(after[0][:-2])
    if day is not None and (year := year_of(after[1])) is not None and 1 <= day <= 31:
        size = 3 + (1 if "," in lows[1:3] else 0)
        try:
            return size, *period("day", dt.date(year, month, day)), False
        except ValueError:
            return None
    skip = 1 if lows[1] in ("of", ",", "-") else 0
    year = year_of(lows[1 + skip])
    if year is not None:
        return 2 + skip, *period("month", dt.date(year, month, 1)), False
    if not alone:
        return None
    shared = year_of(lows[3]) if lows[1] in ("and", "or", "vs", ",") and lows[2] in MONTHS else None
    guess = shared or (today.year if month <= today.month else today.year - 1)
    return 1, *period("month", dt.date(guess, month, 1)), False


def _named_day(lows: Sequence[str], _tokens: Sequence[Token], _today: dt.date) -> Read | None:
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", lows[0])
    skip = 1 if lows[1] == "of" else 0
    month, year = MONTHS.get(lows[1 + skip]), year_of(lows[2 + skip])
    if match is None or month is None or year is None:
        return None
    try:
        return 3 + skip, *period("day", dt.date(year, month, int(match.group(1)))), False
    except ValueError:
        return None


def _iso(lows: Sequence[str], _tokens: Sequence[Token], _today: dt.date) -> Read | None:
    match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", lows[0])
    month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", lows[0])
    if month is not None:
        return 1, *period("month", dt.date(int(month.group(1)), int(month.group(2)), 1)), False
    if match is None:
        slashed = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", lows[0])
        if slashed is None:
            return None
        first, second = int(slashed.group(1)), int(slashed.group(2))
        parts = (int(slashed.group(3)), *((second, first) if first > 12 else (first, second)))
    else:
        parts = (int(match.group(1)), int(match.group(2)), int(match.group(3)))
    try:
        return 1, *period("day", dt.date(*parts)), False
    except ValueError:
        return None


def _year(lows: Sequence[str], _tokens: Sequence[Token], _today: dt.date) -> Read | None:
    skip = 1 if lows[0] == "year" else 0
    year = year_of(lows[skip])
    return None if year is None else (1 + skip, *period("year", dt.date(year, 1, 1)), True)


def piece(tokens: Sequence[Token], at: int, today: dt.date, *, alone: bool) -> Read | None:
    """What the words from `at` name; a month without a year only where it stands `alone`."""
    readers: tuple[Reader, ...] = (_relative, _to_date)
    month = partial(_month, alone=alone)
    week: tuple[Reader, ...] = (_week,) if week_number(tokens, at) > at else ()
    return _read((*readers, _quarter, _half, month, _iso, _named_day, _year, *week), tokens, at, today)


def calendar(tokens: Sequence[Token], at: int, today: dt.date, *, weeks: bool) -> Read | None:
    """The same for what does not depend on today, unless a quarter or half leaves its year out.

    Behind `weeks`, `14 of 2024` is one.
    """
    month = partial(_month, alone=False)
    week: tuple[Reader, ...] = (_week,) if weeks or week_number(tokens, at) > at else ()
    return _read((*week, _quarter, _half, month, _iso, _named_day, _year), tokens, at, today)


def _read(readers: Sequence[Reader], tokens: Sequence[Token], at: int, today: dt.date) -> Read | None:
    lows = [t.low for t in tokens[at : at + 6]] + [""] * 6
    found = (reader(lows, tokens[at:], today) for reader in readers)
    return next((made for made in found if made is not None), None)
