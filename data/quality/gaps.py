"""A series with periods that are not there, or that fall to nearly nothing between full ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from data.quality.checks import Finding, Used, register
from data.quality.periods import Series, next_start, series_of

LEAST = 6
"""Periods that a series has at the least."""
NEARLY_NOTHING = 0.1
"""Of the median of the series: below it an inner period has fallen out."""


@register
def gap_in_series(used: Used) -> Iterator[Finding]:
    if used.core is None or used.result.truncated or used.core.args.get("having") is not None:
        return
    for name in used.result.columns:
        series = series_of(used, name)
        if series is None:
            continue
        if len(series.starts) >= LEAST and not _limited(used):
            yield from _missing(series, name)
            yield from _fallen(used, series, name)
        return


def _limited(used: Used) -> bool:
    return used.query.tree.args.get("limit") is not None


def _missing(series: Series, name: str) -> Iterator[Finding]:
    there, gone = set(series.starts), list[dt.date]()
    at = min(there)
    while at < max(there) and len(gone) <= len(there):
        at = next_start(at, series.grain)
        if at not in there and at < max(there):
            gone.append(at)
    if not gone or len(gone) * 4 > len(there) or _regular(gone, there, series.grain):
        return
    first = ", ".join(series.said(d) for d in gone[:3])
    more = f" and {len(gone) - 3:,} more" if len(gone) > 3 else ""
    yield Finding(
        "gap_in_series",
        "warning",
        f"There are no rows for {len(gone):,} of the {series.grain}s in between: {first}{more}.",
        (name,),
    )


def _regular(gone: list[dt.date], there: set[dt.date], grain: str) -> bool:
    """Days of the week that are never there, such as Sundays, are no gap."""
    return grain == "day" and {d.weekday() for d in gone}.isdisjoint({d.weekday() for d in there})


def _fallen(used: Used, series: Series, name: str) -> Iterator[Finding]:
    """Inner periods far below what stands around them; first and last may be cut."""
    for other in used.result.columns:
        cells = used.result.table.column(other).to_pylist()
        numbers = [float(c) for c in cells if isinstance(c, int | float | Decimal)]
        if other == name or len(numbers) != len(cells) or len(cells) != len(series.cells):
            continue
        points = sorted(zip(series.cells, numbers, strict=True))
        sizes = [v for _, v in points]
        middle = median(sizes)
        if middle <= 0 or min(sizes) < 0:
            continue
        low = [
            at
            for i, (at, v) in enumerate(points[1:-1], 1)
            if v < NEARLY_NOTHING * middle and min(max(sizes[:i]), max(sizes[i + 1 :])) >= middle and _steep(sizes, i)
        ]
        if low and len(low) * 4 <= len(points):
            yield Finding(
                "gap_in_series",
                "warning",
                f"{other} falls to nearly nothing in {', '.join(series.said(d) for d in low[:3])}: rows may be missing there.",
                (name, other),
            )


def _steep(sizes: list[float], at: int) -> bool:
    """Whether the nearest full periods on both sides are many times as high: a fall, and not a slope."""
    before, after = sizes[at - 1], sizes[at + 1]
    return (
        max(before, after) > 4 * sizes[at]
        and min(max(sizes[max(0, at - 3) : at]), max(sizes[at + 1 : at + 4])) > 4 * sizes[at]
    )
