"""A series whose last period is not over, and a window that reaches beyond the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from data.quality.checks import Finding, Used, register
from data.types import Result

GRAINS = ((6, 8, "week"), (28, 31, "month"), (89, 93, "quarter"), (365, 366, "year"))
"""Days between the starts of two periods, from and to."""


@register
def incomplete_last_period(used: Used) -> Iterator[Finding]:
    for name in used.result.columns:
        days = _days(used.result, name)
        grain = _grain(days)
        if grain is None:
            continue
        last = max(days)
        end = _end(last, grain)
        if last <= used.today < end - dt.timedelta(days=1):
            yield Finding(
                "incomplete_last_period",
                "warning",
                f"The last {grain} (from {last.isoformat()}) is not over: the data reach {used.today.isoformat()}.",
                (name,),
            )
        return


def _days(result: Result, name: str) -> list[dt.date]:
    """The column's days, when it holds nothing else and each but once."""
    cells = [c for c in result.table.column(name).slice(0, 5000).to_pylist() if c is not None]
    if len(cells) < 2 or not all(isinstance(c, dt.date) for c in cells):
        return []
    return sorted({c.date() if isinstance(c, dt.datetime) else c for c in cells})


def _grain(days: list[dt.date]) -> str | None:
    """The period whose starts these days are; gaps of whole periods are let pass."""
    if len(days) < 2:
        return None
    least = min((b - a).days for a, b in pairwise(days))
    grain = next((name for low, high, name in GRAINS if low <= least <= high), None)
    if grain in ("month", "quarter", "year") and any(d.day != 1 for d in days):
        return None
    return grain


def _end(start: dt.date, grain: str) -> dt.date:
    """The first day of the next period."""
    if grain == "week":
        return start + dt.timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    place = start.year * 12 + start.month - 1 + months
    return dt.date(place // 12, place % 12 + 1, 1)
