"""Mentions are tied to columns: which of the things that a span may mean fits best in this draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import sqlglot
from sqlglot import exp

from agents.builtin.adding import adds_up, is_measure, names_many, numbers_things
from agents.builtin.cues import Dimension, dimensions
from agents.builtin.draft import Draft, Slot
from agents.builtin.form import Col, Cond, Term
from agents.builtin.links import Link, Mention, similar
from agents.builtin.names import Names, Thing
from agents.builtin.states import span_of
from data.types import Metric
from retrieval.values import stem, words_of

NAMING = frozenset({"name", "titl", "label"})
"""Stems of columns that say what a thing is called."""


class Unclear(Exception):  # noqa: N818  # an outcome of a reading
    """A part of the question has no counterpart; the text says which part."""


@dataclass(slots=True)
class Resolver:
    """Ties the mentions of one draft to columns."""

    names: Names
    draft: Draft
    today: dt.date
    choices: Mapping[int, int] = field(default_factory=dict)
    """For mentions by where they start: take the n-th best meaning instead of the best."""
    beside: tuple[str, str] = ("", "")
    """The column of the value before: `in the East and in the West` are of one column."""
    pointed: str = ""
    """A table that is only pointed to: `orders with a promotion`."""
    own: list[tuple[bool, Cond]] = field(default_factory=list)
    """Where rows are counted twice: (whether it is the second count's, condition)."""
    kept: list[Cond] = field(default_factory=list)
    """Conditions on rows seen against their neighbours, found on the way."""
    fits: dict[int, list[float]] = field(default_factory=dict)
    """After building: for each mention that was tied, the fits of its meanings, best first."""

    def resolve(self, mention: Mention) -> Col:
        """The best column of a mention in this draft."""
        links = mention.of("column")
        if not links:
            raise Unclear(mention.text)
        ranked = sorted(links, key=lambda x: (-self._fit(x, mention), x.place))
        return Col(*self._chosen(mention.start, ranked, [self._fit(x, mention) for x in ranked]).place)

    def _chosen(self, start: int, ranked: Sequence[Link], fits: list[float]) -> Link:
        self.fits[start] = fits
        return ranked[min(self.choices.get(start, 0), len(ranked) - 1)]

    def _fit(self, link: Link, mention: Mention) -> float:
        score = link.score
        table = link.place[0]
        if link.thing is not None and link.thing.table_stems <= {stem(w) for w in words_of(mention.text)}:
            score += 0.3
        near = [abs(at - mention.start) for at, t in self.draft.tables if t == table]
        after = [at - mention.end for at, t in self.draft.tables if t == table and at >= mention.end]
        if near:
            score += 0.2
        following = min(((at, t) for at, t in self.draft.tables if at >= mention.end), default=(0, ""))[1]
        if after and (min(after) <= 3 or following == table):
            score += 0.15
        if near and min(near) == 1:
            score += 0.2
        if table == self.draft.entity:
            score += 0.12
        if not self.draft.tables and any(
            isinstance(t.value, Mention) and t.value.links[0].place[0] == table for t in self.draft.tests
        ):
            score += 0.1
        if link.thing is not None and link.thing.foreign:
            score -= 0.03
        if link.thing is not None and link.thing.metric is None and table in self._homes():
            score += 0.01  # of two columns that fit alike, that beside what is measured
        return score

    def _homes(self) -> set[str]:
        """The tables of the metrics that the question asks for, as it names them."""
        slots = [*self.draft.select, *(t.slot for t in self.draft.tops), *(s for s, _ in self.draft.order)]
        best = [s.mention.links[0].thing for s in slots if s.mention is not None]
        return {t.metric.table for t in best if t is not None and t.metric is not None}

    def display(self, table: str) -> Col:
        """The column by which one names the rows of a table: its name, else its key."""
        things = self.names.of_table[table]
        named = [
            t
            for t in things
            if t.column is not None
            and t.column.kind == "text"
            and not t.foreign
            and any(w in t.names[0] for w in NAMING)
        ]
        if named:
            own = self.names.thing(table).names[0]
            best = min(named, key=lambda t: (len([w for w in t.names[0] if w not in own]), things.index(t)))
            return Col(*best.place)
        own = self.names.thing(table).names[0]
        same = [t for t in things if t.column is not None and t.column.kind == "text" and t.names[0][-1:] == own[-1:]]
        if same:
            return Col(*same[0].place)
        keys = [t for t in things if t.column is not None and t.column.name in t.table.primary_key]
        texts = [t for t in things if t.column is not None and t.column.kind == "text"]
        chosen = (keys or texts or things)[0]
        return Col(*chosen.place)

    def _terms(self, slot: Slot) -> list[Term]:
        """The term of a slot; two for a full name that is kept in two columns."""
        term = self._term(slot)
        if not slot.full or term.agg:
            return [term]
        parts = []
        for part in ("first", "last"):
            found = (
                t
                for t in self.names.of_table[term.col.table]
                if part in t.names[0] and any(w in t.names[0] for w in NAMING)
            )
            parts += [Term(Col(*t.place)) for t in found][:1]
        return parts if len(parts) == 2 else [term]

    def _term(self, slot: Slot) -> Term:
        if slot.mention is None:
            return self._unnamed(slot)
        columns = slot.mention.of("column")
        if slot.span:
            return self._lasting(slot.mention.of("table")[0].place[0], slot)
        if slot.mention.kind == "table" or not columns:
            table = slot.mention.of("table")
            if not table:
                raise Unclear(slot.mention.text)
            if slot.agg == "count":
                return Term(Col(table[0].place[0]), "count")
            return Term(self.display(table[0].place[0]), slot.agg)
        col = self.resolve(slot.mention)
        metric = self.names.thing(col.table, col.name).metric
        if metric is not None:
            share: Literal["", "share"] = "share" if slot.share else ""
            return Term(Col(col.table), sql=metric.expression, name=metric.name, op=share)
        column = self.names.thing(col.table, col.name).column
        if slot.agg in ("sum", "avg", "median", "quantile") and column is not None and column.kind != "number":
            return self._until(col, slot)
        distinct = slot.distinct
        if slot.agg == "count" and not distinct:
            return self._counted_column(col, slot.mention)
        return Term(col, slot.agg, distinct, level=slot.level)

    def _counted_column(self, col: Col, mention: Mention) -> Term:
        """`how many units`: numbers that add up hold the count already; `how many respondents`: they number things."""
        thing = self.names.thing(col.table, col.name)
        yes = (
            True if thing.column is not None and thing.column.kind == "boolean" else self.names.yes(col.table, col.name)
        )
        if mention.links[0].score > 0.6 and yes is not None:
            # `how many would buy again`, of a column of yes and no: the rows that say yes
            only = (Cond(Term(col), "=", yes),)
            return Term(Col(col.table), "count", only=only, name=f"{col.name} is {yes}".lower())
        if not is_measure(thing) or mention.links[0].score < 0.95:
            return Term(col, "count", names_many(self.names, col))
        if numbers_things(thing, mention.text):
            return Term(col, "count", True)
        return Term(col, "sum" if adds_up(thing) else "count", False)

    def _unnamed(self, slot: Slot) -> Term:
        """What is meant without a name: a comparative's own column, or the rows."""
        if slot.dimension:
            return Term(self._dimension(slot.dimension, slot.at)[0], slot.agg)
        if slot.agg == "count" and self.draft.entity:
            return Term(Col(self.draft.entity), "count")
        raise Unclear("what to compare")

    def _until(self, col: Col, slot: Slot) -> Term:
        """`average time to close`: the days from the beginning to that day. Raises Unclear for the mean of anything else."""
        column = self.names.thing(col.table, col.name).column
        span = span_of(col.table, self.names)
        ends = span is not None and span[1].place == (col.table, col.name)
        if ends and slot.agg != "sum":
            return self._lasting(col.table, slot)
        if column is not None and column.kind in ("date", "timestamp", "text", "boolean"):
            raise Unclear(slot.mention.text if slot.mention is not None else col.name)
        return Term(col, slot.agg, slot.distinct, level=slot.level)

    def _lasting(self, table: str, slot: Slot) -> Term:
        """The days from the beginning to the end of what stands in a table."""
        span = span_of(table, self.names)
        if span is None:
            raise Unclear("how long")
        ended = Col(*span[1].place)
        days = Term(ended, op="days", other=Term(Col(*span[0].place)))
        return Term(ended, slot.agg, of=days, name="days")

    def _dimension(self, words: tuple[str, ...], near: int) -> tuple[Col, bool]:
        """The column that `oldest` means here, and whether it runs the other way."""
        tables = [t for _, t in sorted(self.draft.tables, key=lambda p: (abs(p[0] - near), p[0]))] or [
            t.table.name for t in self.names.tables
        ]
        dimension = dimensions()[words]
        around = [n for t in tables for n in self.names.graph.neighbours(t)]
        for texts in (False, True):
            if found := self._named_after(dimension, tables, texts):
                return found
            timed = bool(self.draft.tables) and any(word == "date" for word, _ in dimension.columns)
            day = self.day_of(tables[0]) if timed else None
            if day is not None:
                return day, False  # what is latest is so by its own day before that of anything around it
            if found := self._named_after(dimension, around, texts):
                return found
        raise Unclear(" ".join(words))

    def _named_after(self, dimension: Dimension, tables: Sequence[str], texts: bool) -> tuple[Col, bool] | None:
        """The first column that is named after a dimension's words, and whether it runs the other way."""
        for table in dict.fromkeys(tables):
            for word, turned in dimension.columns:
                for thing in self.names.of_table[table]:
                    if _measures(thing, word, texts):
                        return Col(*thing.place), turned
        return None

    def day_of(self, table: str) -> Col | None:
        """The day of the rows of a table."""
        told = self.names.thing(table).table.time_column
        if told:
            return Col(table, told)
        measured = (m.time for m in self.names.schema.metrics if m.table.casefold() == table.casefold() and m.time)
        owner, _, name = next(measured, "").rpartition(".")
        known = self.names.schema.table(owner) if owner else None
        if known is not None:
            return Col(known.name, name)
        days = (
            t for t in self.names.of_table[table] if t.column is not None and t.column.kind in ("date", "timestamp")
        )
        return next((Col(*t.place) for t in days), None)

    def _named_columns(self) -> list[Col]:
        """The columns that the question names as such: `by customer name` rather than `by customer`."""
        slots = [*self.draft.group, *self.draft.select]
        return [self.resolve(s.mention) for s in slots if s.mention is not None and s.mention.kind == "column"]

    def _metrics(self) -> list[Metric]:
        """The metrics that the question names."""
        slots = [*self.draft.select, *(t.slot for t in self.draft.tops), *(s for s, _ in self.draft.order)]
        slots += [t.slot for t in self.draft.tests if t.slot is not None and isinstance(t.value, float | tuple)]
        found: dict[str, Metric] = {}
        for slot in slots:
            if slot.mention is None or slot.mention.kind == "table" or not slot.mention.of("column"):
                continue
            metric = self.names.thing(*self._place(slot.mention)).metric
            if metric is not None:
                found[metric.name] = metric
        return list(found.values())

    def _place(self, mention: Mention) -> tuple[str, str]:
        col = self.resolve(mention)
        return col.table, col.name


def _measures(thing: Thing, word: str, texts: bool) -> bool:
    """Whether a column is named like a dimension's word and can be compared."""
    if thing.column is None or thing.key:
        return False
    named = any(stem(word) == w or (len(w) > 3 and similar(stem(word), w) >= 0.75) for w in thing.names[0])
    return named and (texts or thing.column.kind != "text" or word in ("date", "birth", "dob", "time"))


@lru_cache(maxsize=256)
def is_rate(expression: str) -> bool:
    """Whether a metric is a mean, a ratio or a count of different things, so that the figures of two groups do not add up."""
    tree = sqlglot.parse_one(expression, dialect="duckdb")
    return tree.find(exp.Div, exp.Avg, exp.Median, exp.Distinct) is not None
