"""Categories that have an order of their own: names of months and weekdays, quarters, sizes, levels, bands of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_SCALES: tuple[tuple[str, ...], ...] = (
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"),
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    ("q1", "q2", "q3", "q4"),
    ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"),
    ("extra small", "small", "medium", "large", "extra large"),
    ("none", "very low", "low", "medium", "normal", "high", "very high", "urgent", "critical"),
    ("very bad", "bad", "poor", "fair", "average", "good", "very good", "excellent"),
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
)  # fmt: skip
_NUMBER = r"[€$£]?\s*(\d[\d,]*(?:\.\d+)?)\s*(k|m|%)?"
_BELOW = re.compile(rf"(?:<=?|≤|under|below|less than|up to|until)\s*{_NUMBER}.*", re.I)
_BAND = re.compile(rf"{_NUMBER}\s*(?:-|–|—|to|\.\.)\s*{_NUMBER}.*", re.I)
_ABOVE = re.compile(rf"(?:>=?|≥|over|above|more than|from)\s*{_NUMBER}.*|{_NUMBER}\s*(?:\+|or more|and (?:more|over|above)).*", re.I)  # fmt: skip
_SIZES = {"k": 1e3, "m": 1e6}


def ranks(cells: Iterable[Any]) -> dict[Any, float] | None:
    """The place of each category in the order that is its own; None where there is none, or fewer than two."""
    texts = {c: " ".join(c.split()).casefold() for c in cells if isinstance(c, str) and c.strip()}
    if len(texts) < 2:
        return None
    for scale in _SCALES:
        if set(texts.values()) <= set(scale):
            return {cell: float(scale.index(text)) for cell, text in texts.items()}
    return _bands(texts)


def _bands(texts: dict[Any, str]) -> dict[Any, float] | None:
    places = {cell: _start(text) for cell, text in texts.items()}
    found = {cell: at for cell, at in places.items() if at is not None}
    return found if len(found) == len(texts) and len(set(found.values())) == len(found) else None


def _start(text: str) -> float | None:
    """Where a band of numbers begins: `< 18`, `18-24`, `65+`."""
    if below := _BELOW.fullmatch(text):
        return _value(below[1], below[2]) - 1e-6 - 1e-9 * _value(below[1], below[2])
    if band := _BAND.fullmatch(text):
        return _value(band[1], band[2] or band[4])
    if above := _ABOVE.fullmatch(text):
        number, unit = (above[1], above[2]) if above[1] else (above[3], above[4])
        return _value(number, unit) + 1e-9
    return None


def _value(digits: str, unit: str | None) -> float:
    return float(digits.replace(",", "")) * _SIZES.get((unit or "").lower(), 1.0)
