"""The query that counts how often each row stands in its group, made of the SELECT whose joins may repeat rows.

Every row of the leaves that are measured gets a number before the joins; grouped by that number, a figure can be taken
with each row as often as it stands there, and with each once. The trees are made here and run by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from data.evidence.keys import with_of
from data.evidence.lineage import Graph, Leaf, Scope, graph_of
from data.types import Schema


@dataclass(frozen=True)
class Measured:
    """An aggregate of a SELECT: what it takes, under which FILTER, and the leaves whose rows it takes."""

    call: exp.AggFunc
    argument: exp.Expr | None
    """None for COUNT(*) and the like: it counts whatever the joins make."""
    condition: exp.Expr | None
    leaves: frozenset[int]


def build(graph: Graph, same: list[Measured], *, grouped: bool = True) -> tuple[exp.Select, int] | None:
    """Rows (`n`), distinct rows of the leaves (`d`) and the figures with each counted as it is and once, by group."""
    made = graph.scope.select.copy()
    made.set("with_", with_of(graph.scope.select))
    again = graph_of(made, _Frozen(graph))
    if again is None or len(again.leaves) != len(graph.leaves):
        return None
    groups = group_expressions(made, again.scope) if grouped else []
    if groups is None:
        return None
    marks = [mark(again.scope, n) for n in sorted(same[0].leaves)]
    if not all(marks):
        return None
    for part in ("having", "order", "limit", "offset", "qualify", "distinct", "windows", "group"):
        made.set(part, None)
    rows = [m for m in marks if m is not None]
    there: list[exp.Expr] = [exp.Not(this=exp.Is(this=r.copy(), expression=exp.null())) for r in rows]
    if same[0].condition is not None:
        there.append(exp.Paren(this=same[0].condition.copy()))
    made.set("expressions", _inner(groups, rows, same))
    made = made.where(*there, copy=False)
    made.set("group", exp.Group(expressions=[*(g.copy() for g in groups), *(r.copy() for r in rows)]))
    with_ = made.args.pop("with_", None)
    outer = exp.Select(expressions=[_name(f"g{i}") for i in range(len(groups))])
    outer.set("from_", exp.From(this=exp.Subquery(this=made, alias=exp.TableAlias(this=exp.to_identifier("each")))))
    if with_ is not None:
        outer.set("with_", with_)
    for name, what in _figures(same).items():
        outer.append("expressions", exp.alias_(what, name, quoted=True))
    if groups:
        outer.set("group", exp.Group(expressions=[_name(f"g{i}") for i in range(len(groups))]))
        outer.set("order", exp.Order(expressions=[exp.Ordered(this=_name(f"g{i}")) for i in range(len(groups))]))
    return outer, len(groups)


def _inner(groups: list[exp.Expr], rows: list[exp.Expr], same: list[Measured]) -> list[exp.Expr]:
    """One row for each group and numbered row: what is measured, and how often it stands there."""
    named: list[exp.Expr] = [exp.alias_(g.copy(), f"g{i}", quoted=True) for i, g in enumerate(groups)]
    named += [exp.alias_(r.copy(), f"r{i}", quoted=True) for i, r in enumerate(rows)]
    for i, measure in enumerate(same):
        if measure.argument is not None:
            value = exp.Anonymous(this="any_value", expressions=[measure.argument.copy()])
            named.append(exp.alias_(value, f"a{i}", quoted=True))
    return [*named, exp.alias_(exp.Count(this=exp.Star()), "n", quoted=True)]


def _figures(same: list[Measured]) -> dict[str, exp.Expr]:
    made: dict[str, exp.Expr] = {"n": exp.Sum(this=_name("n")), "d": exp.Count(this=exp.Star())}
    for i, measure in enumerate(same):
        a, n = _name(f"a{i}"), _name("n")
        present = exp.Case(ifs=[exp.If(this=exp.Not(this=exp.Is(this=a.copy(), expression=exp.null())), true=n.copy())])
        times = exp.Mul(this=a.copy(), expression=n.copy())
        match measure.call:
            case exp.Sum() if measure.argument is not None:
                made[f"often{i}"], made[f"once{i}"] = exp.Sum(this=times), exp.Sum(this=a)
            case exp.Avg():
                share = exp.Div(
                    this=exp.Cast(this=exp.Sum(this=times), to=exp.DataType.build("double")),
                    expression=exp.Sum(this=present),
                )
                made[f"often{i}"], made[f"once{i}"] = share, exp.Avg(this=a)
            case exp.Count() if measure.argument is not None:
                made[f"often{i}"], made[f"once{i}"] = exp.Sum(this=present), exp.Count(this=a)
            case exp.CountIf() if measure.argument is not None:
                made[f"often{i}"] = exp.Sum(this=exp.Case(ifs=[exp.If(this=a.copy(), true=n.copy())]))
                made[f"once{i}"] = exp.CountIf(this=a)
            case _ if measure.argument is None:
                made[f"often{i}"], made[f"once{i}"] = exp.Sum(this=n), exp.Count(this=exp.Star())
            case _:
                once = measure.call.copy()
                once.set("this", a)
                made[f"once{i}"] = once
    return made


def _name(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


class _Frozen(Schema):
    """The tables that a graph has found, so that a copy of its tree is read alike."""

    def __init__(self, graph: Graph) -> None:
        tables = {leaf.table.name: leaf.table for leaf in graph.leaves if leaf.table is not None}
        super().__init__(tuple(tables.values()))


def mark(scope: Scope, number: int) -> exp.Expr | None:
    """Give each row of a leaf a number, in place, and bring it out to the outermost scope as the column returned."""
    name = f"candor_row_{number}"
    for source in scope.sources:
        if source.leaf is not None and source.leaf.number == number:
            return _number(source.leaf, source.alias, name)
        if source.inside is not None and any(leaf.number == number for leaf in source.inside.leaves()):
            inner = mark(source.inside, number)
            if inner is None:
                return None
            source.inside.select.append("expressions", exp.alias_(inner, name, quoted=True))
            return exp.column(name, table=source.alias, quoted=True)
    return None


def _number(leaf: Leaf, alias: str, name: str) -> exp.Expr | None:
    item = leaf.item
    if leaf.listed or not alias:
        return None
    bare = item.copy()
    if isinstance(bare, exp.Table):
        bare.set("alias", None)
    else:
        bare.set("alias", exp.TableAlias(this=exp.to_identifier("rows", quoted=True)))
    counted = exp.Window(this=exp.RowNumber())
    inner = exp.Select(expressions=[exp.Star(), exp.alias_(counted, name, quoted=True)])
    inner.set("from_", exp.From(this=bare))
    given = item.args.get("alias")
    outer = given.copy() if given is not None else exp.TableAlias()
    if not outer.this:
        outer.set("this", exp.to_identifier(alias, quoted=True))
    item.replace(exp.Subquery(this=inner, alias=outer))
    return exp.column(name, table=alias, quoted=True)


def group_expressions(select: exp.Select, scope: Scope) -> list[exp.Expr] | None:
    """What a SELECT groups by, without places, aliases and ALL; None for grouping sets."""
    group = select.args.get("group")
    if group is None:
        return []
    if any(group.args.get(part) for part in ("grouping_sets", "rollup", "cube", "totals")):
        return None
    outs = [p.this if isinstance(p, exp.Alias) else p for p in select.expressions]
    if group.args.get("all"):
        return [p for p in outs if not p.find(exp.AggFunc)]
    named = {p.alias.casefold(): p.this for p in select.expressions if isinstance(p, exp.Alias)}
    made: list[exp.Expr] = []
    for part in group.expressions:
        if isinstance(part, exp.Literal) and part.name.isdigit() and 0 < int(part.name) <= len(outs):
            made.append(outs[int(part.name) - 1])
        elif (
            isinstance(part, exp.Column) and not part.table and not scope.origin(part) and part.name.casefold() in named
        ):
            made.append(named[part.name.casefold()])
        else:
            made.append(part)
    return made
