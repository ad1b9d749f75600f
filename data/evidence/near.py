"""Values that somebody may have meant by a word that a column does not have: other spellings, parts, initials, codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phonenumbers.geodata.locale import LOCALE_DATA
from rapidfuzz import fuzz

from data.quality.labels import plain

CLOSE = 80.0
"""From which likeness on a spelling is offered, of 100."""
_WORD = re.compile(r"[^\W_]+")


def near(wanted: str, values: Sequence[tuple[str, int]], most: int = 3) -> list[tuple[str, int]]:
    """The values nearest to what was looked for, best first, with their counts; none where nothing is near."""
    scored = [(score, value, count) for value, count in values if value != wanted and (score := _score(wanted, value))]
    best = max((s for s, _, _ in scored), default=0.0)
    ranked = sorted(scored, key=lambda s: (-s[0], -s[2], s[1]))
    return [(value, count) for score, value, count in ranked if score >= best - 15][:most]


def _score(wanted: str, value: str) -> float:
    """100 for the same but for case and blanks, down to 0 for what is not near."""
    a, b = plain(wanted), plain(value)
    if not a or not b:
        return 0.0
    if a == b:
        return 100.0
    if _code(a, b) or _code(b, a):
        return 95.0
    words_a, words_b = _WORD.findall(a), _WORD.findall(b)
    if words_a and (set(words_a) <= set(words_b) or set(words_b) <= set(words_a)):
        return 90.0
    likeness = fuzz.ratio(a, b)
    return likeness if likeness >= CLOSE and min(len(a), len(b)) >= 4 else 0.0


def _code(short: str, long: str) -> bool:
    """Whether the one abbreviates the other: initials (US, USA, U.S.), or a country's code."""
    letters = "".join(_WORD.findall(short))
    if not 2 <= len(letters) <= 5 or len(long) <= len(letters):
        return False
    words = [w for w in _WORD.findall(long) if w not in ("of", "the", "and")]
    initials = "".join(w[0] for w in words)
    if len(words) > 1 and (letters == initials or (letters.startswith(initials) and len(letters) - len(initials) == 1)):
        return True
    return len(letters) == 2 and plain(_country(letters.upper())) == long


def _country(code: str) -> str:
    """The English name of a country by its code of two letters; a name that starts with `*` stands under that language."""
    names = LOCALE_DATA.get(code, {})
    name = str(names.get("en", ""))
    return str(names.get(name[1:], "")) if name.startswith("*") else name
