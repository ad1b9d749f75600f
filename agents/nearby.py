"""Tables a few keys away from where the question surely is, and whose own words stand in it.

In a large schema many tables have a `department`: the one that can be joined to the metric that is asked for is meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from data.types import Schema, Table
from retrieval.values import stem, words_of

STEPS = 3
"""Keys on the way."""


def near_by(schema: Schema, sure: Collection[str], question: str) -> list[str]:
    """Names of the tables within reach of the `sure` ones that the question names, each after the tables on its way."""
    asked = frozenset(map(stem, words_of(question)))
    came: dict[str, str] = dict.fromkeys(sure, "")
    found: list[str] = []
    edge = list(came)
    for _ in range(STEPS):
        edge = [there for here in edge for there in _step(schema, here, came)]
        for name in edge:
            table = schema.table(name)
            if table is not None and _is_named(table, asked):
                found += _way(name, came)
    return list(dict.fromkeys(found))


def _step(schema: Schema, here: str, came: dict[str, str]) -> Iterator[str]:
    """The tables one key further that were not reached before; `came` learns from where."""
    for key in schema.edges(here):
        there = key.ref_table if key.table == here else key.table
        if there not in came:
            came[there] = here
            yield there


def _way(name: str, came: dict[str, str]) -> list[str]:
    way = []
    while came[name]:
        way.append(name)
        name = came[name]
    return way[::-1]


def _is_named(table: Table, asked: frozenset[str]) -> bool:
    """Whether the question holds all words of a name of the table or of one of its columns."""
    names = [table.name, table.title, *table.synonyms]
    names += [text for c in table.columns for text in (c.name, c.title, *c.synonyms)]
    stems = (frozenset(map(stem, words_of(name.replace("_", " ")))) for name in names)
    return any(words and words <= asked for words in stems)
