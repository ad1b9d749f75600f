"""Values that are missing in what was added up or averaged."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Used, register, short

NOTABLE = 0.05
"""Share of missing values from which on the finding is a warning."""


@register
def nulls_in_aggregate(used: Used) -> Iterator[Finding]:
    measured = used.measured
    counts: dict[str, exp.Expression] = {f"k{i}": exp.Count(this=m) for i, m in enumerate(measured)}
    for row in used.probe({"n": exp.Count(this=exp.Star()), **counts} if counts else {}):
        total = int(str(row["n"]))
        for i, measure in enumerate(measured):
            missing = total - int(str(row[f"k{i}"]))
            if not missing:
                continue
            share = missing / total
            yield Finding(
                "nulls_in_aggregate",
                "warning" if share >= NOTABLE else "info",
                f"{short(measure)} is missing in {missing:,} of {total:,} rows ({share:.1%}); they are left out of the figures.",
                tuple(c.name for c in measure.find_all(exp.Column)),
            )
