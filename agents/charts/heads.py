"""A chosen chart with what a reader needs besides: what the columns are called, which period and filters it is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlglot import exp

from agents.charts.fields import Field, describe
from agents.charts.spec import ChartSpec, Head
from agents.charts.titles import title
from data.evidence.facts import defining, headline_namer, reaches, written
from data.evidence.keys import Inspect, Kept
from data.evidence.outs import Out, keyed, outs, thing
from data.evidence.periods import day_words
from data.evidence.plurals import plural
from data.evidence.scope import Scope, in_words, scope
from data.evidence.tables import as_day
from data.evidence.whose import day_of_thing
from data.types import Result, SafeQuery, Schema, Table

ALL = "all data up to"
"""Before the last day of the data, where nothing bounds the time."""


def told(
    spec: ChartSpec, result: Result, query: SafeQuery, schema: Schema, today: dt.date, inspect: Inspect, kept: Kept
) -> ChartSpec:
    """The spec with heads, scope and title."""
    known = outs(query, schema, kept)
    if len(known) != len(result.columns):
        known = tuple(Out() for _ in result.columns)
    fields = describe(result, query, schema)
    units = {f.name: f.unit for f in fields}
    tree = written(query)
    spec = _broken_down(spec, result, fields, namesakes=tree is not None and _grouped_unseen(tree))
    heads = tuple(
        Head(name, out.called, units.get(name, ""), out.grain, out.running)
        for name, out in zip(result.columns, known, strict=True)
        if out.called or out.grain or out.running or units.get(name)
    )
    if tree is None:
        return replace(spec, heads=heads, title=title(replace(spec, heads=heads)))
    root = next(tree.find_all(exp.Select), None)
    counted = thing(root, schema) if root is not None else None
    rows = plural(counted) if counted is not None else ""
    found = scope(_measures_named(tree), headline_namer(tree, query, schema), defining(tree, schema, kept), rows)
    parts = [_best(tree, result.rows, spec.y), in_words(found, today, _day(tree, found, counted, schema))]
    if not found.periods and tree.find(exp.AggFunc) and not any(out.grain for out in known):
        parts.append(_reach(tree, query, schema, inspect, kept))
    made = replace(
        spec,
        heads=heads,
        scope=", ".join(filter(None, parts)),
        things=_things(tree, schema),
        cut=_cut(result, known, found),
    )
    return replace(made, title=title(made))


def _measures_named(tree: exp.Expr) -> exp.Expr:
    """The statement with what its HAVING compares under the name that the result has for it: `revenue over 1,000`."""
    if not isinstance(tree, exp.Select) or tree.args.get("having") is None:
        return tree
    made = tree.copy()
    for shown in tree.expressions:
        if not isinstance(shown, exp.Alias) or shown.find(exp.AggFunc) is None:
            continue
        for node in [n for n in made.args["having"].find_all(exp.Expr) if n == shown.this]:
            node.replace(exp.column(shown.alias.replace("_", " "), quoted=True))
    return made


def _grouped_unseen(tree: exp.Expr) -> bool:
    """Whether groups are kept apart by a column that is not shown: customers of one name by their number."""
    group = tree.args.get("group")
    shown = {e.unalias().sql() for e in tree.expressions} if isinstance(tree, exp.Select) else set()
    return group is not None and any(isinstance(c, exp.Column) and c.sql() not in shown for c in group.expressions)


def _broken_down(spec: ChartSpec, result: Result, fields: tuple[Field, ...], *, namesakes: bool) -> ChartSpec:
    """A table of groups with what is measured in it and by what, so that it is told like a chart of them.

    `namesakes`: different groups may have the same name.
    """
    groups = tuple(f.name for f in fields if f.role in ("time", "category", "ordinal"))
    measures = tuple(f.name for f in fields if f.role == "measure" and f.aggregate and f.low is not None)
    if spec.kind != "table" or spec.y or not groups or not measures or len(set(result.columns)) != len(fields):
        return spec
    places = result.table.select(list(groups)).group_by(list(groups)).aggregate([]).num_rows
    apart = namesakes or places == result.rows
    if result.rows < 2 or not apart or len(groups) + len(measures) < len(fields):
        return spec
    return replace(spec, by=groups, y=measures)


def _cut(result: Result, known: tuple[Out, ...], found: Scope) -> bool:
    """Whether the filter begins in the middle of the first period."""
    begins = found.periods[0].first if len(found.periods) == 1 else None
    for name, out in zip(result.columns, known, strict=True):
        if out.grain and begins is not None:
            starts = [d for cell in result.table.column(name).to_pylist() if (d := as_day(cell))]
            return bool(starts) and min(starts) < begins
    return False


def _day(tree: exp.Expr, found: Scope, rows: Table | None, schema: Schema) -> str:
    """What happened to the rows in the period, where they are listed or counted; a measure has its own."""
    plain = all(isinstance(a, exp.Count) and isinstance(a.this, exp.Star) for a in tree.find_all(exp.AggFunc))
    return day_of_thing(found.dated, rows, schema) if plain else ""


def _things(tree: exp.Expr, schema: Schema) -> str:
    """The rows of one table, told as they are; groups by its key are its rows as well."""
    if not isinstance(tree, exp.Select) or tree.args.get("distinct"):
        return ""
    if (group := tree.args.get("group")) is not None:
        owners = [t for c in group.expressions if isinstance(c, exp.Column) and (t := keyed(c, tree, schema, own=True))]
        own = len(owners) == 1 and all(_is_of(c, owners[0], tree) for c in group.expressions)
        return plural(owners[0]) if own else ""
    found = thing(tree, schema) if not any(e.find(exp.AggFunc) for e in tree.expressions) else None
    return plural(found) if found is not None else ""


def _is_of(part: exp.Expr, owner: Table, tree: exp.Select) -> bool:
    """Whether rows of a table that are groups by its key are no more for being grouped by this as well."""
    first = tree.args.get("from_")
    read = [*([first.this] if first is not None else []), *(j.this for j in tree.args.get("joins") or ())]
    aliases = {t.alias_or_name.casefold(): t.name.casefold() for t in read if isinstance(t, exp.Table)}
    name = owner.name.rpartition(".")[2].casefold()
    if not isinstance(part, exp.Column) or owner.column(part.name) is None:
        return False
    return not part.table or aliases.get(part.table.casefold()) == name


def _best(tree: exp.Expr, rows: int, measured: tuple[str, ...]) -> str:
    """`top 5`, where the statement keeps so many by a measure: an aggregate, or a column that the chart measures by."""
    limit, order = tree.args.get("limit"), tree.args.get("order")
    number = limit.expression if limit is not None else None
    if not isinstance(tree, exp.Select) or order is None or not isinstance(number, exp.Literal) or number.name == "1":
        return ""
    first = order.expressions[0]
    by = first.this
    if isinstance(by, exp.Literal) and by.name.isdigit() and 0 < int(by.name) <= len(tree.expressions):
        by = tree.expressions[int(by.name) - 1]
    called = by.alias_or_name.casefold()
    named = next((p for p in tree.expressions if called and p.alias_or_name.casefold() == called), by)
    if named.find(exp.AggFunc) is None and named.alias_or_name not in measured:
        return ""
    kept = min(int(number.name), rows) if number.name.isdigit() else number.name
    return f"{'top' if first.args.get('desc') else 'lowest'} {kept}"


def _reach(tree: exp.Expr, query: SafeQuery, schema: Schema, inspect: Inspect, kept: Kept) -> str:
    """How far the data go that a figure over all of them is about."""
    root = next(tree.find_all(exp.Select), None)
    counted = thing(root, schema) if root is not None else None
    latest = {r.table: r.latest for r in reaches(query, schema, inspect, kept) if r.latest}
    if counted is not None and counted.name in latest:
        day = latest[counted.name]
    elif len(latest) == 1 and len(query.reads.tables) == 1:
        day = next(iter(latest.values()))
    else:
        return ""
    return f"{ALL} {day_words(dt.date.fromisoformat(day))}"
