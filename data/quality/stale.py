"""Data that end before the time that the question is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Used, check
from data.quality.rows_used import select_of

OLD_DAYS = 31


@check
def stale_rows(used: Used) -> Iterator[Finding]:
    as_of, select = used.schema.as_of, select_of(used)
    if as_of is None or select is None:
        return
    starts = list(_starts(select))
    if starts and max(starts) > as_of:
        text = f"The data reach to {as_of.isoformat()}; the time asked for begins after it."
        yield Finding("stale_rows", "warning", text)
    elif (used.today - as_of).days > OLD_DAYS:
        yield Finding("stale_rows", "info", f"The data reach to {as_of.isoformat()} only.")


def _starts(select: exp.Select) -> Iterator[dt.date]:
    """The dates that filters begin with."""
    for where in select.find_all(exp.Where):
        for bound in where.find_all(exp.GT, exp.GTE, exp.Between):
            low = bound.args.get("low") or bound.expression
            literal = low.find(exp.Literal) if low is not None else None
            if literal is not None and literal.is_string:
                try:
                    yield dt.date.fromisoformat(literal.name[:10])
                except ValueError:  # a text that is no date
                    continue
