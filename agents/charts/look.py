"""How charts look: a palette that the colour-blind can tell apart, paper and ink for light and dark, number formats."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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
