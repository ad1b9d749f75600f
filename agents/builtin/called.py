"""What the columns of a statement are called, where it computes them: words that a reader and the evidence can use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.builtin.form import SOURCE, Col, Cond, Query, Term
from agents.builtin.names import Names, split_name
from data.evidence.plurals import plural, singular


def inner_names(terms: Sequence[Term]) -> tuple[str, ...]:
    """A name of its own for each column of a query that another one reads; none is a bare number."""
    found: list[str] = []
    for term in terms:
        bare = term.name.replace(" ", "_") or _bare(term)
        wanted = bare if not bare.isdigit() else f"c{bare}"
        number = 2
        name = wanted
        while name.casefold() in (n.casefold() for n in found):
            name, number = f"{wanted}_{number}", number + 1
        found.append(name)
    return tuple(found)


def _bare(term: Term) -> str:
    if term.grain:
        return term.grain.replace(" ", "_")
    return term.col.table.rpartition(".")[2] if term.col.name == "*" else term.col.name


def rows_left(names: Names, table: str, name: str = "") -> Term:
    """How many rows another query leaves, by the name of the table that they stand for."""
    return Term(Col(SOURCE), "count", name=name or plural(names.thing(table).table))


def mean_name(measure: Term, each: Term, names: Names) -> str:
    """`average revenue per customer`, of a measure and what each of its figures is for."""
    what = measure.name.replace("_", " ")
    if not what and measure.col.name == "*":
        what = plural(names.thing(measure.col.table).table)
    what = what or " ".join(split_name(measure.col.name))
    table = names.thing(each.col.table).table
    own = each.col.name in table.primary_key
    one = each.grain or (singular(table) if own else " ".join(split_name(each.col.name)))
    return f"average {what} per {one}"


def part_name(measure: Term, tests: Sequence[Cond], names: Names) -> str:
    """`app share of revenue`, `cancelled share of orders`: which part of what; empty for a count of something else."""
    what = measure.name.replace("_", " ")
    if not what and measure.agg == "count":
        what = plural(names.thing(measure.col.table).table)
    if not what:
        return ""
    values = [str(c.value) for c in tests if c.op == "=" and isinstance(c.value, str)]
    whose = f"{values[0]} " if len(values) == len(tests) == 1 else ""
    # A part of counted rows has no unit by itself; its name says it.
    return f"{whose}share of {what}{' in percent' if measure.agg == 'count' else ''}"


def named_counts(query: Query, names: Names) -> Query:
    """Rows that are counted beside another measure are called what they are: `orders` beside `revenue`."""
    measured = [t for t in query.select if t.aggregated]
    if len(measured) < 2 or query.source is not None:
        return query
    counts = {t: plural(names.thing(t.col.table).table) for t in measured if _rows(t, names) and not t.name}
    if len(set(counts.values())) < len(counts):
        return query
    return replace(query, select=tuple(replace(t, name=counts.get(t, t.name)) for t in query.select))


def _rows(term: Term, names: Names) -> bool:
    """Whether a term counts the rows of a table: all of them, or by its key."""
    if term.agg != "count" or term.only or term.of is not None or term.op or term.over is not None:
        return False
    return term.col.name == "*" or names.thing(term.col.table).table.primary_key == (term.col.name,)
