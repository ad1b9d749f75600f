"""One row that carries a sum, and values that seem to be in another unit than the rest."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Used, register, short

CARRIES = ((10, 0.30), (100, 0.05))
"""(at least so many rows, at least this share of their sum): one row of it is worth a word."""
FAR = 40.0
"""How many medians away values of another unit are at the least (g for kg: 1,000; cents for euros: 100)."""
FEW = 0.2


@register
def outlier_carries_sum(used: Used) -> Iterator[Finding]:
    core = used.core
    summed = [m for m in used.measured if core and any(s.this == m for s in core.find_all(exp.Sum))]
    for measure in summed:
        size = exp.Abs(this=measure)
        rows = used.probe(
            {"n": exp.Count(this=measure), "top": exp.Max(this=size), "all": exp.Sum(this=size.copy())}, grouped=True
        )
        shares = [share for row in rows if (share := _share(row)) is not None]
        if shares:
            where = f" in {len(shares)} of {len(rows)} groups" if len(rows) > 1 else ""
            yield Finding(
                "outlier_carries_sum",
                "warning" if max(shares) >= CARRIES[0][1] else "info",
                f"A single row makes up {max(shares):.0%} of the sum of {short(measure)}{where}.",
                tuple(c.name for c in measure.find_all(exp.Column)),
            )


def _share(row: dict[str, object]) -> float | None:
    if row["top"] is None or row["all"] is None:
        return None
    count, total = int(str(row["n"])), float(str(row["all"]))
    share = float(str(row["top"])) / total if total else 0.0
    return share if any(count >= least and share >= most for least, most in CARRIES) else None


@register
def unit_mix_up(used: Used) -> Iterator[Finding]:
    """A small, clearly parted group of values a whole unit step (x100, x1,000) above all others."""
    for measure in used.measured:
        if not isinstance(measure, exp.Column):
            continue
        size = exp.Abs(this=measure)
        first = used.probe({"mid": exp.Median(this=size), "top": exp.Max(this=size.copy())})
        if not first or not first[0]["mid"] or float(str(first[0]["top"])) < FAR * float(str(first[0]["mid"])):
            continue
        middle = float(str(first[0]["mid"]))
        far = used.probe(
            {
                "n": exp.Count(this=measure),
                "far": _count_if(exp.GTE(this=size, expression=exp.Literal.number(middle * FAR))),
                "gap": _count_if(
                    exp.And(
                        this=exp.GTE(this=size.copy(), expression=exp.Literal.number(middle * FAR / 4)),
                        expression=exp.LT(this=size.copy(), expression=exp.Literal.number(middle * FAR)),
                    )
                ),
            }
        )
        for row in far:
            total, many, between = (int(str(row[k])) for k in ("n", "far", "gap"))
            if many >= 3 and between * 20 <= many <= FEW * total:
                yield Finding(
                    "unit_mix_up",
                    "warning",
                    f"{many:,} of {total:,} values of {measure.name} are at least {FAR:.0f} times the usual one, with hardly "
                    "any in between: they may be in another unit.",
                    (measure.name,),
                )


def _count_if(condition: exp.Expression) -> exp.Expression:
    return exp.CountIf(this=condition)
