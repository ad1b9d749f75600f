"""The parser: a question to its readings, best first, each a form with its SQL and how sure it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from agents.builtin.build import Builder, Unclear
from agents.builtin.cues import Cue, cues_of
from agents.builtin.dates import Window, windows_of
from agents.builtin.draft import Draft
from agents.builtin.form import Query
from agents.builtin.items import Item, items_of
from agents.builtin.links import Linker, Mention, mentions
from agents.builtin.names import Names
from agents.builtin.reader import Reader
from agents.builtin.render import NoWay, Renderer
from agents.builtin.words import Token, expanded, tokens_of
from data.types import Schema
from retrieval.values import ValueIndex


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question."""

    query: Query
    sql: str
    confidence: float
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """All stages of one question; `readings` is empty when `problem` says what could not be understood."""

    tokens: tuple[Token, ...]
    cues: tuple[Cue, ...]
    windows: tuple[Window, ...]
    mentions: tuple[Mention, ...]
    items: tuple[Item, ...]
    draft: Draft
    readings: tuple[Reading, ...]
    unread: tuple[str, ...]
    problem: str = ""


class Parser:
    """Reads questions about one schema. Keeps no state between questions."""

    def __init__(self, schema: Schema, values: ValueIndex, today: dt.date) -> None:
        self.schema = schema
        self.today = today
        self.names = Names(schema)
        self.linker = Linker(self.names, values)
        self.renderer = Renderer(schema, self.names.graph)

    def parse(self, question: str) -> Parsed:
        """Everything that is made of a question."""
        tokens = expanded(tokens_of(question), self.names.pairs)
        cues = cues_of(tokens)
        windows = windows_of(tokens, self.today)
        found = mentions(self.linker.links(tokens, cues), tokens, cues)
        items = items_of(tokens, cues, found, windows)
        draft = Reader(items).read()
        readings, problem = self._readings(draft, tokens)
        unread = tuple(dict.fromkeys(draft.unread))
        return Parsed(tokens, tuple(cues), tuple(windows), tuple(found), tuple(items), draft, readings, unread, problem)

    def _readings(self, draft: Draft, tokens: Sequence[Token]) -> tuple[tuple[Reading, ...], str]:
        try:
            query = Builder(self.names, draft, self.today).build()
            sql = self.renderer.sql(query)
        except Unclear as unclear:
            return (), str(unclear)
        except NoWay as no_way:
            return (), f"how {no_way} belong together"
        words = sum(1 for t in tokens if t.kind != "mark")
        confidence = max(0.05, 0.75 - 1.2 * len(draft.unread) / max(words, 1) - 0.01 * words)
        return (Reading(query, sql, confidence),), ""
