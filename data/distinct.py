"""The statement behind a value index: the values of one column and how often each stands there."""

from __future__ import annotations

from sqlglot import exp


def distinct_values(table: str, column: str, limit: int) -> exp.Select:
    """`SELECT column AS value, count(*) AS n`, most frequent first, ties by value; NULL is left out.

    `table` is a name of the Schema: `orders`, or `hr.payroll` in another schema than the main one.
    """
    schema, _, name = table.rpartition(".")
    cell = exp.column(column, quoted=True)
    return (
        exp.select(
            exp.alias_(cell.copy(), "value", quoted=True), exp.alias_(exp.Count(this=exp.Star()), "n", quoted=True)
        )
        .from_(exp.table_(name, db=schema or None, quoted=True))
        .where(exp.Not(this=exp.Is(this=cell.copy(), expression=exp.null())))
        .group_by(cell.copy())
        .order_by(exp.Ordered(this=exp.column("n", quoted=True), desc=True), exp.column("value", quoted=True))
        .limit(limit)
    )
