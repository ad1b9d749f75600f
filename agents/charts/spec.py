"""The closed set of charts that an answer may have. A model or a rule fills a ChartSpec in; only `draw` draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ChartKind = Literal["table", "number", "bar", "line", "area", "scatter", "pie", "heatmap", "histogram", "positions"]


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
