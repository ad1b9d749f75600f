"""How charts look: a palette that the colour-blind can tell apart, paper and ink for light and dark, number formats."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

FONT = "Source Sans, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_CURRENCY = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of one theme. `series` began as Okabe and Ito (2008) and was spread until every two stay apart for the
    colour-blind of each kind (`tests/agents/test_chart_lint.py` measures it); `rest` is for what is folded together."""

    ink: str
    faint: str
    grid: str
    panel: str
    rest: str
    series: tuple[str, ...]
    scale: tuple[tuple[float, str], ...]


LIGHT = Look(
    ink="#1f2937",
    faint="#6b7280",
    grid="rgba(17, 24, 39, 0.09)",
    panel="#ffffff",
    rest="#a3aab5",
    series=("#0f6cbd", "#e08a00", "#00876c", "#ca2254", "#9b5fa5", "#4aa8d8", "#8a7a00", "#402f9d"),
    scale=((0.0, "#eef4fb"), (0.35, "#a9cdec"), (0.7, "#3f8fd2"), (1.0, "#0b3c6f")),
)
DARK = Look(
    ink="#e5e7eb",
    faint="#9ca3af",
    grid="rgba(229, 231, 235, 0.12)",
    panel="#151a23",
    rest="#6b7280",
    series=("#5aa9f0", "#f2b04a", "#3cc3a0", "#f0874f", "#d36fc1", "#94c5ff", "#fdfd45", "#d7acce"),
    scale=((0.0, "#1a2433"), (0.35, "#24507f"), (0.7, "#4a97db"), (1.0, "#d3e9ff")),
)


PALETTES: dict[str, tuple[str, ...]] = {
    "okabe-ito": ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#f0e442", "#5c5c5c"),
    "viridis": ("#440154", "#fde725", "#21918c", "#90d743", "#31688e", "#35b779", "#443983", "#c8a800"),
    "vivid": ("#e6194b", "#3cb44b", "#4363d8", "#f58231", "#911eb4", "#00a6b4", "#f032e6", "#9a6324"),
    "soft": ("#7aa6c2", "#e0b084", "#8fbf9f", "#d49a9a", "#b3a2c7", "#a3c9d6", "#c9c28b", "#9a9a9a"),
}
"""Other colours to choose. Those of `SAFE` stay apart for the colour-blind as the usual ones do, measured as they are."""
SAFE = ("okabe-ito", "viridis")
COLOURS: dict[str, str] = {
    "red": "#d13438", "blue": "#0f6cbd", "green": "#107c41", "orange": "#e08a00", "purple": "#7c4dbd", "pink": "#d64f8f",
    "brown": "#8a5a2b", "grey": "#7a828e", "gray": "#7a828e", "black": "#3a3f47", "teal": "#00838a", "turquoise": "#00a6a6",
    "yellow": "#d9b300", "navy": "#1f3a6e", "violet": "#7c4dbd", "gold": "#c99700", "cyan": "#00a0c6", "magenta": "#c2188f",
}  # fmt: skip


def painted(paint: Look, choice: str) -> Look:
    """The look with the colours that somebody chose: a palette, or one colour and its shades."""
    if series := PALETTES.get(choice):
        return replace(paint, series=series, scale=((0.0, paint.panel), (1.0, series[0])))
    if colour := COLOURS.get(choice):
        shades = tuple(_mixed(colour, paint.ink if at < 0 else paint.panel, abs(at)) for at in _SHADES)
        return replace(paint, series=shades, scale=((0.0, _mixed(colour, paint.panel, 0.9)), (1.0, colour)))
    return paint


_SHADES = (0.0, 0.55, -0.45, 0.3, -0.25, 0.7, -0.6, 0.15)
"""How far the shades of one colour go towards the paper, or (below zero) the ink."""


def _mixed(colour: str, other: str, part: float) -> str:
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def shortly(value: Any, unit: str = "") -> str:
    """A figure beside its mark: `€1.23M`, `12.5K`, `7.2%`."""
    if not isinstance(value, int | float):
        return ""
    before, after = affixes(unit)
    size = abs(value)
    for limit, letter in ((1e9, "B"), (1e6, "M"), (1e4, "K")):
        if size >= limit:
            digits = f"{size / (1e3 if letter == 'K' else limit):.3g}{letter}"
            break
    else:
        digits = f"{size:,.0f}" if size == int(size) else f"{size:,.3g}" if size < 100 else f"{size:,.1f}"
    return f"{'-' if value < 0 else ''}{before}{digits}{after}"


def look(dark: bool) -> Look:
    return DARK if dark else LIGHT


def affixes(unit: str) -> tuple[str, str]:
    """What stands before and after a number of that unit: ("€", ""), ("", " kg"), ("", "%")."""
    if unit.upper() in _CURRENCY:
        return _CURRENCY[unit.upper()], ""
    if unit in _CURRENCY.values():
        return unit, ""
    return "", unit if unit in ("", "%") else f" {unit}"


def d3(cells: list[Any]) -> str:
    """A d3 format for exact values: whole numbers without decimals, small ones with significant digits."""
    numbers = [abs(float(v)) for v in cells if isinstance(v, int | float)]
    if all(n == int(n) for n in numbers if n < 1e15):
        return ",.0f"
    return ",.2f" if not numbers or max(numbers) >= 1 else ",.4~g"


def written(value: Any, unit: str = "") -> str:
    """One cell in words: `€1,234,567.89`, `12,045`, `0.0315`, `31 Mar 2024`, `no value`."""
    if value is None:
        return "no value"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.strftime("%d %b %Y %H:%M").lstrip("0")
    if isinstance(value, dt.date):
        return value.strftime("%d %b %Y").lstrip("0")
    if isinstance(value, int | float):
        before, after = affixes(unit)
        return f"{'-' if value < 0 else ''}{before}{_digits(abs(value))}{after}"
    return str(value)


def _digits(size: int | float) -> str:
    if size == int(size):
        return f"{int(size):,}"
    return f"{size:,.2f}" if size >= 1 else f"{size:.4g}"
