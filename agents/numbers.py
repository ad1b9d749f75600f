"""Numbers as people read them, for a sentence. What a sentence's numbers rest on is judged in `agents.evidence`."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from data.evidence.periods import day_words

EXACT = 100_000
"""From here on a figure in a sentence is told without its fraction; the table has it."""


def format_value(value: object, unit: str = "") -> str:
    """One cell for a sentence: 1234567.891 -> `1,234,567.89`, a date -> `5 Mar 2024`, None -> `no value`."""
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
            return day_words(value)
        case dt.datetime():
            return f"{day_words(value)} {value:%H:%M}"
        case dt.date():
            return day_words(value)
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
