"""What a ranking leaves out: rows that are as high as the last one in it, and how high the one is that is shown alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from sqlglot import exp

from data.evidence import said
from data.evidence.facts import definitions, namer
from data.evidence.outs import called
from data.evidence.periods import day_words
from data.quality.checks import Finding, Used, register

MOST = 100
"""Rankings of more rows are lists, in which one row more or less says nothing."""
LOOKED_AT = 1_000
"""Rows that are looked through; more of the same are told as at least so many."""


@register
def ties_left_out(used: Used) -> Iterator[Finding]:
    tree = used.query.tree
    kept = _kept(tree)
    if not isinstance(tree, exp.Select) or not kept or used.result.rows != kept:
        return
    keys = _ranked_by([_expression(o.this, tree) for o in tree.args["order"].expressions], tree)
    if any(k is None for k in keys):
        return
    names = tuple(f"key {i}" for i in range(len(keys)))
    made = tree.copy()
    made.set("limit", exp.Limit(expression=exp.Literal.number(LOOKED_AT)))
    made.set(
        "expressions",
        [*made.expressions, *(exp.alias_(k.copy(), n, quoted=True) for k, n in zip(keys, names, strict=True) if k)],
    )
    rows = [tuple(r.values()) for r in used.look(made, names) or []]
    if len(rows) <= kept or any(v is None for v in rows[kept - 1]):
        return
    more = sum(row == rows[kept - 1] for row in rows[kept:])
    if more:
        several = f"{'At least ' if len(rows) == LOOKED_AT and more == LOOKED_AT - kept else ''}{more:,} other row{'' if more == 1 else 's'}"
        place = "the one that is shown" if kept == 1 else "the last one that is shown"
        yield Finding(
            "ties_left_out", "warning", f"{several} {'is' if more == 1 else 'are'} as high or low as {place}."
        )
    if kept == 1 and keys[0] is not None and not _is_shown(keys[0], tree):
        first, second = rows[0][0], rows[1][0]
        words, figure = _first_by(used, keys[0], first)
        following = "" if more else f"; the next has {_figure(second)}"
        text = f"{words[:1].upper()}{words[1:]}: {_figure(first)}{following}."
        yield Finding("ranked_by", "info", text, figure=figure)


def _first_by(used: Used, key: exp.Expr, first: object) -> tuple[str, str]:
    """What the first of a ranking is ranked by, and its figure with that name: `visits`, `56 visits`."""
    tree = used.written  # as its author wrote it: the policy puts subqueries in the place of tables
    if isinstance(tree, exp.Select) and (order := tree.args.get("order")) is not None:
        own = _expression(order.expressions[0].this, tree)
        key = own if own is not None and type(own) is type(key) else key
    named = called(key, used.schema, definitions(used.schema, used.kept))
    words = named or said.expression(key, namer(key.root(), used.query, used.schema))
    if not isinstance(key, exp.Count):
        return words, f"{words} {_figure(first)}{_unit(used, key, named)}"
    return words, f"{_figure(first)} {words}" if named and first != 1 else ""


def _unit(used: Used, key: exp.Expr, named: str) -> str:
    """The unit of a metric, or of the one column of which it is a total or a mean."""
    metric = next((m for m in used.schema.metrics if (m.title or m.name).casefold() == named.casefold()), None)
    node = key.this if isinstance(key, exp.Sum | exp.Avg | exp.Min | exp.Max | exp.Median) else key
    units = {c.unit for t in used.sources.values() if isinstance(node, exp.Column) and (c := t.column(node.name))}
    unit = metric.unit if metric is not None else units.pop() if len(units) == 1 else ""
    return f" {unit}" if unit and unit != "%" else unit


def _ranked_by(keys: list[exp.Expr | None], tree: exp.Select) -> list[exp.Expr | None]:
    """The keys without those behind a figure that only decide between groups that rank alike."""
    group = tree.args.get("group")
    parts = group.expressions if isinstance(group, exp.Group) else []
    figures = [k for k in keys if k is not None and k.find(exp.AggFunc)]
    return [k for k in keys if k not in parts] if figures else keys


def _is_shown(key: exp.Expr, tree: exp.Select) -> bool:
    """Whether what is ordered by stands among the columns of the result."""
    return any((p.this if isinstance(p, exp.Alias) else p) == key for p in tree.expressions)


def _figure(value: object) -> str:
    if isinstance(value, dt.date):
        at = isinstance(value, dt.datetime) and value.time() != dt.time()
        return f"{day_words(value)}{f' {value:%H:%M}' if at else ''}"
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}".removesuffix(".00")
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _kept(tree: exp.Expr) -> int:
    """How many rows of a ranking are kept; 0 where it is none, or one that was looked through for others."""
    limit, order = tree.args.get("limit"), tree.args.get("order")
    number = limit.expression if isinstance(limit, exp.Limit) else None
    if order is None or tree.args.get("offset") or tree.args.get("distinct") or not isinstance(number, exp.Literal):
        return 0
    return int(number.name) if number.name.isdigit() and int(number.name) <= MOST else 0


def _expression(by: exp.Expr, tree: exp.Select) -> exp.Expr | None:
    """What is ordered by, where it is called by its place or its name; None for a row as a whole."""
    if isinstance(by, exp.Literal):
        at = int(by.name) if by.name.isdigit() else 0
        part = tree.expressions[at - 1] if 0 < at <= len(tree.expressions) else None
    else:
        named = by.name.casefold() if isinstance(by, exp.Column) and not by.table else ""
        part = next((p for p in tree.expressions if named and p.alias.casefold() == named), by)
    inner = part.this if isinstance(part, exp.Alias) else part
    return None if inner is None or inner.is_star else inner
