"""Values in another unit than the rest, and sums over rows whose own column says that their units differ."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10

from sqlglot import exp

from data.quality.checks import Finding, Measure, Used, asks, register, short, whole

FAR = 40.0
"""How many medians away values of another unit are at the least (g for kg: 1,000; cents for euros: 100)."""
FEW = 0.2
FINE = 4
"""Classes for each power of ten."""
FAR_CLASSES = int(FINE * log10(FAR))
UNIT_WORDS = frozenset({"unit", "units", "uom", "currency"})


def _single(used: Used) -> list[Measure]:
    return [m for m in used.aggregated if isinstance(m.argument, exp.Column)]


@asks
def extremes(used: Used) -> dict[str, exp.Expression]:
    made: dict[str, exp.Expression] = {}
    for i, measure in enumerate(_single(used)):
        size = exp.Abs(this=measure.argument.copy())
        made[f"top{i}"], made[f"mean{i}"] = exp.Max(this=size), exp.Avg(this=size.copy())
    return made


@register
def unit_mix_up(used: Used) -> Iterator[Finding]:
    """A small, clearly parted class of values a whole unit step above all others."""
    told = used.told(extremes)
    for i, measure in enumerate(_single(used) if told else ()):
        top, mean = told[f"top{i}"], told[f"mean{i}"]
        if isinstance(top, str) or not mean or float(str(top)) < 4 * float(str(mean)):
            # With at most FEW values FAR or more above the rest the highest is over four times the mean.
            continue
        finding = _parted(used, measure)
        if finding is not None:
            yield finding


def _parted(used: Used, measure: Measure) -> Finding | None:
    """From the values' sizes in classes, four to a power of ten."""
    classes = _classes(used, measure)
    total = sum(classes.values())
    middle, seen = 0, 0
    for place, count in sorted(classes.items()):
        middle, seen = place, seen + count
        if seen * 2 >= total:
            break
    far = _second_peak(classes, middle)
    if not far or far > FEW * total:
        return None
    return Finding(
        "unit_mix_up",
        "warning",
        f"{far:,} of {total:,} values of {short(measure.argument)} form a group of their own far above the rest: "
        "they may be in another unit.",
        measure.columns,
    )


def _second_peak(classes: dict[int, int], middle: int) -> int:
    """How many values lie above the place where the tail of the others should have ended; 0 when none do.

    Classes of sizes fall ever faster (log-normal) or evenly (power law) away from the middle: from one class and its
    share of the class before, what may follow is at most a geometric series. Five times that is another population.
    """
    for place in range(middle + FINE, max(classes, default=middle)):
        here, before = classes.get(place, 0), classes.get(place - 1, 0)
        if here * 2 > before:
            continue
        expected = here * here / (before - here) if here else 0.0
        beyond = {p: n for p, n in classes.items() if p > place}
        many = sum(beyond.values())
        highest = max(beyond, key=lambda p: beyond[p])
        if highest - middle >= FAR_CLASSES and many >= 5 * (expected + 1 + bool(here)):
            return many
    return 0


def _classes(used: Used, measure: Measure) -> dict[int, int]:
    if used.core is None:
        return {}
    made = used.core.copy()
    size = exp.Abs(this=measure.argument.copy())
    tenth = exp.Log(this=exp.Literal.number(10), expression=exp.Nullif(this=size, expression=exp.Literal.number(0)))
    place = exp.Floor(this=exp.Mul(this=exp.Paren(this=tenth), expression=exp.Literal.number(FINE)))
    for part in ("having", "order", "limit", "offset", "qualify", "distinct"):
        made.set(part, None)
    made.set("expressions", [exp.alias_(place, "place"), exp.alias_(exp.Count(this=exp.Star()), "n")])
    made.set("group", exp.Group(expressions=[exp.Literal.number(1)]))
    rows = used.look(made, ("place", "n")) or []
    return {int(float(str(row["place"]))): whole(row["n"]) for row in rows if row["place"] is not None}


def _unit_columns(used: Used) -> dict[str, tuple[str, str]]:
    """Text columns that name the unit of the rows added up, where the statement neither groups nor filters by them."""
    core = used.core
    if core is None or not used.adds:
        return {}
    found: dict[str, tuple[str, str]] = {}
    spoken = {c.name.casefold() for c in core.find_all(exp.Column)}
    for measure in used.aggregated:
        for column in measure.argument.find_all(exp.Column):
            place = used.place(column)
            for unit in used.sources[place[0]].columns if place else ():
                named = not UNIT_WORDS.isdisjoint(unit.name.casefold().split("_"))
                if place and named and unit.kind == "text" and unit.name.casefold() not in spoken:
                    found[f"u{len(found)}"] = (place[0], unit.name)
    return dict(list(found.items())[:2])


@asks
def units(used: Used) -> dict[str, exp.Expression]:
    return {
        key: exp.Count(this=exp.Distinct(expressions=[exp.column(name, table=alias, quoted=True)]))
        for key, (alias, name) in _unit_columns(used).items()
    }


@register
def mixed_units(used: Used) -> Iterator[Finding]:
    told = used.told(units)
    for key, (_, name) in _unit_columns(used).items() if told else ():
        if whole(told[key]) > 1:
            yield Finding(
                "mixed_units",
                "warning",
                f"The rows that are put together have {whole(told[key]):,} different values of {name}.",
                (name,),
            )
            return
