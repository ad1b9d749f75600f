"""BM25 over the stems of documents, with words that are nearly those of the question.

A word of the question counts for the words of the schema that it is (weight 1), that mean nearly the same by their
static vectors (`musician`, `artist`), that hold it at their beginning or end (`user` in `useraccount`) and, when the schema
has none of these, that are spelled nearly like it (`deparment`). In each document the best of these counts, and in each
table the best document of each word: a table is as good as the part of the question that it covers.
"""

from __future__ import annotations

import logging
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from retrieval.documents import Document
from retrieval.words import Term

if TYPE_CHECKING:
    import bm25s

Floats = npt.NDArray[np.float32]

ALIKE = 0.36
"""Cosine from which two words mean nearly the same; unrelated ones stay under 0.2."""
ALIKE_WEIGHT = 0.7
"""Times the cosine."""
MOST_ALIKE = 4
PART_WEIGHT = 0.6
PART_LETTERS = 4
SPELLING = 84.0
"""Likeness in spelling (0 to 100) of words that may be slips of the pen."""
SPELLING_WEIGHT = 0.6
SPELLING_LETTERS = 5
COLUMN_WEIGHT = 0.8
"""What a word found in a column's document counts for its table, one found in the table's own document counting 1."""


@runtime_checkable
class WordVectors(Protocol):
    """An embedding so cheap that single words can be asked for."""

    def vectors(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 (or 0) for each text."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well words fit: `documents` and `tables` in the order they were given, `known` for each term 0 to 1."""

    documents: Floats
    tables: Floats
    known: tuple[float, ...]


class Lexical:
    """A BM25 index in memory (bm25s, Lucene's formula). The documents of one table stand together."""

    def __init__(self, documents: Sequence[Document], vectors: WordVectors | None = None) -> None:
        self._size = len(documents)
        tables = [d.table for d in documents]
        self._starts = [i for i, name in enumerate(tables) if not i or tables[i - 1] != name]
        self._weights = np.array([COLUMN_WEIGHT if d.column else 1.0 for d in documents], dtype=np.float32)
        spelled: dict[str, str] = {}
        for document in documents:
            for word, stem in zip(document.words, document.stems, strict=True):
                spelled.setdefault(stem, word)
        self._stems = list(spelled)
        self._known = frozenset(spelled)
        self._sorted = sorted(spelled)
        self._backwards = sorted(stem[::-1] for stem in spelled)
        self._vectors = vectors
        self._rows = vectors.vectors(list(spelled.values())) if vectors is not None and spelled else None
        self._bm25 = _bm25([list(d.stems) for d in documents]) if spelled else None

    def match(self, terms: Sequence[Term]) -> Match:
        """The fit of every document and table with the terms."""
        documents = np.zeros(self._size, dtype=np.float32)
        tables = np.zeros(len(self._starts), dtype=np.float32)
        known = []
        for _, near in zip(terms, self._related(terms), strict=True):
            known.append(max(near.values(), default=0.0))
            if near:
                best = self._best(near)
                documents += best
                tables += np.maximum.reduceat(best * self._weights, self._starts)
        return Match(documents, tables, tuple(known))

    def _best(self, near: dict[str, float]) -> Floats:
        assert self._bm25 is not None
        rows = [self._bm25.get_scores([stem]) * np.float32(weight) for stem, weight in near.items()]
        best: Floats = np.maximum.reduce(rows)
        return best

    def _related(self, terms: Sequence[Term]) -> list[dict[str, float]]:
        """For each term the stems of the schema that it may stand for, with their weights."""
        if self._rows is None or self._vectors is None:
            cosines = np.zeros((len(terms), len(self._stems)), dtype=np.float32)
        else:
            cosines = self._vectors.vectors([t.word for t in terms]) @ self._rows.T
        return [self._related_to(term, row) for term, row in zip(terms, cosines, strict=True)]

    def _related_to(self, term: Term, cosines: Floats) -> dict[str, float]:
        related: dict[str, float] = {}
        for at in np.argsort(-cosines, kind="stable")[:MOST_ALIKE]:
            if cosines[at] >= ALIKE:
                related[self._stems[at]] = ALIKE_WEIGHT * float(cosines[at])
        if len(term.stem) >= PART_LETTERS and not term.stem.isdigit():
            for stem in self._holding(term.stem):
                related[stem] = max(PART_WEIGHT, related.get(stem, 0.0))
        if term.stem in self._known:
            related[term.stem] = 1.0
        if not related and len(term.stem) >= SPELLING_LETTERS:
            found = process.extract(term.stem, self._stems, scorer=fuzz.ratio, score_cutoff=SPELLING, limit=2)
            related = {stem: SPELLING_WEIGHT for stem, _, _ in found}
        return related

    def _holding(self, part: str) -> list[str]:
        """Longer stems that begin or end with `part`."""
        beginning = _beginning(self._sorted, part)
        ending = (stem[::-1] for stem in _beginning(self._backwards, part[::-1]))
        return [stem for stem in (*beginning, *ending) if len(stem) > len(part)]


def _beginning(ordered: list[str], part: str) -> list[str]:
    return ordered[bisect_left(ordered, part) : bisect_right(ordered, part + "\U0010ffff")]


def _bm25(stems: list[list[str]]) -> bm25s.BM25:
    import bm25s

    # bm25s sets its own logger to DEBUG when it is imported.
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    made = bm25s.BM25(k1=1.2, b=0.5)
    made.index(stems, show_progress=False)
    return made
