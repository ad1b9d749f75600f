"""A sum over rows whose unit or currency differs, where a column says which unit a row is in."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.quality.checks import Finding, Used, check
from data.quality.rows_used import aggregates, first_row, groups, rows_used, select_of, source_of, sources

UNIT_WORDS = frozenset({"unit", "units", "uom", "currency"})


@check
def mixed_units(used: Used) -> Iterator[Finding]:
    select = select_of(used)
    if select is None:
        return
    known, by = (
        sources(select, used.schema),
        {c.name.casefold() for g in groups(select) for c in g.find_all(exp.Column)},
    )
    read = {(t.casefold(), c.casefold()) for t, c in used.query.reads.columns}
    seen: set[tuple[str, str]] = set()
    for aggregate in aggregates(select):
        if not isinstance(aggregate.node, exp.Sum | exp.Avg):
            continue
        for column in aggregate.argument.find_all(exp.Column):
            owner = source_of(column, known)
            for unit in owner[1].columns if owner else ():
                place = (owner[0], unit.name) if owner else ("", "")
                named = not UNIT_WORDS.isdisjoint(unit.name.casefold().split("_")) and unit.kind == "text"
                may = owner is not None and (owner[1].name.casefold(), unit.name.casefold()) in read
                if not named or not may or place in seen or unit.name.casefold() in by:
                    continue
                seen.add(place)
                distinct = exp.Count(
                    this=exp.Distinct(expressions=[exp.column(unit.name, table=place[0], quoted=True)])
                )
                (number,) = first_row(used, rows_used(select, exp.alias_(distinct, "n")))
                if number is not None and number > 1:
                    text = f"{aggregate.column} adds up rows in {int(number)} different units ({unit.name})."
                    yield Finding("mixed_units", "warning", text, (aggregate.column, unit.name))
