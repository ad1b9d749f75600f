"""Rows that count more than once: they stand twice in the table, or a join repeats them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Used, register
from data.types import Table


@register
def duplicate_rows(used: Used) -> Iterator[Finding]:
    """Compares the rows with the distinct keys of the table whose rows are counted."""
    core = used.core
    if core is None or not used.adds:
        return
    counted = _counted(used, core)
    if counted is None:
        return
    table, alias = counted
    keys: list[exp.Expression] = [exp.column(k, table=alias, quoted=True) for k in table.primary_key]
    distinct = exp.Count(this=exp.Distinct(expressions=keys if len(keys) == 1 else [exp.Tuple(expressions=keys)]))
    filled = exp.Count(this=keys[0].copy())
    for row in used.probe({"n": filled, "d": distinct}):
        total, once = int(str(row["n"])), int(str(row["d"]))
        if total <= once:
            continue
        joined = bool(core.args.get("joins"))
        why = "the join repeats them, or they stand in the table more than once" if joined else "they stand in it twice"
        yield Finding(
            "duplicate_rows",
            "warning" if (total - once) / total >= 0.001 else "info",
            f"{total - once:,} of {total:,} rows of {table.name} count more than once: {why}.",
            table.primary_key,
        )


def _counted(used: Used, core: exp.Select) -> tuple[Table, str] | None:
    """The table whose rows are added up, and what it is called there: that of the measure, else the first."""
    tables = _sources(used, core)
    names = [c.table for m in used.measured for c in m.find_all(exp.Column)]
    chosen = next((n for n in names if n in tables), next(iter(tables), ""))
    table = tables.get(chosen)
    return (table, chosen) if table is not None and table.primary_key else None


def _sources(used: Used, core: exp.Select) -> dict[str, Table]:
    """Alias -> table of the FROM clause and the joins; a subquery that only filters one table stands for that table."""
    found: dict[str, Table] = {}
    parts = [core.args["from_"].this, *(j.this for j in core.args.get("joins") or ())]
    for part in parts:
        inside = part.find(exp.Table)
        if inside is None or len(list(part.find_all(exp.Table))) != 1 or part.find(exp.AggFunc, exp.Distinct):
            continue
        table = used.schema.table(".".join(filter(None, (inside.db, inside.name))))
        if table is not None:
            found[part.alias_or_name] = table
    return found
