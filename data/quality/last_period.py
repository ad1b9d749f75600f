"""A last bucket of time that is not over yet: its figure is low because its days are still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Used, check
from data.quality.rows_used import groups, select_of

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@check
def last_period_incomplete(used: Used) -> Iterator[Finding]:
    select = select_of(used)
    if select is None or not used.result.rows:
        return
    last = min(used.today, used.schema.as_of or used.today)
    by = groups(select)
    for place, projection in enumerate(select.expressions[: len(used.result.columns)]):
        bucket = projection.unalias()
        if bucket not in by:
            continue
        name = used.result.columns[place]
        values = [v for v in used.result.table.column(place).to_pylist() if v is not None]
        if values and _open(bucket, max(values), last):
            text = f"The last period of {name} is not over: the data reach to {last.isoformat()}."
            yield Finding("last_period_incomplete", "warning", text, (name,))


def _open(bucket: exp.Expression, value: object, last: dt.date) -> bool:
    """Whether `last` lies in the bucket that begins with `value`, before its last day."""
    start = value.date() if isinstance(value, dt.datetime) else value
    if isinstance(bucket, exp.TimestampTrunc | exp.DateTrunc) and isinstance(start, dt.date):
        unit = bucket.text("unit").casefold()
        end = _end(start, unit)
        return end is not None and start <= last < end - dt.timedelta(days=1)
    if isinstance(bucket, exp.Year) or (isinstance(bucket, exp.Extract) and bucket.name.casefold() == "year"):
        return value == last.year and (last.month, last.day) != (12, 31)
    if isinstance(bucket, exp.TimeToStr) and "%d" not in bucket.text("format") and "%m" in bucket.text("format"):
        return value == last.strftime(bucket.text("format")) and (last + dt.timedelta(days=1)).month == last.month
    return False


def _end(start: dt.date, unit: str) -> dt.date | None:
    """The first day after the bucket."""
    if unit.startswith("week"):
        return start + dt.timedelta(days=7)
    if unit not in _MONTHS:
        return None
    month = start.month - 1 + _MONTHS[unit]
    return dt.date(start.year + month // 12, month % 12 + 1, 1)
