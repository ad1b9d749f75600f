"""Rows whose aggregated value is missing: a sum or average leaves them out without a word."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Used, check
from data.quality.rows_used import aggregates, count_of, first_row, rows_used, select_of


@check
def nulls_in_aggregate(used: Used) -> Iterator[Finding]:
    select = select_of(used)
    found = list(aggregates(select)) if select else []
    if select is None or not found:
        return
    counts = [count_of(a.argument, f"c{n}") for n, a in enumerate(found)]
    total, *filled = first_row(used, rows_used(select, exp.alias_(exp.Count(this=exp.Star()), "n"), *counts))
    for aggregate, there in zip(found, filled, strict=True):
        missing = int(total or 0) - int(there or 0)
        if missing:
            yield Finding(
                "nulls_in_aggregate",
                "warning",
                f"{missing:,} of {int(total or 0):,} rows have no value for {aggregate.column} and are not in it.",
                (aggregate.column,),
            )
