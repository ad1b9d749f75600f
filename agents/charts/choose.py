"""Which chart a result gets: rules from types and cardinalities, in the order of `RULES`; the first that fits decides.

What the question names ("as a pie chart") goes first where the result can bear it. Nothing here draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlglot import exp

from agents.charts.axes import heading
from agents.charts.fields import Field, describe
from agents.charts.lint import lint, or_table
from agents.charts.spec import ChartKind, ChartSpec
from agents.charts.titles import title
from data.types import Result, SafeQuery, Schema

MAX_SERIES = 8
MAX_SLICES = 6
MAX_HEAT = 60

_WISHES: tuple[tuple[str, ChartKind], ...] = (
    (r"\bheat\s?map\b", "heatmap"),
    (r"\b(pie|donut|doughnut)( chart)?\b", "pie"),
    (r"\bhistogram\b", "histogram"),
    (r"\bscatter\b", "scatter"),
    (r"\barea (chart|plot|graph)\b", "area"),
    (r"\bline (chart|plot|graph)\b", "line"),
    (r"\b(bar|column) (chart|plot|graph)\b|\bbars\b", "bar"),
    (r"\b(as|in) a table\b|\bjust the table\b", "table"),
)
_PARTS = re.compile(
    r"\b(share|shares|proportion|proportions|percentage|percent|breakdown|split|composition|mix)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A result seen as fields by role; `question` in lower case."""

    result: Result
    fields: tuple[Field, ...]
    question: str
    query: SafeQuery | None = None

    def of(self, *roles: str) -> list[Field]:
        return [f for f in self.fields if f.role in roles]

    @property
    def measures(self) -> list[Field]:
        """What is measured, that whose name the question says the most of first."""
        found = [f for f in self.of("measure") if f.nulls < f.rows]
        return sorted(found, key=lambda f: -len(set(heading(f.name).casefold().split()) & self.said))

    @property
    def said(self) -> frozenset[str]:
        return frozenset(re.findall(r"[^\W_]+", self.question))

    @property
    def categories(self) -> list[Field]:
        return self.of("category", "ordinal")

    @property
    def parts(self) -> bool:
        return bool(_PARTS.search(self.question))


def choose(result: Result, query: SafeQuery, schema: Schema, question: str) -> ChartSpec:
    """The chart for a result; a table where no chart would say it better."""
    shape = Shape(result, describe(result, query, schema), question.lower(), query)
    spec = next(filter(None, (rule(shape) for rule in RULES)), ChartSpec("table", why="no rule fits"))
    return or_table(replace(spec, title=title(spec)), result, query)


def _make(
    kind: ChartKind, why: str, x: str, measures: list[Field], colour: str = "", *, stacked: bool = False
) -> ChartSpec:
    units = {m.unit for m in measures}
    return ChartSpec(
        kind=kind,
        x=x,
        y=tuple(m.name for m in measures),
        colour=colour,
        stacked=stacked,
        unit=units.pop() if len(units) == 1 else "",
        additive=bool(measures) and all(m.additive for m in measures),
        why=why,
    )


def _empty(shape: Shape) -> ChartSpec | None:
    return ChartSpec("table", why="no rows") if not shape.result.rows or not shape.fields else None


def _wished(shape: Shape) -> ChartSpec | None:
    wish = next((kind for pattern, kind in _WISHES if re.search(pattern, shape.question)), None)
    if wish is None or (shape.result.rows == 1 and wish != "table"):
        return None
    spec = _as(wish, shape)
    return spec if spec and not lint(spec, shape.result, shape.query) else None


def _as(kind: ChartKind, shape: Shape) -> ChartSpec | None:
    """The result in a form that somebody named, where it has the columns for it."""
    axis = [f for f in shape.fields if f.role in ("time", "category", "ordinal")]
    measures, why = shape.measures, "the question names it"
    if kind == "table":
        return ChartSpec("table", why=why)
    if kind == "histogram" and measures:
        return ChartSpec("histogram", x=measures[0].name, unit=measures[0].unit, why=why)
    if kind == "scatter" and len(measures) >= 2:
        return replace(_make("scatter", why, measures[0].name, measures[1:2], _few(axis)), x_unit=measures[0].unit)
    if not axis or not measures:
        return None
    if kind == "heatmap":
        return _make(kind, why, axis[0].name, measures[:1], axis[1].name) if len(axis) > 1 else None
    colour = axis[1].name if len(axis) > 1 else ""
    stacked = kind == "area" or "stacked" in shape.question
    shown = measures[:1] if colour or kind == "pie" else _alike(measures)
    return _make(kind, why, axis[0].name, shown, colour, stacked=stacked)


def _few(fields: list[Field]) -> str:
    return next((f.name for f in fields if 1 < f.distinct <= MAX_SERIES), "")


def _number(shape: Shape) -> ChartSpec | None:
    if shape.result.rows != 1:
        return None
    if len(shape.fields) == 1:
        field = shape.fields[0]
        return ChartSpec("number", y=(field.name,), unit=field.unit, why="one cell")
    shown = [f for f in shape.fields if f.role != "key"]
    measures = [f for f in shown if f.role == "measure"]
    if len(shown) == len(measures) and 1 <= len(measures) <= 4:
        return _make("number", "one row of measures", "", measures)
    if len(shown) == 2 and len(measures) == 1:
        label = next(f for f in shown if f.role != "measure")
        return _make("number", "one labelled measure", label.name, measures)
    return ChartSpec("table", why="one row")


def _positions(shape: Shape) -> ChartSpec | None:
    north, east = shape.of("latitude"), shape.of("longitude")
    if not north or not east:
        return None
    label = next((f.name for f in shape.of("category")), "")
    return ChartSpec("positions", x=east[0].name, y=(north[0].name,), colour=label, why="latitude and longitude")


def _over_time(shape: Shape) -> ChartSpec | None:
    times = [t for t in shape.of("time") if t.distinct > 1]
    if len(times) != 1 or not shape.measures or times[0].nulls > 1:
        return None
    time, groups = times[0], shape.categories
    if not groups and time.distinct + time.nulls == time.rows:
        if _ranked(shape):
            return _make("bar", "periods ranked by a measure", time.name, shape.measures[:1])
        measures = _alike(shape.measures)
        kind: ChartKind = "bar" if time.distinct <= 3 else "line"
        return _make(kind, "measures over time", time.name, measures)
    if len(groups) != 1 or groups[0].distinct < 1 or time.rows > time.distinct * (groups[0].distinct + 1):
        return None
    if groups[0].distinct > MAX_SERIES and not shape.measures[0].additive:
        return ChartSpec("table", why="too many series that do not add up")
    if time.distinct <= 3:
        return _make("bar", "few points in time by category", groups[0].name, shape.measures[:1], time.name)
    kind = "area" if shape.parts and shape.measures[0].additive else "line"
    return _make(
        kind, "a measure over time by category", time.name, shape.measures[:1], groups[0].name, stacked=kind == "area"
    )


def _ranked(shape: Shape) -> bool:
    """Whether the statement keeps the first rows by a measure, so that what lies between the periods is missing."""
    tree = shape.query.tree if shape.query is not None else None
    order = tree.args.get("order") if tree is not None and tree.args.get("limit") else None
    return order is not None and order.expressions[0].find(exp.AggFunc) is not None


def _alike(measures: list[Field]) -> list[Field]:
    """The measures that can share an axis with the first one: same unit, sizes within a factor of fifty."""
    first = measures[0]

    def near(other: Field) -> bool:
        a, b = abs(first.high or 0.0), abs(other.high or 0.0)
        return other.unit == first.unit and min(a, b) * 50 >= max(a, b)

    return [m for m in measures if near(m)][:4] or measures[:1]


def _two_categories(shape: Shape) -> ChartSpec | None:
    groups = [g for g in shape.categories + shape.of("time") if g.distinct > 0]
    if len(groups) != 2 or not shape.measures or any(g.unique for g in groups):
        return None
    few, many = sorted(groups, key=lambda g: g.distinct)
    across, down = (few, many) if few.role in ("time", "ordinal") and many.role == "category" else (many, few)
    cells = (few.distinct + bool(few.nulls)) * (many.distinct + bool(many.nulls))
    if shape.result.rows > cells or shape.result.rows * 3 < cells:
        return None
    measure = shape.measures[:1]
    if few.distinct <= 4 and (many.distinct <= 20 or measure[0].additive):
        stacked = measure[0].additive and shape.parts
        return _make("bar", "two categories, one of them short", many.name, measure, few.name, stacked=stacked)
    if many.distinct <= MAX_HEAT and few.distinct <= MAX_HEAT:
        return _make("heatmap", "two categories and a measure", across.name, measure, down.name)
    return None


def _one_category(shape: Shape) -> ChartSpec | None:
    labels = [g for g in (*shape.categories, *shape.of("time")) if g.rows - g.distinct <= 1 and g.nulls <= 1]
    measures = shape.measures
    if not labels or not measures or len(shape.categories) > 2:
        return None
    label = labels[0]
    if not any(m.aggregate for m in measures) and (shape.result.rows > 40 or len(shape.fields) > 4):
        return ChartSpec("table", why="a listing")
    if _is_whole(shape, label, measures):
        return _make("pie", "parts of one whole", label.name, measures[:1])
    chosen = _alike(measures) if all(m.aggregate for m in measures) else measures[:1]
    return _make("bar", "a measure by category", label.name, chosen)


def _is_whole(shape: Shape, label: Field, measures: list[Field]) -> bool:
    """Parts of one whole: asked as such, all of it, few slices, nothing below zero."""
    first = measures[0]
    return (
        shape.parts
        and len(measures) == 1
        and first.additive
        and 2 <= label.rows <= MAX_SLICES
        and (first.low or 0.0) >= 0
        and not shape.result.truncated
        and not re.search(r"\b(top|bottom|first|highest|lowest|most|least)\b", shape.question)
    )


def _scatter(shape: Shape) -> ChartSpec | None:
    measures = shape.measures
    if len(measures) != 2 or shape.result.rows < 5 or shape.of("time"):
        return None
    made = _make("scatter", "two measures", measures[0].name, measures[1:], _few(shape.categories))
    return replace(made, x_unit=measures[0].unit)


def _histogram(shape: Shape) -> ChartSpec | None:
    measures = shape.measures
    if len(measures) != 1 or shape.result.rows < 20 or measures[0].distinct < 8 or shape.categories or shape.of("time"):
        return None
    return ChartSpec("histogram", x=measures[0].name, unit=measures[0].unit, why="one long column of numbers")


Rule = Callable[[Shape], ChartSpec | None]
RULES: tuple[Rule, ...] = (
    _empty,
    _wished,
    _number,
    _positions,
    _over_time,
    _two_categories,
    _one_category,
    _scatter,
    _histogram,
)
