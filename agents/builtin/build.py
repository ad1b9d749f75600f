"""A draft becomes a form: every slot is tied to one column, every test to a condition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from agents.builtin.cues import dimensions
from agents.builtin.dates import Window
from agents.builtin.draft import Draft, Slot, Test, Top
from agents.builtin.form import Col, Cond, Grain, Operator, Query, Term
from agents.builtin.links import Link, Mention, similar
from agents.builtin.names import Names, Thing
from data.types import Metric
from retrieval.values import stem, words_of

_NAMING = ("name", "titl", "label")


class Unclear(Exception):  # noqa: N818  # an outcome of a reading
    """A part of the question has no counterpart; the text says which part."""


@dataclass(slots=True)
class Builder:
    """Builds the form of one draft."""

    names: Names
    draft: Draft
    today: dt.date
    choices: Mapping[int, int] = field(default_factory=dict)
    """For mentions by where they start: take the n-th best meaning instead of the best."""
    fits: dict[int, list[float]] = field(default_factory=dict)
    """After building: for each mention that was tied, the fits of its meanings, best first."""

    def build(self) -> Query:
        """The form. Raises Unclear."""
        draft = self.draft
        where, having = self._tests()
        select = [t for s in draft.select for t in self._terms(s)]
        if draft.star and draft.entity and len(select) <= 1 and not any(t.aggregated for t in select):
            select = [Term(Col(draft.entity))]
        group = [self._group_term(s) for s in draft.group]
        where += self._metric_filters()
        grained = self._grained(where)
        if grained is not None:
            group = [*group, grained]
        order = [(self._term(s), desc) for s, desc in draft.order]
        if grained is not None and not order and not draft.tops:
            order = [(grained, False)]
        limit = None
        for top in self._merged_tops():
            order, limit, group = self._top(top, order, group, select)
        having += self._having(group)
        select = self._completed(select, group)
        if not select:
            raise Unclear("what to show")
        aggregated = any(t.aggregated for t in [*select, *(t for t, _ in order), *(c.term for c in having)])
        if not aggregated:
            group = []
        plain = [t for t in select if not t.aggregated]
        if aggregated and plain:
            group = [*group, *(t for t in plain if t not in group)]
        tables = tuple(dict.fromkeys(t for _, t in draft.tables))
        tables = self._needed(tables)
        if draft.never:
            where, tables = self._without(where, tables, select)
        made = Query(
            tuple(select),
            tuple(where),
            tuple(dict.fromkeys(group)),
            tuple(having),
            tuple(order),
            limit,
            draft.distinct and not aggregated,
            tables,
        )
        return self._sets(made)

    def _merged_tops(self) -> list[Top]:
        """`top 3 days with the largest gust`: one superlative, told in two places."""
        tops = self.draft.tops
        if self.draft.head and len(tops) == 1 and tops[0].limit in (None, 1):
            return [replace(tops[0], limit=self.draft.head)]
        if len(tops) < 2:
            return tops
        limit = next((t.limit for t in tops if t.limit and t.limit > 1), tops[-1].limit)
        best = next((t for t in reversed(tops) if not t.counted or t.common), tops[-1])
        return [replace(best, limit=limit)]

    def _sets(self, query: Query) -> Query:
        """`both a and b` of one column is an intersection, `a but not b` a difference."""
        if len(query.where) < 2 or query.group or query.limit:
            return query
        for i, second in enumerate(query.where):
            for first in query.where[:i]:
                if first.term != second.term or first.op != "=" or first.value == second.value:
                    continue
                rest = tuple(c for c in query.where if c is not first and c is not second)
                one = replace(query, where=(*rest, replace(first, either=False)), order=())
                if second.op == "=" and self.draft.both >= 0:
                    return replace(
                        one, setop="intersect", other=replace(one, where=(*rest, replace(second, either=False)))
                    )
                if second.op == "!=":
                    return replace(
                        one, setop="except", other=replace(one, where=(*rest, replace(second, op="=", either=False)))
                    )
        return query

    def _metrics(self) -> list[Metric]:
        """The metrics that the question names."""
        slots = [*self.draft.select, *(t.slot for t in self.draft.tops), *(s for s, _ in self.draft.order)]
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

    def _metric_filters(self) -> list[Cond]:
        filters = dict.fromkeys((m.table, m.filter) for m in self._metrics() if m.filter)
        return [Cond(Term(Col(table)), "sql", text) for table, text in filters]

    def _grained(self, where: list[Cond]) -> Term | None:
        """The piece of time to group by; of two windows that are compared, both are let in."""
        draft = self.draft
        if draft.versus:
            windows = [c for c in where if c.op == "within"]
            if len(windows) == 2 and windows[0].term == windows[1].term:
                where[where.index(windows[1])] = replace(windows[1], either=True)
                first = next((t.value for t in draft.tests if isinstance(t.value, Window)), None)
                grain: Grain = "year"
                if first is not None and first.since is not None and first.until is not None:
                    days = (first.until - first.since).days
                    grain = (
                        "year"
                        if days > 300
                        else "quarter"
                        if days > 80
                        else "month"
                        if days > 27
                        else "week"
                        if days > 1
                        else "day"
                    )
                return replace(windows[0].term, grain=grain)
        if not draft.grain:
            return None
        return Term(self._time_column(None, None), grain=draft.grain)

    def _needed(self, tables: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(t for t in tables if t not in self.draft.never)

    def _without(
        self, where: list[Cond], tables: tuple[str, ...], select: Sequence[Term]
    ) -> tuple[list[Cond], tuple[str, ...]]:
        """`who never ordered tea`: what stands behind the negation is looked for in a query of its own."""
        draft = self.draft
        owner = next((t.col.table for t in select if t.col.table and t.col.table not in draft.never), "")
        behind = {t for at, t in draft.tables if at > draft.never_at}
        inside = [
            c
            for c in where
            if c.term.col.table != owner
            and (c.term.col.table in behind or c.term.col.table in draft.never or len(where) == 1)
        ]
        needed = tuple(
            dict.fromkeys([*draft.never, *(t for at, t in sorted(draft.tables) if at > draft.never_at and t != owner)])
        )
        tree = self.names.graph.tree((owner, *needed)) if owner else None
        if tree is None or not tree.edges:
            return where, tables
        edge = tree.edges[0]
        left, right = edge.pairs[0]
        there = Term(Col(edge.right, right))
        spare = tuple(t for t in needed if t != edge.right)
        if not inside and len(needed) == 1:
            spare = ()
        conds = (*inside, Cond(there, "not null")) if inside else (Cond(there, "not null"),)
        inner = Query(
            (there,),
            tuple(replace(c, either=False) if n == 0 else c for n, c in enumerate(conds)),
            tables=spare if inside else (),
        )
        outer = [c for c in where if c not in inside]
        outer.append(Cond(Term(Col(edge.left, left)), "not in", inner))
        return outer, tuple(t for t in tables if t not in needed)

    # columns

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
        if link.thing is not None and link.thing.foreign:
            score -= 0.03
        return score

    def display(self, table: str) -> Col:
        """The column by which one names the rows of a table: its name, else its key."""
        things = self.names.of_table[table]
        named = [
            t
            for t in things
            if t.column is not None
            and t.column.kind == "text"
            and not t.foreign
            and any(w in t.names[0] for w in _NAMING)
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
                if part in t.names[0] and any(w in t.names[0] for w in _NAMING)
            )
            parts += [Term(Col(*t.place)) for t in found][:1]
        return parts if len(parts) == 2 else [term]

    def _term(self, slot: Slot) -> Term:
        if slot.dimension:
            return Term(self._dimension(slot.dimension, slot.at)[0], slot.agg)
        if slot.mention is None and slot.agg == "count" and self.draft.entity:
            return Term(Col(self.draft.entity), "count")
        if slot.mention is None:
            raise Unclear("what to compare")
        columns = slot.mention.of("column")
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
        distinct = slot.distinct
        if slot.agg == "count" and not distinct:
            return Term(col, "count", False)
        return Term(col, slot.agg, distinct)

    def _dimension(self, words: tuple[str, ...], at: int) -> tuple[Col, bool]:
        """The column that `oldest` means here, and whether it runs the other way."""
        tables = [t for _, t in sorted(self.draft.tables, key=lambda p: (abs(p[0] - at), p[0]))] or [
            t.table.name for t in self.names.tables
        ]
        tables += [n for t in tuple(tables) for n in self.names.graph.neighbours(t)]
        dimension = dimensions()[words]
        for texts in (False, True):
            for table in dict.fromkeys(tables):
                for word, turned in dimension.columns:
                    for thing in self.names.of_table[table]:
                        if _measures(thing, word, texts):
                            return Col(*thing.place), turned
        raise Unclear(" ".join(words))

    # tests

    def _tests(self) -> tuple[list[Cond], list[Cond]]:
        where: list[Cond] = []
        having: list[Cond] = []
        for test in self.draft.tests:
            cond = self._cond(test)
            if cond is None:
                continue
            if cond.term.aggregated:
                having.append(cond)
            else:
                where.append(self._joined(cond, where))
        return where, having

    def _joined(self, cond: Cond, before: Sequence[Cond]) -> Cond:
        """Two values of one column can only be meant as alternatives."""
        same = [c for c in before if c.term == cond.term and c.op == cond.op == "="]
        return replace(cond, either=True) if same and before[-1] in same else cond

    def _cond(self, test: Test) -> Cond | None:
        if isinstance(test.value, Mention):
            return self._value_cond(test, test.value)
        if isinstance(test.value, Window):
            return self._window_cond(test, test.value)
        if test.slot is None:
            raise Unclear(str(test.value))
        if isinstance(test.value, Slot):
            return self._nested(test, test.value)
        term = self._term(test.slot)
        op = "=" if test.op == "between" and not isinstance(test.value, tuple) else test.op
        if test.slot.dimension and self._dimension(test.slot.dimension, test.at)[1] and op in (">", "<"):
            op = "<" if op == ">" else ">"
        value: object = test.value
        column = self.names.thing(term.col.table, term.col.name).column
        if column is not None and column.kind == "text" and isinstance(value, float) and not term.agg:
            value = str(int(value)) if value.is_integer() else str(value)
        return Cond(term, op, value, test.either)  # type: ignore[arg-type]  # a plain value here

    def _value_cond(self, test: Test, mention: Mention) -> Cond:
        links = mention.of("value")
        named = (
            {x.place: x.score for x in test.slot.mention.of("column")}
            if test.slot is not None and test.slot.mention is not None
            else {}
        )

        def fit(link: Link) -> float:
            score = link.score + 0.5 * named.get(link.place, 0.0)
            tables = [t for _, t in self.draft.tables]
            score += 0.15 if link.place[0] in tables else 0.0
            score += 0.08 if link.place[0] == self.draft.entity else 0.0
            thing = self.names.thing(*link.place)
            return score - (0.03 if thing.foreign else 0.0)

        ranked = sorted(links, key=lambda x: (-fit(x), x.place))
        best = self._chosen(mention.start, ranked, [fit(x) for x in ranked])
        if best.value is None:
            raise Unclear(mention.text)
        if best.why in ("quoted", "part of a value") and best.value.score < 0.86:
            op: Operator = "not like" if test.op == "!=" else "like"
            return Cond(Term(Col(*best.place)), op, f"%{mention.text}%", test.either)
        return Cond(Term(Col(*best.place)), test.op, best.value.value, test.either)

    def _window_cond(self, test: Test, window: Window) -> Cond | None:
        col = self._time_column(test, window)
        thing = self.names.thing(col.table, col.name)
        kind = thing.column.kind if thing.column is not None else "other"
        term = Term(col)
        if kind == "number" or (kind == "text" and window.year_only):
            year = window.since.year if window.since else 0
            op: Operator = "=" if test.op == "between" else test.op
            return Cond(term, op, year if kind == "number" else str(year), test.either)
        since, until = window.since, window.until
        if since is None or until is None:
            return None
        match test.op:
            case ">":
                return Cond(term, ">=", until)
            case ">=":
                return Cond(term, ">=", since)
            case "<":
                return Cond(term, "<", since)
            case "<=":
                return Cond(term, "<", until)
            case _:
                return Cond(term, "within", (since, until), test.either)

    def _time_column(self, test: Test | None, window: Window | None) -> Col:
        for metric in self._metrics():
            table, _, name = metric.time.rpartition(".")
            known = self.names.schema.table(table) if table else None
            if known is not None:
                return Col(known.name, name)
        year_only = window is not None and window.year_only
        if (
            test is not None
            and window is not None
            and test.slot is not None
            and test.slot.mention is not None
            and test.slot.mention.of("column")
        ):
            col = self.resolve(test.slot.mention)
            thing = self.names.thing(col.table, col.name)
            column = thing.column
            if column is not None and (
                column.kind in ("date", "timestamp") or any(w in ("year", "date", "time") for w in thing.names[0])
            ):
                return col
            if window.year_only and column is not None and column.kind == "number" and not self._year_columns():
                return col
        for table in dict.fromkeys(t for _, t in self.draft.tables):
            found = self.names.thing(table).table.time_column
            if found:
                return Col(table, found)
        for table in dict.fromkeys([*(t for _, t in self.draft.tables), *(t.table.name for t in self.names.tables)]):
            for thing in self.names.of_table[table]:
                if thing.column is None:
                    continue
                if thing.column.kind in ("date", "timestamp") or (year_only and "year" in thing.names[0]):
                    return Col(*thing.place)
        raise Unclear(window.label if window is not None else "which time")

    def _year_columns(self) -> list[Thing]:
        tables = dict.fromkeys(t for _, t in self.draft.tables)
        return [t for name in tables for t in self.names.of_table[name] if "year" in t.names[0]]

    def _nested(self, test: Test, slot: Slot) -> Cond:
        if test.slot is None:
            raise Unclear("compared with what")
        term = self._term(test.slot)
        col = self.resolve(slot.mention) if slot.mention is not None else term.col
        return Cond(term, "=" if test.op == "between" else test.op, Query((Term(col, slot.agg),)))

    def _having(self, group: list[Term]) -> list[Cond]:
        found = []
        for test in self.draft.having:
            if test.slot is None:
                continue
            table = test.slot.mention.of("table")[0].place[0] if test.slot.mention is not None else self.draft.entity
            if not group and self.draft.entity:
                group.append(self._entity_key())
            found.append(Cond(Term(Col(table), "count"), "=" if test.op == "between" else test.op, test.value))  # type: ignore[arg-type]  # a number
        return found

    # groups and superlatives

    def _entity_key(self) -> Term:
        table = self.names.thing(self.draft.entity).table
        key = table.primary_key[0] if table.primary_key else self.display(table.name).name
        return Term(Col(table.name, key))

    def _group_term(self, slot: Slot) -> Term:
        return self._term(slot)

    def _top(
        self, top: Top, order: list[tuple[Term, bool]], group: list[Term], select: list[Term]
    ) -> tuple[list[tuple[Term, bool]], int | None, list[Term]]:
        if top.entity is not None:
            return self._ranked(top, order, group, select)
        if top.slot.dimension:
            col, turned = self._dimension(top.slot.dimension, top.at)
            return [*order, (Term(col), top.desc != turned)], top.limit, group
        if top.common:
            term = self._term(top.slot)
            return [*order, (Term(Col(term.col.table), "count"), top.desc)], top.limit, [*group, replace(term, agg="")]
        if top.counted:
            if top.slot.mention is None:
                plain = [t for t in select if not t.aggregated]
                counted = Term(Col(plain[0].col.table if plain else self.draft.entity), "count")
            elif top.slot.mention.kind == "table":
                counted = Term(Col(top.slot.mention.of("table")[0].place[0]), "count")
            else:
                counted = Term(Col(self._term(top.slot).col.table), "count")
            by = group or self._grouped_by(select)
            return [*order, (counted, top.desc)], top.limit, by
        term = self._term(top.slot)
        return [*order, (term, top.desc)], top.limit, group

    def _ranked(
        self, top: Top, order: list[tuple[Term, bool]], group: list[Term], select: list[Term]
    ) -> tuple[list[tuple[Term, bool]], int | None, list[Term]]:
        """The rows of a table ranked by a measure over what belongs to them."""
        if top.entity is None:
            return order, top.limit, group
        shown = self._term(top.entity)
        measure = self._term(top.slot)
        if not measure.aggregated and measure.col.table != shown.col.table:
            measure = replace(measure, agg="sum")
        select[:] = [
            shown,
            *([measure] if measure.aggregated else []),
            *(t for t in select if t not in (shown, measure)),
        ]
        by = [*group, shown] if measure.aggregated else group
        key = self.names.thing(shown.col.table).table.primary_key
        if measure.aggregated and len(key) == 1 and key[0] != shown.col.name:
            by.append(Term(Col(shown.col.table, key[0])))
        return [*order, (replace(measure, name=""), top.desc)], top.limit, by

    def _grouped_by(self, select: Sequence[Term]) -> list[Term]:
        plain = [t for t in select if not t.aggregated]
        if not plain:
            raise Unclear("the most of what")
        owner = plain[0].col.table
        table = self.names.thing(owner).table
        if table.primary_key and owner == self.draft.entity:
            return [*dict.fromkeys([Term(Col(owner, table.primary_key[0])), *plain])]
        return list(dict.fromkeys(plain))

    def _completed(self, select: list[Term], group: list[Term]) -> list[Term]:
        explicit = [self._group_term(s) for s in self.draft.group] if any(t.aggregated for t in select) else []
        explicit += [t for t in group if t.grain and any(x.aggregated for x in select)]
        missing = [t for t in explicit if t not in select]
        return [*missing, *select]


def _measures(thing: Thing, word: str, texts: bool) -> bool:
    """Whether a column is named like a dimension's word and can be compared."""
    if thing.column is None or thing.key:
        return False
    named = any(stem(word) == w or (len(w) > 3 and similar(stem(word), w) >= 0.75) for w in thing.names[0])
    return named and (texts or thing.column.kind != "text" or word in ("date", "birth", "dob", "time"))
