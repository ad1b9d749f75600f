"""What is indexed of a Schema: one document for each table and each column, and a fingerprint for each table.

A document holds only what the Schema at hand shows (a role's view), so what a role may not see is in no index of its.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from data.types import Column, Metric, Table
from retrieval.words import STOP, spelled_out, stem, words_of_name, words_of_text

FORM = "1"
"""Changes when the text of documents does, so that what was stored in an older form is built anew."""
SAMPLES = 5
SAMPLE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Document:
    """`column` is empty for the table's own document. `text` is embedded, `words` (with repeats) are for BM25."""

    table: str
    column: str
    text: str
    words: tuple[str, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(map(stem, self.words))

    @property
    def id(self) -> str:
        return f"{self.table}\x1f{self.column}"


def fingerprint(table: Table) -> str:
    """Changes when anything that is indexed of the table does."""
    said = [FORM, table.name, table.title, table.description, table.synonyms, [_said(c) for c in table.columns]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def documents(table: Table) -> tuple[Document, ...]:
    """The table's document first, then one for each column."""
    return (_of_table(table), *(_of_column(table, column) for column in table.columns))


def metric_stems(metric: Metric) -> tuple[frozenset[str], ...]:
    """The stems of each of a metric's names (name, title, synonyms), without words that say nothing."""
    names = (words_of_name(metric.name), words_of_text(metric.title), *map(words_of_text, metric.synonyms))
    stems = (frozenset(stem(w) for w in spelled_out(words) if w not in STOP) for words in names)
    return tuple(dict.fromkeys(filter(None, stems)))


def name_words(name: str, title: str = "") -> tuple[str, ...]:
    """The words of a name, spelled out, with those of its title that the name has not."""
    words = dict.fromkeys(spelled_out(words_of_name(name)))
    words |= dict.fromkeys(spelled_out(words_of_text(title)))
    return tuple(words)


def _of_table(table: Table) -> Document:
    own = name_words(_last(table.name), table.title)
    synonyms = [words_of_text(s) for s in table.synonyms]
    columns = [w for c in table.columns for w in name_words(c.name, c.title)]
    text = ". ".join(filter(None, (" ".join(own), ", ".join(table.synonyms), table.description)))
    words = _words([*own, *own, *_flat(synonyms), *words_of_text(table.description), *dict.fromkeys(columns)])
    return Document(table.name, "", text, words)


def _of_column(table: Table, column: Column) -> Document:
    owner = name_words(_last(table.name), table.title)
    own = name_words(column.name, column.title)
    samples = [s[:SAMPLE_LENGTH] for s in column.samples[:SAMPLES]]
    said = (" ".join((*owner, *own)), ", ".join(column.synonyms), column.description, ", ".join(samples))
    words = (own, own, *map(words_of_text, (*column.synonyms, column.description, column.unit, *samples)))
    return Document(table.name, column.name, ". ".join(filter(None, said)), _words(_flat(words)))


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _flat(lists: Iterable[Iterable[str]]) -> list[str]:
    return [word for words in lists for word in words]


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(spelled_out(words))


def _said(column: Column) -> list[object]:
    return [column.name, column.title, column.description, column.synonyms, column.unit, column.samples[:SAMPLES]]
