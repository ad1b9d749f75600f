"""Characters that the engine reads as white space, or that a reader does not see, stand in string literals only."""

from __future__ import annotations

import bisect
import unicodedata

from sqlglot.tokenizer_core import TokenType

from guardrails.draft import Draft, Refusal

_TEXTS = frozenset({TokenType.STRING, TokenType.RAW_STRING})
_FINE = frozenset("\t\n\r ")


def check(draft: Draft) -> Refusal | None:
    text = draft.sql
    if text.isascii() and text.isprintable():
        return None
    texts = [token for token in draft.tokens if token.token_type in _TEXTS]
    starts = [token.start for token in texts]
    for at, character in enumerate(text):
        if character in _FINE or not _odd(character):
            continue
        text_before = bisect.bisect_right(starts, at) - 1
        if text_before >= 0 and at <= texts[text_before].end:
            continue
        return Refusal(f"Character {at + 1} is U+{ord(character):04X}, which cannot be seen.", "Write plain spaces.")
    return None


def _odd(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp") and character not in _FINE
    )
