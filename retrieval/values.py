"""The value index: which cell values of a role's view stand in a question, as a whole, in part, or misspelt.

It is filled through the callable that its owner gives (which goes through the guard), a column at a time, so it holds
only what the role may see. Memory is bounded: so many distinct values a column and over all, the most frequent first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import Stemmer
from rapidfuzz import fuzz, process

from data.types import Column, Schema
from retrieval.types import Value

Distinct = Callable[[str, str, int], Sequence[tuple[Any, int]]]
"""(table, column, limit) -> (value, how often), the most frequent first."""

PER_COLUMN = 20_000
IN_ALL = 400_000
LONGEST = 120
"""Characters of a value; what is longer is prose and not looked for as a whole."""
FEW = 40
"""A word that stands in more values of a column than this says nothing about which value is meant."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_stemmer = Stemmer.Stemmer("english")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one word in lower case (Porter 2)."""
    return str(_stemmer.stemWord(word.casefold().removesuffix("'s").removesuffix("’s")))


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return _WORD.findall(text.casefold())


def key_of(text: str) -> str:
    """The stems of a text's words, one space between: what two spellings of one value share."""
    return " ".join(map(stem, words_of(text)))


@dataclass(frozen=True, slots=True)
class Cell:
    """One distinct value of one column."""

    table: str
    column: str
    value: str
    count: int


class ValueIndex:
    """Distinct values by stems, by word and by likeness. Deterministic: ties go by table, column and value."""

    def __init__(self) -> None:
        self._cells: list[Cell] = []
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._distinct: dict[tuple[str, str], int] = {}
        self._spelled: dict[tuple[str, int], dict[str, list[int]]] | None = None
        """Values as they are spelled, by first letter and length, for likeness; made when first needed."""
        self._private: set[tuple[str, str]] = set()

    @classmethod
    def build(cls, schema: Schema, distinct: Distinct, limit: int = PER_COLUMN, total: int = IN_ALL) -> ValueIndex:
        """Read the text columns of `schema` (and of tables of numbers none: a number needs no looking up)."""
        index = cls()
        left = total
        for table in schema.tables:
            for column in table.columns:
                if left <= 0 or not _worth_reading(column):
                    continue
                rows = distinct(table.name, column.name, min(limit, left))
                left -= len(rows)
                index._add(table.name, column, rows)
        return index

    def _add(self, table: str, column: Column, rows: Iterable[tuple[Any, int]]) -> None:
        place = (table.casefold(), column.name.casefold())
        if column.private:
            self._private.add(place)
        number = 0
        for value, count in rows:
            if value is None:
                continue
            number += 1
            text = str(value)
            if not text.strip() or len(text) > LONGEST:
                continue
            position = len(self._cells)
            self._cells.append(Cell(table, column.name, text, int(count)))
            words = [stem(w) for w in words_of(text)]
            key = " ".join(words) or text.strip().casefold()
            self._whole[key].append(position)
            if len(words) > 1:
                for word in dict.fromkeys(words):
                    self._by_word[word].append(position)
        self._distinct[place] = number

    def __len__(self) -> int:
        return len(self._cells)

    def distinct_count(self, table: str, column: str) -> int | None:
        """How many distinct values of a column were read; None when it was not."""
        return self._distinct.get((table.casefold(), column.casefold()))

    def values_of(self, table: str, column: str) -> list[str]:
        """The indexed values of one column (a walk over the index: for small answers)."""
        return [c.value for c in self._cells if c.table == table and c.column == column]

    def exact(self, phrase: str) -> list[Value]:
        """Values whose words are the phrase's words, however inflected; 1.0 when letter for letter."""
        key = key_of(phrase) or phrase.strip().casefold()
        folded = phrase.strip().casefold()
        found = [self._scored(i, phrase, folded) for i in self._whole.get(key, ())]
        return sorted(found, key=_order)

    def _scored(self, position: int, phrase: str, folded: str) -> Value:
        cell = self._cells[position]
        if cell.value == phrase:
            score = 1.0
        elif cell.value.casefold() == folded:
            score = 0.98
        else:
            score = 0.9
        return Value(cell.table, cell.column, cell.value, score)

    def within(self, phrase: str, limit: int = 24) -> list[Value]:
        """Values of several words that hold all the words of the phrase; score by how much of the value it is."""
        words = [stem(w) for w in words_of(phrase)]
        if not words:
            return []
        lists = [self._by_word.get(w) for w in words]
        if any(found is None for found in lists):
            return []
        full = sorted((found for found in lists if found is not None), key=len)
        common = set(full[0])
        for found in full[1:]:
            common &= set(found)
        per: dict[tuple[str, str], list[Value]] = defaultdict(list)
        folded = " ".join(words_of(phrase))
        for i in sorted(common)[:2000]:
            cell = self._cells[i]
            value = " ".join(words_of(cell.value))
            share = len(folded) / max(len(value), 1)
            straight = 0.15 if folded in value else 0.0
            score = min(0.85, 0.35 + 0.4 * min(share, 1.0) + straight)
            per[cell.table, cell.column].append(Value(cell.table, cell.column, cell.value, score))
        kept = [v for found in per.values() for v in sorted(found, key=_order)[:3]]
        return sorted(kept, key=_order)[:limit]

    def parts(self, phrase: str) -> dict[tuple[str, str], int]:
        """How many values of each column hold the phrase's words as a part."""
        words = [stem(w) for w in words_of(phrase)]
        counts: dict[tuple[str, str], int] = defaultdict(int)
        if not words:
            return counts
        common = set(self._by_word.get(words[0], ()))
        for word in words[1:]:
            common &= set(self._by_word.get(word, ()))
        for i in common:
            cell = self._cells[i]
            counts[cell.table, cell.column] += 1
        return counts

    def like(self, phrase: str, limit: int = 8, cutoff: float = 84.0) -> list[Value]:
        """Values that look like the phrase: typing errors. Private columns are never suggested."""
        key = " ".join(words_of(phrase))
        if len(key) < 4:
            return []
        spelled = self._spellings()
        slack = 1 + len(key) // 8
        found = []
        for length in range(len(key) - slack, len(key) + slack + 1):
            keys = spelled.get((key[0], length), {})
            for match, score, _ in process.extract(
                key, keys.keys(), scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit
            ):
                for i in keys[match][:limit]:
                    cell = self._cells[i]
                    found.append(Value(cell.table, cell.column, cell.value, 0.8 * score / 100))
        return sorted(found, key=_order)[:limit]

    def _spellings(self) -> dict[tuple[str, int], dict[str, list[int]]]:
        if self._spelled is None:
            made: dict[tuple[str, int], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
            for i, cell in enumerate(self._cells):
                text = " ".join(words_of(cell.value))
                if text and (cell.table.casefold(), cell.column.casefold()) not in self._private:
                    made[text[0], len(text)][text].append(i)
            self._spelled = {place: dict(keys) for place, keys in made.items()}
        return self._spelled

    def find(self, phrase: str, limit: int = 8) -> list[Value]:
        """Cell values like the phrase, best first: as a whole, else in part, else by likeness."""
        found = self.exact(phrase) + self.within(phrase)
        if not found:
            found = self.like(phrase)
        best: dict[tuple[str, str, str], Value] = {}
        for value in found:
            best.setdefault((value.table, value.column, value.value), value)
        return sorted(best.values(), key=_order)[:limit]

    def mentions(self, question: str, limit: int = 12) -> list[Value]:
        """Cell values that stand in the question, the longest and best first."""
        words = _WORD.findall(question)
        taken: set[int] = set()
        found: list[Value] = []
        for size in range(min(8, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                span = range(at, at + size)
                if taken & set(span) or (size == 1 and len(words[at]) < 3):
                    continue
                hits = self.exact(" ".join(words[at : at + size]))
                if hits:
                    taken |= set(span)
                    found += hits
        return found[:limit]


def _worth_reading(column: Column) -> bool:
    return column.kind == "text"


def _order(value: Value) -> tuple[float, str, str, str]:
    return -value.score, value.table, value.column, value.value
