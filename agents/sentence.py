"""What the rows say, in one short sentence that stands alone: the measure, the period, the filters, the figures.

Every figure in it is a cell of the result, or the difference of two; what the statement is about comes with the chart's spec.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from agents.charts.axes import in_order, is_sequence, names_of
from agents.charts.fields import is_number
from agents.charts.heads import ALL
from agents.charts.spec import ChartSpec
from agents.charts.titles import listed, title
from agents.contributions import contribution
from agents.numbers import EXACT, format_value
from data.types import Result

_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\([^)]*\)")
_SMALL = frozenset(
    {"so", "far", "not", "and", "or", "the", "of", "no", "with", "all", "data", "up", "to", "since", "over"}
)
"""Words of a scope that a sentence may do without."""
LISTED = 5
"""Names and cells that are told; the others are counted."""
ALL_TOLD = 3
"""So many rows are told each with its figure."""
MIN_COMPARED = 2
"""Periods that must be left when the running one is told apart."""
_FIRST_TWO = ("top 2", "lowest 2")
_YEARS = (1500, 2200)
LOOKED_AT = 2_000
"""Rows of a result that are compared for the highest and the lowest."""


def sentence(result: Result, chart: ChartSpec, partial: bool = False, total: int | None = None) -> str:
    """`partial` when the last period of a series is not over; `total` is how many rows there are, where not all of them
    were fetched and it is known."""
    if result.rows == 0:
        return f"No rows match the question{_about(chart)}."
    if result.rows == 1:
        return _one_row(result, chart)
    if causes := contribution(result):
        return causes
    shown = [y for y in chart.y if y in result.columns]
    measure = next((y for y in shown if chart.head(y).running), shown[0] if shown else "")
    told_row_by_row = chart.kind in ("scatter", "histogram", "positions") or (chart.kind == "table" and not chart.by)
    if result.truncated or not measure or told_row_by_row:
        # Of a cut result, what was not fetched may be higher or lower than all that was.
        return _listing(result, chart, total)
    return _ranking(result, chart, measure, partial)


def with_scope(text: str, scope: str) -> str:
    """A model's sentence with the period and the filters behind it, where it does not tell them itself."""
    scope = scope.partition(ALL)[0].rstrip(", ")
    said = {w.casefold() for w in _WORD.findall(text)}
    needed = {w.casefold() for w in _WORD.findall(_BRACKETS.sub("", scope))} - _SMALL
    if needed <= said:
        return text
    return f"{text.rstrip()}{'' if text.rstrip().endswith(('.', '!', '?')) else '.'} {_capital(scope)}."


def _about(chart: ChartSpec) -> str:
    return f", {chart.scope}" if chart.scope else ""


def _one_row(result: Result, chart: ChartSpec) -> str:
    row = result.records(1)[0]
    cells = [(chart.said(n), _cell(v, n, chart)) for n, v in zip(result.columns, row, strict=True)]
    if len(cells) == 1:
        name, value = cells[0]
        return f"{_capital(name)}{_about(chart)}: {value}."
    if chart.kind == "number" and chart.x in result.columns and len(chart.y) == 1:
        by_name = dict(zip(result.columns, cells, strict=True))
        name, value = by_name[chart.y[0]]
        return f"{by_name[chart.x][1]}: {name} {value}{_about(chart)}."
    shown = "; ".join(f"{name} {value}" for name, value in cells[: LISTED + 1])
    more = f"; and {len(cells) - LISTED - 1} more" if len(cells) > LISTED + 1 else ""
    lead = f"{_capital(chart.scope)}: {shown}" if chart.scope else _capital(shown)
    return f"{lead}{more}."


def _listing(result: Result, chart: ChartSpec, total: int | None) -> str:
    first = _naming(result)
    cells = result.table.column(first).slice(0, LISTED).to_pylist() if first else []
    named = chart.title if result.truncated and (chart.by or chart.kind != "table") else ""
    things = chart.things or (f"rows of {named[:1].lower()}{named[1:]}" if named else "")
    counted = f"{_count(result, things, total)}{_about(chart)}"
    if total is not None:
        counted = f"{counted}; the first {result.rows:,} are shown"
    if not first or named or (result.rows > LISTED and _numbers(cells)):
        return f"{counted}."  # numbers of rows name nothing, nor do times or one of the columns of their groups
    more = f" and {(total or result.rows) - LISTED:,} more" if result.rows > LISTED else ""
    return f"{counted}: {', '.join(_called(cells, first, chart))}{more}."


def _naming(result: Result) -> str:
    """The first column that can name a row; empty where there is none but times beside others."""
    plain = [f.name for f in result.table.schema if not pa.types.is_temporal(f.type)]
    if len(result.columns) == 1 or result.columns[0] in plain:
        return result.columns[0]
    return next((n for n in plain if not is_number(result.table.schema.field(n).type)), "")


def _ranking(result: Result, chart: ChartSpec, measure: str, partial: bool) -> str:
    """Highest and lowest of the measure; a period that is not whole is told apart, not compared."""
    part = result.table.slice(0, LOOKED_AT)
    places = [n for n in chart.by or (chart.x, chart.colour) if n in result.columns] or [result.columns[0]]
    called = list(zip(*(_called(part.column(n).to_pylist(), n, chart) for n in places), strict=True))
    time = _time_of(places, result, chart)
    cells = zip(part.column(places[time]).to_pylist(), called, part.column(measure).to_pylist(), strict=True)
    rows = [_Row(cell, ", ".join(words), value, words[time]) for cell, words, value in cells if value is not None]
    lead = f"{chart.title or title(chart) or _capital(chart.said(measure))}{_about(chart)}"
    if not rows:
        return f"{lead}: {_count(result)}, none with a value."
    if chart.head(measure).running:
        return f"{lead}: {_end_of(rows, measure, chart, partial)}."
    if _is_pair(rows, chart):
        return f"{lead}: {_pair(rows, measure, chart, partial)}."
    rows, apart = _whole(rows, chart, partial)
    told = _beside(part, [", ".join(words) for words in called], [r.name for r in rows], chart, places)
    if len(apart) > 1:
        told += _NOT_WHOLE.format(names=" and ".join(row.period for row, _ in apart))
    elif apart:
        row, words = apart[0]
        value = f" ({_cell(row.value, measure, chart)}{words.more})" if row.name == row.period else ""
        told += f"; {row.period} {words.told}{value}"
    return f"{lead}: {_compared([(r.name, r.value) for r in rows], measure, chart)}{told}."


def _beside(part: pa.Table, called: list[str], kept: list[str], chart: ChartSpec, places: list[str]) -> str:
    """The other measure that the chart has no room for, of several only which: `; orders highest West (126,950), lowest South (57,504)`."""
    taken = {*places, *chart.y, chart.x, chart.colour}
    others = [f.name for f in part.schema if f.name not in taken and is_number(f.type) and not chart.grain_of(f.name)]
    main = [chart.said(y) for y in chart.y]
    if 1 < len(others) <= ALL_TOLD:
        return f"; beside it {listed([chart.said(o) for o in others])}"
    if len(others) != 1 or any(chart.said(others[0]) in name for name in main) or chart.scope.startswith("top "):
        return ""
    cells = dict(zip(called, part.column(others[0]).to_pylist(), strict=True))
    rows = [(name, cells[name]) for name in kept if cells.get(name) is not None]
    return f"; {chart.said(others[0])} {_compared(rows, others[0], chart)}" if len(rows) > 1 else ""


def _end_of(rows: list[_Row], measure: str, chart: ChartSpec, partial: bool) -> str:
    """What a running total comes to: the value of its last row, of each series where there are several."""
    last = in_order([row.place for row in rows if row.place is not None] or [rows[-1].place])[-1]
    ends = [row for row in rows if row.place == last]
    open_ = f"; {ends[0].period} is not over" if partial else ""
    if len(ends) == 1:
        return f"{chart.said(measure)} {_cell(ends[0].value, measure, chart)} in {ends[0].name}{open_}"
    series = [(row.name.replace(f"{row.period}, ", "").replace(f", {row.period}", ""), row.value) for row in ends]
    return f"{chart.said(measure)} in {ends[0].period}: {_compared(series, measure, chart)}{open_}"


def _is_pair(rows: list[_Row], chart: ChartSpec) -> bool:
    """Whether these are two periods of one measure, both of them whole at their beginning."""
    cells = [row.place for row in rows]
    if len(rows) != 2 or len(chart.y) != 1 or chart.colour or chart.cut or None in cells or cells[0] == cells[1]:
        return False
    return bool(chart.grain_of(chart.x)) or is_sequence(cells, chart.said(chart.x))


def _pair(rows: list[_Row], measure: str, chart: ChartSpec, partial: bool) -> str:
    """The earlier period, the later one, and how much more or less that is: `May 2024 5 EUR, May 2025 6 EUR; 1 EUR more
    (+20.0%)`. What is a share already is told in points; from nothing or below there is no percent."""
    order = {cell: at for at, cell in enumerate(in_order([row.place for row in rows]))}
    then, now = sorted(rows, key=lambda row: order[row.place])
    told = ", ".join(f"{row.name} {_cell(row.value, measure, chart)}" for row in (then, now))
    if not all(isinstance(row.value, int | float | Decimal) and math.isfinite(row.value) for row in rows):
        return told
    change = Decimal(str(now.value)) - Decimal(str(then.value))
    open_ = f"; {now.name} is not over" if partial else ""
    if not change:
        return f"{told}; no difference{open_}"
    way, size = ("more" if change > 0 else "less"), abs(change)
    if chart.unit_of(measure) == "%":
        return f"{told}; {format_value(size)} points {way}{open_}"
    share = f" ({100 * float(change) / float(then.value):+.1f}%)" if then.value > 0 else ""
    return f"{told}; {_cell(size, measure, chart)} {way}{share}{open_}"


def _time_of(places: list[str], result: Result, chart: ChartSpec) -> int:
    """Which of the columns is one of times; the first where none is."""
    times = [bool(chart.grain_of(n)) or pa.types.is_temporal(result.table.schema.field(n).type) for n in places]
    return times.index(True) if True in times else 0


@dataclass(frozen=True, slots=True)
class _Row:
    """Where it stands, what that is called, its figure, and what is called the period that it stands in."""

    place: Any
    name: str
    value: Any
    period: str


@dataclass(frozen=True, slots=True)
class _Apart:
    """How a period that is not whole is told, and what stands behind its figure."""

    told: str
    more: str = ""


_CUT = _Apart("is in it only in part")
_OPEN = _Apart("is not over", " so far")
_NOT_WHOLE = "; {names} are not whole"


def _whole(rows: list[_Row], chart: ChartSpec, partial: bool) -> tuple[list[_Row], list[tuple[_Row, _Apart]]]:
    """The rows to compare, and the first of each period that is not whole, with how that is told."""
    apart: list[tuple[_Row, _Apart]] = []
    for incomplete, pick, words in ((chart.cut, min, _CUT), (partial, max, _OPEN)):
        if incomplete and len({str(row.place) for row in rows}) > MIN_COMPARED:
            one = pick(rows, key=lambda row: (row.place is not None, str(row.place)))
            rows = [row for row in rows if row.place != one.place]
            apart.append((one, words))
    return rows, apart


def _compared(rows: list[tuple[str, Any]], measure: str, chart: ChartSpec) -> str:
    if len(rows) <= ALL_TOLD:
        told = ", ".join(f"{name} {_cell(value, measure, chart)}" for name, value in rows)
        return told + (
            _apart([v for _, v in rows], measure, chart) if chart.scope.partition(",")[0] in _FIRST_TWO else ""
        )
    high, low = max(rows, key=lambda r: r[1]), min(rows, key=lambda r: r[1])
    if chart.scope.startswith(("top ", "lowest ")) and " in each " not in chart.scope:
        return ", then ".join(f"{name} ({_cell(value, measure, chart)})" for name, value in rows[:ALL_TOLD])
    if low[1] == high[1]:
        return f"{_cell(high[1], measure, chart)} in each of {len(rows):,}"
    most = f"highest {high[0]} ({_cell(high[1], measure, chart)})"
    return f"{most}, lowest {low[0]} ({_cell(low[1], measure, chart)})"


def _apart(values: list[Any], measure: str, chart: ChartSpec) -> str:
    """How far the first of two is from the second: `; 5 EUR apart (+20.0%)`."""
    if len(values) != 2 or not all(isinstance(v, int | float | Decimal) and math.isfinite(v) for v in values):
        return ""
    first, second = (Decimal(str(v)) for v in values)
    size = abs(first - second)
    if chart.unit_of(measure) == "%":
        return f"; {format_value(size)} points apart"
    share = f" ({100 * float(first - second) / float(second):+.1f}%)" if second > 0 else ""
    return f"; {_cell(size, measure, chart)} apart{share}" if size else "; no difference"


def _called(cells: list[Any], name: str, chart: ChartSpec) -> list[str]:
    """Names of places; a bare number that is no year is told with what it is: `hour 19`."""
    named = names_of(cells, chart.grain_of(name))
    if not _numbers(cells):
        return _told_apart(cells, named)
    return [text if cell is None else f"{chart.said(name)} {text}" for cell, text in zip(cells, named, strict=True)]


def _told_apart(cells: list[Any], named: list[str]) -> list[str]:
    """Names in quotes where others differ from them by blanks or by case alone."""
    written: dict[str, set[str]] = {}
    for cell in cells:
        if isinstance(cell, str):
            written.setdefault(" ".join(cell.split()).casefold(), set()).add(cell)
    alike = {cell for spellings in written.values() if len(spellings) > 1 for cell in spellings}
    return [f"“{cell}”" if cell in alike else name for cell, name in zip(cells, named, strict=True)] if alike else named


def _numbers(cells: list[Any]) -> bool:
    """Whether they are bare numbers that are no years."""
    bare = all(isinstance(c, int) and not isinstance(c, bool) for c in cells if c is not None)
    return bare and not all(_YEARS[0] <= c <= _YEARS[1] for c in cells if c is not None)


def _cell(value: object, name: str, chart: ChartSpec) -> str:
    if chart.grain_of(name):
        return names_of([value], chart.grain_of(name))[0]
    if isinstance(value, float | Decimal) and EXACT <= abs(float(value)) < math.inf:
        value = round(value)
    return format_value(value, chart.unit_of(name))


def _count(result: Result, things: str = "", total: int | None = None) -> str:
    if total is not None:
        return f"{total:,} {things or 'rows'}"
    return f"{'The first ' if result.truncated else ''}{result.rows:,} {things or 'rows'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
