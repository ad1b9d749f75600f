"""Two keys to the same table: a flight has the airport that it leaves and the one that it reaches.

The words choose the key (`from Dover`, `arriving in Dover`, `by home team`); where they do not, it is left open and asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from agents.builtin.form import Cond, Query
from agents.builtin.items import Item
from agents.builtin.names import Names, split_name
from agents.builtin.render import Renderer
from data.evidence.plurals import plural
from data.types import ForeignKey
from retrieval.joins import Edge, JoinGraph
from retrieval.values import stem

_BEFORE = {"from": "leaving", "to": "reaching", "into": "reaching", "towards": "reaching"}
"""What stands before the name of a place."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The words of one end: in names of keys, and in questions, both as stems."""

    names: frozenset[str]
    said: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Ends]:
    text = (Path(__file__).parent / "lexicon" / "ways.txt").read_text(encoding="utf-8")
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            end, _, words = line.partition(": ")
            names, _, said = words.partition("; ")
            found[end] = Ends(frozenset(map(stem, names.split())), frozenset(map(stem, said.split())))
    return found


def doubled(names: Names) -> bool:
    """Whether any two tables have two keys between them."""
    pairs = [(k.table, k.ref_table) for k in names.with_keys.foreign_keys if k.table != k.ref_table]
    return len(set(pairs)) < len(pairs)


def direction_words(items: Sequence[Item]) -> frozenset[str]:
    """The words of the question that say which end is meant."""
    known = {w for ends in _lexicon().values() for w in ends.said}
    return frozenset(i.token.text for i in items if i.kind == "word" and i.token.stem in known)


def open_edges(query: Query, renderer: Renderer) -> Iterator[Edge]:
    """The joins of a form that two keys are there for, and none is chosen."""
    inner = query.source if query.source is not None else query
    tree = renderer.tree_of(renderer.tables_of(inner))
    for edge in tree.edges if tree is not None else ():
        if edge.others and not any(key in inner.ways for key in _columns(edge)):
            yield edge


def _columns(edge: Edge) -> list[tuple[str, str]]:
    return [(key.table, key.columns[0]) for key in (edge.key, *edge.others)]


def with_way(query: Query, items: Sequence[Item], renderer: Renderer, graph: JoinGraph) -> Query:
    """The form with the keys that the words choose."""
    where = tuple(c for cond in query.where for c in _in_none(cond, items, graph))
    query = replace(query, where=where) if where != query.where else query
    ways = [way for edge in open_edges(query, renderer) if (way := _said(edge, items)) is not None]
    return chosen(query, ways) if ways else query


def chosen(query: Query, ways: Sequence[tuple[str, str]]) -> Query:
    """The form joined over these keys."""
    if query.source is not None:
        return replace(query, source=replace(query.source, ways=(*query.source.ways, *ways)))
    return replace(query, ways=(*query.ways, *ways))


def other_ways(query: Query, renderer: Renderer) -> list[Query]:
    """The form over each of the keys that are left open."""
    edge = next(open_edges(query, renderer), None)
    if edge is None:
        return []
    places = [c for c in query.where if c.term.col.table == edge.key.ref_table and isinstance(c.value, str)]
    two_ends = len({c.term for c in places}) < len(places)  # `from Oslo to Dover` is about both keys at once
    return [] if two_ends else [chosen(query, [way]) for way in _columns(edge)]


def way_told(query: Query, names: Names) -> tuple[str, ...]:
    """Which key was followed, as sentences."""
    ways = query.source.ways if query.source is not None else query.ways
    known = {(k.table, k.columns[0]): k.ref_table for k in names.with_keys.foreign_keys}
    return tuple(
        f"{plural(names.thing(known[way]).table).capitalize()} are taken by “{' '.join(split_name(way[1]))}”."
        for way in ways
        if way in known
    )


def way_words(query: Query) -> str:
    """` (from port)`: over which key a form is joined, where one was chosen."""
    ways = query.source.ways if query.source is not None else query.ways
    return f" ({', '.join(' '.join(split_name(column)) for _, column in ways)})" if ways else ""


def _said(edge: Edge, items: Sequence[Item]) -> tuple[str, str] | None:
    """The key that the words mean: by its own name, or by the end of a way that it is called like."""
    keys = (edge.key, *edge.others)
    own = _own_words(keys)
    told = {i.token.stem for i in items if i.kind in ("word", "small") or i.mention is not None}
    named = [k for k in keys if own[k] and own[k] <= told and not own[k] & {stem(w) for w in _BEFORE}]
    if len(named) == 1:
        return named[0].table, named[0].columns[0]
    ends = _ends_said(items, edge)
    if len(ends) != 1:
        return None
    meant = [k for k in keys if own[k] & _lexicon()[next(iter(ends))].names]
    return (meant[0].table, meant[0].columns[0]) if len(meant) == 1 else None


def _own_words(keys: Sequence[ForeignKey]) -> dict[ForeignKey, frozenset[str]]:
    """What tells the names of the keys from one another."""
    words = {k: frozenset(stem(w) for c in k.columns for w in split_name(c)) for k in keys}
    shared = frozenset.intersection(*words.values())
    return {k: found - shared for k, found in words.items()}


def _ends_said(items: Sequence[Item], edge: Edge) -> set[str]:
    """Which ends the question speaks of."""
    found = {end for end, words in _lexicon().items() for i in items if i.token.stem in words.said and _plain(i)}
    place = edge.key.ref_table
    for before, item in pairwise(i for i in items if i.token.low not in ("the",)):
        at_place = item.mention is not None and any(x.place[0] == place for x in item.mention.links)
        if at_place and before.token.low in _BEFORE:
            found.add(_BEFORE[before.token.low])
    return found


def _plain(item: Item) -> bool:
    """Whether an item is a word of the language, or a column of the way rather than of a place."""
    return item.mention is None or item.mention.kind == "column"


def _in_none(cond: Cond, items: Sequence[Item], graph: JoinGraph) -> list[Cond]:
    """`ports without sailings`: in none of the keys that lead there, where several do and the words choose none."""
    inner = cond.value
    if cond.op != "not in" or not isinstance(inner, Query) or not inner.select:
        return [cond]
    owner, there = cond.term.col, inner.select[0].col
    if there.table not in graph.neighbours(owner.table):
        return [cond]
    edge = graph.edge(owner.table, there.table)
    if not edge.others or not edge.to_many or there.name not in edge.key.columns:
        return [cond]
    meant = _said(edge, items)
    keys = [k for k in (edge.key, *edge.others) if meant is None or (k.table, k.columns[0]) == meant]
    return [_over(cond, inner, key) for key in keys]


def _over(cond: Cond, inner: Query, key: ForeignKey) -> Cond:
    """The condition with another key in the list that is looked in."""
    first = inner.select[0]
    here = replace(first, col=replace(first.col, name=key.columns[0]))
    where = tuple(replace(c, term=here) if c.term == first else c for c in inner.where)
    left = replace(cond.term, col=replace(cond.term.col, name=key.ref_columns[0]))
    return replace(cond, term=left, value=replace(inner, select=(here,), where=where))
