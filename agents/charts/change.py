"""A chart as the person wants it: by a choice of type, axes and colour, or by words. The rows stay as they are.

Whatever is chosen is linted like every chart; nothing here draws, and nothing runs a query.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from agents.charts.axes import heading
from agents.charts.choose import MAX_SERIES
from agents.charts.fields import Field, describe
from agents.charts.lint import lint
from agents.charts.spec import ChartKind, ChartSpec
from agents.charts.titles import title
from data.types import Result

_KIND_WORDS: dict[str, ChartKind] = {
    "table": "table", "list": "table",
    "bar": "bar", "column": "bar", "histogram": "histogram", "distribution": "histogram",
    "line": "line", "trend": "line", "area": "area",
    "scatter": "scatter", "dot": "scatter", "pie": "pie", "donut": "pie", "doughnut": "pie", "heatmap": "heatmap",
}  # fmt: skip
_STACKS = frozenset({"stacked", "stack"})
_GROUPS = frozenset({"grouped", "unstacked", "clustered"})
_FILLERS = frozenset({
    "a", "an", "the", "as", "in", "into", "to", "it", "this", "that", "these", "those", "them", "of", "with", "and", "on",
    "show", "draw", "make", "plot", "graph", "chart", "diagram", "view", "display", "give", "turn", "change", "switch",
    "redraw", "me", "please", "now", "again", "instead", "one", "can", "could", "you", "use", "using", "be", "rather",
    "than", "split", "coloured", "colored", "colour", "color", "broken", "down", "for", "each", "x", "y", "axis",
})  # fmt: skip
_BEFORE_COLUMN = frozenset({"by", "per", "against", "over", "versus", "vs"})
_BEFORE_COLOUR = frozenset({"colour", "color", "coloured", "colored", "split"})
_WORD = re.compile(r"[^\W_]+")


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


def axes(result: Result) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(columns to stand on, columns to measure), in the order of the result."""
    fields = describe(result)
    measures = tuple(f.name for f in fields if f.low is not None and f.role not in ("key", "time"))
    return tuple(f.name for f in fields if f.role != "other"), measures


def by_words(words: str, spec: ChartSpec, result: Result) -> ChartSpec | None:
    """The chart that the words describe: "as a stacked bar by month", "pie", "line coloured by region".

    None when the words say anything else than how to draw these rows, so that a real question is never taken for it.
    """
    said = [w.casefold() for w in _WORD.findall(words)]
    places = _columns_in(said, result)
    rest = [w for i, w in enumerate(said) if not any(i in span for span, _ in places)]
    kind = next((k for w in rest if (k := _kind_word(w))), None)
    wish = _STACKS & set(rest) or _GROUPS & set(rest)
    if "heat" in rest and "map" in rest:
        kind, rest = "heatmap", [w for w in rest if w not in ("heat", "map")]
    unknown = [w for w in rest if w not in _FILLERS | _STACKS | _GROUPS | _BEFORE_COLUMN and _kind_word(w) is None]
    if unknown or not (kind or wish):
        return None
    chosen = kind or (spec.kind if spec.kind in ("bar", "area") else "bar")
    if (kind is None or kind == "line") and _STACKS & set(rest):
        chosen = "area" if kind == "line" else chosen
    aimed = _aimed(spec, said, places, result)
    if wish:
        aimed = replace(aimed, stacked=bool(_STACKS & set(rest)))
    made = of_kind(chosen, aimed, result)
    if made is None or any(name not in (made.x, *made.y, made.colour) for _, name in places):
        return None
    return made


def _kind_word(word: str) -> ChartKind | None:
    return _KIND_WORDS.get(word) or _KIND_WORDS.get(word.removesuffix("s"))


def _columns_in(said: list[str], result: Result) -> list[tuple[range, str]]:
    """(where, column) of the columns that the words name, the longest names first; a plural is taken for its singular."""
    named = sorted(((_stems(heading(c)), c) for c in result.columns), key=lambda pair: -len(pair[0]))
    found: list[tuple[range, str]] = []
    for stems, column in named:
        for at in range(len(said) - len(stems) + 1):
            span = range(at, at + len(stems))
            free = not any(set(span) & set(other) for other, _ in found)
            if stems and free and [_stem(w) for w in said[at : at + len(stems)]] == stems:
                found.append((span, column))
                break
    return sorted(found, key=lambda pair: pair[0].start)


def _stems(name: str) -> list[str]:
    return [_stem(w.casefold()) for w in _WORD.findall(name)]


def _stem(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s") if len(word) > 3 else word


def _aimed(spec: ChartSpec, said: list[str], places: list[tuple[range, str]], result: Result) -> ChartSpec:
    """The spec with the named columns on the axes that the words before them say."""
    measures = {f.name for f in describe(result) if f.role == "measure"}
    for span, name in places:
        before = set(said[max(0, span.start - 2) : span.start])
        if name in measures and not before & _BEFORE_COLUMN:
            spec = replace(spec, y=(name,))
        elif before & _BEFORE_COLOUR:
            spec = replace(spec, colour=name, x=spec.colour if spec.x == name else spec.x)
        elif before & _BEFORE_COLUMN or "and" in before:
            taken = [n for s, n in places if s.start < span.start and n not in measures]
            spec = replace(spec, colour=name) if taken else _onto(spec, name)
    return spec


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
