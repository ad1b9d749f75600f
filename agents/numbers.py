"""Numbers as people read and write them: formatting for a sentence, and finding the numbers of a sentence in a result."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from decimal import Decimal

NUMBER = re.compile(r"(?<![\w.])[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])[-−]?\d+(?:\.\d+)?")
SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "b": 1e9, "billion": 1e9}


def format_value(value: object, unit: str = "") -> str:
    """One cell for a sentence: 1234567.891 -> `1,234,567.89`, a date -> `2024-03-05`, None -> `no value`."""
    match value:
        case None:
            return "no value"
        case bool():
            return "yes" if value else "no"
        case int():
            text = f"{value:,}"
        case float() | Decimal():
            text = _decimals(float(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}".strip()


def _decimals(value: float) -> str:
    if not math.isfinite(value):
        return "no value"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 0.1:
        return f"{value:,.2f}"
    return f"{value:.4g}"


def ungrounded(text: str, cells: Iterable[object], allowed: Iterable[object]) -> tuple[str, ...]:
    """The numbers of `text` that are neither a cell (rounded as the text rounds it) nor among `allowed`.

    A number after which stands a scale word (`3.2 million`) is compared at that scale, one with a percent sign also as a
    share of one.
    """
    known = [float(c) for c in cells if isinstance(c, int | float | Decimal) and not isinstance(c, bool)]
    dates = [c for c in cells if isinstance(c, dt.date)]
    known += [float(part) for d in dates for part in (d.year, d.month, d.day)]
    words = " ".join(str(c) for c in cells if isinstance(c, str)) + " " + " ".join(str(a) for a in allowed)
    loose = {m.group().replace(",", "") for m in NUMBER.finditer(words)}
    missing = []
    for match in NUMBER.finditer(text):
        written = match.group().replace(",", "").replace("−", "-")
        if written in loose or written.lstrip("-") in loose:
            continue
        if not any(_same(written, c, text[match.end() :]) for c in known):
            missing.append(match.group())
    return tuple(missing)


def _same(written: str, cell: float, after: str) -> bool:
    if not math.isfinite(cell):
        return False
    places = len(written.partition(".")[2])
    value = float(written)
    tail = after.lstrip()
    word = re.match(r"[a-zA-Z]+", tail)
    scale = SCALES.get(word.group().lower(), 1.0) if word else 1.0
    step = 0.5000001 * 10**-places * scale
    candidates = [abs(cell)]
    if tail.startswith(("%", "percent")):
        candidates.append(abs(cell) * 100)
    return any(abs(abs(value) * scale - c) <= step for c in candidates)
