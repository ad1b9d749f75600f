"""What a text claims: the numbers, dates and names in it, each with its place. Nothing is judged here."""

from __future__ import annotations

import datetime as dt
import re
from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "date", "name", "rank"]
_MONTHS = [name.casefold() for name in month_name if name]
_MONTH = "(?:" + "|".join(f"{m}|{m[:3]}" for m in _MONTHS) + "|sept)"
NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<sign>[-−–]?)[€$£¥]?\s?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
    r"(?:(?P<scale>[kKmMbB]|bn|mn)\b|\s(?P<word>thousand|million|billion|trillion)\b)?(?P<percent>\s?%|\spercent\b|\sper cent\b)?",
)
_DATES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<mn>{_MONTH})\.?,?\s+(?P<y>\d{{4}})\b",
        rf"\b(?P<mn>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b",
        rf"\b(?P<mn>{_MONTH})\.?\s+(?P<y>\d{{4}})\b",
        r"\b[Qq](?P<q>[1-4])[ /-]?(?P<y>\d{4})\b",
        r"\b(?P<y>\d{4})[ /-]?[Qq](?P<q>[1-4])\b",
        r"\b(?P<y>\d{4})-(?P<m>\d{2})\b(?!-)",
        r"(?<![\w.,€$£-])(?P<y>(?:19|20)\d{2})(?![\w%]|[.,]\d)",
    )
)
_ORDINAL = re.compile(
    r"\b(?:(?P<n>\d{1,3})(?:st|nd|rd|th)|(?:#|no\.\s?|number\s|rank(?:s|ed)?\s|place\s)(?P<m>\d{1,3}))(?![\d,.]*\d)\b",
    re.IGNORECASE,
)
LARGEST = 250
"""Powers of ten: beyond them a number is taken for this one."""
SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
_SENTENCE = re.compile(r"(?<=[^\d\s])[.!?;](?=\s|$)|(?<=\d)[.!?;](?=\s+[A-Z]|\s*$)|\n+")
_CAPITAL = re.compile(r"(?<![\w&])(?:[A-ZÀ-Þ][\w&'’-]*)(?:\s+(?:(?:of|the|de|del|la|van|von)\s+)?[A-ZÀ-Þ][\w&'’-]*)*")
_QUOTED = re.compile(r"[“\"'‘]([^“”\"'‘’]{2,80})[”\"'’]")


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month, quarter or year as the text names it: first day and the day after its last."""

    first: dt.date
    end: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.first <= day < self.end


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of a text. `value` and `step` (half of its last place) are those of a number, at its scale."""

    kind: Kind
    text: str
    start: int
    end: int
    value: float = 0.0
    step: float = 0.0
    percent: bool = False
    period: Period | None = None


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence."""
    start = 0
    for match in _SENTENCE.finditer(text):
        if text[start : match.end()].strip():
            yield start, match.end()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def dates(text: str) -> list[Claim]:
    """Dates and periods, the most exact reading of each place."""
    found: list[Claim] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            period = _period(match.groupdict())
            if period is not None and not _taken(found, match.start(), match.end()):
                found.append(Claim("date", match.group(), match.start(), match.end(), period=period))
    return sorted(found, key=lambda c: c.start)


def ranks(text: str, taken: list[Claim]) -> list[Claim]:
    """`2nd`, `#3`, `ranks 4`: places in an order."""
    made = []
    for match in _ORDINAL.finditer(text):
        if not _taken(taken, match.start(), match.end()):
            value = float(match["n"] or match["m"])
            made.append(Claim("rank", match.group(), match.start(), match.end(), value))
    return made


def numbers(text: str, taken: list[Claim]) -> list[Claim]:
    """Numbers that are no part of what is taken already."""
    made = []
    for match in NUMBER.finditer(text):
        start = match.start("digits")
        if _taken(taken, start, match.end("digits")) or _listed(text, start, match.end()):
            continue
        digits = match["digits"].replace(",", "")
        scale = SCALES[(match["scale"] or match["word"] or "").lower()] if match["scale"] or match["word"] else 1.0
        mantissa, _, power = digits.partition("e")
        places = len(mantissa.partition(".")[2])
        exponent = max(min(int(power or 0), LARGEST), -LARGEST)
        unit = 10.0 ** (exponent - places) * scale
        value = (
            min(float(f"{mantissa}e{exponent}"), 10.0**LARGEST)
            * scale
            * (-1 if match["sign"] and _negative(text, match.start()) else 1)
        )
        made.append(
            Claim("number", match.group().strip(), start, match.end(), value, unit / 2, percent=bool(match["percent"]))
        )
    return made


def _listed(text: str, start: int, end: int) -> bool:
    """Whether a number begins a line as the mark of a list, `2. West`."""
    return not text[text.rfind("\n", 0, start) + 1 : start].strip() and re.match(r"[.)]\s+\D", text[end:]) is not None


def names(text: str, taken: list[Claim]) -> list[Claim]:
    """Words with a capital that do not begin a sentence, several of them in a row, and what stands in quotes."""
    starts = {start + len(text[start:end]) - len(text[start:end].lstrip()) for start, end in sentences(text)}
    made = [Claim("name", m[1], m.start(1), m.end(1)) for m in _QUOTED.finditer(text)]
    for match in _CAPITAL.finditer(text):
        if not _taken([*taken, *made], match.start(), match.end()):
            first = match.start() in starts or text[: match.start()].rstrip()[-1:] in (":", "•")
            words = match.group().split()
            made.append(
                Claim("name", match.group(), match.start(), match.end(), value=float(first and len(words) == 1))
            )
    return made


def _taken(claims: list[Claim], start: int, end: int) -> bool:
    return any(c.start < end and start < c.end for c in claims)


def _negative(text: str, at: int) -> bool:
    """A dash before a number is a sign unless it joins two words or numbers (`5-7`)."""
    return at == 0 or not text[at - 1].isalnum()


def _period(parts: dict[str, str | None]) -> Period | None:
    year = int(parts["y"] or 0)
    month = int(parts.get("m") or 0)
    if name := parts.get("mn"):
        month = next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(name.lower()[:3]))
    quarter = int(parts.get("q") or 0)
    try:
        if day := parts.get("d"):
            first = dt.date(year, month, int(day))
            return Period(first, first + dt.timedelta(days=1))
        if quarter:
            return Period(dt.date(year, 3 * quarter - 2, 1), _after(year, 3 * quarter))
        if month:
            return Period(dt.date(year, month, 1), _after(year, month))
        return Period(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    except ValueError:  # the 31st of February is no date
        return None


def _after(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1)
