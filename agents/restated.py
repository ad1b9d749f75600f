"""A question in words with other values in it: its period, its names, as they were put into the places of its statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from agents.builtin.dates import Window, windows_of
from agents.builtin.words import Token, tokens_of
from data.parameters import Parameter, Range, Value, parameters

_BEFORE = frozenset({"in", "during", "for", "of", "within", "from", "between", "on", "over", "throughout", "the"})
"""Words before a period that go with it."""
_DAY_LONG = dt.timedelta(days=1)


def restated(question: str, sql: str, values: Mapping[str, Value], today: dt.date) -> str:
    """The question as it is with those values at the places of its statement (ids of `data.parameters`).

    A value whose words stand in the question takes their place; what is not found there is added in brackets.
    """
    added: list[str] = []
    for place in parameters(sql):
        value = values.get(place.id)
        if value is None or value == place.value:
            continue
        made = _dated(question, place, value, today) or _named(question, place, value)
        if made:
            question = made
        else:
            added.append(in_words(place, value))
    return f"{question.rstrip(' ?.!')} ({'; '.join(added)})" if added else question


def in_words(place: Parameter, value: Value, label: str = "") -> str:
    """`ordered at 1 Jan 2025 to 31 Mar 2025`, `region West or East`, `amount ≥ 10`, `at most 5 rows`."""
    name = label or place.column.replace("_", " ")
    if (days := _range(value)) is not None:
        return f"{name} {_day(days[0])} to {_day(days[1])}"
    if isinstance(value, tuple):
        return f"{name} {' or '.join(str(one) for one in value)}"
    return f"at most {value:,} rows" if place.kind == "rows" else f"{name} {place.sign} {value:,}"


def _range(value: object) -> Range | None:
    match value:
        case (dt.date() as first, dt.date() as last):
            return first, last
    return None


def _one_name(value: object) -> str:
    match value:
        case (str() as only,):
            return only
    return ""


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def _in_full(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _dated(question: str, place: Parameter, value: Value, today: dt.date) -> str:
    """One period for another, where the first stands in the question; else empty."""
    old, new = _range(place.value), _range(value)
    if old is None or new is None:
        return ""
    tokens = tokens_of(question)
    for window in windows_of(tokens, today):
        if (window.since, window.until) == (old[0], old[1] + _DAY_LONG):
            return _put(question, tokens, window, f"from {_in_full(new[0])} to {_in_full(new[1])}")
    return ""


def _put(question: str, tokens: tuple[Token, ...], window: Window, words: str) -> str:
    first = window.start
    while first and tokens[first - 1].low in _BEFORE:
        first -= 1
    return f"{question[: tokens[first].start]}{words}{question[tokens[window.end - 1].end :]}"


def _named(question: str, place: Parameter, value: Value) -> str:
    """One name or number for another, where the first stands in the question once; else empty."""
    tokens = tokens_of(question)
    if isinstance(value, tuple) or isinstance(place.value, tuple):
        old, new = _one_name(place.value), _one_name(value)
        found = [t for t in tokens if old and t.text.casefold() == old.casefold()]
    else:
        new = f"{value:g}" if isinstance(value, float) else str(value)
        found = [t for t in tokens if t.number == place.value]
    if not new or len(found) != 1:
        return ""
    return f"{question[: found[0].start]}{new}{question[found[0].end :]}"
