"""Names that are written rather than spoken: `amount_2`, `measure 07`, `sales100k`, `customerId` stand as one word.

A name that is split into its words is found by each of them; one that tells itself from others by a number, or that
somebody types as it stands in the schema, is meant whole and is nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from agents.builtin.words import Token

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")
_LONGEST = 4
"""Words of the question that may be one name at most."""


def written_key(name: str) -> str:
    """A name with `_` between its parts and its numbers without leading zeros; empty for a name of one part.

    No stem of a word holds a `_`, so that keys and stems do not meet.
    """
    parts = [str(int(p)) if p.isdecimal() else p.casefold() for p in _PARTS.findall(name.rpartition(".")[2])]
    return "_".join(parts) if len(parts) > 1 else ""


def named_whole(tokens: tuple[Token, ...], known: Collection[str]) -> tuple[Token, ...]:
    """The tokens with each name that is written as it stands in the schema as one; `known` holds keys."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        size, key = next(
            ((n, k) for n in range(_LONGEST, 0, -1) if (k := _key(tokens[at : at + n], n, known))), (1, "")
        )
        part = tokens[at : at + size]
        if key:
            text = " ".join(t.text for t in part)
            found.append(Token(text, key, key, "word", part[0].start, part[-1].end))
        else:
            found += part
        at += size
    return tuple(found)


def _key(part: tuple[Token, ...], size: int, known: Collection[str]) -> str:
    """The key that these tokens write, where it is one of those known; words of their own need a number among them."""
    if len(part) < size or any(t.kind in ("mark", "quoted") for t in part):
        return ""
    if size > 1 and not any(t.kind == "number" for t in part[1:]):
        return ""
    text = " ".join(t.text for t in part)
    spellings = (text, text[:-1]) if text[-1:] in "sS" else (text,)
    return next((key for spelling in spellings if (key := written_key(spelling)) in known), "")


def spoken_name(name: str) -> str:
    """A name in words; one with a number in it stays as it is written, but for its underscores."""
    parts = _PARTS.findall(name)
    numbered = any(p.isdecimal() for p in parts)
    return name.replace("_", " ").casefold() if numbered else " ".join(p.casefold() for p in parts)
