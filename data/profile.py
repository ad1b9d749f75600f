"""What is in the columns of a table: nulls, distinct values, range, mean, the most frequent value.

Private columns show counts only. The statements are trees; whoever calls says how they are run: `Warehouse.inspect` for
the whole of the data, the guard for what a role may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from data.types import Column, Result, Table

Run = Callable[[exp.Expression], Result]


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """`min`, `max`, `mean`, `most_frequent` are None where the type has none, or the column is private."""

    table: str
    column: str
    type: str
    rows: int
    nulls: int
    distinct: int
    min: Any = None
    max: Any = None
    mean: float | None = None
    most_frequent: Any = None


def profiled(run: Run, table: Table) -> Iterator[ColumnProfile]:
    """One profile per column, in the table's order. Raises what `run` raises."""
    for column in table.columns:
        yield _profile(run, table, column)


def _profile(run: Run, table: Table, column: Column) -> ColumnProfile:
    named = exp.column(exp.to_identifier(column.name, quoted=True))
    shown = not column.private and column.kind not in {"nested", "other"}
    parts: list[exp.Expression] = [
        exp.Count(this=exp.Star()),
        exp.Count(this=named.copy()),
        exp.Count(this=exp.Distinct(expressions=[named.copy()])),
    ]
    if shown:
        parts += [exp.Min(this=named.copy()), exp.Max(this=named.copy())]
        parts.append(exp.Anonymous(this="mode", expressions=[named.copy()]))
    if shown and column.kind == "number":
        parts.append(exp.Avg(this=named.copy()))
    tree = exp.select(*(part.as_(f"p{i}") for i, part in enumerate(parts))).from_(table_tree(table))
    rows, known, distinct, *rest = run(tree).records()[0]
    low, high, often, mean = (*rest, None, None, None, None)[:4]
    return ColumnProfile(table.name, column.name, column.type, rows, rows - known, distinct, low, high, mean, often)


def table_tree(table: Table) -> exp.Table:
    """The table as it stands in a FROM."""
    schema, _, name = table.name.rpartition(".")
    db = exp.to_identifier(schema, quoted=True) if schema else None
    return exp.Table(this=exp.to_identifier(name, quoted=True), db=db)
