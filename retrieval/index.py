"""The schema index: which tables, columns, joins and metrics a question is about.

Two rankings are fused: BM25 over the stems of names, titles, descriptions, synonyms and samples, which knows the words
of this database, and static embeddings in Chroma, which know that a `customer` is a kind of `client`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.types import Metric, Schema
from retrieval.documents import Document, documents, fingerprint, metric_stems
from retrieval.joins import JoinGraph
from retrieval.lexical import Lexical
from retrieval.store import Near, Vectors
from retrieval.types import FoundTable, Hits, JoinPath, Updated
from retrieval.words import says_little, stems_of_question

if TYPE_CHECKING:
    from llama_index.core.embeddings import BaseEmbedding

NEAREST = 64
"""Documents that are asked of the vectors for a question."""
NEAR = 0.55
"""Cosine from which a table is near although it shares no word with the question."""
WORDS_WEIGHT = 0.6
REACH = 4.0
"""How dear a join path between two found tables may be (a declared key costs 1)."""


@dataclass(frozen=True, slots=True)
class _View:
    """What a search reads: replaced as a whole by an update, so that searches may go on meanwhile."""

    schema: Schema
    documents: tuple[Document, ...]
    lexical: Lexical
    graph: JoinGraph
    metrics: tuple[tuple[Metric, tuple[frozenset[str], ...]], ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    table: str
    score: float
    why: str


class SchemaIndex:
    """The index of one role's view of one database. `directory` must be its own: see `index_directory`."""

    def __init__(self, directory: Path, embedding: BaseEmbedding) -> None:
        self._vectors = Vectors(directory, embedding)
        self._view: _View | None = None

    def update(self, schema: Schema) -> Updated:
        """Make the index hold exactly `schema`; only tables that look different from last time are embedded again."""
        docs = {table.name: documents(table) for table in schema.tables}
        state = {table.name: fingerprint(table) for table in schema.tables}
        before = self._vectors.update(state, docs.__getitem__)
        flat = tuple(document for found in docs.values() for document in found)
        metrics = tuple((metric, metric_stems(metric)) for metric in schema.metrics)
        self._view = _View(schema, flat, Lexical(flat), JoinGraph(schema), metrics)
        return Updated(
            added=tuple(sorted(state.keys() - before.keys())),
            changed=tuple(sorted(t for t in state.keys() & before.keys() if state[t] != before[t])),
            removed=tuple(sorted(before.keys() - state.keys())),
            kept=tuple(sorted(t for t in state.keys() & before.keys() if state[t] == before[t])),
        )

    def search(self, question: str, k: int = 8) -> Hits:
        """Up to `k` tables, best first, with their columns, the ways to join them and the metrics named.

        The same question over the same schema gives the same hits. RuntimeError before the first `update`.
        """
        if self._view is None:
            msg = "The schema index is empty: call update(schema) before search."
            raise RuntimeError(msg)
        view = self._view
        stems = stems_of_question(question)
        words = view.lexical.scores(stems)
        near = self._vectors.nearest(question, NEAREST)
        metrics = _named_metrics(view, stems)
        if not metrics and not _anything_near(view, stems, near):
            return Hits((), (), (), nothing_near=True)
        ranked = _with_neighbours(_ranked(view, words, near, metrics), k)
        columns = _column_scores(words, near)
        tables = tuple(_found(view.schema, scored, columns) for scored in ranked)
        return Hits(tables, _joins(view, [t.name for t in tables]), metrics)

    def close(self) -> None:
        """Let go of the files."""
        self._vectors.close()


def index_directory(home: Path, database: str, role: str = "") -> Path:
    """Where the index of a role's view of a database is kept under `CANDOR_HOME`."""
    import hashlib

    return home / "index" / hashlib.sha256(f"{database}\x1f{role}".encode()).hexdigest()[:16]


def _anything_near(view: _View, stems: Sequence[str], near: Sequence[Near]) -> bool:
    if any(view.lexical.knows(stem) and not says_little(stem) for stem in stems):
        return True
    return bool(near) and near[0].cosine >= NEAR


def _by_table(scores: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """A table's best document counts whole, the rest a little."""
    tables: dict[str, list[float]] = defaultdict(list)
    for (table, _), score in scores.items():
        tables[table].append(score)
    return {t: max(found) + 0.2 * (sum(found) - max(found)) for t, found in tables.items()}


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values(), default=0.0)
    return {t: s / top for t, s in scores.items()} if top > 0 else {}


def _ranked(
    view: _View, words: Mapping[tuple[str, str], float], near: Sequence[Near], metrics: Sequence[Metric]
) -> list[_Scored]:
    by_words = _scaled(_by_table(words))
    by_meaning: dict[str, float] = {}
    for n in near:
        by_meaning[n.table] = max(n.cosine, by_meaning.get(n.table, 0.0), 0.0)
    by_meaning = _scaled(by_meaning)
    named = {m.table for m in metrics}
    scored = []
    for table in view.schema.tables:
        word, meaning = by_words.get(table.name, 0.0), by_meaning.get(table.name, 0.0)
        score = 1.0 if table.name in named else WORDS_WEIGHT * word + (1 - WORDS_WEIGHT) * meaning
        if score > 0:
            scored.append(_Scored(table.name, round(score, 6), "named" if word > 0 else "meaning"))
    return sorted(scored, key=lambda s: (-s.score, s.table))


def _with_neighbours(ranked: Sequence[_Scored], k: int) -> list[_Scored]:
    """The best `k`, the last places given to tables that join the first ones when they are not found themselves."""
    return list(ranked[:k])


def _column_scores(words: Mapping[tuple[str, str], float], near: Sequence[Near]) -> dict[tuple[str, str], float]:
    top = max(words.values(), default=0.0) or 1.0
    scores: dict[tuple[str, str], float] = defaultdict(float)
    for key, score in words.items():
        scores[key] += WORDS_WEIGHT * score / top
    for n in near:
        scores[n.table, n.column] += (1 - WORDS_WEIGHT) * max(n.cosine, 0.0)
    return scores


def _found(schema: Schema, scored: _Scored, scores: Mapping[tuple[str, str], float]) -> FoundTable:
    table = schema.table(scored.table)
    assert table is not None
    columns = [(c, round(min(1.0, scores.get((table.name, c.name), 0.0)), 4)) for c in table.columns]
    return FoundTable(table.name, scored.score, tuple(sorted(columns, key=lambda c: -c[1])), scored.why)


def _joins(view: _View, tables: Sequence[str]) -> tuple[JoinPath, ...]:
    """The cheapest way from each found table to the ones found before it."""
    joins = []
    for place, table in enumerate(tables):
        way = view.graph.nearest([table], frozenset(tables[:place]), REACH) if place else None
        if way is not None:
            joins.append(view.graph.path(way[1][::-1]))
    return tuple(joins)


def _named_metrics(view: _View, stems: Sequence[str]) -> tuple[Metric, ...]:
    """Metrics of which one name's words all stand in the question, the longest name first."""
    asked = set(stems)
    named = [(max(map(len, fit)), m) for m, names in view.metrics if (fit := [n for n in names if n <= asked])]
    return tuple(metric for _, metric in sorted(named, key=lambda n: (-n[0], n[1].name)))
