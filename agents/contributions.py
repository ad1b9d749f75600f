"""What a contribution analysis says in words: the whole change, then the parts that carried it.

It is known by its columns, which `agents.builtin.dialogue.why` makes; every figure in the text is a cell of the result.
"""

from __future__ import annotations

from agents.numbers import format_value
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
        return f"Before: {format_value(before)}; after: {format_value(after)}."
    rose = float(change) >= 0
    head = f"It {'rose' if rose else 'fell'} by {format_value(abs(change))}, from {format_value(before)} to {format_value(after)}."
    told = [f"{row[0]} {row[1]} ({_signed(row[4])}{_share(row)})" for row in parts if row[4] is not None]
    return f"{head} The biggest changes: {', '.join(told)}." if told else head


def _signed(value: object) -> str:
    text = format_value(value)
    return text if text.startswith("-") else f"+{text}"


def _share(row: tuple[object, ...]) -> str:
    return f", {format_value(row[5])}% of the change" if len(row) > 5 and row[5] is not None else ""
