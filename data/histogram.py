"""How the values of a column lie: a few bars for a small picture beside its profile.

Figures and days are counted in steps of one width, everything else by its most frequent values. Private columns and those
whose values are nearly all different have no bars. The statements are trees; whoever calls says how they are run, so
that a role's own reach holds.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from data.profile import ColumnProfile, table_tree
from data.types import Column, Result, Table

Run = Callable[[exp.Expression], Result]
BARS = 12
VALUES = 8
"""So many of the most frequent values are shown where there are no steps."""
LONGEST = 24
"""Characters of a value under its bar."""


@dataclass(frozen=True, slots=True)
class Bars:
    """`labels` and `counts` have the same length; none where there is nothing to draw."""

    labels: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()


def bars(run: Run, table: Table, column: Column, profile: ColumnProfile) -> Bars:
    """The bars of a column whose profile is known. Raises what `run` raises."""
    if column.private or not profile.distinct or column.kind in ("nested", "other"):
        return Bars()
    match profile.min, profile.max:
        case (int() | float() | Decimal() as low, int() | float() | Decimal() as high) if profile.distinct > VALUES:
            return _figures(run, table, column, float(low), float(high))
        case (dt.date() as first, dt.date() as last) if profile.distinct > VALUES:
            return _days(run, table, column, _day(first), _day(last))
    return _frequent(run, table, column)


def _figures(run: Run, table: Table, column: Column, low: float, high: float) -> Bars:
    """Steps of one width; whole figures get a whole width and labels that do not overlap."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return Bars()
    whole = not any(part in column.type.upper() for part in ("DECIMAL", "DOUBLE", "FLOAT", "REAL"))
    width = float(math.ceil((high - low + 1) / BARS)) if whole else (high - low) / BARS
    value = exp.cast(_named(column), "DOUBLE")
    step = exp.Div(this=exp.paren(exp.Sub(this=value, expression=_number(low))), expression=_number(width), typed=False)
    starts = [low + i * width for i in range(BARS)]
    ends = [start + width - 1 if whole else start + width for start in starts]
    counts = _counted(run, table, column, step)
    kept = [
        (f"{_figure(start, width)} to {_figure(min(end, high), width)}", n)
        for start, end, n in zip(starts, ends, counts, strict=True)
        if start <= high
    ]
    return Bars(tuple(label for label, _ in kept), tuple(n for _, n in kept))


def _figure(value: float, width: float) -> str:
    """As many places after the point as tell the steps apart."""
    places = max(0, 1 - math.floor(math.log10(width))) if width < 10 and not width.is_integer() else 0
    return f"{value:,.{min(places, 8)}f}"


def _days(run: Run, table: Table, column: Column, first: dt.date, last: dt.date) -> Bars:
    days = (last - first).days + 1
    width = max(math.ceil(days / BARS), 1)
    passed = exp.Sub(
        this=exp.cast(_named(column), "DATE"), expression=exp.cast(exp.Literal.string(first.isoformat()), "DATE")
    )
    step = exp.Div(this=exp.cast(exp.paren(passed), "DOUBLE"), expression=_number(width), typed=False)
    counts = _counted(run, table, column, step)
    starts = [first + dt.timedelta(days=i * width) for i in range(BARS)]
    kept = [(f"from {start.isoformat()}", n) for start, n in zip(starts, counts, strict=True) if start <= last]
    return Bars(tuple(label for label, _ in kept), tuple(n for _, n in kept))


def _counted(run: Run, table: Table, column: Column, step: exp.Expression) -> tuple[int, ...]:
    """How many rows fall into each of the steps; the highest value counts into the last one."""
    place = exp.cast(exp.Floor(this=step), "INTEGER")
    tree = (
        exp.select(place.as_("place"), exp.Count(this=exp.Star()).as_("n"))
        .from_(table_tree(table))
        .where(exp.Not(this=exp.Is(this=_named(column), expression=exp.Null())))
        .group_by(exp.Literal.number(1))
    )
    found = [0] * BARS
    for at, n in run(tree).records():
        if at is not None:
            found[min(max(int(at), 0), BARS - 1)] += int(n)
    return tuple(found)


def _frequent(run: Run, table: Table, column: Column) -> Bars:
    value, n = _named(column), exp.Count(this=exp.Star())
    tree = (
        exp.select(value.as_("value", quoted=True), n.as_("n"))
        .from_(table_tree(table))
        .where(exp.Not(this=exp.Is(this=_named(column), expression=exp.Null())))
        .group_by(exp.Literal.number(1))
        .order_by(exp.Ordered(this=exp.Literal.number(2), desc=True), exp.Ordered(this=exp.Literal.number(1)))
        .limit(VALUES)
    )
    rows = run(tree).records()
    if not rows or rows[0][1] <= 1:
        return Bars()
    return Bars(tuple(_short(str(v)) for v, _ in rows), tuple(int(n) for _, n in rows))


def _named(column: Column) -> exp.Column:
    return exp.column(exp.to_identifier(column.name, quoted=True))


def _number(value: float) -> exp.Expression:
    """A literal; a negative one in brackets, so that no sign meets another."""
    literal = exp.Literal.number(repr(abs(value)))
    return exp.paren(exp.Neg(this=literal)) if value < 0 else literal


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
