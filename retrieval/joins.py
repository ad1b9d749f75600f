"""Join paths over the foreign keys: the cheapest way between two tables, the cheapest tree over several.

A declared key costs 1, one that was inferred from the data 1.5, and a table that is only passed through costs a little
unless it is a link table (two or more keys going out), so that of two ways of the same length the one through the link
table wins. Everything is deterministic: what ties is decided by the tables' names.

The tree is the exact minimum (a Steiner tree by dynamic programming over subsets: Dreyfus and Wagner 1971, in the form
of Erickson, Monma and Veinott 1987) for up to `EXACT` tables; each further one is tied to it by its own cheapest path.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from data.types import ForeignKey, Schema
from retrieval.types import JoinPath

DECLARED = 1.0
INFERRED = 1.5
PASSING = 0.1
"""For a table that was not asked for and is no link table."""
EXACT = 6

Way = tuple[float, tuple[str, ...]]
"""Cost, and the tables in order."""
Parts = tuple[float, tuple[tuple[str, str], ...]]
"""Cost, and the pairs of neighbours in a tree, each sorted, sorted."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One join: `right` is added to what `left` belongs to. `pairs` are (column of left, column of right)."""

    left: str
    right: str
    pairs: tuple[tuple[str, str], ...]
    key: ForeignKey
    others: tuple[ForeignKey, ...] = ()
    """Further keys between the same two tables (a billing and a shipping address): the choice is the caller's."""

    @property
    def on(self) -> tuple[tuple[str, str], ...]:
        """The pairs with the tables' names, e.g. `(("orders.customer_id", "customers.id"),)`."""
        return tuple((f"{self.left}.{a}", f"{self.right}.{b}") for a, b in self.pairs)

    @property
    def to_many(self) -> bool:
        """A row of `left` may meet several rows of `right`."""
        return self.key.table == self.right

    @property
    def why(self) -> str:
        kind = "inferred" if self.key.inferred else "declared"
        return f"{self.key.table} points to {self.key.ref_table} ({kind} key)"


@dataclass(frozen=True, slots=True)
class JoinTree:
    """Tables joined without a cycle: `tables[0]` first, then each edge in order adds its `right`."""

    tables: tuple[str, ...]
    edges: tuple[Edge, ...]
    cost: float

    @property
    def path(self) -> JoinPath:
        return JoinPath(self.tables, tuple(pair for edge in self.edges for pair in edge.on))


class JoinGraph:
    """The foreign keys of one Schema as a graph, without those whose tables or columns the Schema does not show."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        keys: dict[tuple[str, str], list[ForeignKey]] = defaultdict(list)
        going_out: dict[str, set[str]] = defaultdict(set)
        for key in map(self._canonical, schema.foreign_keys):
            if key is None or key.table == key.ref_table:
                continue
            keys[_sorted_pair(key.table, key.ref_table)].append(key)
            going_out[key.table].add(key.ref_table)
        self._keys = {pair: sorted(found, key=_rank) for pair, found in keys.items()}
        self._links = frozenset(table for table, refs in going_out.items() if len(refs) > 1)
        near: dict[str, dict[str, float]] = defaultdict(dict)
        for (a, b), found in sorted(self._keys.items()):
            near[a][b] = near[b][a] = INFERRED if found[0].inferred else DECLARED
        self._near: Mapping[str, Mapping[str, float]] = dict(near)
        self._neighbours = {table: tuple(sorted(others)) for table, others in near.items()}

    def _canonical(self, key: ForeignKey) -> ForeignKey | None:
        """The key with the names as the Schema writes them; None when the Schema does not show all of it."""
        table, ref = self._schema.table(key.table), self._schema.table(key.ref_table)
        if table is None or ref is None or not key.columns or len(key.columns) != len(key.ref_columns):
            return None
        columns = [table.column(c) for c in key.columns]
        refs = [ref.column(c) for c in key.ref_columns]
        here = tuple(c.name for c in columns if c is not None)
        there = tuple(c.name for c in refs if c is not None)
        if len(here) != len(columns) or len(there) != len(refs):
            return None
        return ForeignKey(table.name, here, ref.name, there, key.inferred)

    def neighbours(self, table: str) -> tuple[str, ...]:
        """The tables one key away, by name."""
        return self._neighbours.get(table, ())

    def is_link(self, table: str) -> bool:
        """Whether keys go out of `table` to two or more others."""
        return table in self._links

    def edge(self, left: str, right: str) -> Edge:
        """The join of two neighbours. KeyError when no key is between them."""
        key, *others = self._keys[_sorted_pair(left, right)]
        pairs = zip(key.columns, key.ref_columns, strict=True)
        turned = tuple(pairs) if key.table == left else tuple((b, a) for a, b in pairs)
        return Edge(left, right, turned, key, tuple(others))

    def _through(self, table: str, asked: frozenset[str]) -> float:
        return 0.0 if table in asked or table in self._links else PASSING

    def nearest(self, sources: Iterable[str], targets: frozenset[str], reach: float = float("inf")) -> Way | None:
        """The cheapest way from any of `sources` to any of `targets`; None when there is none within `reach`."""
        queue: list[Way] = [(0.0, (source,)) for source in sorted(set(sources))]
        done: set[str] = set()
        while queue:
            cost, way = heapq.heappop(queue)
            here = way[-1]
            if here in targets:
                return cost, way
            if here in done:
                continue
            done.add(here)
            passing = 0.0 if len(way) == 1 else self._through(here, targets)
            for there, step in self._near.get(here, {}).items():
                if there not in done and cost + passing + step <= reach:
                    heapq.heappush(queue, (cost + passing + step, (*way, there)))
        return None

    def ways(self, a: str, b: str, limit: int, reach: float = 6.0) -> Iterator[Way]:
        """Up to `limit` ways from `a` to `b` without a loop, cheapest first, none dearer than `reach`."""
        distance = self._distances(b, reach)
        if a not in distance:
            return
        queue: list[tuple[float, float, tuple[str, ...]]] = [(distance[a], 0.0, (a,))]
        tried = 0
        while queue and limit and tried < 20_000:
            tried += 1
            _, cost, way = heapq.heappop(queue)
            if way[-1] == b:
                limit -= 1
                yield cost, way
                continue
            passing = 0.0 if len(way) == 1 else self._through(way[-1], frozenset())
            for there, step in self._near.get(way[-1], {}).items():
                total = cost + passing + step
                if there not in way and there in distance and total + distance[there] <= reach:
                    heapq.heappush(queue, (total + distance[there], total, (*way, there)))

    def _distances(self, source: str, reach: float) -> dict[str, float]:
        """Costs from `source`, without what passing costs: never more than the true cost of a way."""
        queue = [(0.0, source)]
        distance: dict[str, float] = {}
        while queue:
            cost, here = heapq.heappop(queue)
            if here in distance:
                continue
            distance[here] = cost
            for there, step in self._near.get(here, {}).items():
                if there not in distance and cost + step <= reach:
                    heapq.heappush(queue, (cost + step, there))
        return distance

    def tree(self, tables: Sequence[str]) -> JoinTree | None:
        """The cheapest tree over `tables`, rooted at the first; None when one is unknown or no keys connect them."""
        found = [self._schema.table(name) for name in tables]
        names = list(dict.fromkeys(t.name for t in found if t is not None))
        if not names or any(t is None for t in found):
            return None
        parts = self._steiner(names[:EXACT])
        for name in names[EXACT:]:
            parts = None if parts is None else self._tied(name, parts, names[0])
        return None if parts is None else self._in_order(names[0], parts)

    def _tied(self, name: str, parts: Parts, root: str) -> Parts | None:
        inside = frozenset({root, *(table for pair in parts[1] for table in pair)})
        way = self.nearest([name], inside)
        if way is None:
            return None
        return parts[0] + way[0], tuple(sorted({*parts[1], *_pairs_of(way[1])}))

    def _steiner(self, names: Sequence[str]) -> Parts | None:
        """The cheapest tree that holds `names`: best[subset][v] is the cheapest one over the subset and v."""
        asked = frozenset(names)
        last, others = names[0], names[1:]
        full = (1 << len(others)) - 1
        if not full:
            return 0.0, ()
        best: dict[int, dict[str, Parts]] = {}
        for subset in range(1, full + 1):
            if subset & (subset - 1) == 0:
                start: dict[str, Parts] = {others[subset.bit_length() - 1]: (0.0, ())}
            else:
                start = self._merged(subset, best, asked)
            best[subset] = self._spread(start, asked)
        return best[full].get(last)

    def _merged(self, subset: int, best: Mapping[int, Mapping[str, Parts]], asked: frozenset[str]) -> dict[str, Parts]:
        merged: dict[str, Parts] = {}
        part = (subset - 1) & subset
        while part:
            rest = subset ^ part
            if part < rest:
                for v, (cost, pairs) in best[part].items():
                    other = best[rest].get(v)
                    if other is None:
                        continue
                    # What it costs to pass through v stands in both halves.
                    both = (cost + other[0] - self._through(v, asked), tuple(sorted({*pairs, *other[1]})))
                    merged[v] = min(both, merged.get(v, both))
            part = (part - 1) & subset
        return merged

    def _spread(self, start: Mapping[str, Parts], asked: frozenset[str]) -> dict[str, Parts]:
        queue = [(cost, pairs, v) for v, (cost, pairs) in start.items()]
        heapq.heapify(queue)
        done: dict[str, Parts] = {}
        while queue:
            cost, pairs, here = heapq.heappop(queue)
            if here in done:
                continue
            done[here] = (cost, pairs)
            for there, step in self._near.get(here, {}).items():
                if there not in done:
                    grown = tuple(sorted({*pairs, _sorted_pair(here, there)}))
                    heapq.heappush(queue, (cost + step + self._through(there, asked), grown, there))
        return done

    def _in_order(self, root: str, parts: Parts) -> JoinTree:
        near: dict[str, list[str]] = defaultdict(list)
        for a, b in parts[1]:
            near[a].append(b)
            near[b].append(a)
        tables, edges = [root], []
        for here in tables:  # grows while it is walked: breadth first
            for there in sorted(near[here]):
                if there not in tables:
                    tables.append(there)
                    edges.append(self.edge(here, there))
        return JoinTree(tuple(tables), tuple(edges), parts[0])

    def path(self, way: Sequence[str]) -> JoinPath:
        """The tables of a way with the equalities between them."""
        edges = [self.edge(a, b) for a, b in pairwise(way)]
        return JoinPath(tuple(way), tuple(pair for edge in edges for pair in edge.on))


def join_tree(schema: Schema, tables: Sequence[str]) -> JoinTree | None:
    """The cheapest way to join `tables` (names in any letter case), rooted at the first of them.

    None when a table is unknown or no keys connect them all. Keep a `JoinGraph` when asking often of one Schema.
    """
    return JoinGraph(schema).tree(tables)


def paths(schema: Schema, a: str, b: str, limit: int = 3) -> tuple[JoinPath, ...]:
    """Up to `limit` join paths from `a` to `b`, cheapest first; empty when there are none or a name is unknown."""
    start, end = schema.table(a), schema.table(b)
    if start is None or end is None or start is end:
        return ()
    graph = JoinGraph(schema)
    return tuple(graph.path(way) for _, way in graph.ways(start.name, end.name, limit))


def _sorted_pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _pairs_of(way: Sequence[str]) -> Iterator[tuple[str, str]]:
    return (_sorted_pair(a, b) for a, b in pairwise(way))


def _rank(key: ForeignKey) -> tuple[bool, str, tuple[str, ...], tuple[str, ...]]:
    return key.inferred, key.table, key.columns, key.ref_columns
