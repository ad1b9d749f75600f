"""Figures and days as a person wants them written: the signs between digits, the order of day and month."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from math import isfinite
from numbers import Integral
from typing import TYPE_CHECKING

import pyarrow as pa

from data.preferences import Days, Figures

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

MOST_CELLS = 20_000
"""A larger table is left to the browser: each cell is written here."""
_SIGNS: dict[Figures, tuple[str, str]] = {"1,234.56": (".", ","), "1.234,56": (",", "."), "1 234,56": (",", "\u202f")}
"""(before the fraction, between thousands)."""
_FIGURE = re.compile(r"(?<![\w.,'’])\d+(?:,\d{3})+(?:\.\d+)?(?!\w|[.,]\d)|(?<![\w.,'’])\d+\.\d+(?!\w|[.,]\d)")
"""Digits with a sign between them, as `1,234`, `0.5` or `1,234.56`."""
_DAYS: dict[Days, str] = {
    "2026-11-21": "YYYY-MM-DD", "21.11.2026": "DD.MM.YYYY", "21/11/2026": "DD/MM/YYYY", "11/21/2026": "MM/DD/YYYY",
}  # fmt: skip


def separators(figures: Figures) -> str:
    """The sign before the fraction and the one between thousands, as Plotly takes them."""
    return "".join(_SIGNS.get(figures, (".", ",")))


def respelled(text: str, figures: Figures) -> str:
    """A figure that was written as 1,234.56, with a unit or without, written otherwise."""
    point, thousands = _SIGNS.get(figures, (".", ","))
    return text.translate({ord("."): point, ord(","): thousands})


def respelled_within(text: str, figures: Figures, cells: Callable[[], str]) -> str:
    """Text with its figures written otherwise. A figure that stands in `cells`, the texts of the data put together, may
    be part of a name (`Version 1.5`) and stays."""
    if figures == "browser" or separators(figures) == separators("1,234.56"):
        return text
    if not _FIGURE.search(text):
        return text
    named = cells()
    return _FIGURE.sub(lambda found: found[0] if found[0] in named else respelled(found[0], figures), text)


def day_format(days: Days) -> str | None:
    """As moment.js takes it; None leaves it to the browser."""
    return _DAYS.get(days)


_PERIODS = {"year": "YYYY", "quarter": "[Q]Q YYYY", "month": "MMM YYYY", "week": "[week of] D MMM YYYY"}


def period_format(grain: str) -> str | None:
    """The start of a period as the period, for moment.js; None where days and times are written as ever."""
    return _PERIODS.get(grain)


def styled(table: pa.Table, columns: Collection[str], figures: Figures) -> Styler | None:
    """The table with those columns written so, their values kept for sorting; None where the browser is to write them."""
    if figures == "browser" or not columns or table.num_rows * table.num_columns > MOST_CELLS:
        return None

    def cell(value: object) -> str:
        if isinstance(value, Integral):
            return respelled(f"{int(value):,}", figures)
        return respelled(f"{value:,.2f}", figures) if isinstance(value, float | Decimal) and isfinite(value) else ""

    return table.to_pandas(integer_object_nulls=True).style.format(dict.fromkeys(columns, cell))
