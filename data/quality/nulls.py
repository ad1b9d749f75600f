"""Values that are missing in what was added up or averaged."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Measure, Used, asks, count_if, register, short, whole
from data.quality.touching import touches

NOTABLE = 0.05
"""Share of missing values from which on the finding is a warning."""


def _plain(used: Used) -> list[Measure]:
    """CASE and the like leave values out on purpose; so does an outer join for rows without a match."""
    outer = used.core is not None and any(j.side for j in used.core.args.get("joins") or ())
    chosen = (exp.Case, exp.If, exp.Nullif, exp.TryCast)
    return [] if outer else [m for m in used.aggregated if not m.argument.find(*chosen)]


@asks
def filled(used: Used) -> dict[str, exp.Expression]:
    made: dict[str, exp.Expression] = {}
    for i, measure in enumerate(_plain(used)):
        made[f"n{i}"] = measure.over(exp.Count(this=exp.Star()))
        made[f"k{i}"] = measure.over(exp.Count(this=measure.argument.copy()))
    return made


@register
def nulls_in_aggregate(used: Used) -> Iterator[Finding]:
    counts = used.told(filled)
    for i, measure in enumerate(_plain(used) if counts else ()):
        total = whole(counts[f"n{i}"])
        missing = total - whole(counts[f"k{i}"])
        if not missing:
            continue
        share = missing / total
        empty = measure.over(count_if(exp.Is(this=measure.argument.copy(), expression=exp.null())))
        yield Finding(
            "nulls_in_aggregate",
            "warning" if share >= NOTABLE else "info",
            f"{short(measure.argument)} is missing in {missing:,} of {total:,} rows ({_percent(share)}); "
            "they are left out of the figures.",
            measure.columns,
            material=touches(used, missing, total, empty, measure.over(exp.Count(this=exp.Star()))),
        )


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.0005 else "under 0.1%"
