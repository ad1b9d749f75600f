"""A chart as the person wants it: by a choice of type, axes and colour, or by words. The rows stay as they are.

Whatever is chosen is linted like every chart; nothing here runs a query. How words are read is in `wishes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from agents.charts.choose import MAX_SERIES
from agents.charts.draw import draw
from agents.charts.fields import Field, describe
from agents.charts.lint import lint
from agents.charts.spec import ChartKind, ChartSpec
from agents.charts.titles import title
from agents.charts.wishes import Wish, hear
from data.types import Result


def kinds(spec: ChartSpec, result: Result) -> tuple[ChartKind, ...]:
    """The types of chart that these rows can have, a table always among them; `spec` knows what of them adds up."""
    return tuple(k for k in get_args(ChartKind) if k == "table" or of_kind(k, spec, result) is not None)


def of_kind(kind: ChartKind, spec: ChartSpec, result: Result) -> ChartSpec | None:
    """The rows as that type of chart, with as much of `spec` as it can keep; None where they cannot be drawn so."""
    if kind == "table":
        return replace(spec, kind="table", why="chosen by the person")
    fields = describe(result)
    for made in _tries(kind, spec, fields):
        chosen = replace(made, kind=kind, why="chosen by the person")
        chosen = replace(chosen, title=title(chosen))
        if not lint(chosen, result):
            return chosen
    return None


def with_axes(spec: ChartSpec, result: Result, x: str, y: Sequence[str], colour: str, stacked: bool) -> ChartSpec:
    """The chart on other axes; ask `lint` whether it may be drawn."""
    made = replace(spec, x=x, y=tuple(y), colour=colour, stacked=stacked, why="chosen by the person")
    known = set(result.columns)
    same = set(y) <= set(spec.y)
    made = replace(made, unit=spec.unit if same else "", additive=spec.additive and same)
    made = replace(made, colour=colour if colour in known else "")
    return replace(made, title=title(made))


def put(spec: ChartSpec, result: Result, x: str, y: Sequence[str], colour: str, stacked: bool) -> ChartSpec | str:
    """The chart on chosen axes: a column that stands on another one changes places with what was there. A sentence where
    the two cannot; ask `lint` whether the rest may be drawn."""
    measures, added = axes(result)[1], [name for name in y if name not in spec.y]
    goes = x if x != spec.x and x in y else next((n for n in y if n != x), "") if x in added else ""
    if goes and spec.x not in measures:
        return _swapped(spec, spec.kind, result)
    if goes:
        x, y = goes, [spec.x if name == goes else name for name in y if name != spec.x]
        spec = replace(spec, y=tuple(y), unit=spec.x_unit, x_unit=spec.unit, additive=False)
    elif colour and colour == x:
        x, colour = (x, spec.x) if x != spec.x else (spec.colour or x, colour)
    return with_axes(spec, result, x, y, colour, stacked)


def axes(result: Result) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(columns to stand on, columns to measure), in the order of the result."""
    fields = describe(result)
    measures = tuple(f.name for f in fields if f.low is not None and f.role not in ("key", "time"))
    return tuple(f.name for f in fields if f.role != "other"), measures


def by_words(words: str, spec: ChartSpec, result: Result) -> ChartSpec | None:
    """The chart that a message describes: "as a stacked bar by month", "pie", "line coloured by region".

    None when the words say anything else than how to draw these rows, so that a real question is never taken for it:
    a form must be named, and a number of rows or a share is a question.
    """
    wish = hear(words, spec, result.columns)
    form = (wish.kind, wish.stacked, wish.lying, wish.log, wish.swap or None, wish.palette)
    if wish.unknown or wish.top is not None or wish.percent is not None or wish.sort or all(f is None for f in form):
        return None
    made = heard(words, spec, result)
    return made if isinstance(made, ChartSpec) else None


def heard(words: str, spec: ChartSpec, result: Result) -> ChartSpec | str:
    """The chart as the words beside it want it, or why it cannot be drawn so, in a sentence or two."""
    wish = hear(words, spec, result.columns)
    if wish.unknown:
        return _not_understood(wish, spec, result)
    if not wish.said or wish == Wish(wish.said):
        return f"That says nothing of how to draw it. Try {example(spec, result)}."
    aimed = _styled(_aimed(spec, wish, result), wish)
    kind = wish.kind or _meant(aimed, wish)
    if wish.swap:
        swapped = _swapped(aimed, kind, result)
        if isinstance(swapped, str):
            return swapped
        aimed = swapped
    made = _drawable(kind, aimed, result)
    if isinstance(made, str):
        return made
    shown = (made.x, *made.y, made.colour)
    if left := [name for name in wish.columns if name not in shown]:
        return f"A {_KINDS[kind]} of these rows has no place for {' and '.join(map(spec.said, left))}."
    if wish.stacked and not made.colour:
        return f"Stacking needs a second group besides {spec.said(made.x)}; these rows have none."
    return made


def example(spec: ChartSpec, result: Result) -> str:
    """Words that change this chart into another one that these rows can bear."""
    fields = describe(result)
    groups = [f.name for f in fields if f.role in ("time", "category", "ordinal") and f.distinct > 1]
    times = [f.name for f in fields if f.role == "time" and f.distinct > 1]
    tries = [f"as stacked bars by {spec.said(g)}" for g in groups] if len(groups) > 1 else []
    tries += [f"as a line by {spec.said(t)}" for t in times]
    tries += ["only the top 5"] if spec.kind == "bar" and result.rows > 7 else []
    tries += ["as a pie", "horizontal", "as bars, largest first", "in percent", "make it green", "as a table"]
    for words in tries:
        made = heard_plainly(words, spec, result)
        if made is not None and replace(made, why=spec.why, title=spec.title) != spec:
            return f"“{words}”"
    return "“as a table”"


def heard_plainly(words: str, spec: ChartSpec, result: Result) -> ChartSpec | None:
    made = heard(words, spec, result)
    return made if isinstance(made, ChartSpec) else None


_KINDS: dict[ChartKind, str] = {
    "table": "table", "number": "number", "bar": "bar chart", "line": "line", "area": "chart of areas", "scatter": "scatter plot",
    "pie": "pie", "heatmap": "heat map", "histogram": "histogram", "positions": "map of positions",
}  # fmt: skip


def _not_understood(wish: Wish, spec: ChartSpec, result: Result) -> str:
    """Which words said nothing, and which columns there are: another column is a question, not a drawing."""
    quoted = ", ".join(f"“{word}”" for word in wish.unknown[:3])
    names = ", ".join(spec.said(name) for name in result.columns[:6])
    return (
        f"I did not understand {quoted}. These rows have {names}; for anything else ask a question. "
        f"Here say the form, for example {example(spec, result)}."
    )


def _meant(spec: ChartSpec, wish: Wish) -> ChartKind:
    """The type that is meant where none is said."""
    if wish.stacked is not None or wish.lying is not None:
        return spec.kind if spec.kind in ("bar", "area") and wish.lying is None else "bar"
    if wish.columns and spec.kind in ("table", "number", "pie", "histogram"):
        return "bar"
    return spec.kind if spec.kind not in ("table", "number") else "bar"


def _styled(spec: ChartSpec, wish: Wish) -> ChartSpec:
    """The spec with what was said of its looks."""
    names = ("stacked", "lying", "log", "percent", "sort", "values", "top", "palette")
    said = {name: value for name in names if (value := getattr(wish, name)) is not None}
    return replace(spec, **said)


def _swapped(spec: ChartSpec, kind: ChartKind, result: Result) -> ChartSpec | str:
    """The other axis down, and the one down across."""
    match kind:
        case "bar":
            lies = bool(draw(spec, result).data[0].orientation == "h") if spec.lying is None else spec.lying
            return replace(spec, lying=not lies)
        case "heatmap":
            return replace(spec, x=spec.colour, colour=spec.x)
        case "scatter":
            return replace(spec, x=spec.y[0], y=(spec.x,), unit=spec.x_unit, x_unit=spec.unit)
        case "line" | "area":
            return "Time runs from left to right in a line, so its axes are not swapped; as bars they can be."
    return f"A {_KINDS[kind]} has no axes to swap."


def _drawable(kind: ChartKind, spec: ChartSpec, result: Result) -> ChartSpec | str:
    """The rows as that type of chart, or why not."""
    if kind == "line" and spec.stacked:
        kind = "area"
    if kind == "line" and spec.percent:
        kind = "area" if spec.colour else "bar"
    made = of_kind(kind, spec, result)
    if made is not None:
        return made
    problems = [p for t in _tries(kind, spec, describe(result)) for p in lint(replace(t, kind=kind), result)]
    if problems:
        return problems[0]
    needs = {
        "scatter": "two columns of figures",
        "positions": "a latitude and a longitude",
        "heatmap": "two groups and a figure",
    }
    return f"A {_KINDS[kind]} needs {needs.get(kind, 'a group and a figure')}; these rows have {', '.join(map(spec.said, result.columns[:6]))}."


def _aimed(spec: ChartSpec, wish: Wish, result: Result) -> ChartSpec:
    """The spec with the named columns on the axes that the words before them say."""
    fields = {f.name: f for f in describe(result)}
    measures = {name for name, field in fields.items() if field.role == "measure"}
    for span, name in wish.places:
        before = wish.before(span)
        if name in measures and before in ("", "and"):
            spec = replace(spec, y=(name,))
        elif before == "colour":
            spec = replace(spec, colour=name, x=spec.colour if spec.x == name else spec.x)
        elif before in ("by", "and"):
            taken = [n for s, n in wish.places if s.start < span.start and n not in measures]
            coloured = taken or (wish.stacked and name != spec.x and _runs(fields.get(spec.x)))
            spec = replace(spec, colour=name) if coloured and name != spec.x else _onto(spec, name)
    return spec


def _runs(across: Field | None) -> bool:
    """Whether the axis is a course of time with more periods than there are colours, so that what is stacked by another
    column stands on it."""
    return across is not None and across.role == "time" and across.distinct > MAX_SERIES


def _onto(spec: ChartSpec, name: str) -> ChartSpec:
    """That column as the x axis; what stood there becomes the colour where that was the one asked for."""
    return replace(spec, x=name, colour=spec.x if spec.colour == name else spec.colour)


def _tries(kind: ChartKind, spec: ChartSpec, fields: tuple[Field, ...]) -> list[ChartSpec]:
    """The spec filled up for the type, the fullest first; whoever calls takes the first that lints."""
    measures = [f.name for f in fields if f.role == "measure"] or [
        f.name for f in fields if f.low is not None and f.role not in ("key", "time")
    ]
    groups = [f.name for f in fields if f.role in ("time", "category", "ordinal")]
    y = tuple(n for n in spec.y if n in measures) or tuple(measures[:1])
    if kind == "number":
        return [replace(spec, x="", y=tuple(measures[:4]), colour="")]
    if kind == "histogram":
        return [replace(spec, x=name, y=(), colour="") for name in (*y, *measures)]
    if kind == "scatter":
        pair = [m for m in measures if m not in y] + list(y)
        few = next((f.name for f in fields if f.role == "category" and 1 < f.distinct <= MAX_SERIES), "")
        return [replace(spec, x=pair[0], y=(pair[-1],), colour=c) for c in (few, "")] if len(pair) > 1 else []
    if kind == "positions":
        east, north = (next((f.name for f in fields if f.role == r), "") for r in ("longitude", "latitude"))
        return [replace(spec, x=east, y=(north,), colour=groups[0] if groups else "")] if east and north else []
    xs = [spec.x] if spec.x in groups else []
    made = []
    for x in [*xs, *(g for g in groups if g not in xs)]:
        colours = [c for c in (spec.colour, *(g for g in groups if g != x)) if c and c != x and c in groups]
        if kind != "pie":
            made += [replace(spec, x=x, y=y[:1], colour=c, stacked=spec.stacked or kind == "area") for c in colours]
        if kind != "heatmap":
            made.append(replace(spec, x=x, y=y[:1] if kind == "pie" else y, colour=""))
    if kind == "line":  # a line runs over time where there is one
        times = {f.name for f in fields if f.role in ("time", "ordinal")}
        made.sort(key=lambda s: s.x not in times)
    return made
