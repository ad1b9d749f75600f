"""`and last year?` where last year is what is shown already: nobody asks for the same figures twice, so the one before it is
meant."""

from __future__ import annotations

import datetime as dt

from agents.builtin.dates import windows_of
from agents.builtin.dialogue.moves import Shift
from agents.builtin.dialogue.told import is_time
from agents.builtin.form import Query
from agents.builtin.words import tokens_of

_UNITS = ("day", "week", "month", "quarter", "year")
_LAST = frozenset({"last", "previous", "past", "prior"})
_AROUND = frozenset({"in", "for", "the", "of", "then"})


def same_again(before: Query, text: str, today: dt.date) -> Shift | None:
    """The step back that words such as `last year` mean where they name the very window of the form; None otherwise."""
    tokens = [t for t in tokens_of(text) if t.kind != "mark" and t.low not in _AROUND]
    if len(tokens) != 2 or tokens[0].low not in _LAST or tokens[1].low not in _UNITS:
        return None
    times = [c for c in before.where if is_time(c)]
    windows = windows_of(tokens, today)
    if len(times) != 1 or len(windows) != 1 or times[0].value != (windows[0].since, windows[0].until):
        return None
    return Shift(tokens[1].low, -1)


def told_again(text: str) -> str:
    """What is said of it."""
    said = " ".join(t.text for t in tokens_of(text) if t.kind != "mark" and t.low not in _AROUND)
    return f"“{said}” was shown already, so the one before it is meant"
