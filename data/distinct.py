"""The statement behind the value index: which values a column has, and how often."""

from __future__ import annotations

from sqlglot import exp


def distinct_values(table: str, column: str, limit: int) -> exp.Select:
    """(value, count) of a column without NULLs, the most frequent first, equals in the order of their values.

    `table` is a name as Schema spells it (`orders`, `hr.payroll`); a dot in a table's own name belongs to a schema.
    """
    schema, _, name = table.rpartition(".")
    source = exp.table_(
        exp.to_identifier(name, quoted=True), db=exp.to_identifier(schema, quoted=True) if schema else None
    )
    value = exp.column(exp.to_identifier(column, quoted=True))
    return (
        exp.select(exp.alias_(value, "value"), exp.alias_(exp.Count(this=exp.Star()), "count"))
        .from_(source)
        .where(exp.Not(this=exp.Is(this=value.copy(), expression=exp.null())))
        .group_by(value.copy())
        .order_by(exp.Ordered(this=exp.column("count"), desc=True), exp.Ordered(this=value.copy(), desc=False))
        .limit(limit)
    )
