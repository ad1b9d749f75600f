"""What a chart is called: its measures by what they stand against, in the words of the reader."""

from __future__ import annotations

from agents.charts.spec import ChartSpec


def title(spec: ChartSpec) -> str:
    """`Net revenue by region and month`; empty for a table and a number."""
    text = _words(spec)
    return text[:1].upper() + text[1:]


def _words(spec: ChartSpec) -> str:
    if spec.kind == "table" and spec.by and spec.y:
        return f"{listed([spec.said(y) for y in spec.y])} by {listed([spec.said(name) for name in spec.by])}"
    if spec.kind in ("table", "number") or not (spec.y or spec.x):
        return ""
    if spec.kind == "histogram":
        return f"distribution of {spec.said(spec.x)}"
    if spec.kind == "positions":
        return f"positions of {spec.said(spec.colour)}" if spec.colour else "positions"
    measures = listed([spec.said(y) for y in spec.y]) or spec.said(spec.x)
    if spec.kind == "scatter":
        return f"{measures} against {spec.said(spec.x)}"
    by = f" by {spec.said(spec.x)}" if spec.x else ""
    return f"{measures}{by}" + (f" and {spec.said(spec.colour)}" if spec.colour else "")


def listed(words: list[str]) -> str:
    """`month, region and channel`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
