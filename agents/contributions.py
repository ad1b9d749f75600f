"""What a contribution analysis says in words: the whole change, then the parts that carried it.

It is known by its columns, which `agents.builtin.dialogue.why` makes; every figure in the text is a cell of the result.
"""

from __future__ import annotations

import math
from decimal import Decimal

from agents.numbers import EXACT, format_value
from data.types import Result

COLUMNS = ("dimension", "part", "before", "after", "change")
PARTS = 3


def contribution(result: Result) -> str:
    """One or two sentences on a contribution analysis; empty for any other result."""
    if tuple(result.columns[:5]) != COLUMNS or result.rows < 2:
        return ""
    whole, *parts = result.records(PARTS + 1)
    before, after, change = whole[2:5]
    if change is None:
        return f"Before: {_figure(before)}; after: {_figure(after)}."
    rose = float(change) >= 0
    periods = str(whole[1])  # `May 2025 against Apr 2025`
    way = "rose" if rose else "fell"
    head = f"{periods[:1].upper()}{periods[1:]}: it {way} by {_figure(abs(change))}, from {_figure(before)} to {_figure(after)}."
    told = [f"{row[0]} {row[1]} ({_signed(row[4])}{_share(row)})" for row in parts if row[4] is not None]
    return f"{head} The biggest changes: {', '.join(told)}." if told else head


def _signed(value: object) -> str:
    text = _figure(value)
    return text if text.startswith("-") else f"+{text}"


def _figure(value: object) -> str:
    """A figure as in other sentences: a large one without its fraction, the table has it."""
    if isinstance(value, float | Decimal) and math.isfinite(value) and abs(float(value)) >= EXACT:
        return format_value(round(value))
    return format_value(value)


def _share(row: tuple[object, ...]) -> str:
    share = row[5] if len(row) > 5 else None
    return f", {share:.0f}% of the change" if isinstance(share, float | Decimal) else ""
