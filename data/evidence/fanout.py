"""Joins that repeat the rows which are added up, counted or averaged.

Found by lineage: from the leaves of an aggregate's argument every join must lead to at most one row of the next leaf.
Where a key does not prove that, one query counts how often each row stands in its group and what the figure is when
each counts once. A join that could repeat rows but does not is no finding; nor is a row that counts once in each of
several groups, which is told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlglot import exp

from data.errors import CandorError
from data.evidence import said
from data.evidence.keys import Inspect, Kept, Keys, test_keys
from data.evidence.lineage import Graph, Leaf, graph_of, own_aggregates
from data.evidence.probes import Measured, build
from data.types import Schema

SENSITIVE = (
    exp.Sum,
    exp.Count,
    exp.CountIf,
    exp.Avg,
    exp.Median,
    exp.Stddev,
    exp.StddevPop,
    exp.StddevSamp,
    exp.Variance,
    exp.VariancePop,
)
"""Aggregates that change when rows are repeated; lowest, highest and distinct ones do not."""
NOT_ONCE = (exp.Distinct, exp.ArrayAgg)


@dataclass(frozen=True)
class Fanout:
    """One select whose figures are multiplied: by rows of `of`, repeated by `by`, so many times."""

    of: tuple[str, ...]
    by: tuple[str, ...]
    times: float
    """The statement's figures divided by those in which each row counts once, all groups together."""
    once: tuple[tuple[object, ...], ...]
    """The groups with the first figure as it is when each row counts once, in the groups' order."""
    groups: int
    multiplied: int
    """In how many groups a row counts more than once."""
    call: str
    """The first of the aggregates, in words: `sum of net amount`."""
    calls: tuple[exp.Expr, ...]
    select: exp.Select
    leaves: frozenset[int]
    filters_only: bool
    """What repeats the rows is neither shown, nor grouped or measured by: the join only filters."""
    whole: bool
    """The figures of all groups were seen, and the first one can be counted once."""


@dataclass(frozen=True)
class Overlap:
    """Rows of `of` that count once in each of several groups, so that the groups add up to more than the whole."""

    of: tuple[str, ...]
    times: float
    call: str


def fanouts(tree: exp.Expr, schema: Schema, inspect: Inspect, kept: Kept) -> Iterator[Fanout | Overlap]:
    """What the joins of a checked statement multiply, each SELECT on its own."""
    for select in tree.find_all(exp.Select):
        calls = _calls(select)
        if not calls:
            continue
        graph = graph_of(select, schema)
        if graph is None or len(graph.leaves) < 2:
            continue
        measures = [m for m in (measured(c, graph) for c in calls) if m is not None]
        keys = test_keys(graph, _asked(graph), inspect, kept)
        yield from _multiplied(graph, [m for m in measures if not _proved(m, graph, keys)], keys, inspect)


def cardinalities(graph: Graph, inspect: Inspect, kept: Kept) -> dict[tuple[int, int], tuple[bool, bool]]:
    """Joined leaves -> whether the join's columns are a key of the one, and of the other; tested."""
    edges = graph.edges()
    by_number = {leaf.number: leaf for leaf in graph.leaves}
    wanted = [(by_number[n], cols) for pair, ends in edges.items() for n, cols in zip(pair, ends, strict=True)]
    keys = test_keys(graph, wanted, inspect, kept)
    return {
        (a, b): (keys.unique(by_number[a], left), keys.unique(by_number[b], right))
        for (a, b), (left, right) in edges.items()
    }


def _calls(select: exp.Select) -> list[exp.AggFunc]:
    having, order = select.args.get("having"), select.args.get("order")
    parts = [*select.expressions, *(p for p in (having, order) if p is not None)]
    found = (call for part in parts for call in own_aggregates(select, part) if isinstance(call, SENSITIVE))
    once: dict[str, exp.AggFunc] = {}
    for call in found:
        if not isinstance(call.this, NOT_ONCE):
            once.setdefault((call.parent if isinstance(call.parent, exp.Filter) else call).sql(), call)
    return list(once.values())


def measured(call: exp.AggFunc, graph: Graph) -> Measured | None:
    argument = call.this if isinstance(call.this, exp.Expr) else None
    filtered = call.parent if isinstance(call.parent, exp.Filter) else None
    condition = filtered.expression.this if filtered is not None else None
    if argument is None or isinstance(argument, exp.Star) or argument.find(exp.Column) is None:
        return Measured(call, None, condition, frozenset())
    per_column = graph.scope.leaves_of(argument)
    if not all(per_column):
        return None
    if any(len(leaves) > 1 for leaves in per_column) and isinstance(argument, exp.Column):
        # One of several that USING made one: whose rows are meant cannot be told.
        return Measured(call, None, condition, frozenset())
    return Measured(call, argument, condition, frozenset().union(*per_column))


def _asked(graph: Graph) -> Iterator[tuple[Leaf, frozenset[str]]]:
    """The keys of every leaf by which any of its neighbours may find it."""
    by_number = {leaf.number: leaf for leaf in graph.leaves}
    for (a, b), ends in graph.edges().items():
        for number, columns in zip((a, b), ends, strict=True):
            yield by_number[number], columns
            if fixed := graph.fixed.get(number):
                yield by_number[number], columns | fixed


def _proved(measure: Measured, graph: Graph, keys: Keys) -> bool:
    """Whether keys prove that no join repeats what is measured; of COUNT(*), that some leaf's rows stay single."""
    if measure.argument is not None:
        return not _beyond(measure.leaves, graph, keys)
    return any(not _beyond(frozenset({leaf.number}), graph, keys) for leaf in graph.leaves)


def _beyond(start: frozenset[int], graph: Graph, keys: Keys) -> list[Leaf]:
    """The leaves of which several rows may meet one row of `start`."""
    seen = start
    while True:
        new = {
            leaf.number
            for leaf in graph.leaves
            if leaf.number not in seen and keys.unique(leaf, graph.keys_to(leaf.number, seen))
        }
        if not new:
            return [leaf for leaf in graph.leaves if leaf.number not in seen]
        seen |= new


def _multiplied(graph: Graph, measures: list[Measured], keys: Keys, inspect: Inspect) -> Iterator[Fanout | Overlap]:
    """By the data: one query for each set of leaves and each FILTER."""
    alike: dict[tuple[frozenset[int], str], list[Measured]] = {}
    for measure in measures:
        starts = (
            [measure.leaves]
            if measure.argument is not None
            else [frozenset({n.number}) for n in graph.leaves if not n.listed]
        )
        text = measure.condition.sql() if measure.condition is not None else ""
        if measure.argument is None:
            found = [_look(graph, [replace(measure, leaves=s)], keys, inspect) for s in starts]
            if found and all(isinstance(f, Fanout) for f in found):
                least = min((f for f in found if isinstance(f, Fanout)), key=lambda f: f.times)
                # Which rows were to be counted once cannot be told: it is said, and nothing is put in its place.
                yield replace(least, leaves=frozenset(), filters_only=False)
            continue
        alike.setdefault((measure.leaves, text), []).append(measure)
    for same in alike.values():
        finding = _look(graph, same, keys, inspect)
        if finding is not None:
            yield finding


def _look(graph: Graph, same: list[Measured], keys: Keys, inspect: Inspect) -> Fanout | Overlap | None:
    probe = build(graph, same)
    if probe is None:
        return None
    tree, groups = probe
    try:
        result = inspect(tree)
    except CandorError:
        return None
    names = {leaf.number: leaf.name for leaf in graph.leaves}
    of = tuple(dict.fromkeys(names[n] for n in sorted(same[0].leaves)))
    rows = result.table.to_pylist()
    total, distinct = (sum(int(r[k] or 0) for r in rows) for k in ("n", "d"))
    call = _words(same[0].call)
    if total <= distinct or not distinct:
        return _overlap(graph, same, groups, total, inspect, of, call)
    beyond = _beyond(same[0].leaves, graph, keys)
    often, once = (_added(rows, key) for key in ("often0", "once0"))
    return Fanout(
        of=of,
        by=tuple(dict.fromkeys(leaf.name for leaf in beyond)),
        times=often / once if often is not None and once else total / distinct,
        once=tuple((*(r[f"g{i}"] for i in range(groups)), r["once0"]) for r in rows),
        groups=len(rows),
        multiplied=sum(int(r["n"] or 0) > int(r["d"] or 0) for r in rows),
        call=call,
        calls=tuple(m.call for m in same),
        select=graph.scope.select,
        leaves=same[0].leaves,
        filters_only=_only_filter(graph, frozenset(leaf.number for leaf in beyond)),
        whole=not result.truncated,
    )


def _overlap(
    graph: Graph, same: list[Measured], groups: int, total: int, inspect: Inspect, of: tuple[str, ...], call: str
) -> Overlap | None:
    """Whether rows that count once in their group count in several groups."""
    if not groups or not isinstance(same[0].call, exp.Sum | exp.Count | exp.CountIf):
        return None
    probe = build(graph, same, grouped=False)
    if probe is None:
        return None
    try:
        row = inspect(probe[0]).table.to_pylist()[0]
    except (CandorError, IndexError):
        return None
    distinct = int(row["d"] or 0)
    return Overlap(of, total / distinct, call) if distinct and total > distinct else None


def _words(call: exp.Expr) -> str:
    """An aggregate as a reader knows it, with the condition of its FILTER."""
    whole = call.parent if isinstance(call.parent, exp.Filter) else call
    return said.expression(whole, lambda column: column.name.replace("_", " "))


def _added(rows: list[dict[str, object]], key: str) -> float | None:
    cells = [r.get(key) for r in rows]
    numbers = [float(c) for c in cells if isinstance(c, int | float | Decimal)]
    return sum(numbers) if numbers else None


def _only_filter(graph: Graph, beyond: frozenset[int]) -> bool:
    """Whether no output, group, order or measure of the SELECT speaks of these leaves."""
    select = graph.scope.select
    if any(s is not graph.scope for s in graph.scope.scopes()) or select.find(exp.Star):
        return False
    shown = [
        *select.expressions,
        *(select.args[p] for p in ("group", "having", "order", "qualify") if select.args.get(p)),
    ]
    outs = {p.alias.casefold() for p in select.expressions if isinstance(p, exp.Alias)}
    for part in shown:
        for column in part.find_all(exp.Column):
            leaves = frozenset().union(*graph.scope.leaves_of(column))
            if leaves & beyond or (not leaves and column.name.casefold() not in outs):
                return False
    return True
