"""When two results of a question are the same.

Rows are compared as a multiset, or as a list where the order was asked for. Columns have no names here: a permutation
of them must make the rows match, since whoever asks "name and age" is served by (age, name) too. Cells are made alike
first:

- whole numbers, floats, decimals and booleans are one kind; numbers that are not both whole match to 1e-6 relative
  (two different whole numbers never match: they may be keys);
- NULL and NaN are one; dates, timestamps and times match their ISO text; midnight is the day itself;
- all other text matches letter by letter: the text `12` is not the number 12.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

RELATIVE = 1e-6
ABSOLUTE = 1e-9
"""Below this a difference is the noise of adding floats up to nothing."""

_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_STAMP = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[ T](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?")

Cell = tuple[str, Hashable]
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """A result: how many columns, and rows of plain Python values."""

    width: int
    rows: Sequence[Row]


def equal(gold: Rows, ours: Rows, ordered: bool = False) -> bool:
    """Whether `ours` says what `gold` says; `ordered` when the order of rows was asked for."""
    if gold.width != ours.width or len(gold.rows) != len(ours.rows):
        return False
    left, right = columns_alike(gold, ours)
    return _match(left, right, ordered)


def within(gold: Rows, ours: Rows) -> bool:
    """Whether the columns of the narrower result all stand in the wider one, row by row, in any order of rows."""
    if len(gold.rows) != len(ours.rows):
        return False
    left, right = columns_alike(gold, ours)
    narrow, wide = (left, right) if len(left) <= len(right) else (right, left)
    return _assign(narrow, wide, _choices(narrow, wide, ordered=False))


def columns_alike(gold: Rows, ours: Rows) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Both results as columns of cells that are equal exactly when the values count as equal."""
    left = [[_cell(row[i]) for row in gold.rows] for i in range(gold.width)]
    right = [[_cell(row[i]) for row in ours.rows] for i in range(ours.width)]
    snapped = _snap(value for column in (*left, *right) for kind, value in column if kind == "n")
    return _apply(left, snapped), _apply(right, snapped)


def _apply(columns: list[list[Cell]], snapped: dict[Hashable, Hashable]) -> list[list[Cell]]:
    return [[(kind, snapped[value]) if kind == "n" else (kind, value) for kind, value in column] for column in columns]


def _cell(value: Any) -> Cell:
    """The value as (kind, value): kinds are `0` for NULL, `n` for numbers, `t` for text and times, `x` for the rest."""
    match value:
        case None:
            return ("0", None)
        case bool() | int():
            return ("n", int(value))
        case float():
            return ("0", None) if math.isnan(value) else ("n", int(value) if value.is_integer() else value)
        case Decimal():
            if not value.is_finite():
                return ("0", None)
            return ("n", int(value) if value == value.to_integral_value() else float(value))
        case bytes():
            return ("t", _text(value.decode(errors="replace")))
        case str():
            return ("t", _text(value))
        case dt.datetime() | dt.date() | dt.time():
            return ("t", _moment(value))
        case dt.timedelta():
            return ("t", str(value))
        case _:
            return ("x", repr(value))


def _moment(value: dt.datetime | dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime):
        naive = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
        return naive.date().isoformat() if naive.time() == dt.time.min else naive.isoformat(sep=" ")
    return value.isoformat()


def _text(text: str) -> str:
    """ISO days, timestamps and times in one form; every other text as it is."""
    if not text[:1].isdigit() or len(text) > 32:
        return text
    try:
        if _DAY.fullmatch(text):
            return _day(text).isoformat()
        if found := _STAMP.fullmatch(text):
            return _moment(dt.datetime.combine(_day(found[1]), _clock(found[2])))
        if _TIME.fullmatch(text):
            return _clock(text).isoformat()
    except ValueError:
        return text  # looks like a date and is none: 2019-13-40
    return text


def _day(text: str) -> dt.date:
    year, month, day = text.split("-")
    return dt.date(int(year), int(month), int(day))


def _clock(text: str) -> dt.time:
    hours, rest = text.split(":", 1)
    return dt.time.fromisoformat(f"{hours:>02}:{rest[:12]}")


def _snap(numbers: Iterable[Hashable]) -> dict[Hashable, Hashable]:
    """Each number -> the smallest of the run of neighbours it cannot be told from."""
    snapped: dict[Hashable, Hashable] = {}
    last: Any = None
    head: Any = None
    for value in sorted(set(numbers)):  # type: ignore[type-var]  # all are int or float
        if last is None or not _near(last, value):
            head = value
        snapped[value] = head
        last = value
    return snapped


def _near(a: Any, b: Any) -> bool:
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    return math.isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _match(left: list[list[Cell]], right: list[list[Cell]], ordered: bool) -> bool:
    choices = _choices(left, right, ordered)
    return _assign(left, right, choices, ordered=ordered)


def _choices(left: list[list[Cell]], right: list[list[Cell]], ordered: bool) -> list[list[int]]:
    """For each column on the left the columns on the right that hold the same values."""

    def signature(column: list[Cell]) -> Hashable:
        return tuple(column) if ordered else frozenset(Counter(column).items())

    signatures = [signature(c) for c in right]
    return [[i for i, s in enumerate(signatures) if s == signature(column)] for column in left]


def _assign(left: list[list[Cell]], right: list[list[Cell]], choices: list[list[int]], ordered: bool = False) -> bool:
    """Whether each column on the left can have one on the right, all different, so that the rows match.

    Columns with the fewest choices go first, and a partial choice is dropped as soon as its rows differ.
    """
    order = sorted(range(len(left)), key=lambda i: len(choices[i]))

    def extend(depth: int, taken: tuple[int, ...]) -> bool:
        if depth == len(order):
            return True
        for pick in _different(right, (i for i in choices[order[depth]] if i not in taken)):
            picked = (*taken, pick)
            if _same_rows([left[i] for i in order[: depth + 1]], [right[i] for i in picked], ordered) and extend(
                depth + 1, picked
            ):
                return True
        return False

    return extend(0, ())


def _different(columns: list[list[Cell]], picks: Iterator[int]) -> Iterator[int]:
    """The picks without those whose column is the same, row by row, as one before."""
    seen: list[int] = []
    for pick in picks:
        if all(columns[pick] != columns[other] for other in seen):
            seen.append(pick)
            yield pick


def _same_rows(left: list[list[Cell]], right: list[list[Cell]], ordered: bool) -> bool:
    if ordered:
        return left == right
    return Counter(zip(*left, strict=True)) == Counter(zip(*right, strict=True))
