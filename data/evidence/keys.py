"""Whether columns are a key: tested on the data, not taken from a declaration, and remembered for as long as the data stay.

All keys that one statement asks about are tested in one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass

from sqlglot import exp

from data.errors import CandorError
from data.evidence.lineage import Graph, Leaf
from data.types import Result

Inspect = Callable[[exp.Expression], Result]
Kept = MutableMapping[str, object]
"""What has been found out about these data, by the statement that found it out."""


@dataclass(frozen=True)
class Keys:
    """Which columns of a graph's leaves are keys; `without` counts how many rows a leaf has beyond its distinct keys."""

    found: dict[tuple[int, frozenset[str]], bool]

    def unique(self, leaf: Leaf, columns: frozenset[str]) -> bool:
        """Whether at most one row of the leaf has the same values there, NULL apart. What is not known is no key."""
        if leaf.single or by_form(leaf, columns):
            return True
        return any(n == leaf.number and key <= columns and told for (n, key), told in self.found.items())


def test_keys(graph: Graph, wanted: Iterable[tuple[Leaf, frozenset[str]]], inspect: Inspect, kept: Kept) -> Keys:
    """Test what is not yet known in one statement. What the engine refuses counts as no key."""
    found: dict[tuple[int, frozenset[str]], bool] = {}
    open_: list[tuple[tuple[int, frozenset[str]], str, exp.Expr]] = []
    for leaf, columns in dict.fromkeys(wanted):
        if not columns or leaf.listed or by_form(leaf, columns):
            continue
        tree = _surplus(leaf, columns, graph)
        text = tree.sql(dialect="duckdb", identify=True)
        if text in kept:
            found[leaf.number, columns] = kept[text] is True
        else:
            open_.append(((leaf.number, columns), text, tree))
    if open_:
        named = [exp.alias_(exp.Subquery(this=tree), f"k{i}", quoted=True) for i, (_, _, tree) in enumerate(open_)]
        try:
            row = inspect(exp.Select(expressions=named)).records()[0]
        except CandorError:
            row = tuple(None for _ in open_)
        for (place, text, _), surplus in zip(open_, row, strict=True):
            kept[text] = found[place] = surplus == 0
    return Keys(found)


def by_form(leaf: Leaf, columns: frozenset[str]) -> bool:
    """Whether the query behind the leaf makes the columns a key: it groups by them, or gives one row."""
    body = leaf.body
    if not isinstance(body, exp.Select):
        return False
    outs = {p.alias_or_name.casefold(): p.this if isinstance(p, exp.Alias) else p for p in body.expressions}
    limit = body.args.get("limit")
    if limit is not None and isinstance(limit.expression, exp.Literal) and limit.expression.name == "1":
        return True
    group = body.args.get("group")
    if group is None:
        aggregated = body.find(exp.AggFunc) is not None and all(p.find(exp.AggFunc) for p in body.expressions)
        return aggregated or (bool(body.args.get("distinct")) and bool(outs) and outs.keys() <= columns)
    if any(group.args.get(part) for part in ("grouping_sets", "rollup", "cube")):
        return False
    names = _group_names(group, body, outs)
    return names is not None and names <= columns


def _group_names(group: exp.Group, body: exp.Select, outs: dict[str, exp.Expr]) -> frozenset[str] | None:
    """The output columns that are grouped by; None when one of them does not come out."""
    if group.args.get("all"):
        return frozenset(n for n, part in outs.items() if not part.find(exp.AggFunc))
    made = set()
    for part in group.expressions:
        if isinstance(part, exp.Literal) and part.name.isdigit() and 0 < int(part.name) <= len(body.expressions):
            made.add(body.expressions[int(part.name) - 1].alias_or_name.casefold())
            continue
        name = next((n for n, out in outs.items() if out == part or (not part.find(exp.Dot) and n == part.name)), None)
        if name is None:
            return None
        made.add(name)
    return frozenset(made)


def _surplus(leaf: Leaf, columns: frozenset[str], graph: Graph) -> exp.Select:
    """How many rows there are beyond the distinct values of the columns: 0 for a key."""
    parts: list[exp.Expr] = [exp.column(c, table=leaf.alias, quoted=True) for c in sorted(columns)]
    if len(parts) == 1:
        total, distinct = exp.Count(this=parts[0]), exp.Distinct(expressions=[parts[0].copy()])
    else:
        total, distinct = exp.Count(this=exp.Star()), exp.Distinct(expressions=[exp.Tuple(expressions=parts)])
    item = leaf.item.copy()
    if not item.alias:
        item.set("alias", exp.TableAlias(this=exp.to_identifier(leaf.alias, quoted=True)))
    made = exp.Select(expressions=[exp.Sub(this=total, expression=exp.Count(this=distinct))])
    made.set("from_", exp.From(this=item))
    if (with_ := with_of(graph.scope.select)) is not None and leaf.body is not None:
        made.set("with_", with_)
    return made


def with_of(select: exp.Expr) -> exp.With | None:
    """Every CTE that stands around a SELECT, the outermost first, in a copy."""
    found: list[exp.With] = []
    around: exp.Expr | None = select
    while around is not None:
        with_ = around.args.get("with_")
        if with_ is not None:
            found.append(with_)
        around = around.parent
    if not found:
        return None
    expressions = [cte.copy() for with_ in reversed(found) for cte in with_.expressions]
    return exp.With(expressions=expressions, recursive=any(w.args.get("recursive") for w in found))
