"""The schema index: which tables, columns, joins and metrics a question is about.

Two rankings are fused: BM25 over the stems of names, titles, descriptions, synonyms and samples, which knows the words
of this database, and static embeddings in Chroma, which know what is near in meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.types import Metric, Schema
from retrieval.documents import documents, fingerprint, metric_stems
from retrieval.joins import JoinGraph
from retrieval.lexical import Lexical, WordVectors
from retrieval.rank import Evidence, column_fits, found, is_near, ranked
from retrieval.store import Vectors
from retrieval.types import Hits, JoinPath, Updated, Value
from retrieval.words import Term, terms

if TYPE_CHECKING:
    from llama_index.core.embeddings import BaseEmbedding

NEAREST = 64
"""Documents that are asked of the vectors for a question."""
REACH = 3.5
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
        flat = tuple(document for of_table in docs.values() for document in of_table)
        metrics = tuple((metric, metric_stems(metric)) for metric in schema.metrics)
        places = {(d.table, d.column): at for at, d in enumerate(flat)}
        lexical = Lexical(flat, self._embedding if isinstance(self._embedding, WordVectors) else None)
        self._view = _View(schema, places, lexical, JoinGraph(schema), metrics)
        both = state.keys() & before.keys()
        return Updated(
            added=tuple(sorted(state.keys() - before.keys())),
            changed=tuple(sorted(t for t in both if state[t] != before[t])),
            removed=tuple(sorted(before.keys() - state.keys())),
            kept=tuple(sorted(t for t in both if state[t] == before[t])),
        )

    def search(self, question: str, k: int = 8, values: Sequence[Value] = ()) -> Hits:
        """Up to `k` tables, best first, with their columns, the ways to join them and the metrics named.

        `values` are cell values of the question that a value index has found: their tables come first among equals, and
        something is near. The same question over the same schema gives the same hits. RuntimeError before `update`.
        """
        if self._view is None:
            msg = "The schema index is empty: call update(schema) before search."
            raise RuntimeError(msg)
        view = self._view
        asked = terms(question)
        near = [n for n in self._vectors.nearest(question, NEAREST) if (n.table, n.column) in view.places]
        evidence = Evidence(asked, view.lexical.match(asked), near, _named_metrics(view, asked), values)
        if not is_near(evidence):
            return Hits((), (), (), nothing_near=True)
        fits = column_fits(view.places, evidence)
        best = ranked(view.schema, view.graph, evidence, k)
        tables = tuple(found(view.places, scored, fits) for scored in best)
        return Hits(tables, _joins(view, [t.name for t in tables]), tuple(evidence.metrics))

    def close(self) -> None:
        """Let go of the files."""
        self._vectors.close()


def index_directory(home: Path, database: str, role: str = "") -> Path:
    """Where the index of a role's view of a database is kept under `CANDOR_HOME`."""
    return home / "index" / hashlib.sha256(f"{database}\x1f{role}".encode()).hexdigest()[:16]


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
