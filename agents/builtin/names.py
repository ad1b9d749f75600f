"""What the schema's names mean: each table and column as stems, and an inverted index from stems to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from agents.builtin.written import written_key
from data.types import Column, ForeignKey, Metric, Schema, Table
from retrieval.joins import JoinGraph
from retrieval.values import stem

_SPLIT = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_COMMON = frozenset(
    [
        "name",
        "id",
        "code",
        "date",
        "no",
        "num",
        "number",
        "type",
        "title",
        "year",
        "first",
        "last",
        "age",
        "state",
        "city",
        "country",
        "price",
        "cost",
        "key",
        "status",
        "start",
        "end",
        "phone",
        "email",
        "address",
        "level",
        "rate",
        "count",
        "time",
        "day",
        "total",
        "home",
        "town",
        "birth",
        "place",
        "day",
        "of",
        "by",
        "to",
        "desc",
    ]
)
_SMALL = frozenset({"of", "the", "a", "in", "to", "by", "for", "and", "on", "at", "s", "per"})


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Stemmed phrase -> the stemmed phrases of its groups, itself left out."""
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    text = (Path(__file__).parent / "lexicon" / "synonyms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        words = [" ".join(map(stem, w.split())) for w in line.split(",")]
        for word in words[1:]:
            groups[words[0]][word] = None
            groups[word][words[0]] = None
    return {word: tuple(w for w in others if w != word) for word, others in groups.items()}


def split_name(name: str) -> list[str]:
    """`customerFirst_name2` -> customer, first, name, 2."""
    return [w.casefold() for w in _SPLIT.findall(name)]


def split_compound(word: str, known: frozenset[str]) -> list[str]:
    """`clublocation` -> club, location when both halves are known words; the word itself otherwise."""
    if len(word) < 5 or word in known:
        return [word]
    for at in range(len(word) - 2, 1, -1):
        left, right = word[:at], word[at:]
        if left in known and (right in known or right in _COMMON):
            return [left, right]
        if right in known and left in _COMMON:
            return [left, right]
        if len(left) >= 4 and left in _COMMON and right in _COMMON:
            return [left, right]
    for right in sorted(_COMMON, key=len, reverse=True):
        if len(right) >= 4 and word.endswith(right) and len(word) - len(right) <= 3:
            return [word[: -len(right)], right]
    return [word]


@dataclass(frozen=True)
class Thing:
    """A table or a column with its readings: each a tuple of stems."""

    table: Table
    column: Column | None
    names: tuple[tuple[str, ...], ...]
    """The name's stems first, then title, synonyms."""
    table_stems: frozenset[str]
    key: bool = False
    """A primary key or one end of a foreign key."""
    foreign: bool = False
    """It points to another table."""
    metric: Metric | None = None
    """It is a measure of the business rather than a column."""

    @property
    def place(self) -> tuple[str, str]:
        return (self.table.name, self.column.name if self.column else "")


class Names:
    """The schema's vocabulary, made once for a schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.distinct: Callable[[str, str], int | None] = lambda _table, _column: None
        """How many different values a column holds, where that is known."""
        self.yes: Callable[[str, str], str | bool | None] = lambda _table, _column: None
        """What a column of yes and no, and of nothing else, holds for yes; None for any other column."""
        schema = self.with_keys = with_guessed_keys(schema)
        self.graph = JoinGraph(schema)
        foreign = {(k.table.casefold(), c.casefold()) for k in schema.foreign_keys for c in k.columns}
        pointed = {(k.ref_table.casefold(), c.casefold()) for k in schema.foreign_keys for c in k.ref_columns}
        known = _known_words(schema)
        self.tables: list[Thing] = []
        self.columns: list[Thing] = []
        self.of_table: dict[str, list[Thing]] = {}
        for table in schema.tables:
            stems = frozenset(map(stem, _words(table.name, known)))
            names = _names(table.name, table.title, table.synonyms, known)
            names += _rows_called(table, schema, known)
            self.tables.append(Thing(table, None, names, stems))
            here = []
            for column in table.columns:
                place = (table.name.casefold(), column.name.casefold())
                key = column.name in table.primary_key or place in foreign or place in pointed
                columns = _names(column.name, column.title, column.synonyms, known)
                here.append(Thing(table, column, columns, stems, key, place in foreign))
            self.columns += here
            self.of_table[table.name] = here
        self.metrics = [m for m in (_metric(schema, metric, known) for metric in schema.metrics) if m is not None]
        self.things = self.tables + self.columns + self.metrics
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        for number, thing in enumerate(self.things):
            for word in dict.fromkeys(w for name in thing.names for w in name):
                self.by_stem[word].append(number)
        self.by_first: dict[str, list[str]] = defaultdict(list)
        self.written = frozenset(w for w in self.by_stem if "_" in w)
        """The names of several parts as they are written: see `written`."""
        for word in self.by_stem:
            if word not in self.written:
                self.by_first[word[:1]].append(word)
        self.pairs = frozenset(
            pair for t in (*self.columns, *self.metrics) for name in t.names for pair in pairwise(name)
        )
        """Neighbouring stems in the names of columns."""
        self.spoken = frozenset(" ".join(name) for t in self.things for name in t.names)
        """Every name as its stems."""
        self.place_of = {t.place: t for t in self.things}

    def documented(self, tables: Iterable[str]) -> bool:
        """Whether a catalogue says what all the tables are called that are mentioned: their names can be relied on."""
        named = set(tables)
        return bool(named) and all(self.thing(t).table.title or self.thing(t).table.description for t in named)

    def thing(self, table: str, column: str = "") -> Thing:
        return self.place_of[table, column]


METRIC = "metric:"
"""Before the name of a metric where a column's name stands."""


def _metric(schema: Schema, metric: Metric, known: frozenset[str]) -> Thing | None:
    table = schema.table(metric.table)
    if table is None:
        return None
    column = Column(METRIC + metric.name, "DOUBLE", metric.title, metric.description, metric.synonyms, unit=metric.unit)
    tables = {name for t in schema.tables for name in _names(t.name, t.title, (), known)}
    names = tuple(n for n in _names(metric.name, metric.title, metric.synonyms, known) if n not in tables)
    return Thing(table, column, names, frozenset(), metric=metric)


def with_guessed_keys(schema: Schema) -> Schema:
    """The schema with keys guessed between tables that no key connects: a column named like another table's key."""
    graph = JoinGraph(schema)
    keys = {t.name: t.primary_key[0] for t in schema.tables if len(t.primary_key) == 1}
    plain = {"id", "name", "code", "key"}
    if len(schema.tables) > 60:
        return schema
    guessed: list[ForeignKey] = []
    for table in schema.tables:
        for other, key in keys.items():
            if other == table.name or graph.tree((table.name, other)) is not None:
                continue
            spoken = (
                {key.casefold()}
                if key.casefold() not in plain
                else {f"{other}_{key}".casefold(), f"{other}{key}".casefold()}
            )
            found = next((c for c in table.columns if c.name.casefold() in spoken), None)
            if found is not None and table.primary_key != (found.name,):
                guessed.append(ForeignKey(table.name, (found.name,), other, (key,), inferred=True))
    guessed += _guessed_shared(schema, graph, guessed)
    return replace(schema, foreign_keys=(*schema.foreign_keys, *guessed))


def _guessed_shared(schema: Schema, graph: JoinGraph, before: list[ForeignKey]) -> list[ForeignKey]:
    """Keys between tables that share a column named like an identifier, where nothing else connects them."""
    known = {(k.table, k.ref_table) for k in before}
    found = []
    for i, left in enumerate(schema.tables):
        for right in schema.tables[i + 1 :]:
            if (
                (left.name, right.name) in known
                or (right.name, left.name) in known
                or graph.tree((left.name, right.name)) is not None
            ):
                continue
            shared = next(
                (
                    c.name
                    for c in left.columns
                    if c.name.casefold().endswith(("id", "code", "_no", "num"))
                    and len(c.name) > 3
                    and right.column(c.name)
                ),
                None,
            )
            other = right.column(shared) if shared else None
            if shared and other is not None:
                found.append(ForeignKey(left.name, (shared,), right.name, (other.name,), inferred=True))
    return found


_IDENTIFIES = frozenset({"id", "no", "nr", "number", "num", "key", "code"})


def _rows_called(table: Table, schema: Schema, known: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """What the rows are by their own key, where the table is called otherwise: `sale_id` first in `export_2024`.

    Only a key that no other table has, and a word that no other table is called.
    """
    first = table.columns[0] if table.columns else None
    if first is None or (table.primary_key and table.primary_key != (first.name,)):
        return ()
    shared = any(t.name != table.name and t.column(first.name) is not None for t in schema.tables)
    words = _words(first.name, known)
    if shared or len(words) < 2 or words[-1] not in _IDENTIFIES:
        return ()
    spoken = tuple(map(stem, words[:-1]))
    taken = {n for t in schema.tables for n in _names(t.name, t.title, t.synonyms, known)}
    return () if spoken in taken else (spoken,)


def _known_words(schema: Schema) -> frozenset[str]:
    words = {w for t in schema.tables for w in split_name(t.name)}
    words |= {w for t in schema.tables for c in t.columns for w in split_name(c.name) if "_" in c.name or " " in c.name}
    words |= {w[:-1] for w in words if w.endswith("s") and len(w) > 3}
    return frozenset(w for w in words if len(w) > 2)


def _words(name: str, known: frozenset[str]) -> list[str]:
    bare = name.rsplit(".", 1)[-1]
    return [part for w in split_name(bare) for part in split_compound(w, known)]


def _names(name: str, title: str, more: tuple[str, ...], known: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    spoken = [_words(name, known), *([split_name(title)] if title else []), *(split_name(s) for s in more)]
    stems = [tuple(stem(w) for w in words if w not in _SMALL or len(words) == 1) for words in spoken]
    stems += [
        tuple(a + b if n == i else w for n, w in enumerate(s) if n != i + 1)
        for s in stems[:1]
        for i, (a, b) in enumerate(pairwise(s))
        if len(s) == 2
    ]
    whole = written_key(name)
    return tuple(dict.fromkeys([*(s for s in stems if s), *([(whole,)] if whole else [])]))
