"""What is in the columns of a table: nulls, distinct values, range, mean, the most frequent value.

Private columns show counts only. The statements are trees and go through `Warehouse.inspect`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from data.types import Column, Table, Warehouse


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


def profiled(warehouse: Warehouse, table: Table) -> Iterator[ColumnProfile]:
    """One profile per column, in the table's order. Raises what `Warehouse.inspect` raises."""
    for column in table.columns:
        yield _profile(warehouse, table, column)


def _profile(warehouse: Warehouse, table: Table, column: Column) -> ColumnProfile:
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
    tree = exp.select(*(part.as_(f"p{i}") for i, part in enumerate(parts))).from_(_from(table))
    rows, known, distinct, *rest = warehouse.inspect(tree).records()[0]
    low, high, often, mean = (*rest, None, None, None, None)[:4]
    return ColumnProfile(table.name, column.name, column.type, rows, rows - known, distinct, low, high, mean, often)


def _from(table: Table) -> exp.Table:
    schema, _, name = table.name.rpartition(".")
    db = exp.to_identifier(schema, quoted=True) if schema else None
    return exp.Table(this=exp.to_identifier(name, quoted=True), db=db)
