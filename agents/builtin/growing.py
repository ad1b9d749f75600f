"""`which category grew the most from 2023 to 2024`: what grows is what the data are mostly about, where nobody says it."""

from __future__ import annotations

import re

from agents.builtin.idioms import Said, main_measure
from agents.builtin.names import Names
from retrieval.values import stem

_UP = r"grew|grown|rose|risen|increased|gained|climbed|improved|grow|rise|increase|gain|improve"
_DOWN = r"fell|fallen|declined|dropped|decreased|shrank|shrunk|lost|fall|decline|drop|decrease|shrink|lose"
_RANK = r"(?:the\s+)?(?P<rank>most|strongest|fastest|quickest)"
_TAIL = r"(?P<tail>\s+(?:from|between|in|compared|versus|vs|since)\b.*)"
_PATTERNS = (
    re.compile(
        rf"^\W*(?:which|what)\s+(?P<noun>[\w-]+(?:\s+[\w-]+){{0,2}}?)(?P<measure>)\s+(?:has\s+|have\s+)?(?P<verb>{_UP}|{_DOWN})\s+{_RANK}{_TAIL}$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\W*(?:which|what)\s+(?P<noun>[\w-]+(?:\s+[\w-]+)??)['’]s?\s+(?P<measure>[\w-]+(?:\s+[\w-]+)??)\s+(?:has\s+|have\s+)?(?P<verb>{_UP}|{_DOWN})\s+{_RANK}{_TAIL}$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\W*(?:in|for|at)\s+(?:which|what)\s+(?P<noun>[\w-]+(?:\s+[\w-]+)??)\s+(?:did|has|have)\s+(?P<measure>[\w-]+(?:\s+[\w-]+)??)\s+(?P<verb>{_UP}|{_DOWN})\s+{_RANK}{_TAIL}$",
        re.IGNORECASE,
    ),
)
_FELL = re.compile(rf"^(?:{_DOWN})$", re.IGNORECASE)


def grown(question: str, names: Names) -> Said | None:
    """The question with the measure that grows, and how growth is measured; None where nothing of the kind is asked."""
    found = next((m for pattern in _PATTERNS if (m := pattern.match(question.rstrip(" ?!.")))), None)
    usual = main_measure(names)
    if found is None or (not found["measure"] and usual is None):
        return None
    measure = found["measure"] or usual or ""
    noun = found["noun"]
    if found["measure"] and stem(measure.split()[-1]) not in names.by_stem:
        return None
    tail = re.sub(r"^\s+between\s+(.+?)\s+and\s+", r" from \1 to ", found["tail"])
    fell = _FELL.match(found["verb"]) is not None
    if found["rank"].casefold() in ("fastest", "quickest"):
        text = f"which {noun} had the {'lowest' if fell else 'highest'} {measure} growth{tail}"
        how = "in percent of what it was"
    else:
        text = f"which {noun} {'lost' if fell else 'gained'} the most {measure}{tail}"
        how = "by the amount"
    told = f"No measure was named: the change of {measure} is compared, {how}."
    return Said(text, told if not found["measure"] else f"The change of {measure} is compared, {how}.")
