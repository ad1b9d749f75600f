"""Rows of one table that are counted more than once: a key that is there twice, or a join that multiplies."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Used, check
from data.quality.rows_used import aggregates, first_row, rows_used, select_of, source_of, sources
from data.types import Table

MOST_ROWS = 5_000_000
"""Of a larger table the keys are not counted: it would take longer than the question."""


@check
def duplicate_rows(used: Used) -> Iterator[Finding]:
    select = select_of(used)
    if select is None:
        return
    for alias, table in _aggregated(select, used):
        key: list[exp.Expression] = [exp.column(c, table=alias, quoted=True) for c in table.primary_key]
        whole = key[0] if len(key) == 1 else exp.Tuple(expressions=key)
        tree = rows_used(
            select,
            exp.alias_(exp.Count(this=key[0]), "n"),
            exp.alias_(exp.Count(this=exp.Distinct(expressions=[whole])), "d"),
        )
        rows, distinct = (int(v or 0) for v in first_row(used, tree))
        if rows > distinct:
            joined = bool(select.args.get("joins"))
            why = "the join may repeat them" if joined else "the table holds them twice"
            text = f"{rows - distinct:,} of {rows:,} rows of {table.name} repeat a key ({', '.join(table.primary_key)}): {why}."
            yield Finding("duplicate_rows", "warning", text, table.primary_key)


def _aggregated(select: exp.Select, used: Used) -> Iterator[tuple[str, Table]]:
    """The tables that sums and averages are taken of, if their key is known and they are not too large."""
    known, seen = sources(select, used.schema), set[str]()
    for aggregate in aggregates(select):
        if not isinstance(aggregate.node, exp.Sum | exp.Avg):
            continue
        for column in aggregate.argument.find_all(exp.Column):
            owner = source_of(column, known)
            if owner and owner[0] not in seen and owner[1].primary_key and (owner[1].rows or 0) <= MOST_ROWS:
                seen.add(owner[0])
                yield owner
