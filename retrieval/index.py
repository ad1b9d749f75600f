"""The schema index: which tables, columns, joins and metrics a question is about.

Two rankings are fused: BM25 over the stems of names, titles, descriptions, synonyms and samples, which knows the words
of this database, and static embeddings in Chroma, which know that a `customer` is a kind of `client`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.types import Metric, Schema, Table
from retrieval.documents import documents, fingerprint, metric_stems
from retrieval.joins import JoinGraph
from retrieval.lexical import Floats, Lexical, Match, WordVectors
from retrieval.store import Near, Vectors
from retrieval.types import FoundTable, Hits, JoinPath, Updated
from retrieval.words import Term, says_little, terms

if TYPE_CHECKING:
    from llama_index.core.embeddings import BaseEmbedding

NEAREST = 64
"""Documents that are asked of the vectors for a question."""
NEAR = 0.55
"""Cosine from which a table is near although it shares no word with the question."""
WORDS_WEIGHT = 0.6
LIFT = 0.2
REACH = 4.0
"""How dear a join path between two found tables may be (a declared key costs 1)."""


@dataclass(frozen=True, slots=True)
class _View:
    """What a search reads: replaced as a whole by an update, so that searches may go on meanwhile."""

    schema: Schema
    places: Mapping[tuple[str, str], int]
    """(table, column) -> place of its document; the column is empty for the table's own."""
    lexical: Lexical
    graph: JoinGraph
    metrics: tuple[tuple[Metric, tuple[frozenset[str], ...]], ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    table: Table
    score: float
    why: str


class SchemaIndex:
    """The index of one role's view of one database. `directory` must be its own: see `index_directory`."""

    def __init__(self, directory: Path, embedding: BaseEmbedding) -> None:
        self._embedding = embedding
        self._vectors = Vectors(directory, embedding)
        self._view: _View | None = None

    def update(self, schema: Schema) -> Updated:
        """Make the index hold exactly `schema`; only tables that look different from last time are embedded again."""
        docs = {table.name: documents(table) for table in schema.tables}
        state = {table.name: fingerprint(table) for table in schema.tables}
        before = self._vectors.update(state, docs.__getitem__)
        flat = tuple(document for found in docs.values() for document in found)
        metrics = tuple((metric, metric_stems(metric)) for metric in schema.metrics)
        places = {(d.table, d.column): at for at, d in enumerate(flat)}
        lexical = Lexical(flat, self._embedding if isinstance(self._embedding, WordVectors) else None)
        self._view = _View(schema, places, lexical, JoinGraph(schema), metrics)
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
        asked = terms(question)
        match = view.lexical.match(asked)
        near = self._vectors.nearest(question, NEAREST)
        metrics = _named_metrics(view, asked)
        if not metrics and not _anything_near(asked, match, near):
            return Hits((), (), (), nothing_near=True)
        ranked = _ranked(view, match, near, metrics)[:k]
        columns = _column_scores(view, match, near)
        tables = tuple(_found(view, scored, columns) for scored in ranked)
        return Hits(tables, _joins(view, [t.name for t in tables]), metrics)

    def close(self) -> None:
        """Let go of the files."""
        self._vectors.close()


def index_directory(home: Path, database: str, role: str = "") -> Path:
    """Where the index of a role's view of a database is kept under `CANDOR_HOME`."""
    import hashlib

    return home / "index" / hashlib.sha256(f"{database}\x1f{role}".encode()).hexdigest()[:16]


def _anything_near(asked: Sequence[Term], match: Match, near: Sequence[Near]) -> bool:
    if any(known and not says_little(term.stem) for term, known in zip(asked, match.known, strict=True)):
        return True
    return bool(near) and near[0].cosine >= NEAR


def _ranked(view: _View, match: Match, near: Sequence[Near], metrics: Sequence[Metric]) -> list[_Scored]:
    by_words = match.tables / (float(match.tables.max(initial=0.0)) or 1.0)
    by_meaning: dict[str, float] = {}
    for n in near:
        by_meaning[n.table] = max(n.cosine, by_meaning.get(n.table, 0.0), 0.0)
    top = max(by_meaning.values(), default=0.0) or 1.0
    raw = {
        t.name: WORDS_WEIGHT * float(by_words[at]) + (1 - WORDS_WEIGHT) * by_meaning.get(t.name, 0.0) / top
        for at, t in enumerate(view.schema.tables)
        if by_words[at] > 0 or t.name in by_meaning
    }
    raw |= {m.table: 1.0 for m in metrics if m.table in raw}
    lifted = _lifted(view, raw)
    scored = []
    for at, table in enumerate(view.schema.tables):
        if lifted.get(table.name, 0.0) > 0:
            why = "named" if by_words[at] > 0 else "meaning" if table.name in by_meaning else "joins"
            scored.append(_Scored(table, round(lifted[table.name], 6), why))
    return sorted(scored, key=lambda s: (-s.score, s.table.name))


def _lifted(view: _View, raw: Mapping[str, float]) -> dict[str, float]:
    """The scores with a share of the best neighbour's: what joins a good table is likelier to be needed."""
    lifted = dict(raw)
    for table, score in raw.items():
        for other in view.graph.neighbours(table):
            gained = raw.get(other, 0.0) + LIFT * score
            lifted[other] = max(lifted.get(other, 0.0), gained)
    top = max(lifted.values(), default=0.0) or 1.0
    return {table: score / top for table, score in lifted.items()}


def _column_scores(view: _View, match: Match, near: Sequence[Near]) -> Floats:
    """For each document its fit, 0 to 1."""
    scores = WORDS_WEIGHT * match.documents / (float(match.documents.max(initial=0.0)) or 1.0)
    for n in near:
        at = view.places.get((n.table, n.column))
        if at is not None:
            scores[at] += (1 - WORDS_WEIGHT) * max(n.cosine, 0.0)
    return scores


def _found(view: _View, scored: _Scored, scores: Floats) -> FoundTable:
    table = scored.table
    columns = [(c, round(min(1.0, float(scores[view.places[table.name, c.name]])), 4)) for c in table.columns]
    return FoundTable(table.name, scored.score, tuple(sorted(columns, key=lambda c: -c[1])), scored.why)


def _joins(view: _View, tables: Sequence[str]) -> tuple[JoinPath, ...]:
    """The cheapest way from each found table to the ones found before it."""
    joins = []
    for place, table in enumerate(tables):
        way = view.graph.nearest([table], frozenset(tables[:place]), REACH) if place else None
        if way is not None:
            joins.append(view.graph.path(way[1][::-1]))
    return tuple(joins)


def _named_metrics(view: _View, asked_terms: Sequence[Term]) -> tuple[Metric, ...]:
    """Metrics of which one name's words all stand in the question, the longest name first."""
    asked = {term.stem for term in asked_terms}
    named = [(max(map(len, fit)), m) for m, names in view.metrics if (fit := [n for n in names if n <= asked])]
    return tuple(metric for _, metric in sorted(named, key=lambda n: (-n[0], n[1].name)))
