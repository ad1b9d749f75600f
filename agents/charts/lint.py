"""Whether a chart tells the truth about a result. A spec with a problem is never drawn: it falls to a table."""

from __future__ import annotations

from collections.abc import Iterator

from agents.charts.fields import Field, describe
from agents.charts.spec import ChartSpec
from data.types import Result, SafeQuery

MAX_SLICES = 8
MAX_SERIES = 8
"""Colours that can be told apart."""
_PLOTTED = ("bar", "line", "area", "pie", "heatmap", "scatter")


def lint(spec: ChartSpec, result: Result, query: SafeQuery | None = None) -> tuple[str, ...]:
    """The problems of a spec on this result, in words; empty when it may be drawn.

    With the statement more is known: which columns are ranks or row numbers, and whether groups were left out.
    """
    if spec.kind == "table":
        return ()
    named = [n for n in (spec.x, *spec.y, spec.colour) if n]
    if missing := [n for n in named if n not in result.columns]:
        return (f"The result has no column {', '.join(missing)}; it has {', '.join(result.columns)}.",)
    if len(set(result.columns)) != len(result.columns):
        return ("Two columns of the result have the same name.",)
    if not result.rows:
        return ("There are no rows to draw.",)
    fields = {f.name: f for f in describe(result, query)}
    problems = [*_measures(spec, fields), *_form(spec, result, fields), *_wishes(spec, fields)]
    if spec.kind == "pie" and query is not None and _cut(query):
        problems.append("The statement keeps only some of the groups, so the slices are not the whole.")
    return tuple(problems)


def _cut(query: SafeQuery) -> bool:
    """Whether the statement leaves groups out by LIMIT, HAVING or QUALIFY. The tree is only looked at."""
    return any(query.tree.args.get(part) for part in ("limit", "offset", "having", "qualify"))


def or_table(spec: ChartSpec, result: Result, query: SafeQuery | None = None) -> ChartSpec:
    """The spec, or a table that says why the spec was not drawn."""
    problems = lint(spec, result, query)
    return ChartSpec("table", why=f"not a {spec.kind}: {problems[0]}") if problems else spec


def _measures(spec: ChartSpec, fields: dict[str, Field]) -> Iterator[str]:
    if spec.kind in ("number", "histogram"):
        return
    if not spec.y:
        yield f"A {spec.kind} chart needs a measure."
    for name in spec.y:
        field = fields[name]
        if field.low is None:
            yield f"{name} holds no numbers to plot."
        elif field.role == "key" and spec.kind in _PLOTTED:
            yield f"{name} is an identifier or a row number, not a measure."
        elif field.role == "time" and spec.kind in _PLOTTED:
            yield f"{name} is a time, not a measure."


def _form(spec: ChartSpec, result: Result, fields: dict[str, Field]) -> Iterator[str]:
    match spec.kind:
        case "number":
            if result.rows != 1 or not spec.y:
                yield f"A number stands for one row; there are {result.rows}."
        case "bar" | "line" | "area" | "heatmap":
            yield from _axes(spec, result)
        case "pie":
            yield from _axes(spec, result)
            yield from _slices(spec, result, fields)
        case "histogram":
            if not spec.x or fields[spec.x].low is None:
                yield "A histogram needs a column of numbers."
        case "scatter" | "positions":
            if not spec.x or fields[spec.x].low is None:
                yield f"A {spec.kind} chart needs numbers on both axes."
            elif spec.kind == "positions" and not _on_earth(fields[spec.x], fields[spec.y[0]]):
                yield "The coordinates are not within -180..180 and -90..90."


def _wishes(spec: ChartSpec, fields: dict[str, Field]) -> Iterator[str]:
    """What a person asked for besides, where it would mislead."""
    lows = {name: fields[name].low for name in spec.y if name in fields}
    low = next((name for name, v in lows.items() if v is not None and v <= 0), "")
    if spec.log and low and spec.kind in ("bar", "line", "scatter"):
        yield f"A logarithmic axis shows only what is above zero, and {spec.said(low)} goes down to {lows[low]:,g}."
    if spec.log and spec.kind in ("area", "pie", "heatmap", "histogram"):
        yield "A logarithmic axis goes with bars, lines and points only."
    if spec.percent and spec.kind in ("bar", "line", "area"):
        below = next((name for name, v in lows.items() if v is not None and v < 0), "")
        if not spec.additive:
            yield f"{' and '.join(map(spec.said, spec.y))} is no count and no sum, so its parts are no percent of a whole."
        elif below:
            yield f"{spec.said(below)} goes below zero, so its parts are no percent of a whole."
    if spec.top and spec.kind == "pie":
        yield f"The top {spec.top} are not the whole that a pie shows; bars can show them."


def _axes(spec: ChartSpec, result: Result) -> Iterator[str]:
    if not spec.x:
        yield f"A {spec.kind} chart needs a category or a time to stand on."
        return
    if result.rows == 1:
        yield "There is one row: a number says it."
        return
    if spec.x in spec.y or (spec.colour and spec.colour in (spec.x, *spec.y)):
        yield "The same column stands on two axes."
        return
    if spec.kind == "heatmap" and (not spec.colour or len(spec.y) != 1):
        yield "A heat map needs two categories and one measure."
        return
    if spec.colour and len(spec.y) != 1:
        yield "Colours for categories go with one measure only."
    places = [spec.x, spec.colour] if spec.colour else [spec.x]
    distinct = result.table.select(places).group_by(places).aggregate([]).num_rows
    if spec.colour and spec.kind != "heatmap" and not spec.additive:
        colours = result.table.select([spec.colour]).group_by([spec.colour]).aggregate([]).num_rows
        if colours > MAX_SERIES:
            yield f"{colours} series: {MAX_SERIES} can be told apart, and these cannot be added up into “Other”."
    if distinct < result.rows:
        yield f"{' and '.join(places)} repeat: {result.rows} rows for {distinct} places."


def _slices(spec: ChartSpec, result: Result, fields: dict[str, Field]) -> Iterator[str]:
    if len(spec.y) != 1:
        yield "A pie shows one measure."
        return
    field = fields[spec.y[0]]
    if not spec.additive:
        yield f"{spec.y[0]} is no count and no sum: its parts do not make one whole."
    if not 2 <= result.rows <= MAX_SLICES:
        yield f"A pie has two to {MAX_SLICES} slices; there are {result.rows}."
    if field.low is None or field.low < 0 or not field.high:
        yield "The parts of a whole are not below zero."
    if result.truncated:
        yield "The rows were cut, so the slices are not the whole."


def _on_earth(east: Field, north: Field) -> bool:
    return -180 <= (east.low or 0) <= (east.high or 0) <= 180 and -90 <= (north.low or 0) <= (north.high or 0) <= 90
