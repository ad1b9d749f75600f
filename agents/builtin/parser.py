"""The parser: a question to its readings, best first, each a form with its SQL and how sure it is."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock

from cachetools import LRUCache, cached

from agents.builtin.adding import said
from agents.builtin.ahead import first_two
from agents.builtin.bound import bindings
from agents.builtin.build import Builder, Unclear
from agents.builtin.called import named_counts
from agents.builtin.coverage import parts_of
from agents.builtin.cues import Cue, cues_of
from agents.builtin.dates import Window, during, weekdays_of, windows_of
from agents.builtin.display import Shown, shown
from agents.builtin.doubts import DOUBTED, doubt
from agents.builtin.draft import Draft
from agents.builtin.flat import is_plain
from agents.builtin.form import SOURCE, Query, terms_of
from agents.builtin.frames import about_change, frames_of
from agents.builtin.functional import with_functions
from agents.builtin.growing import grown
from agents.builtin.idioms import said_again
from agents.builtin.items import Item, items_of
from agents.builtin.labels import names_before_numbers
from agents.builtin.links import Linker, Mention, mentions
from agents.builtin.names import Names, synonyms
from agents.builtin.parallel import split
from agents.builtin.percents import in_percent
from agents.builtin.rank import COVERAGE, dot, features, outlook, shipped, sureness
from agents.builtin.ranked import is_ranked_by_number
from agents.builtin.reader import Reader
from agents.builtin.render import NoWay, Renderer
from agents.builtin.several import several
from agents.builtin.spelling import respelled
from agents.builtin.state import is_metric
from agents.builtin.states import with_states
from agents.builtin.stock import out_of_stock
from agents.builtin.variants import Candidate, candidates
from agents.builtin.ways import direction_words, doubled, way_told, with_way
from agents.builtin.whose import UNTOLD
from agents.builtin.whose import notes as notes_on
from agents.builtin.words import Token, expanded, tokens_of, unhyphened
from agents.builtin.written import named_whole
from data.types import Metric, Schema
from retrieval.values import ValueIndex

KEPT = 3
"""Readings that are kept to be tried one after another."""
KEPT_NAMES = 8
"""Schemas whose vocabulary is kept: so many roles and databases are asked in turn before one is read anew."""

REPEATED = 50
"""How many times each value of a column stands in its table on average before a list of it leaves out repeats."""
YES = ("yes", "true", "ja", "oui", "sí", "y")
NAMED = 0.89
"""From here on a word is taken for the name of what it is tied to."""
SPELLED_OUT = 0.8
"""How sure a reading is at least when a measure of the catalogue, or an aggregate and its groups, are named outright."""


def _spelled_out(
    draft: Draft, candidate: Candidate, found: Mapping[str, float], items: Sequence[Item], names: Names
) -> bool:
    """Whether a measure, its groups and its times are named outright, and every word left its mark on the form."""
    if any(found.get(name, 0.0) for name in COVERAGE):
        return False
    query, edits = candidate.query, candidate.edits
    plain = [t.col for t in query.group if not t.grain and t.col.name != "*" and t.col.table != SOURCE]
    columns = [names.thing(col.table, col.name).column for col in plain]
    if any(column is not None and column.kind == "timestamp" for column in columns):
        return False
    parts = list(parts_of(query))
    terms = [t for q in parts for t in terms_of(q)]
    analytic = any(t.sql or t.grain or t.op in ("percent", "share", "growth", "-") or t.over for t in terms)
    loosely = [s.mention for s in draft.select if s.mention is not None and not s.implicit and not is_metric(s.mention)]
    if any(m.links[0].score < NAMED for m in loosely):
        return False
    if draft.frames or analytic or draft.other is not None or query.top_per or query.kept or query.source:
        return True
    told = [i.mention for i in items if i.mention is not None]
    if (
        edits in ((), ("fewer tables",))
        and names.documented(m.links[0].place[0] for m in told)
        and all(m.links[0].score > NAMED for m in told)
    ):
        return True
    named = [s.mention for s in (*draft.select, *draft.group) if s.mention is not None]
    sure = all(m.links[0].score > 0.95 for m in named)
    dated = all(isinstance(t.value, Window) for t in draft.tests)
    if not sure or not any(t.aggregated for t in (*query.select, *(t for t, _ in query.order))):
        return False
    if draft.group:
        return dated
    return bool(draft.tests) and dated and bool(draft.tables) and any(c.op == "within" for c in query.where)


def _yes(values: ValueIndex, table: str, column: str) -> str | None:
    """What a column of two words, one of which is yes, holds for it."""
    if values.distinct_count(table, column) != 2:
        return None
    found = (v for word in YES for v in values.exact(word))
    return next((v.value for v in found if (v.table, v.column) == (table, column)), None)


def _with_measure(query: Query, names: Names) -> Query:
    """What is ranked by a metric, or a mean over rows, shows it: a name alone says neither how high nor that it was computed."""
    bare = bool(query.select) and not any(t.aggregated for t in query.select)
    if not bare or not query.group or not query.limit or query.setop or query.source:
        return query
    titles = {m.expression: m.name for m in names.schema.metrics}
    means = {t for t, _ in query.order if t.agg == "avg" and names.documented([t.col.table])}
    measures = (replace(t, name=titles.get(t.sql, "")) for t, _ in query.order if t.sql in titles or t in means)
    return replace(query, select=(*query.select, *measures))


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question."""

    query: Query
    sql: str
    confidence: float
    edits: tuple[str, ...] = ()
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
    open_values: tuple[str, ...] = ()
    """Values that stand in two columns which fit nearly alike."""


def _only_said(found: Sequence[Mention], draft: Draft) -> list[Metric]:
    """The metrics that words name well, where nothing of them is shown."""
    slots = [*draft.select, *draft.group, *(t.slot for t in draft.tops), *(s for s, _ in draft.order)]
    shown = {s.mention.start for s in slots if s.mention is not None}
    things = [m.links[0].thing for m in found if m.start not in shown and m.links[0].score > WELL]
    return [t.metric for t in things if t is not None and t.metric is not None]


@cached(LRUCache(KEPT_NAMES), key=lambda schema, values: (id(schema), id(values)), lock=Lock())
def _names(schema: Schema, values: ValueIndex) -> Names:
    """The vocabulary of a schema, made once for it; what is kept holds both, so that no other has their identity."""
    names = Names(schema)
    names.distinct = values.distinct_count
    names.yes = partial(_yes, values)
    return names


WELL = 0.9
"""How well words fit a metric at least that gives a time its day."""
_MAY_I = re.compile(r"^\W*may\s+(?=(?:i|we)\s)", re.IGNORECASE)
"""No month: the rest of the words are left aside as everywhere."""


class Parser:
    """Reads questions about one schema. Keeps no state between questions."""

    def __init__(self, schema: Schema, values: ValueIndex, today: dt.date) -> None:
        self.schema = schema
        self.today = today
        self.names = _names(schema, values)
        self.linker = Linker(self.names, values)
        self._values = values
        self.renderer = Renderer(schema, self.names.graph)
        self._doubled = doubled(self.names)

    def bare(self, question: str) -> Shown:
        """The question without the form that it is to be shown in."""
        return shown(first_two(question), self.names.by_stem.__contains__)

    def parse(self, question: str) -> Parsed:
        """Everything that is made of a question; one that leaves out what it measures is said again with it."""
        question = _MAY_I.sub("", self.bare(question).text)
        again = said_again(question, self.names, self.today) or grown(question, self.names)
        again = again or in_percent(question, self.names)
        if again is None and not any(self._values.exact(cell) for cell in ("out of stock", "sold out")):
            again = out_of_stock(question, self.names)
        if again is None:
            return self._parse(question)
        parsed = self._parse(again.text)
        noted = tuple(replace(r, assumptions=(again.note, *r.assumptions)) for r in parsed.readings)
        return replace(parsed, readings=noted) if noted and not parsed.unread else self._parse(question)

    def _parse(self, question: str) -> Parsed:
        written = named_whole(tokens_of(question), self.names.written)
        tokens = respelled(unhyphened(written, self.names.by_stem), self._known)
        tokens, frames = frames_of(expanded(tokens, self.names.pairs), self.names.spoken)
        windows = windows_of(tokens, self.today, changes=about_change(tokens, frames))
        windows = sorted([*windows, *weekdays_of(tokens)], key=lambda w: w.start)
        tokens = during(tokens, windows)
        cues = cues_of(tokens)
        links = names_before_numbers(self.linker.links(tokens, cues), tokens)
        found = with_functions(mentions(links, tokens, cues), cues, tokens, self.names)
        items = with_states(items_of(tokens, cues, found, windows), self.names)
        halves = split(items)
        draft = Reader(halves.left if halves else items, frames).read()
        if halves is not None:
            draft.setop, draft.other = halves.kind, Reader(halves.right, frames).read()
        draft.said_metrics = _only_said(found, draft)
        if self._doubled and (directions := direction_words(items)):
            draft.unread = [w for w in draft.unread if w not in directions]
        readings, problem, close = self._readings(draft, items)
        unread = tuple(dict.fromkeys(draft.unread))
        open_values = tuple(m.text for m in found if m.start in close and m.kind == "value")
        return Parsed(
            tokens,
            tuple(cues),
            tuple(windows),
            tuple(found),
            tuple(items),
            draft,
            readings,
            unread,
            problem,
            open_values,
        )

    def _known(self, token: Token) -> bool:
        """Whether a word is a name's, a synonym of one, or a cell's."""
        named = token.stem in self.names.by_stem or token.stem in synonyms()
        return named or bool(self._values.exact(token.text))

    def candidates(self, draft: Draft) -> list[Candidate]:
        """The forms near a draft. Raises Unclear."""
        return candidates(Builder(self.names, draft, self.today))

    def sql_of(self, query: Query) -> str | None:
        """The statement of a form; None when no keys connect its tables."""
        try:
            return self.renderer.sql(query)
        except NoWay:
            return None

    def _listed(self, query: Query, entity: str) -> Query:
        """A list of one column whose values repeat is a list of its different values.

        They must repeat heavily where the question is about the rows that they stand in (`entity`).
        """
        if len(query.select) != 1 or query.group or query.order or query.limit or query.setop or query.distinct:
            return query
        col = query.select[0].col
        if query.select[0].aggregated or col.name == "*":
            return query
        rows, different = self.names.thing(col.table).table.rows, self.names.distinct(col.table, col.name)
        thing = self.names.thing(col.table, col.name)
        text = thing.column is not None and thing.column.kind == "text" and not thing.key
        least = REPEATED if entity or not text else 1.5
        heavy = rows is not None and different is not None and 0 < different * least <= rows
        return replace(query, distinct=True) if heavy else query

    def _finished(self, query: Query, draft: Draft, items: Sequence[Item]) -> tuple[Query, str]:
        """The form as it is answered, and what is told of how many rows it shows."""
        listed, asked = several(self._listed(query, draft.entity), draft, items, self.names)
        made = named_counts(_with_measure(listed, self.names), self.names)
        return (with_way(made, items, self.renderer, self.names.graph) if self._doubled else made), asked

    def _readings(self, draft: Draft, items: Sequence[Item]) -> tuple[tuple[Reading, ...], str, tuple[int, ...]]:
        try:
            made = self.candidates(draft)
        except Unclear as unclear:
            return (), str(unclear), ()
        weights = shipped()
        if weights is None:
            scored = [(-float(i), c, dict[str, float]()) for i, c in enumerate(made)]
        else:
            seen = outlook(weights, items)
            pairs = ((c, features(c, items, seen, self.renderer)) for c in made)
            scored = [(dot(weights.rank, found), c, found) for c, found in pairs if found is not None]
        scored.sort(key=lambda s: -s[0])
        plain = None
        if not draft.unread:
            plain = next((s for s in scored if not s[1].edits and is_plain(s[1].query, s[2], items, self.names)), None)
        if plain is not None:
            scored = [plain, *(s for s in scored if s is not plain)]
        readings: list[Reading] = []
        problem = ""
        for number, (score, candidate, found) in enumerate(scored[:KEPT]):
            query, asked = self._finished(candidate.query, draft, items)
            sql = self.sql_of(query)
            if sql is None:
                continue
            margin = max(score - scored[1][0], 0.0) if number == 0 and len(scored) > 1 else 6.0 if number == 0 else 0.0
            sure = 0.5
            if weights is not None:
                close = float(sum(score - s < 1.0 for s, _, _ in scored) - 1)
                row = sureness(weights, found, margin, candidate, items, len(set(draft.unread)), close)
                sure = 1 / (1 + math.exp(-dot(weights.sure, row)))
            outright = (
                plain is not None
                or _spelled_out(draft, candidate, found, items, self.names)
                or (not candidate.edits and is_ranked_by_number(query, found, items, self.names, self.renderer))
            )
            if number == 0 and not draft.unread and outright:
                sure = max(sure, SPELLED_OUT)
            whose, untold = notes_on(query, draft, items, self.names)
            sure = min(sure, UNTOLD) if untold else sure
            doubtful = doubt(query, draft, items, self.renderer, self.names)
            if doubtful:
                sure, problem = min(sure, DOUBTED), problem or (doubtful if number == 0 else "")
            notes = (
                *bindings(query, draft, items, self.names),
                *whose,
                *said(draft, query),
                *way_told(query, self.names),
                *([asked] if asked else ()),
            )
            readings.append(Reading(query, sql, round(sure, 4), candidate.edits, notes))
        return tuple(readings), problem if readings else "how these belong together", made[0].close
