"""One row that carries a sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

from sqlglot import exp

from data.evidence.periods import day_words
from data.evidence.tables import as_day
from data.quality.checks import Finding, Measure, Used, register, short, whole
from data.quality.touching import MOST_GROUPS

CARRIES = ((10, 0.30), (100, 0.05))
"""(at least so many rows, at least this share of their sum): one row of it is worth a word."""
ALONE = 3.0
"""How many times the next highest value it is at least: else it is the end of a long tail, not one of its kind."""
MUCH = 0.30
"""The share of the sum of one of many groups from which on it is told in front."""
FEW = 12
"""So many groups are each read for itself, so that the lower shares of `CARRIES` matter too."""


@register
def outlier_carries_sum(used: Used) -> Iterator[Finding]:
    summed = [m for m in used.aggregated if m.summed]
    grouped = used.core is not None and used.core.args.get("group") is not None
    rows = used.probe(_wanted(summed), grouped=grouped)
    if not any(_carries(row, i) for row in rows for i in range(len(summed))):
        return
    # The two highest of each group cost the engine far more than the highest: asked for only now.
    keys = _keys(used) if grouped else {}
    rows = used.probe({**_wanted(summed, highest=2), **keys}, grouped=grouped)
    for i, measure in enumerate(summed):
        shares = [(share, row) for row in rows if (share := _share(row, i)) is not None]
        if not shares:
            continue
        most, row = max(shares, key=lambda found: found[0])
        material = len(rows) <= FEW or (most >= MUCH and len(rows) <= MOST_GROUPS)
        yield Finding(
            "outlier_carries_sum",
            "warning" if material else "info",
            f"A single row is {most:.0%} of the sum of {short(measure.argument)}{_where(row, keys, len(shares), len(rows))}.",
            measure.columns,
            material=material,
        )


def _keys(used: Used) -> dict[str, exp.Expression]:
    """What the groups are called: the columns of the statement that aggregate nothing."""
    parts = used.core.expressions if used.core is not None else []
    plain = [p.this if isinstance(p, exp.Alias) else p for p in parts if not p.find(exp.AggFunc, exp.Window)]
    return {f"key{j}": part.copy() for j, part in enumerate(plain)}


def _where(row: Mapping[str, object], keys: Mapping[str, exp.Expression], found: int, groups: int) -> str:
    """` for Jun 2021, North (1 of 175 groups)`; empty where there are no groups."""
    if groups == 1:
        return ""
    called = ", ".join(_called(row[name], part) for name, part in keys.items())
    share = f"{found:,} of {groups:,} groups"
    return f" for {called} ({share}{'' if found == 1 else ' have such a row'})" if called else f" in {share}"


def _called(value: object, part: exp.Expression) -> str:
    """A group by its value; the start of a month, a quarter or a year as that."""
    day = as_day(value)
    cut = next(part.find_all(exp.DateTrunc, exp.TimestampTrunc), None)
    if day is None or not isinstance(value, dt.date):
        return str(value)
    match cut.text("unit").lower() if cut is not None else "":
        case "year":
            return str(day.year)
        case "quarter":
            return f"Q{(day.month + 2) // 3} {day.year}"
        case "month":
            return f"{day:%b %Y}"
        case _:
            return day_words(day)


def _wanted(summed: list[Measure], *, highest: int = 1) -> dict[str, exp.Expression]:
    made: dict[str, exp.Expression] = {}
    for i, measure in enumerate(summed):
        size = exp.Abs(this=measure.argument.copy())
        # Zeros add nothing: in a column that is nearly all zeros every row would seem to carry the sum.
        nonzero = exp.Nullif(this=measure.argument.copy(), expression=exp.Literal.number(0))
        made[f"n{i}"] = measure.over(exp.Count(this=nonzero))
        made[f"all{i}"] = measure.over(exp.Sum(this=size.copy()))
        several = [exp.Literal.number(highest)] if highest > 1 else []
        made[f"top{i}"] = measure.over(exp.Max(this=size, expressions=several))
    return made


def _carries(row: dict[str, object], i: int) -> bool:
    """Whether the highest value is so large a part of the sum of so many."""
    top, total, count = row[f"top{i}"], float(str(row[f"all{i}"] or 0)), whole(row[f"n{i}"])
    highest = top[0] if isinstance(top, list) and top else top
    if not isinstance(highest, int | float | Decimal) or not total:
        return False
    return any(count >= least and float(highest) >= most * total for least, most in CARRIES)


def _share(row: dict[str, object], i: int) -> float | None:
    top = row[f"top{i}"]
    if not _carries(row, i) or not isinstance(top, list) or len(top) < 2:
        return None
    first, second = (float(str(v)) for v in top)
    return first / float(str(row[f"all{i}"])) if first >= ALONE * second else None
