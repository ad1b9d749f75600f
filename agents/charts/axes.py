"""Words and ticks of axes: what a value is called, and how a time axis is written at its grain."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, get_args

import pyarrow as pa

from agents.charts.ordinal import ranks
from data.evidence.periods import Grain, period_name
from data.types import Result

_CALL = re.compile(r"(\w+)\((?:distinct )?(.*)\)", re.I)
_GRAIN = re.compile(r"date_(?:trunc|part)\('(\w+)'|\b(year|quarter|month|week|day|hour)(?: from |\()", re.I)
_CALLS = {"sum": "total", "avg": "average", "min": "lowest", "max": "highest", "count": "number of", "median": "median"}
_ISO = re.compile(r"\d{4}(-(\d{2}(-\d{2})?|[Qq][1-4]|[Ww]\d{1,2})([ T].*)?)?")
_FEW = 60
"""Whole numbers that are categories; more of them are rather the numbers of things."""
_SEQUENCES = frozenset({"month", "quarter", "week", "weekday", "day", "hour", "year", "bucket", "band", "range"})


def heading(name: str) -> str:
    """A column's name as words: `net_amount` is `net amount`, an unnamed `avg(price)` is `average price`."""
    bare = name.strip().replace('"', "").removeprefix("main.")
    if grain := _GRAIN.search(bare):
        return (grain[1] or grain[2]).lower()
    called = _CALL.fullmatch(bare)
    if called is None:
        return name.replace("_", " ").strip() or name
    call, what = called[1].lower(), called[2].rpartition(".")[2]
    if call == "count_star" or (call == "count" and what in ("*", "")):
        return "count"
    return f"{_CALLS.get(call, call.replace('_', ' '))} {what.replace('_', ' ')}".strip()


def label_of(value: Any) -> str:
    """A category as text; a missing one says so."""
    if value is None or value == "":
        return "(none)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d") if value.time() == dt.time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).replace("_", " ") if isinstance(value, str) and value.islower() else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def axis_label(name: str, unit: str) -> str:
    """An axis title: `net amount (EUR)`."""
    return f"{heading(name)} ({unit})" if unit else heading(name)


def is_sequence(cells: list[Any], name: str) -> bool:
    """Whether the categories are times, or named as a sequence is."""
    some = [c for c in cells if c is not None]
    if some and all(isinstance(c, dt.date | dt.datetime) for c in some):
        return True
    return bool(_SEQUENCES & set(name.lower().replace("_", " ").split()))


def keeps_order(cells: list[Any], name: str) -> bool:
    """Whether the categories have an order of their own (times, weekdays, bands, a few whole numbers) that sorting them
    by size would break."""
    some = {c for c in cells if c is not None}
    few = 1 < len(some) <= _FEW and all(isinstance(c, int) and not isinstance(c, bool) for c in some)
    return few or is_sequence(cells, name) or ranks(some) is not None


def in_order(cells: list[Any]) -> list[Any]:
    """The different cells in an order of their own (times, numbers, months, bands), else as they come; none last."""
    some = list(dict.fromkeys(c for c in cells if c is not None))
    none = [None] if None in cells else []
    own = ranks(some)
    if own is not None:
        return [*sorted(some, key=lambda c: own.get(c, float("inf"))), *none]
    if some and (all(not isinstance(c, str | bool) for c in some) or all(_ISO.fullmatch(str(c)) for c in some)):
        return [*sorted(some), *none]
    return some + none


def names_of(cells: list[Any], grain: str = "") -> list[str]:
    """The cells of one column as text: starts of periods as what they stand for, `May 2025`, `week of 7 Jun 2021`.

    `grain` is the period as the statement has it; without one it is seen from the days, where there are several.
    """
    days = [c.date() if isinstance(c, dt.datetime) and c.time() == dt.time() else c for c in cells]
    known = next((g for g in get_args(Grain) if g == grain), None) or _grain_of(days)
    if known is None:
        short = [label_of(c) for c in cells]
        return short if len(set(short)) == len(set(cells)) else ["(none)" if c is None else str(c) for c in cells]
    return [period_name(d, known) if isinstance(d, dt.date) else label_of(d) for d in days]


def _grain_of(days: list[Any]) -> Grain | None:
    """The period that all these days are first days of; None for other cells, and for a single one."""
    some = [d for d in days if d is not None]
    if len(some) < 2 or not all(isinstance(d, dt.date) and not isinstance(d, dt.datetime) and d.day == 1 for d in some):
        return None
    if all(d.month == 1 for d in some):
        return "year"
    return "quarter" if all(d.month in (1, 4, 7, 10) for d in some) else "month"


_TICKS: dict[str, tuple[str, str]] = {
    "year": ("%Y", "%Y"),
    "quarter": ("Q%q %Y", "Q%q %Y"),
    "month": ("%b %Y", "%b %Y"),
    "week": ("week of %-d %b %Y", "%-d %b %Y"),
    "day": ("%a %-d %b %Y", "%-d %b %Y"),
}
"""What a point and what a tick of the time axis say, by the period."""
_STEPS = {"year": ("M12", 15), "quarter": ("M3", 8), "month": ("M1", 8)}
"""Ticks at each period, where there are so few."""


def time_layout(cells: list[Any], grain: str = "") -> dict[str, Any]:
    """The x axis for these times: months as `Mar 2024`, years as whole numbers, text as it is."""
    some = [c for c in cells if c is not None]
    days = [c.date() if isinstance(c, dt.datetime) else c for c in some if isinstance(c, dt.date)]
    if not days:
        whole = some and all(isinstance(c, int | float) for c in some)
        return {"tickformat": "d", "dtick": 1 if len(set(some)) <= 12 else None} if whole else {"type": "category"}
    axis: dict[str, Any] = {"type": "date", "hoverformat": "%-d %b %Y"}
    if len(days) != len(some) or any(isinstance(c, dt.datetime) and c.time() != dt.time() for c in some):
        return axis | {"hoverformat": "%-d %b %Y %H:%M"}
    known = grain or _grain_of(days) or ""
    if known not in _TICKS:
        return axis
    hover, tick = _TICKS[known]
    step, most = _STEPS.get(known, ("", 0))
    ticks = {"dtick": step if len(set(days)) <= most else None} if step else {}
    return axis | {"hoverformat": hover, "tickformat": tick} | ticks


def zone_of(result: Result, name: str) -> str:
    """The time zone of a column of times; of times of day without one, that they are as stored; empty for days."""
    kind = result.table.schema.field(name).type
    if not pa.types.is_timestamp(kind):
        return ""
    if kind.tz:
        return str(kind.tz)
    some = (c for c in result.table.column(name).slice(0, 1000).to_pylist() if c is not None)
    return "time as stored" if any(c.time() != dt.time() for c in some) else ""
