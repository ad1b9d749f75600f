"""The rows behind a result, as a tree: the query's own WITH, FROM, joins and WHERE under another projection.

Only a plain SELECT is taken apart; of a set operation nothing is known here, and checks keep silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from data.quality.checks import Used
from data.types import Schema, Table

_KEPT = ("with_", "with", "from_", "from", "joins", "laterals", "where")


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One aggregate of the projection: its node, what it is taken of, and the name of the result's column."""

    node: exp.AggFunc
    argument: exp.Expression
    column: str


def select_of(used: Used) -> exp.Select | None:
    return used.query.tree if isinstance(used.query.tree, exp.Select) else None


def rows_used(select: exp.Select, *projections: exp.Expression) -> exp.Select:
    """A new SELECT of `projections` over the rows that `select` reads, before grouping."""
    bare = exp.Select(**{k: _copied(v) for k, v in select.args.items() if k in _KEPT and v})
    return bare.select(*(p.copy() for p in projections))


def _copied(value: object) -> object:
    if isinstance(value, list):
        return [v.copy() if isinstance(v, exp.Expression) else v for v in value]
    return value.copy() if isinstance(value, exp.Expression) else value


def aggregates(select: exp.Select) -> Iterator[Aggregate]:
    """The sums, averages, minima and maxima over an expression in the projection, outside windows and subqueries."""
    for projection in select.expressions:
        for node in projection.find_all(exp.Sum, exp.Avg, exp.Min, exp.Max):
            outside = node.find_ancestor(exp.Window, exp.Subquery, exp.Filter, exp.Select)
            if outside is select and node.this is not None and not isinstance(node.this, exp.Distinct):
                yield Aggregate(node, node.this, projection.alias_or_name)


def groups(select: exp.Select) -> list[exp.Expression]:
    """What it is grouped by, with positions, aliases and ALL put back to the expressions that they stand for."""
    group = select.args.get("group")
    if group is None:
        return []
    plain = [p for p in select.expressions if p.find(exp.AggFunc) is None]
    if group.args.get("all"):
        return [p.unalias() for p in plain]
    by_alias = {p.alias.casefold(): p.unalias() for p in select.expressions if p.alias}
    found: list[exp.Expression] = []
    for part in group.expressions:
        if isinstance(part, exp.Literal) and part.is_int:
            found.append(select.expressions[int(part.name) - 1].unalias())
        elif isinstance(part, exp.Column) and not part.table and part.name.casefold() in by_alias:
            found.append(by_alias[part.name.casefold()])
        else:
            found.append(part)
    return found


def sources(select: exp.Select, schema: Schema) -> dict[str, Table]:
    """Alias -> table for what FROM and the joins name directly, or through a subquery on one table (a row policy)."""
    start = select.args.get("from_") or select.args.get("from")
    parts = [start.this] if start else []
    parts += [join.this for join in select.args.get("joins") or ()]
    found: dict[str, Table] = {}
    for part in parts:
        table = part
        if isinstance(part, exp.Subquery) and isinstance(part.this, exp.Select):
            inner = part.this.args.get("from_") or part.this.args.get("from")
            table = inner.this if inner and not part.this.args.get("joins") else None
        if isinstance(table, exp.Table) and table.name:
            known = schema.table(f"{table.db}.{table.name}" if table.db else table.name)
            if known:
                found[part.alias_or_name.casefold()] = known
    return found


def source_of(column: exp.Column, known: dict[str, Table]) -> tuple[str, Table] | None:
    """The alias and the table that a column belongs to, None where it is not plain."""
    if column.table:
        alias = column.table.casefold()
        return (alias, known[alias]) if alias in known else None
    owners = [(a, t) for a, t in known.items() if t.column(column.name)]
    return owners[0] if len(owners) == 1 else None


def count_of(argument: exp.Expression, name: str) -> exp.Expression:
    return exp.alias_(exp.Count(this=argument.copy()), name)


def first_row(used: Used, tree: exp.Expression) -> tuple[int | float | None, ...]:
    rows = used.inspect(tree).records(1)
    return rows[0] if rows else ()
