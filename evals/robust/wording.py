"""The same question in other words, or with one slip of the keyboard. Values are left as they are."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from sqlglot import exp

from evals.benchmark.gold import parse

Span = tuple[int, int]
Change = Callable[[str, Sequence[str], random.Random], str]
"""Question, values that must stay, chance -> the changed question; the same text where nothing can be changed."""

MOST = 3
"""So many phrases of a question are replaced at most."""
SHORTEST = 5
"""A slip is made in words of at least so many letters."""
_QUOTED = re.compile(r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|`[^`]*`|\u201c[^\u201d]*\u201d")
_WORD = re.compile(r"[A-Za-z]+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLAIN = frozenset(
    {
        *(
            "about",
            "above",
            "after",
            "among",
            "before",
            "being",
            "below",
            "between",
            "count",
            "different",
            "distinct",
            "does",
        ),
        *(
            "during",
            "each",
            "either",
            "equal",
            "every",
            "having",
            "list",
            "neither",
            "return",
            "show",
            "shows",
            "that",
            "than",
        ),
        *(
            "ascending",
            "descending",
            "alphabetical",
            "number",
            "order",
            "ordered",
            "sorted",
            "please",
            "unique",
            "whether",
        ),
        *(
            "fewer",
            "greater",
            "highest",
            "largest",
            "least",
            "lowest",
            "maximum",
            "minimum",
            "more",
            "most",
            "smallest",
        ),
        *(
            "their",
            "them",
            "then",
            "there",
            "these",
            "they",
            "this",
            "those",
            "what",
            "when",
            "where",
            "which",
            "whose",
        ),
        *("with", "without", "would", "average", "total", "other", "along", "together", "many"),
    }
)
"""Words of the language rather than of a database; a slip in a content word is the harder case."""


def values_of(gold: str) -> tuple[str, ...]:
    """The texts and numbers of a gold statement, double-quoted ones included."""
    tree = parse(gold)
    if tree is None:
        return ()
    texts = [e.name for e in tree.find_all(exp.Literal)]
    texts += [c.name for c in tree.find_all(exp.Column) if isinstance(c.this, exp.Identifier) and c.this.quoted]
    return tuple(bare for text in texts if (bare := text.strip("% ")))


def kept(question: str, values: Iterable[str]) -> list[Span]:
    """Where nothing may be changed: what stands in quotes, and every word of a value."""
    spans = [m.span() for m in _QUOTED.finditer(question)]
    for value in values:
        for word in value.split():
            spans += [m.span() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", question, re.IGNORECASE)]
    return spans


def in_other_words(question: str, values: Sequence[str], chance: random.Random) -> str:
    """Up to `MOST` phrases replaced by others for the same."""
    taken, found = list(kept(question, values)), list[tuple[Span, str]]()
    for pattern, others in _rules():
        for match in pattern.finditer(question):
            if not any(_touch(match.span(), span) for span in taken):
                taken.append(match.span())
                found.append((match.span(), _said(match, chance.choice(others))))
    chosen = chance.sample(found, min(MOST, len(found)))
    for (start, end), text in sorted(chosen, reverse=True):
        question = question[:start] + text + question[end:]
    return question


def with_a_slip(question: str, values: Sequence[str], chance: random.Random) -> str:
    """One letter of one content word dropped, doubled in place of its neighbour's key, or changed with the next."""
    taken = kept(question, values)
    words = [
        m
        for m in _WORD.finditer(question)
        if len(m[0]) >= SHORTEST and m[0].casefold() not in _PLAIN and not any(_touch(m.span(), s) for s in taken)
    ]
    if not words:
        return question
    word = chance.choice(words)
    return question[: word.start()] + _slip(word[0], chance) + question[word.end() :]


CHANGES: Mapping[str, Change] = {"synonyms": in_other_words, "typos": with_a_slip}


def _slip(word: str, chance: random.Random) -> str:
    """The first letter stays, as it nearly always does."""
    slips = [*_dropped(word), *_swapped(word), *_neighbours(word)]
    return chance.choice(slips)


def _dropped(word: str) -> Iterator[str]:
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]


def _swapped(word: str) -> Iterator[str]:
    for i in range(1, len(word) - 1):
        if word[i] != word[i + 1]:
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _neighbours(word: str) -> Iterator[str]:
    for i in range(1, len(word)):
        row = next(row for row in _ROWS if word[i].casefold() in row)
        at = row.index(word[i].casefold())
        for beside in row[max(0, at - 1) : at] + row[at + 1 : at + 2]:
            yield word[:i] + beside + word[i + 1 :]


def _said(match: re.Match[str], other: str) -> str:
    if "*" in other:
        other = other.replace("*", match[1])
    return other[:1].upper() + other[1:] if match[0][:1].isupper() else other


def _touch(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


@cache
def _rules() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """The phrases as patterns, the longest first."""
    read = yaml.safe_load((Path(__file__).parent / "synonyms.yaml").read_text(encoding="utf-8"))
    return tuple((_pattern(phrase), tuple(read[phrase])) for phrase in sorted(read, key=lambda p: (-len(p), p)))


def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"([^?.,]+?)".join(re.escape(part) for part in phrase.removeprefix("^").split("*"))
    return re.compile((r"^" if phrase.startswith("^") else r"(?<!\w)") + words + r"(?!\w)", re.IGNORECASE)
