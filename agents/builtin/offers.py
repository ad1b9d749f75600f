"""Questions that may have been meant: a misspelt value mended, a measure for a value that was named alone."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from agents.builtin.dialogue.carrier import column_words, table_words
from agents.builtin.display import WORDS
from agents.builtin.form import Col
from agents.builtin.parser import Parsed, Parser
from agents.builtin.resolve import is_rate
from agents.builtin.words import Token
from retrieval.values import ValueIndex

MOST = 3
_SHORT = 7
"""Words up to so many letters may have one slip of the keyboard, longer ones two."""
_PART = 4
"""Letters of a word at least that is looked for inside of values."""
_LIKE = 60.0
"""The likeness from which values are looked at; the slips are counted afterwards."""


def offers(question: str, parsed: Parsed, parser: Parser, values: ValueIndex) -> tuple[str, ...]:
    """Whole questions near one that was not understood, the likeliest first; they still have to be read."""
    found = [
        *_mended(question, parsed, values),
        *_holding(question, parsed, parser, values),
        *_averaged(question, parsed),
        *_measured(parsed, parser),
    ]
    return tuple(dict.fromkeys(found))[:MOST]


def _mended(question: str, parsed: Parsed, values: ValueIndex) -> Iterator[str]:
    """`revenue in the Wset` with the value that is meant."""
    for word in parsed.unread:
        token = next((t for t in parsed.tokens if t.text == word and t.kind == "word"), None)
        if token is None or token.low in WORDS or question[token.start : token.end] != token.text:
            continue
        for value in _near(token, values):
            yield question[: token.start] + value + question[token.end :]


def _holding(question: str, parsed: Parsed, parser: Parser, values: ValueIndex) -> Iterator[str]:
    """`price of laptops`, where names of products hold the word: the rows whose name does."""
    for word in parsed.unread:
        token = next((t for t in parsed.tokens if t.text == word and t.kind == "word"), None)
        if token is None or len(token.low) < _PART or question[token.start : token.end] != token.text:
            continue
        found = {(v.table, v.column): v.value.casefold() for v in reversed(values.within(token.text))}
        for (table, column), value in found.items():
            part = next((p for p in (token.low, token.low.removesuffix("s")) if p in value), "")
            if part:
                whose = f"{table_words(table, parser.schema)} whose {column_words(Col(table, column), parser.schema)}"
                yield f'{question[: token.start]}{whose} contains "{part}"{question[token.end :]}'


def _near(token: Token, values: ValueIndex) -> list[str]:
    slips = 1 if len(token.low) <= _SHORT else 2
    cells = (v.value for v in values.like(token.text, cutoff=_LIKE))
    told = {c: OSA.distance(token.low, c.casefold(), score_cutoff=slips) for c in cells}
    return sorted((c for c, d in told.items() if d <= slips), key=lambda c: (told[c], c))


def _averaged(question: str, parsed: Parsed) -> Iterator[str]:
    """`average revenue` over pieces of time."""
    word = next((t for t in parsed.tokens if t.low in ("average", "mean", "avg")), None)
    if parsed.problem == "average of what" and word is not None:
        for pieces in ("daily", "monthly"):
            yield f"{question[: word.start]}average {pieces}{question[word.end :]}"


def _measured(parsed: Parsed, parser: Parser) -> Iterator[str]:
    """`what about the north`, before anything was asked: the measures of these data for it."""
    named = [m for m in parsed.mentions if m.kind == "value" and m.links[0].value is not None]
    if parsed.unread or len(named) != 1 or parsed.draft.select:
        return
    value = named[0].links[0].value
    metrics = [m for m in parser.schema.metrics if not is_rate(m.expression)]
    for metric in metrics[:MOST]:
        if value is not None:
            yield f"{metric.title or metric.name.replace('_', ' ')} for {value.value}"
