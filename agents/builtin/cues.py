"""Cues: the function words of a question, found as the longest phrase at each place (lexicon/cues.txt)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agents.builtin.words import Token

_LEXICON = Path(__file__).parent / "lexicon"


_VERBS = frozenset({("ordered", "in"), ("ordered", "from")})
"""They speak of an order of rows only before a direction: `customers who ordered in March` bought something."""
_DIRECTIONS = frozenset(
    [
        "the",
        "a",
        "an",
        "ascending",
        "descending",
        "increasing",
        "decreasing",
        "alphabetical",
        "alphabetic",
        "lexicographic",
        "lexicographical",
        "reverse",
        "chronological",
        "high",
        "low",
        "highest",
        "lowest",
        "most",
        "least",
        "oldest",
        "newest",
        "youngest",
        "largest",
        "smallest",
        "terms",
        "asc",
        "desc",
    ]
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Tokens `start` to `end` (exclusive) say `kind`, with an argument: `agg avg`, `cmp >=`."""

    start: int
    end: int
    kind: str
    arg: str
    text: str


_OWNERS = frozenset({"per", "each", "every", "an", "a", "the", "this", "that", "of"})
"""Behind them `order` is a thing."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A comparative or superlative with its own measure: the words of fitting columns, each with its direction."""

    desc: bool
    columns: tuple[tuple[str, bool], ...]
    """(word, runs the other way)."""


def _lines(name: str) -> list[tuple[str, str]]:
    text = (_LEXICON / name).read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(head.strip(), tail) for head, _, tail in rows]


@lru_cache(maxsize=1)
def phrases() -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Phrase -> its (kind, argument) pairs, in the order of the file."""
    found: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    for head, tail in _lines("cues.txt"):
        kind, _, arg = head.partition(" ")
        for phrase in tail.split(","):
            words = tuple(phrase.replace("-", " ").split())
            if words:
                found[words] = (*found.get(words, ()), (kind, arg))
    for words, dimension in dimensions().items():
        found[words] = (("dim", "desc" if dimension.desc else "asc"), *found.get(words, ()))
    for words, meanings in list(found.items()):
        if words[0] != "the" and meanings[0][0] in ("super", "common", "dim"):
            found.setdefault(("the", *words), meanings)
    return found


@lru_cache(maxsize=1)
def dimensions() -> dict[tuple[str, ...], Dimension]:
    """The comparatives and superlatives of lexicon/dimensions.txt."""
    found = {}
    for head, tail in _lines("dimensions.txt"):
        *words, direction = head.split()
        columns = tuple((c.strip().lstrip("~"), c.strip().startswith("~")) for c in tail.split(","))
        found[tuple(words)] = Dimension(direction == "desc", columns)
    return found


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, phrases()))


def cues_of(tokens: Sequence[Token]) -> list[Cue]:
    """The cues in order, none overlapping; a phrase with several meanings gives its first here (see `meanings`)."""
    found: list[Cue] = []
    at = 0
    table = phrases()
    while at < len(tokens):
        if tokens[at].kind not in ("word", "number"):
            at += 1
            continue
        for size in range(min(_longest(), len(tokens) - at), 0, -1):
            words = tuple(t.low for t in tokens[at : at + size])
            if words in table and all(t.kind != "quoted" for t in tokens[at : at + size]):
                if (
                    words[0] in ("or", "and")
                    and len(words) > 1
                    and at + size < len(tokens)
                    and tokens[at + size].low == "than"
                ):
                    continue
                if words[0] == "order" and size > 1 and at and tokens[at - 1].low in _OWNERS:
                    continue  # `per order by channel`
                if words in _VERBS and (at + size >= len(tokens) or tokens[at + size].low not in _DIRECTIONS):
                    continue
                kind, arg = table[words][0]
                found.append(Cue(at + (words[0] == "the" and size > 1), at + size, kind, arg, " ".join(words)))
                at += size
                break
        else:
            at += 1
    return found
