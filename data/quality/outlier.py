"""One row that makes up a large part of a sum of many."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Used, check
from data.quality.rows_used import Aggregate, aggregates, first_row, groups, rows_used, select_of

SHARE = 0.3
MANY = 20
"""Under so many rows a large share is nothing odd."""


@check
def outlier_carries_sum(used: Used) -> Iterator[Finding]:
    select = select_of(used)
    sums = [a for a in aggregates(select) if isinstance(a.node, exp.Sum)] if select else []
    if select is None or not sums:
        return
    shares = first_row(used, _shares(select, sums))
    for aggregate, share in zip(sums, shares, strict=True):
        if share is not None and share > SHARE:
            text = f"A single row makes up {share:.0%} of {aggregate.column}{' of a group' if groups(select) else ''}."
            yield Finding("outlier_carries_sum", "warning", text, (aggregate.column,))


def _shares(select: exp.Select, sums: list[Aggregate]) -> exp.Select:
    """The largest share of one row in each sum, over the groups that have many rows."""
    parts: list[exp.Expression] = [exp.alias_(exp.Count(this=exp.Star()), "n")]
    for number, aggregate in enumerate(sums):
        size = exp.Abs(this=exp.cast(aggregate.argument.copy(), "double"))
        parts.append(exp.alias_(exp.Max(this=size), f"m{number}"))
        parts.append(exp.alias_(exp.Sum(this=size.copy()), f"s{number}"))
    inner = rows_used(select, *parts)
    if by := groups(select):
        inner = inner.group_by(*(g.copy() for g in by))
    whole = [exp.func("nullif", exp.column(f"s{n}"), exp.Literal.number(0)) for n in range(len(sums))]
    return (
        exp.select(
            *(
                exp.alias_(exp.Max(this=exp.Div(this=exp.column(f"m{n}"), expression=w)), f"x{n}")
                for n, w in enumerate(whole)
            )
        )
        .from_(inner.subquery("g"))
        .where(exp.GTE(this=exp.column("n"), expression=exp.Literal.number(MANY)))
    )
