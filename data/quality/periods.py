"""A series whose last period is not over, whether its periods are dates, years as numbers, or texts such as 2025-06."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import get_args

from sqlglot import exp

from data.evidence.periods import Grain, day_words, period_name
from data.evidence.scope import scope
from data.quality.checks import Finding, Used, register

GRAINS: tuple[tuple[int, int, Grain], ...] = (
    (1, 1, "day"),
    (6, 8, "week"),
    (28, 31, "month"),
    (89, 93, "quarter"),
    (365, 366, "year"),
)
"""Days between the starts of two periods, from and to."""
LOOKED_AT = 5000
_SHORT = ("day", "hour", "minute")
"""Periods too short to be told as not over."""
_TEXTS: tuple[tuple[re.Pattern[str], Grain], ...] = (
    (re.compile(r"(?P<y>\d{4})"), "year"),
    (re.compile(r"(?P<y>\d{4})[-/. ]?[Qq](?P<q>[1-4])|[Qq](?P<q2>[1-4])[-/. ](?P<y2>\d{4})"), "quarter"),
    (re.compile(r"(?P<y>\d{4})[-/. ](?P<m>0[1-9]|1[0-2])"), "month"),
    (re.compile(r"(?P<y>\d{4})[-/. ]?[Ww](?P<w>\d{2})"), "week"),
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"), "day"),
)


@dataclass(frozen=True, slots=True)
class Series:
    """A column of periods, each but once: their starts in the result's order, and how long each lasts."""

    grain: Grain
    cells: tuple[dt.date, ...]

    @property
    def starts(self) -> tuple[dt.date, ...]:
        return tuple(sorted(set(self.cells)))

    def said(self, start: dt.date) -> str:
        return period_name(start, self.grain)


@register
def incomplete_last_period(used: Used) -> Iterator[Finding]:
    for name in used.result.columns:
        series = _series(used, name, once=False)
        if series is not None and (grain := _written_grain(used, name)):
            series = replace(series, grain=grain)
        if series is None or series.grain in _SHORT:
            continue
        last = series.starts[-1]
        reach = _reach(used, name)
        if _own_windows(used, series, reach):
            return
        if last <= reach < next_start(last, series.grain) - dt.timedelta(days=1):
            yield Finding(
                "incomplete_last_period",
                "warning",
                f"The last {series.grain} ({series.said(last)}) is not over: the data reach {day_words(reach)}.",
                (name,),
            )
        return


def _part(used: Used, name: str) -> exp.Expr | None:
    """What a column of the result is made of, by its name, else (it may have none of its own) by its place."""
    found = next(used.projections(name), None)
    tree = used.query.tree
    if found is None and isinstance(tree, exp.Select) and len(tree.expressions) == len(used.result.columns):
        found = tree.expressions[used.result.columns.index(name)].unalias()
    return found


def _written_grain(used: Used, name: str) -> Grain | None:
    """The period that the statement cuts the column to: two Mays lie a year apart and are months nevertheless."""
    part = _part(used, name)
    cut = part.find(exp.DateTrunc, exp.TimestampTrunc) if part is not None else None
    unit = cut.text("unit").lower() if cut is not None else ""
    return next((g for g in get_args(Grain) if g == unit), None)


def _own_windows(used: Used, series: Series, reach: dt.date) -> bool:
    """Whether the filter picks a window of its own in each period, all of them over: May of this year and of the last."""
    if used.written is None:
        return False
    windows = scope(used.written, lambda column: column.name).periods
    ends = [(w.first, w.last) for w in windows if w.first and w.last]
    if len(ends) < 2 or len(ends) < len(windows):
        return False
    homes = [s for first, last in ends for s in series.starts if s <= first <= last < next_start(s, series.grain)]
    return sorted(homes) == list(series.starts) and max(last for _, last in ends) <= reach


def series_of(used: Used, name: str) -> Series | None:
    """The column as a series in which each period stands once; None when it is none."""
    return _series(used, name, once=True)


def next_start(start: dt.date, grain: str) -> dt.date:
    """The first day of the next period."""
    if grain in ("day", "week"):
        return start + dt.timedelta(days=7 if grain == "week" else 1)
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    place = start.year * 12 + start.month - 1 + months
    return dt.date(place // 12, place % 12 + 1, 1)


def _series(used: Used, name: str, *, once: bool) -> Series | None:
    cells = [c for c in used.result.table.column(name).slice(0, LOOKED_AT).to_pylist() if c is not None]
    if len(cells) < 2 or (once and len(set(cells)) < used.result.rows):
        return None
    if all(isinstance(c, dt.date) for c in cells):
        days = tuple(c.date() if isinstance(c, dt.datetime) else c for c in cells)
        grain = _grain(sorted(set(days)))
        return Series(grain, days) if grain else None
    if all(isinstance(c, str) for c in cells):
        return _of_texts([str(c) for c in cells])
    if all(isinstance(c, int) and not isinstance(c, bool) and 1900 <= c <= 2200 for c in cells) and _is_year(
        used, name
    ):
        return Series("year", tuple(dt.date(int(c), 1, 1) for c in cells))
    return None


def _grain(days: list[dt.date]) -> Grain | None:
    """The period whose starts these days are; gaps of whole periods are let pass."""
    if len(days) < 2:
        return None
    least = min((b - a).days for a, b in pairwise(days))
    grain = next((name for low, high, name in GRAINS if low <= least <= high), None)
    if grain in ("month", "quarter", "year") and any(d.day != 1 for d in days):
        return None
    if grain == "week" and len({d.weekday() for d in days}) > 1:
        return None
    return grain


def _of_texts(cells: list[str]) -> Series | None:
    for pattern, grain in _TEXTS:
        found = [pattern.fullmatch(c.strip()) for c in cells]
        if all(found):
            try:
                return Series(grain, tuple(_start(m.groupdict(), grain) for m in found if m))
            except ValueError:  # 2025-13-40 looks like a day and is none
                return None
    return None


def _start(parts: dict[str, str | None], grain: str) -> dt.date:
    year = int(parts.get("y") or parts.get("y2") or 0)
    match grain:
        case "quarter":
            return dt.date(year, 3 * int(parts.get("q") or parts.get("q2") or 1) - 2, 1)
        case "week":
            return dt.date.fromisocalendar(year, min(max(int(parts["w"] or 1), 1), 52), 1)
        case "day":
            return dt.date(year, int(parts["m"] or 1), int(parts["d"] or 1))
    return dt.date(year, int(parts.get("m") or 1), 1)


def _is_year(used: Used, name: str) -> bool:
    """Whether the column is the year of a date by its expression, or by its name."""
    part = next(used.projections(name), None)
    if part is not None and part.find(exp.Year) is not None:
        return True
    if part is not None and any(e.name.casefold() == "year" for e in part.find_all(exp.Extract)):
        return True
    return name.casefold() in ("year", "yr") or name.casefold().endswith("_year")


def _reach(used: Used, name: str) -> dt.date:
    """The last day that the data can be about: today, or the last day of the column behind the periods.

    A column that holds nothing but first days of months says nothing of how far its last month goes.
    """
    part = _part(used, name)
    for column in part.find_all(exp.Column) if part is not None else ():
        for alias, item, table in used.items():
            if column.table in ("", alias) and table.column(column.name) is not None:
                known = used.dates(item, table).column(column.name)
                if known and known.high and known.high.day != 1:
                    return min(used.today, known.high)
    return used.today
