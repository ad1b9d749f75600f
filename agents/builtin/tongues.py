"""Which other language a question is in, by its small words: it is told so rather than half read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agents.builtin.links import STOP
from agents.builtin.state import PIECES


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, the request to ask in English in its own words, and words by which it is known."""

    name: str
    request: str
    words: frozenset[str]


@lru_cache(maxsize=1)
def tongues() -> tuple[Tongue, ...]:
    """The languages of lexicon/tongues.txt, without what is English as well."""
    text = (Path(__file__).parent / "lexicon" / "tongues.txt").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            head, _, words = line.partition(": ")
            name, _, request = head.partition(" ")
            found.append(Tongue(name, request.strip("“”"), frozenset(words.split()) - STOP - PIECES.keys()))
    return tuple(found)


def tongue_of(words: Sequence[str], unread: Sequence[str], known: Callable[[str], bool]) -> Tongue | None:
    """The language of a question with words that were not read; None for English or one that is not known here.

    All the unread words are of it, or two and at least half of them. Words that name something in the data say nothing.
    """
    strange = [w.casefold() for w in unread]
    if not strange:
        return None
    free = {w.casefold() for w in words if not known(w)} | set(strange)

    def weight(tongue: Tongue) -> tuple[int, int]:
        return sum(w in tongue.words for w in strange), len(free & tongue.words)

    best = max(tongues(), key=weight)
    hits, all_hits = weight(best)
    return best if hits and (hits == len(strange) or (all_hits >= 2 and hits * 2 >= len(strange))) else None
