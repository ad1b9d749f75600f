"""The closed set of charts that an answer may have. A model or a rule fills a ChartSpec in; only `draw` draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from agents.charts.axes import heading

ChartKind = Literal["table", "number", "bar", "line", "area", "scatter", "pie", "heatmap", "histogram", "positions"]


@dataclass(frozen=True, slots=True)
class Head:
    """How a column of the result is told to a reader."""

    column: str
    said: str = ""
    """What it is called, where its own name does not say it."""
    unit: str = ""
    grain: str = ""
    """The period that its dates are the starts of; empty where they are plain dates."""
    running: bool = False
    """A total that grows from row to row: what it comes to is the last one."""


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """Columns are named as they stand in the result. `x` is the category or time axis, `y` the measures."""

    kind: ChartKind
    x: str = ""
    y: tuple[str, ...] = ()
    colour: str = ""
    title: str = ""
    stacked: bool = False
    unit: str = ""
    additive: bool = False
    """The measures are counts or sums, so small categories may be folded into one; averages may not."""
    x_unit: str = ""
    """Of a measure on the x axis."""
    why: str = ""
    """Which rule chose it, for the trace."""
    scope: str = ""
    """The period and the filters in words, for the title and the headline."""
    things: str = ""
    """What the rows are, where each is a row of one table: `customers`."""
    by: tuple[str, ...] = ()
    """Of a table: all columns that its measures are broken down by."""
    cut: bool = False
    """The first period in time begins before the filter does, so that a part of it is missing."""
    top: int = 0
    """Only so many, the highest, or the lowest where they are sorted upwards; 0 is all."""
    sort: Literal["", "up", "down", "name"] = ""
    """How the categories stand; empty for as the rows come."""
    lying: bool | None = None
    """Bars that lie; None is as the labels need it."""
    log: bool = False
    """A logarithmic axis for the measure."""
    percent: bool = False
    """The parts as percent of their whole."""
    values: bool = False
    """The figures stand on the marks."""
    palette: str = ""
    """A name of `look.PALETTES` or `look.COLOURS`; empty for the usual colours."""
    heads: tuple[Head, ...] = ()
    """What is known of the columns, besides their names."""

    def head(self, name: str) -> Head:
        return next((h for h in self.heads if h.column == name), Head(name))

    def said(self, name: str) -> str:
        """What a column is called."""
        return self.head(name).said or heading(name)

    def unit_of(self, name: str) -> str:
        """The unit of a column's figures."""
        return self.head(name).unit or (self.unit if name in self.y else self.x_unit if name == self.x else "")

    def grain_of(self, name: str) -> str:
        return self.head(name).grain


def from_plain(kept: Mapping[str, Any]) -> ChartSpec:
    """A spec as it was kept in JSON; what another version wrote besides is passed over."""
    known = {f.name for f in fields(ChartSpec)}
    made = {name: value for name, value in kept.items() if name in known}
    made["y"] = tuple(made.get("y") or ())
    made["by"] = tuple(made.get("by") or ())
    made["heads"] = tuple(Head(**head) for head in made.get("heads") or ())
    return ChartSpec(**made)
