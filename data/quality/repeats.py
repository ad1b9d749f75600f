"""Rows that count more than once because they stand twice in the table; what a join repeats is told in `joins.py`."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.evidence.outs import thing
from data.quality.checks import Finding, Used, asks, register, whole
from data.quality.touching import touches
from data.types import Table


@asks
def keys(used: Used) -> dict[str, exp.Expression]:
    counted = _counted(used)
    if counted is None:
        return {}
    table, alias = counted
    parts: list[exp.Expression] = [exp.column(k, table=alias, quoted=True) for k in table.primary_key]
    distinct = exp.Distinct(expressions=parts if len(parts) == 1 else [exp.Tuple(expressions=parts)])
    return {"n": exp.Count(this=parts[0].copy()), "d": exp.Count(this=distinct)}


@register
def duplicate_rows(used: Used) -> Iterator[Finding]:
    """Compares the rows with the distinct keys of the table whose rows are counted."""
    told, counted = used.told(keys), _counted(used)
    if not told or counted is None or used.core is None:
        return
    total, once = whole(told["n"]), whole(told["d"])
    if total <= once:
        return
    table = counted[0]
    if any(table.name in f.of for f in used.multiplied):
        return
    counts = keys(used)
    again = exp.Sub(this=counts["n"].copy(), expression=counts["d"].copy())
    material = touches(used, total - once, total, again, counts["n"].copy())
    yield Finding(
        "duplicate_rows",
        "warning" if material else "info",
        f"{total - once:,} of {total:,} rows of {table.name} are repetitions that count again: the table holds them more than once.",
        table.primary_key,
        material=material,
    )


def _counted(used: Used) -> tuple[Table, str] | None:
    """The table whose rows are added up, and what it is called there: that of the measure, else the one that points to
    all others; None where it is open which one that is."""
    if not used.adds:
        return None
    tables = used.sources
    places = (used.place(c) for m in used.measured for c in m.find_all(exp.Column))
    rows = thing(used.core, used.schema) if used.core is not None and len(tables) > 1 else None
    first = next((a for a, t in tables.items() if rows is None or t.name == rows.name), "")
    chosen = next((p[0] for p in places if p), first if rows is not None or len(tables) == 1 else "")
    table = tables.get(chosen)
    return (table, chosen) if table is not None and table.primary_key else None
