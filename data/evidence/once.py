"""A statement whose figures a join multiplies, written so that each row counts once in its group.

The rows are numbered within their group and key, and only the first of each is measured. Made from the author's own
tree, so that it goes through the guard like any other statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from data.evidence.fanout import SENSITIVE, Fanout, measured
from data.evidence.keys import Inspect, Kept, test_keys
from data.evidence.lineage import Graph, Leaf, graph_of, own_aggregates
from data.evidence.probes import Measured, group_expressions, mark
from data.types import Schema

_ROWS = "each_row"


def counted_once(
    written: exp.Expr, found: Sequence[Fanout], schema: Schema, inspect: Inspect, kept: Kept
) -> exp.Select | None:
    """The statement with the measures of `found` counted once; None where it is not plain enough to be rewritten."""
    if not isinstance(written, exp.Select) or written.find(exp.Star, exp.Window, exp.Subquery, exp.CTE):
        return None
    if not all(f.leaves for f in found):
        return None
    select = written.copy()
    graph = graph_of(select, schema)
    if graph is None or any(select.args.get(part) for part in ("qualify", "distinct", "windows")):
        return None
    groups = group_expressions(select, graph.scope)
    if groups is None:
        return None
    sets = {f.leaves for f in found}
    keys = {leaves: _key(graph, leaves, inspect, kept) for leaves in sets}
    if not all(keys.values()):
        return None
    return _rewritten(select, graph, groups, {k: v for k, v in keys.items() if v})


def _key(graph: Graph, leaves: frozenset[int], inspect: Inspect, kept: Kept) -> list[exp.Expr] | None:
    """Columns that tell the rows of the leaves apart: a key that was tested, else a number for each row."""
    made: list[exp.Expr] = []
    for leaf in (leaf for leaf in graph.leaves if leaf.number in leaves):
        columns = _tested(leaf, graph, inspect, kept)
        made += [exp.column(c, table=leaf.alias) for c in columns]
        if not columns:
            number = mark(graph.scope, leaf.number)
            if number is None:
                return None
            made.append(number)
    return made


def _tested(leaf: Leaf, graph: Graph, inspect: Inspect, kept: Kept) -> list[str]:
    wanted = [frozenset(c.casefold() for c in leaf.table.primary_key)] if leaf.table and leaf.table.primary_key else []
    for pair, ends in graph.edges().items():
        wanted += [columns for number, columns in zip(pair, ends, strict=True) if number == leaf.number]
    keys = test_keys(graph, [(leaf, columns) for columns in wanted], inspect, kept)
    return next((sorted(columns) for columns in wanted if columns and keys.unique(leaf, columns)), [])


def _rewritten(
    select: exp.Select, graph: Graph, groups: list[exp.Expr], keys: dict[frozenset[int], list[exp.Expr]]
) -> exp.Select:
    inner: list[exp.Expr] = []
    shown = [*select.expressions, *(select.args[p] for p in ("having", "order") if select.args.get(p))]
    calls = [call for part in shown for call in own_aggregates(select, part)]
    columns: dict[str, str] = {}

    def kept_as(node: exp.Expr, prefix: str) -> exp.Column:
        text = node.sql(dialect="duckdb")
        if text not in columns:
            columns[text] = _free(node.name if isinstance(node, exp.Column) else "", prefix, columns)
            inner.append(exp.alias_(node.copy(), columns[text]))
        return exp.column(columns[text])

    grouped = [(g.copy(), kept_as(g, "part")) for g in groups]
    swaps = [(call, _swap(call, measured(call, graph), keys, [g for g, _ in grouped], kept_as)) for call in calls]
    for call, new in swaps:
        (call.parent if isinstance(call.parent, exp.Filter) else call).replace(new)
    for part in shown:
        _replace(part, grouped)
    source = exp.Select(expressions=inner)
    for part in ("from_", "joins", "where", "laterals"):
        source.set(part, select.args.get(part))
        select.set(part, None)
    select.set("from_", exp.From(this=exp.Table(this=exp.to_identifier(_ROWS))))
    if groups:
        select.set("group", exp.Group(expressions=[c.copy() for _, c in grouped]))
    cte = exp.CTE(this=source, alias=exp.TableAlias(this=exp.to_identifier(_ROWS)))
    select.set("with_", exp.With(expressions=[cte]))
    return select


def _free(wanted: str, prefix: str, taken: dict[str, str]) -> str:
    """A name for a column of the rows: its own where no other has it."""
    name, number = wanted or f"{prefix}_1", 1
    while name.casefold() in {t.casefold() for t in taken.values()}:
        number += 1
        name = f"{wanted or prefix}_{number}"
    return name


def _swap(
    call: exp.AggFunc,
    measured: Measured | None,
    keys: dict[frozenset[int], list[exp.Expr]],
    groups: list[exp.Expr],
    kept_as: Callable[[exp.Expr, str], exp.Column],
) -> exp.Expr:
    """The aggregate over the columns of the numbered rows, of the first rows alone where a join repeats them."""
    new = call.copy()
    for column in [new.this] if isinstance(new.this, exp.Column) else list(new.find_all(exp.Column)):
        column.replace(kept_as(column, "value"))
    filtered = call.parent if isinstance(call.parent, exp.Filter) else None
    conditions: list[exp.Expr] = []
    within = list(groups)
    if filtered is not None:
        holds = filtered.expression.this
        within.append(holds)
        conditions.append(kept_as(exp.Paren(this=holds.copy()), "holds"))
    key = keys.get(measured.leaves) if measured is not None and isinstance(call, SENSITIVE) else None
    if key:
        over = [p.copy() for p in (*within, *key)]
        number = exp.Window(this=exp.RowNumber(), partition_by=over)
        conditions.append(exp.EQ(this=kept_as(number, "nth"), expression=exp.Literal.number(1)))
    if not conditions:
        return new
    return exp.Filter(this=new, expression=exp.Where(this=exp.and_(*conditions)))


def _replace(part: exp.Expr, grouped: list[tuple[exp.Expr, exp.Column]]) -> None:
    """What is grouped by, wherever it stands outside an aggregate, by its column of the numbered rows."""
    for node in list(part.walk()):
        if node.find_ancestor(exp.AggFunc, exp.Filter):
            continue
        column = next((c for g, c in grouped if node == g), None)
        if column is None:
            continue
        new: exp.Expr = column.copy()
        if node.parent is not None and isinstance(node.parent, exp.Select):
            new = exp.alias_(new, node.alias_or_name or column.name)
        node.replace(new)
