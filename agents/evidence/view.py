"""A result as a text speaks of it: rows by what they are called, columns of numbers, and the words that may stand beside."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from agents.charts.axes import heading, label_of, names_of
from agents.charts.fields import is_number, is_time
from agents.evidence.claims import Period, dates
from data.types import Result

LOOKED_AT = 2_000
_YEARS = (1900, 2200)
_OPERATOR = re.compile(r"(<=|>=|<|>)[^<>=]*$")


@dataclass(frozen=True)
class Numbers:
    """One column of numbers; a cell without a value is None."""

    name: str
    cells: tuple[float | None, ...]

    @property
    def sum(self) -> float:
        return math.fsum(c for c in self.cells if c is not None)


@dataclass(frozen=True)
class View:
    """`called` maps a folded name to the rows that bear it; `days` are the dates in the result."""

    rows: int
    measures: tuple[Numbers, ...]
    called: dict[str, frozenset[int]]
    days: frozenset[dt.date]
    words: frozenset[str]
    """Folded words of the columns' names and of the cells."""
    truncated: bool = False
    distinct: frozenset[int] = frozenset()
    """How many different values each column of names has."""


@dataclass(frozen=True)
class Beside:
    """What a text may speak of besides the result: the question, today, the windows of the filters, the schema's words."""

    question: str = ""
    today: dt.date | None = None
    filters: tuple[str, ...] = ()
    vocabulary: frozenset[str] = frozenset()
    windows: tuple[Period, ...] = ()
    numbers: frozenset[float] = field(default_factory=frozenset)


def view_of(result: Result) -> View:
    """The first rows of a result, seen as names and numbers."""
    table = result.table.slice(0, LOOKED_AT)
    called: dict[str, set[int]] = defaultdict(set)
    measures: list[Numbers] = []
    days: set[dt.date] = set()
    words: set[str] = set()
    distinct: set[int] = set()
    for name in table.column_names:
        column = table.column(name)
        cells = column.to_pylist()
        words |= _words(name) | _words(heading(name))
        if is_number(column.type):
            numbers = tuple(_number(c) for c in cells)
            measures.append(Numbers(name, numbers))
            if _is_label(name, column):
                _call(called, [str(c) for c in cells])
            continue
        distinct.add(len({str(c) for c in cells if c is not None}))
        if is_time(column.type):
            days |= {d for c in cells if (d := _day(c))}
            _call(called, names_of(cells))
            for row, cell in enumerate(cells):
                for said in _spoken(cell):
                    called[said.casefold()].add(row)
            for row, month in _months(cells):
                called[month].add(row)
            continue
        texts = [label_of(c) if c is not None else "(none)" for c in cells]
        _call(called, texts)
        _call(called, ["" if c is None else str(c) for c in cells])
        for text in texts:
            words |= _words(text)
            days |= {c.period.first for c in dates(text) if c.period}
    found = {k: frozenset(v) for k, v in called.items() if k}
    return View(
        table.num_rows,
        tuple(measures),
        found,
        frozenset(days),
        frozenset(words),
        result.truncated or result.rows > table.num_rows,
        frozenset(distinct),
    )


def beside(question: str, today: dt.date | None, filters: Iterable[str], vocabulary: Iterable[str]) -> Beside:
    """What stands around a result. `filters` are predicates as SQL; their dates make the windows."""
    texts = tuple(filters)
    numbers = {float(n.replace(",", "")) for t in (question, *texts) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", t)}
    return Beside(
        question, today, texts, frozenset(w for v in vocabulary for w in _words(v)), windows(texts), frozenset(numbers)
    )


def windows(filters: Iterable[str]) -> tuple[Period, ...]:
    """The periods that the filters' dates make: from the earliest to the latest, and each that stands alone."""
    starts: list[dt.date] = []
    ends: list[dt.date] = []
    alone: list[Period] = []
    for text in filters:
        for claim in dates(text):
            period = claim.period
            operator = _OPERATOR.search(text[: claim.start])
            if period is None:
                continue
            match operator[1] if operator else "":
                case ">" | ">=":
                    starts.append(period.first if operator and operator[1] == ">=" else period.end)
                case "<" | "<=":
                    ends.append(period.first if operator and operator[1] == "<" else period.end)
                case _:
                    alone.append(period)
    if len(alone) == 2:  # BETWEEN
        starts.append(alone[0].first)
        ends.append(alone[1].end)
    if starts and ends:
        alone.append(Period(max(starts), min(ends)))
    elif starts or ends:
        day = (starts or ends)[0]
        alone.append(Period(day, day + dt.timedelta(days=1)))
    return tuple(alone)


def _is_label(name: str, column: pa.ChunkedArray[Any]) -> bool:
    """Whole numbers that say which row it is: years, numbers of things."""
    cells = [c for c in column.to_pylist() if c is not None]
    if not cells or not all(isinstance(c, int) for c in cells):
        return False
    last = name.casefold().rpartition("_")[2]
    return last in ("id", "year", "month", "week", "quarter", "day", "hour", "number", "no", "nr") or (
        len(set(cells)) == len(cells) > 1 and all(_YEARS[0] <= c <= _YEARS[1] for c in cells)
    )


def _call(called: dict[str, set[int]], texts: list[str]) -> None:
    for row, text in enumerate(texts):
        if text.strip():
            called[" ".join(text.split()).casefold()].add(row)


def _spoken(cell: object) -> list[str]:
    """A date as people write it."""
    day = _day(cell)
    if day is None:
        return []
    said = [day.isoformat(), f"{day.day} {day:%B %Y}", f"{day.day} {day:%b %Y}", f"{day:%B} {day.day}, {day.year}"]
    said += [f"{day:%b} {day.day}, {day.year}"]
    if day.day == 1:
        said += [f"{day:%B %Y}", f"{day:%b %Y}", f"{day:%Y-%m}"]
        if day.month in (1, 4, 7, 10):
            said += [f"Q{(day.month + 2) // 3} {day.year}"]
        if day.month == 1:
            said += [str(day.year)]
    return said


def _months(cells: list[Any]) -> list[tuple[int, str]]:
    """The months' bare names, where each is there but once: `January`."""
    days = [(row, d) for row, c in enumerate(cells) if (d := _day(c)) and d.day == 1]
    if len(days) < len(cells) or len({d.month for _, d in days}) < len({d for _, d in days}):
        return []
    return [(row, said) for row, d in days for said in (f"{d:%B}".casefold(), f"{d:%b}".casefold())]


def _day(cell: object) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    return cell if isinstance(cell, dt.date) else None


def _number(cell: object) -> float | None:
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return None
    value = float(cell)
    return value if math.isfinite(value) else None


def _words(text: str) -> set[str]:
    return {w.casefold() for w in re.findall(r"[^\W_]+", text)}
