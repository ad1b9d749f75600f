"""Codes: words that databases write in another form, `F` for female, `FL` for Florida (lexicon/codes.txt)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from retrieval.values import stem

_FILE = Path(__file__).parent / "lexicon" / "codes.txt"


@lru_cache(maxsize=1)
def codes() -> dict[str, tuple[tuple[str, ...], frozenset[str]]]:
    """What is said, in lower case -> (the cells it may be, the stems that a column's name must have one of)."""
    found: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        spoken, _, rest = line.partition(": ")
        cells, _, columns = rest.partition("; ")
        meant = (tuple(c.strip() for c in cells.split(",")), frozenset(stem(c.strip()) for c in columns.split(",")))
        for word in spoken.split(","):
            found[word.strip()] = meant
    return found
