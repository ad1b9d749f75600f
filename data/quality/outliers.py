"""One row that carries a sum."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlglot import exp

from data.quality.checks import Finding, Measure, Used, register, short, whole

CARRIES = ((10, 0.30), (100, 0.05))
"""(at least so many rows, at least this share of their sum): one row of it is worth a word."""
ALONE = 3.0
"""How many times the next highest value it is at least: else it is the end of a long tail, not one of its kind."""


@register
def outlier_carries_sum(used: Used) -> Iterator[Finding]:
    summed = [m for m in used.aggregated if m.summed]
    grouped = used.core is not None and used.core.args.get("group") is not None
    rows = used.probe(_wanted(summed), grouped=grouped)
    if not any(_carries(row, i) for row in rows for i in range(len(summed))):
        return
    # The two highest of each group cost the engine far more than the highest: asked for only now.
    rows = used.probe(_wanted(summed, highest=2), grouped=grouped)
    for i, measure in enumerate(summed):
        shares = [share for row in rows if (share := _share(row, i)) is not None]
        if not shares:
            continue
        where = f" in {len(shares):,} of {len(rows):,} groups" if len(rows) > 1 else ""
        most = "up to " if len(shares) > 1 else ""
        yield Finding(
            "outlier_carries_sum",
            "warning",
            f"A single row is {most}{max(shares):.0%} of the sum of {short(measure.argument)}{where}.",
            measure.columns,
        )


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
