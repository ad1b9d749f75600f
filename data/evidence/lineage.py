"""Where the columns of a SELECT come from: its rows are put together from leaves, joined on pairs of their columns.

A leaf is a table, or a subquery or CTE whose rows are not those of a table (grouped, distinct, a union). A subquery that
only selects and joins is looked through. Read from the checked tree; nothing is run and nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from data.types import Schema, Table

Place = tuple[int, str]
"""(number of a leaf, folded name of its column)."""
_NOT_PLAIN = ("group", "having", "qualify", "distinct", "limit", "offset", "sample", "windows")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One thing that a row is put together from. `item` is its node in FROM or JOIN."""

    number: int
    alias: str
    item: exp.Expr
    table: Table | None
    body: exp.Expr | None
    """The query of a subquery or a CTE; None for a table and for a list that is unnested."""
    listed: bool = False
    """A list of the row itself that is unnested, or a function: it has no rows of its own."""
    single: bool = False
    """At most one of its rows meets each row of the others (ASOF)."""

    @property
    def name(self) -> str:
        """What a reader knows it by."""
        return self.table.name if self.table is not None else self.alias


@dataclass
class Source:
    """An item of one FROM clause: a leaf, or a scope that is looked through."""

    alias: str
    leaf: Leaf | None = None
    inside: Scope | None = None

    def has(self, name: str) -> bool:
        """Whether it offers a column of that folded name, as far as can be told."""
        if self.inside is not None:
            return name in self.inside.outs
        if self.leaf is None:
            return False
        if self.leaf.body is not None:
            return any(n.casefold() == name for n in getattr(self.leaf.body, "named_selects", ()))
        return self.leaf.table is not None and self.leaf.table.column(name) is not None


@dataclass
class Scope:
    """One SELECT and what its FROM offers. `known` says whether all of it could be understood."""

    select: exp.Select
    sources: list[Source] = field(default_factory=list)
    known: bool = True

    @cached_property
    def outs(self) -> dict[str, exp.Expr]:
        """Output column by folded name -> its expression; empty where there is a star that cannot be told apart."""
        made: dict[str, exp.Expr] = {}
        for part in self.select.expressions:
            if isinstance(part, exp.Star) or (isinstance(part, exp.Column) and isinstance(part.this, exp.Star)):
                made.update(self._starred())
            else:
                made[part.alias_or_name.casefold()] = part.this if isinstance(part, exp.Alias) else part
        return made

    def _starred(self) -> dict[str, exp.Expr]:
        made: dict[str, exp.Expr] = {}
        for source in self.sources:
            table = source.leaf.table if source.leaf is not None else None
            names = [c.name for c in table.columns] if table else list(source.inside.outs) if source.inside else []
            made |= {n.casefold(): exp.column(n, table=source.alias) for n in names}
        return made

    def leaves(self) -> Iterator[Leaf]:
        for source in self.sources:
            if source.inside is not None:
                yield from source.inside.leaves()
            elif source.leaf is not None:
                yield source.leaf

    def origin(self, column: exp.Column) -> list[Place]:
        """The leaf's column that this one is: several where USING makes one of two, none where it is not that plain."""
        name, table = column.name.casefold(), column.table.casefold()
        found: list[Place] = []
        for source in self.sources:
            if table and source.alias.casefold() != table:
                continue
            if source.leaf is not None and (source.has(name) or table):
                found.append((source.leaf.number, name))
            elif source.inside is not None and isinstance(inner := source.inside.outs.get(name), exp.Column):
                found += source.inside.origin(inner)
        return found

    def leaves_of(self, part: exp.Expr) -> list[frozenset[int]]:
        """The leaves that each column of an expression comes from."""
        made: list[frozenset[int]] = []
        for column in part.find_all(exp.Column):
            name, table = column.name.casefold(), column.table.casefold()
            made.append(frozenset(self._leaves_of(name, table)))
        return made

    def _leaves_of(self, name: str, table: str) -> Iterator[int]:
        for source in self.sources:
            if table and source.alias.casefold() != table:
                continue
            if source.leaf is not None and (source.has(name) or table):
                yield source.leaf.number
            elif source.inside is not None and name in source.inside.outs:
                for inner in source.inside.leaves_of(source.inside.outs[name]):
                    yield from inner

    def scopes(self) -> Iterator[Scope]:
        """This scope and those that it looks through."""
        yield self
        for source in self.sources:
            if source.inside is not None:
                yield from source.inside.scopes()


@dataclass(frozen=True)
class Graph:
    """The leaves of a SELECT, the pairs of columns that join them, and the columns that a constant holds."""

    scope: Scope
    leaves: tuple[Leaf, ...]
    pairs: tuple[tuple[Place, Place], ...]
    fixed: dict[int, frozenset[str]]

    def keys_to(self, leaf: int, seen: frozenset[int]) -> frozenset[str]:
        """The columns of a leaf by which rows of the leaves already seen find it."""
        found = {b[1] for a, b in self._both() if b[0] == leaf and a[0] in seen}
        return frozenset(found) | self.fixed.get(leaf, frozenset())

    def edges(self) -> dict[tuple[int, int], tuple[frozenset[str], frozenset[str]]]:
        """Joined leaves (the lower number first) -> the columns of each."""
        made: dict[tuple[int, int], tuple[set[str], set[str]]] = {}
        for a, b in self.pairs:
            low, high = sorted((a, b))
            if low[0] != high[0]:
                left, right = made.setdefault((low[0], high[0]), (set(), set()))
                left.add(low[1])
                right.add(high[1])
        return {k: (frozenset(a), frozenset(b)) for k, (a, b) in made.items()}

    def _both(self) -> Iterator[tuple[Place, Place]]:
        for a, b in self.pairs:
            yield a, b
            yield b, a


def graph_of(select: exp.Select, schema: Schema) -> Graph | None:
    """How the rows of a SELECT are put together; None when its FROM is of a kind that is not understood."""
    scope = _scope(select, schema, _Numbers())
    if scope is None or not all(s.known for s in scope.scopes()):
        return None
    pairs: list[tuple[Place, Place]] = []
    fixed: dict[int, set[str]] = {}
    for each in scope.scopes():
        for condition in _conditions(each):
            _note(condition, each, pairs, fixed)
        pairs += _merged(each)
    return Graph(scope, tuple(scope.leaves()), tuple(pairs), {k: frozenset(v) for k, v in fixed.items()})


class _Numbers:
    def __init__(self) -> None:
        self.next = 0

    def take(self) -> int:
        self.next += 1
        return self.next - 1


def _scope(select: exp.Select, schema: Schema, numbers: _Numbers) -> Scope | None:
    first = select.args.get("from_")
    if first is None:
        return None
    scope = Scope(select)
    items = [(first.this, None), *((j.this, j) for j in select.args.get("joins") or ())]
    items += [(lateral, None) for lateral in select.args.get("laterals") or ()]
    for item, join in items:
        if join is not None and join.kind in ("SEMI", "ANTI"):
            continue
        source = _source(item, schema, numbers, single=join is not None and join.args.get("method") == "ASOF")
        if source is None:
            scope.known = False
        else:
            scope.sources.append(source)
    return scope


def _source(item: exp.Expr, schema: Schema, numbers: _Numbers, *, single: bool) -> Source | None:
    alias = item.alias_or_name
    if item.args.get("pivots") or item.args.get("joins") or item.args.get("sample"):
        return None
    if isinstance(item, exp.Unnest | exp.Lateral):
        return Source(alias, Leaf(numbers.take(), alias, item, None, None, listed=True))
    if isinstance(item, exp.Table):
        if not isinstance(item.this, exp.Identifier):
            return Source(alias, Leaf(numbers.take(), alias, item, None, None, listed=True))
        body = _cte(item)
        if body is None:
            table = schema.table(".".join(filter(None, (item.db, item.name))))
            return Source(alias, Leaf(numbers.take(), alias, item, table, None, single=single))
    elif isinstance(item, exp.Subquery):
        body = item.this
    else:
        return None
    if not isinstance(body, exp.Query):
        return None
    table = stands_for(body, schema)
    if table is None and _plain(body) and isinstance(body, exp.Select):
        inside = _scope(body, schema, numbers)
        return Source(alias, inside=inside) if inside is not None else None
    return Source(alias, Leaf(numbers.take(), alias, item, table, body, single=single))


def stands_for(body: exp.Expr, schema: Schema) -> Table | None:
    """The table that a query only filters, such as one that a row policy makes: its rows are that table's rows."""
    if not isinstance(body, exp.Select) or not _plain(body) or body.args.get("joins") or body.args.get("laterals"):
        return None
    item = body.args["from_"].this
    plain = isinstance(item, exp.Table) and isinstance(item.this, exp.Identifier) and not item.args.get("joins")
    if not plain or _cte(item) is not None:
        return None
    return schema.table(".".join(filter(None, (item.db, item.name))))


def _plain(query: exp.Expr) -> bool:
    """Whether it gives the rows of its FROM one by one."""
    return (
        isinstance(query, exp.Select)
        and query.args.get("from_") is not None
        and not any(query.args.get(part) for part in _NOT_PLAIN)
        and not any(own_aggregates(query, part) for part in query.expressions)
        and not any(part.find(exp.Window, exp.Unnest, exp.Explode) for part in query.expressions)
    )


def own_aggregates(select: exp.Select, part: exp.Expr) -> list[exp.AggFunc]:
    """The aggregates of a part that put rows of this very SELECT together: not of a subquery, and not over a window."""
    return [
        call
        for call in part.find_all(exp.AggFunc)
        if call.find_ancestor(exp.Select) is select
        and not isinstance(call.find_ancestor(exp.Window, exp.Select), exp.Window)
    ]


def _cte(item: exp.Table) -> exp.Expr | None:
    """The query of the CTE that the name stands for; None for a table of the database."""
    if item.db:
        return None
    name = item.name.casefold()
    around: exp.Expr | None = item
    while around is not None:
        with_ = around.args.get("with_")
        for cte in with_.expressions if with_ is not None else ():
            if cte.alias.casefold() == name and item.find_ancestor(exp.CTE) is not cte:
                query: exp.Expr = cte.this
                return query
        around = around.parent
    return None


def conjuncts(condition: exp.Expr | None) -> list[exp.Expr]:
    """The parts of a condition that must all hold."""
    if condition is None:
        return []
    while isinstance(condition, exp.Paren):
        condition = condition.this
    return (
        [p for part in condition.flatten() for p in conjuncts(part)] if isinstance(condition, exp.And) else [condition]
    )


def _conditions(scope: Scope) -> Iterator[exp.Expr]:
    where = scope.select.args.get("where")
    yield from conjuncts(where.this if where is not None else None)
    for join in scope.select.args.get("joins") or ():
        yield from conjuncts(join.args.get("on"))


def _note(condition: exp.Expr, scope: Scope, pairs: list[tuple[Place, Place]], fixed: dict[int, set[str]]) -> None:
    if not isinstance(condition, exp.EQ):
        return
    left, right = condition.this, condition.expression
    if isinstance(left, exp.Column) and isinstance(right, exp.Column):
        pairs += [(a, b) for a in scope.origin(left) for b in scope.origin(right) if a[0] != b[0]]
        return
    for column, other in ((left, right), (right, left)):
        if isinstance(column, exp.Column) and not other.find(exp.Column, exp.Subquery):
            for leaf, name in scope.origin(column):
                fixed.setdefault(leaf, set()).add(name)


def _merged(scope: Scope) -> Iterator[tuple[Place, Place]]:
    """The pairs that USING and NATURAL make."""
    for join in scope.select.args.get("joins") or ():
        names = [c.name.casefold() for c in join.args.get("using") or ()]
        alias = join.this.alias_or_name.casefold()
        right = next((s for s in scope.sources if s.alias.casefold() == alias), None)
        if right is None:
            continue
        before = scope.sources[: scope.sources.index(right)]
        if join.args.get("method") == "NATURAL" and right.leaf is not None and right.leaf.table is not None:
            names = [n for c in right.leaf.table.columns if any(s.has(n := c.name.casefold()) for s in before)]
        for name in names:
            ends = scope.origin(exp.column(name, table=right.alias))
            starts = [p for s in before if s.has(name) for p in scope.origin(exp.column(name, table=s.alias))]
            yield from ((a, b) for a in starts for b in ends if a[0] != b[0])
