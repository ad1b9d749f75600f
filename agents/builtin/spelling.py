"""Spelling: a misspelt function word (`averge`, `hihgest`) is read as the one that it must be.

Names and values are not touched: links find those by likeness, with the schema in view.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from agents.builtin.cues import phrases
from agents.builtin.links import STOP
from agents.builtin.state import PIECES, light
from agents.builtin.words import Token
from retrieval.values import stem

SHORTEST = 4
SURE = 7
"""From so many letters on a wrong letter is mended too, not only a missing, a doubled or a swapped one."""


@lru_cache(maxsize=1)
def function_words() -> dict[str, tuple[str, ...]]:
    """The words of the cues and of time, by their first letter."""
    words = {w for phrase in phrases() for w in phrase} | set(PIECES) | {w for w in STOP if len(w) > SHORTEST}
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if len(word) >= SHORTEST and word.isalpha():
            found[word[0]].append(word)
    return {letter: tuple(group) for letter, group in found.items()}


def respelled(tokens: Sequence[Token], known: Callable[[Token], bool]) -> tuple[Token, ...]:
    """The tokens with misspelt function words mended; `known` says what the schema or a cell calls like that."""
    return tuple(_mended(t, known) for t in tokens)


def _mended(token: Token, known: Callable[[Token], bool]) -> Token:
    low = token.low
    if token.kind != "word" or len(low) < SHORTEST or not low.isalpha() or token.number is not None:
        return token
    if low in STOP or low in light() or low in _every() or known(token):
        return token
    near = [w for w in function_words().get(low[0], ()) if _misspelt(low, w)]
    if len(near) != 1:
        return token
    return replace(token, low=near[0], stem=stem(near[0]))


@lru_cache(maxsize=1)
def _every() -> frozenset[str]:
    return frozenset(w for phrase in phrases() for w in phrase)


def _misspelt(written: str, word: str) -> bool:
    """Whether one slip of the finger lies between them."""
    if abs(len(written) - len(word)) > 1 or OSA.distance(written, word, score_cutoff=1) != 1:
        return False
    swapped = sorted(written) == sorted(word)
    inflected = written.rstrip("s") == word or word.rstrip("s") == written
    return not inflected and (swapped or len(written) != len(word) or len(word) >= SURE)
