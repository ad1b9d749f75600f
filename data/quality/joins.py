"""Joins: rows that are repeated in a sum, a count or an average, and rows that a join leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from data.evidence.fanout import Fanout, Overlap
from data.evidence.once import counted_once
from data.quality.checks import Finding, Used, register, whole
from data.quality.touching import MATERIAL
from data.types import ForeignKey

NOTHING = 0.0005
"""A sum that is so little more than it should be is right for a reader."""
WRONG = 0.01
"""From so much more or less on, as a part of what it should be, a figure is wrong and not only imprecise."""


@register
def join_multiplies(used: Used) -> Iterator[Finding]:
    """Says by how much, and holds the statement in which each row counts once."""
    found = [f for f in used.multiplied if isinstance(f, Fanout)]
    better = (
        counted_once(used.written, found, used.schema, used.inspect, used.kept)
        if found and used.written is not None
        else None
    )
    sql = better.sql(dialect="duckdb", pretty=True) if better is not None else ""
    for fanout in found:
        yield Finding(
            "join_multiplies",
            "warning",
            _multiplied(fanout),
            sql=sql,
            material=fanout.groups > 1 or abs(fanout.times - 1) >= NOTHING,
            everywhere=_everywhere(fanout),
        )
    for overlap in used.multiplied:
        if isinstance(overlap, Overlap):
            yield Finding("join_overlaps", "info", _overlaps(overlap))


def _everywhere(found: Fanout) -> bool:
    """Whether no figure is right: each group holds repeated rows. What COUNT(*) should have counted cannot be told."""
    return bool(found.leaves) and found.multiplied == found.groups > 0 and abs(found.times - 1) >= WRONG


def _multiplied(found: Fanout) -> str:
    of, by = " and ".join(found.of), " and ".join(found.by)
    head = f"Several rows of {by} meet one row of {of}" if by else f"The join repeats rows of {of}"
    if abs(found.times - 1) < NOTHING:
        told = f"so the {found.call} takes some of them more than once"
    else:
        where = f" in {found.multiplied:,} of {found.groups:,} groups" if found.groups > 1 else ""
        told = f"so the {found.call} is {found.times:,.3g} times what it is with each row counted once{where}"
    value = found.once[0][-1] if found.groups == 1 and found.once else None
    return f"{head}, {told}" + (
        f" ({value:,.6g})." if isinstance(value, int | float) else "." if value is None else f" ({value:,})."
    )


def _overlaps(found: Overlap) -> str:
    of = " and ".join(found.of)
    return (
        f"A row of {of} can count in several groups: the {found.call} of all groups together "
        f"is {found.times:,.3g} times the whole."
    )


@register
def orphan_keys(used: Used) -> Iterator[Finding]:
    """Rows whose key names a row that is not there, so that an inner join leaves them out."""
    core = used.core
    if core is None:
        return
    items = {alias: (item, table) for alias, item, table in used.items()}
    told: set[tuple[str, str]] = set()
    for foreign in used.schema.foreign_keys:
        for child in (a for a, (_, t) in items.items() if t.name == foreign.table):
            for parent in (a for a, (_, t) in items.items() if t.name == foreign.ref_table and a != child):
                if (child, parent) in told or not _joined(core, foreign, child, parent):
                    continue
                told.add((child, parent))
                missing = _missing(used, foreign, items[child][0], items[parent][0])
                if missing:
                    material = missing >= MATERIAL * (items[child][1].rows or missing)
                    yield Finding(
                        "orphan_keys",
                        "warning" if material else "info",
                        f"{missing:,} rows of {foreign.table} have a {foreign.columns[0]} that {foreign.ref_table} "
                        "does not have: the join leaves them out.",
                        foreign.columns,
                        material=material,
                    )


def _joined(core: exp.Select, foreign: ForeignKey, child: str, parent: str) -> bool:
    """Whether the two are joined on that key, so that rows without a match fall away."""
    for join in core.args.get("joins") or ():
        if join.side or join.kind in ("SEMI", "ANTI", "CROSS") or join.args.get("method"):
            continue
        ends = {join.this.alias_or_name}
        if not ends & {child, parent}:
            continue
        named = {c.name.casefold() for c in join.find_all(exp.Column)}
        named |= {c.name.casefold() for c in join.args.get("using") or ()}
        if {foreign.columns[0].casefold(), foreign.ref_columns[0].casefold()} <= named:
            return True
    return False


def _missing(used: Used, foreign: ForeignKey, child: exp.Expr, parent: exp.Expr) -> int:
    """How many rows of the whole table name nothing; of tables of which a role sees a part it cannot be told."""
    if len(foreign.columns) != 1 or any(part.find(exp.Where) for part in (child, parent)):
        return 0
    one = exp.column(foreign.columns[0], table="child", quoted=True)
    other = exp.column(foreign.ref_columns[0], table="parent", quoted=True)
    made = exp.Select(expressions=[exp.alias_(exp.Count(this=exp.Star()), "n", quoted=True)])
    made.set("from_", exp.From(this=_as(child, "child")))
    anti = exp.Join(this=_as(parent, "parent"), kind="ANTI", on=exp.EQ(this=one, expression=other))
    made.set("joins", [anti])
    made = made.where(exp.Not(this=exp.Is(this=one.copy(), expression=exp.null())), copy=False)
    text = made.sql(dialect="duckdb", identify=True)
    if text not in used.kept:
        rows = used.look(made, ("n",))
        used.kept[text] = whole(rows[0]["n"]) if rows else 0
    return whole(used.kept[text])


def _as(item: exp.Expr, alias: str) -> exp.Expr:
    made = item.copy()
    for part in ("joins", "laterals"):
        made.set(part, None)
    made.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    return made
