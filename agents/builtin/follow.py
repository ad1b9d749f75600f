"""Follow-ups: `and by region?`, `only 2024`, `same for the West` read together with the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from agents.builtin.words import tokens_of

_OPENERS = (
    "and ",
    "only ",
    "same ",
    "the same ",
    "what about ",
    "how about ",
    "now ",
    "but ",
    "just ",
    "also ",
    "instead ",
    "by ",
    "per ",
    "for ",
    "in ",
    "with ",
)
_STARTS = frozenset(
    [
        "what",
        "which",
        "who",
        "whose",
        "how",
        "when",
        "where",
        "show",
        "list",
        "find",
        "give",
        "count",
        "tell",
        "return",
        "display",
        "name",
        "get",
        "is",
        "are",
        "compare",
        "total",
        "average",
        "select",
        "report",
    ]
)


class Reads(Protocol):
    """What parses a question."""

    def parse(self, question: str) -> object: ...


def whole_question(said: Sequence[str], _parser: Reads) -> str:
    """The last question made whole with what the ones before it said."""
    whole = ""
    for question in said:
        whole = merged(whole, question) if whole and is_follow_up(question) else question
    return whole


def is_follow_up(question: str) -> bool:
    """Whether it cannot stand alone: it opens like an addition, or is short and asks nothing of its own."""
    low = question.strip().casefold()
    if low.startswith(
        (
            "what about ",
            "how about ",
            "and ",
            "same ",
            "the same ",
            "only ",
            "now ",
            "but ",
            "instead ",
            "just ",
            "also ",
        )
    ):
        return True
    words = [t.low for t in tokens_of(low) if t.kind != "mark"]
    return bool(words) and words[0] not in _STARTS and len(words) <= 5 and low.startswith(_OPENERS)


def merged(before: str, addition: str) -> str:
    """The earlier question with the addition put behind it."""
    base = before.strip().rstrip("?.! ")
    extra = addition.strip().rstrip("?.! ")
    extra = re.sub(
        r"^(and|but|now|just|also|only|instead|what about|how about|the same|same|show me|show)\b[ ,]*",
        "",
        extra,
        flags=re.IGNORECASE,
    ).strip()
    if not extra:
        return before
    first = extra.split()[0].casefold()
    if first not in (
        "by",
        "per",
        "for",
        "in",
        "with",
        "without",
        "where",
        "since",
        "before",
        "after",
        "between",
        "sorted",
        "ordered",
        "of",
        "from",
        "over",
        "during",
    ):
        extra = f"for {extra}"
    return f"{base} {extra}?"
