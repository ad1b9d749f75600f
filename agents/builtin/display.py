"""How an answer is to be shown (`as a stacked chart`, `in a table`, `show me a graph of ...`): words that filter nothing.

They are blanked before a question is read; `agents.visualization` draws what was wished. What the schema itself calls so
(`known`) is left in place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from retrieval.values import stem

WORDS = frozenset(
    [
        "chart",
        "charts",
        "graph",
        "graphs",
        "plot",
        "plots",
        "diagram",
        "diagrams",
        "bar",
        "bars",
        "line",
        "lines",
        "pie",
        "pies",
        "donut",
        "doughnut",
        "area",
        "areas",
        "histogram",
        "heatmap",
        "scatter",
        "table",
        "tables",
        "stacked",
        "stack",
        "grouped",
        "column",
        "columns",
        "visual",
        "visualisation",
        "visualization",
        "picture",
    ]
)
"""Words of display: none of them is a misspelt value."""
_LOOKS = r"(?:(?:stacked|grouped|clustered|horizontal|vertical|simple|nice|small|big|little)\s+)*"
_KIND = r"(?:bar|column|line|pie|donut|doughnut|ring|area|scatter|bubble|dot|heat\s?map|histogram|trend)s?"
_NOUN = r"(?:chart|graph|plot|diagram|visuali[sz]ation|visual)s?"
_ALONE = r"(?:bars?|columns|lines?|pie|donut|doughnut|areas?|histogram|heat\s?map|scatter|table)"
_DRAWN = rf"{_LOOKS}(?:{_KIND}\s+)?{_NOUN}"
_ARTICLE = r"(?:(?:a|an|the|one)\s+)?"
_ENDS = r"(?=\s*(?:$|[.,;:?!)]|(?:by|of|for|per|over|with|and|please|instead|this|last|in|from|since|now)\b))"
_ASKS = r"(?:(?:please|can you|could you|i want|i need|i would like|i'd like|let me see|to see|now)\s+)*"
_VERB = r"(?:(?:show|draw|plot|give|make|create|display|build|generate|produce)\s+)?(?:(?:me|us)\s+)?"
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"^\W*{_ASKS}{_VERB}{_ARTICLE}(?:{_DRAWN}|{_LOOKS}(?:pie|donut|doughnut|histogram|heat\s?map))\s+(?:of|for|with|showing|that shows|which shows|about)\b",
        rf"^\W*{_ASKS}{_VERB}(?:a|the)\s+table\s+(?:of|with|showing)\b",
        r"^\W*(?:please\s+)?(?:plot|graph|chart|visuali[sz]e|draw)(?=\s+\w)",
        rf",?\s*\b(?:as|into|in|with|on|using)\s+{_ARTICLE}{_DRAWN}\b{_ENDS}",
        rf",?\s*\bas\s+{_ARTICLE}{_LOOKS}{_ALONE}\b{_ENDS}",
        rf",?\s*\bin\s+(?:a\s+table|(?:{_ARTICLE})table\s+form(?:at)?)\b{_ENDS}",
        rf",?\s*\b{_ARTICLE}{_LOOKS}{_KIND}\s+{_NOUN}\b{_ENDS}",
        rf",?\s*\b(?:stacked|grouped|clustered|horizontal|vertical)\s+(?:bars|columns|areas|lines)\b{_ENDS}",
        rf"(?<=\w),?\s+{_NOUN}\W*$",
        r",?\s*\bstacked\b(?=\s*(?:by\b|[.?!]*$))",
    )
)
_WORD = re.compile(r"[^\W_]+")
_AS = re.compile(r"\bas\s", re.I)
_ONLY_NOUN = re.compile(rf"\b{_NOUN}\b", re.I)


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` is the question with blanks where the form was said, every letter in its old place; `wish` is what was said."""

    text: str
    wish: str = ""


def shown(question: str, known: Callable[[str], bool] = lambda _: False) -> Shown:
    """A question without the form it is to be shown in. `known` says of a stem whether the schema names something so."""
    text, wishes = question, []
    for pattern in _PATTERNS:
        found = pattern.search(text)
        while found is not None and found.group().strip():
            said = found.group()
            if _names_something(said, known):
                break
            wishes.append(said.strip(" ,?!."))
            kept = said if not said.endswith("?") else said[:-1]
            text = text[: found.start()] + " " * len(kept) + text[found.start() + len(kept) :]
            found = pattern.search(text)
    return Shown(text, " ".join(wishes)) if wishes else Shown(question)


def _names_something(said: str, known: Callable[[str], bool]) -> bool:
    """Whether the words may mean what the schema calls so; a `line chart` is one however many lines there are."""
    if _AS.search(said):
        return False
    nouns = _ONLY_NOUN.findall(said.casefold())
    return any(known(stem(w)) for w in nouns or _WORD.findall(said.casefold()) if w in WORDS)


_LEFT = frozenset(
    [
        "make",
        "it",
        "that",
        "this",
        "them",
        "show",
        "draw",
        "turn",
        "change",
        "now",
        "please",
        "instead",
        "but",
        "and",
        "the",
        "same",
        "again",
        "me",
        "can",
        "you",
    ]
)


def only_form(heard: Shown) -> bool:
    """Whether nothing but a form was said: `as a pie`, `show that as a line`."""
    return bool(heard.wish) and set(_WORD.findall(heard.text.casefold())) <= _LEFT


def two_ways(heard: Shown) -> bool:
    """Whether the form needs two groups: stacked bars, a heat map."""
    return re.search(r"\bstack|\bheat[ -]?map", heard.wish, re.IGNORECASE) is not None
