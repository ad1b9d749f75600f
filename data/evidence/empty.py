"""Why a statement gives nothing: its conditions are left out one by one, and the one that empties it is looked at.

Every variant is a tree made of the author's own statement; `attempt` sends it through the guard, so that the role's
rules hold for it as for any statement. Nothing is read but counts, ranges and the values of the column in question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from data.distinct import distinct_values
from data.evidence.lineage import conjuncts, own_aggregates
from data.evidence.said import predicate
from data.types import Column, Result, Schema, Table

Attempt = Callable[[exp.Expr], Result | None]
"""Runs a variant of the statement for the role; None when it is refused or fails."""
MOST = 8
"""Conditions that are looked at."""
VALUES = 2_000
"""Values of one column among which near ones are looked for."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in words; how many rows there are without it, and with it alone; None where it was not tried."""

    words: str
    node: exp.Expr
    without: int | None = None
    alone: int | None = None
    column: tuple[Table, Column] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The text constants that it compares its column with."""
        return tuple(n.name for n in self.node.find_all(exp.Literal) if n.is_string)


@dataclass(frozen=True, slots=True)
class Emptied:
    """`blame` empties the result: each of its conditions alone, or all of them together (`together`).

    `unmet` says that even without any condition the joins bring no rows together.
    """

    blame: tuple[Condition, ...]
    together: bool = False
    unmet: bool = False
    rows: int = 0
    """How many there are without any condition."""


@dataclass(frozen=True, slots=True)
class Range:
    low: Any
    high: Any


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a condition stands: the number of its SELECT, the clause, and its number there."""

    select: int
    clause: str
    number: int


def emptied(tree: exp.Expr, schema: Schema, name: Callable[[exp.Column], str], attempt: Attempt) -> Emptied | None:
    """What empties a statement; None when it has no conditions or cannot be tried."""
    places = list(_places(tree))[:MOST]
    if not places:
        return None
    blame = []
    for place in places:
        count = rows_of(_without(tree, {place}), attempt)
        if count:
            blame.append(_condition(tree, place, schema, name, without=count))
    if blame:
        return Emptied(tuple(_alone_first(tree, blame, places, attempt)))
    everything = rows_of(_without(tree, set(places)), attempt)
    if everything is None:
        return None
    if not everything:
        return Emptied((), unmet=True)
    tried = [
        _condition(tree, p, schema, name, alone=rows_of(_without(tree, set(places) - {p}), attempt)) for p in places
    ]
    alone = tuple(c for c in tried if c.alone == 0)
    return Emptied(alone, rows=everything) if alone else Emptied(tuple(tried), together=True, rows=everything)


def _alone_first(tree: exp.Expr, blame: list[Condition], places: list[_Place], attempt: Attempt) -> Iterator[Condition]:
    """The conditions that are to blame, those first that no row at all meets."""
    for condition in blame:
        place = next(p for p in places if _node(tree, p) is condition.node)
        alone = rows_of(_without(tree, set(places) - {place}), attempt) if len(places) > 1 else 0
        yield Condition(condition.words, condition.node, condition.without, alone, condition.column)


def _places(tree: exp.Expr) -> Iterator[_Place]:
    """The conditions of every SELECT whose rows become the result's, outermost first."""
    for number, select in enumerate(tree.find_all(exp.Select)):
        if select.find_ancestor(exp.Exists, exp.In, exp.Condition) and not select.find_ancestor(
            exp.CTE, exp.From, exp.Join
        ):
            continue
        for clause in ("where", "having", "qualify"):
            node = select.args.get(clause)
            for place, _ in enumerate(conjuncts(node.this if node is not None else None)):
                yield _Place(number, clause, place)


def _node(tree: exp.Expr, place: _Place) -> exp.Expr:
    select = list(tree.find_all(exp.Select))[place.select]
    return conjuncts(select.args[place.clause].this)[place.number]


def _without(tree: exp.Expr, places: set[_Place]) -> exp.Expr:
    """A copy of the statement without the conditions at these places."""
    made = tree.copy()
    selects = list(made.find_all(exp.Select))
    for number, clause in {(p.select, p.clause) for p in places}:
        left = [
            c.copy()
            for i, c in enumerate(conjuncts(selects[number].args[clause].this))
            if _Place(number, clause, i) not in places
        ]
        kind = {"where": exp.Where, "having": exp.Having, "qualify": exp.Qualify}[clause]
        selects[number].set(clause, kind(this=exp.and_(*left)) if left else None)
    return made


def rows_of(tree: exp.Expr, attempt: Attempt) -> int | None:
    """How many rows a statement gives; of one that puts all rows into one figure, how many rows go into it."""
    counted = counting(tree)
    result = attempt(counted) if counted is not None else None
    if result is None or not result.rows:
        return None
    return int(str(result.records(1)[0][0] or 0))


def counting(tree: exp.Expr) -> exp.Expr | None:
    """The statement that counts the rows of another."""
    if not isinstance(tree, exp.Query):
        return None
    made = tree.copy()
    for part in ("order", "limit", "offset"):
        made.set(part, None)
    count = exp.alias_(exp.Count(this=exp.Star()), "n")
    aggregated = isinstance(made, exp.Select) and any(own_aggregates(made, p) for p in made.expressions)
    if aggregated and made.args.get("group") is None:
        made.set("expressions", [count])
        made.set("having", None)
        return made
    outer = exp.Select(expressions=[count])
    with_ = made.args.pop("with_", None)
    outer.set("from_", exp.From(this=exp.Subquery(this=made, alias=exp.TableAlias(this=exp.to_identifier("found")))))
    if with_ is not None:
        outer.set("with_", with_)
    return outer


def _condition(
    tree: exp.Expr,
    place: _Place,
    schema: Schema,
    name: Callable[[exp.Column], str],
    without: int | None = None,
    alone: int | None = None,
) -> Condition:
    node = _node(tree, place)
    return Condition(predicate(node, name), node, without, alone, _column(node, tree, schema))


def _column(node: exp.Expr, tree: exp.Expr, schema: Schema) -> tuple[Table, Column] | None:
    """The one column of the catalogue that a condition is about."""
    columns = {(c.table, c.name): c for c in node.find_all(exp.Column)}
    if len(columns) != 1:
        return None
    column = next(iter(columns.values()))
    aliases = {t.alias_or_name.casefold(): ".".join(filter(None, (t.db, t.name))) for t in tree.find_all(exp.Table)}
    names = [aliases.get(column.table.casefold(), "")] if column.table else list(dict.fromkeys(aliases.values()))
    for table in (t for n in names if (t := schema.table(n))):
        if known := table.column(column.name):
            return table, known
    return None


def range_of(table: Table, column: Column, attempt: Attempt) -> Range | None:
    """The lowest and highest value of a column that the role may see."""
    cell = exp.column(column.name, quoted=True)
    made = exp.Select(expressions=[exp.Min(this=cell), exp.Max(this=cell.copy())])
    made.set("from_", exp.From(this=_table(table)))
    result = attempt(made)
    if result is None or not result.rows:
        return None
    low, high = result.records(1)[0]
    return Range(low, high) if low is not None else None


def values_of(table: Table, column: Column, attempt: Attempt) -> list[tuple[str, int]]:
    """The values of a text column with how often each stands there; none of a private one."""
    if column.private or column.kind != "text":
        return []
    result = attempt(distinct_values(table.name, column.name, VALUES))
    return [(str(v), int(n)) for v, n in result.records()] if result is not None else []


def _table(table: Table) -> exp.Table:
    schema, _, name = table.name.rpartition(".")
    return exp.table_(name, db=schema or None, quoted=True)
