"""A draft becomes a form: every slot is tied to one column, every test to a condition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp

from agents.builtin import adding, alone, superlatives
from agents.builtin.called import mean_name, part_name, rows_left
from agents.builtin.compared import each_tested, framed
from agents.builtin.conditions import Conditions
from agents.builtin.dates import Window
from agents.builtin.draft import Slot, Top
from agents.builtin.excluded import absent
from agents.builtin.form import SOURCE, Aggregate, Col, Cond, Query, SetOp, Term
from agents.builtin.means import over_rounds
from agents.builtin.resolve import Unclear, is_rate

CROWD = 1_000
"""Rows of a table from which on a figure for each of them is their mean, where something else is asked for beside."""
__all__ = ["Builder", "Unclear"]


@dataclass(slots=True)
class Builder(Conditions):
    """Builds the form of one draft."""

    def build(self) -> Query:
        """The form. Raises Unclear."""
        if self.draft.event is not None:
            return self._events(self.draft.event)
        if self.draft.other is None:
            return self._whole()
        second = Builder(self.names, self.draft.other, self.today, self.choices)
        return self._combined(self._whole(), second._whole())

    def _events(self, event: tuple[str, Aggregate]) -> Query:
        """`customers by the year of their first order`: each one's first day is found, then looked at like a column."""
        table, first = event
        draft = self.draft
        day = self.day_of(table)
        tree = self.names.graph.tree((draft.entity, table)) if draft.entity else None
        counted = all(s.agg == "count" or s.implicit for s in draft.select)
        windows = [t.value for t in draft.tests if isinstance(t.value, Window)]
        if day is None or tree is None or len(tree.edges) != 1 or not counted or draft.group or draft.tops:
            raise Unclear("first" if first == "min" else "last")
        if len(windows) != len(draft.tests):
            raise Unclear("first" if first == "min" else "last")
        edge = tree.edges[0]
        owner = Term(Col(table, edge.pairs[0][1] if edge.right == table else edge.pairs[0][0]))
        source = Query((owner, Term(day, first)), group=(owner,), where=(Cond(owner, "not null"),))
        when = Term(Col(SOURCE, "2"))
        where = tuple(Cond(when, "within", (w.since, w.until)) for w in windows if w.since and w.until)
        piece = (replace(when, grain=draft.grain),) if draft.grain else ()
        counts = rows_left(self.names, draft.entity)
        return Query((*piece, counts), where, piece, order=tuple((p, False) for p in piece), source=source)

    def _each_once(self, term: Term, tables: Sequence[str], where: Sequence[Cond]) -> Term:
        """Rows that a join multiplies are counted by their key, so that each counts once."""
        if term.agg != "count" or term.col.name != "*" or term.only:
            return term
        key = self.names.thing(term.col.table).table.primary_key
        others = [t for t in (*tables, *(c.term.col.table for c in where)) if t and t != SOURCE]
        tree = self.names.graph.tree(tuple(dict.fromkeys([term.col.table, *others])))
        many = tree is not None and any(e.to_many for e in tree.edges)
        return Term(Col(term.col.table, key[0]), "count", True) if many and len(key) == 1 else term

    def _counted_terms(self, slot: Slot) -> list[Term]:
        """The terms of a slot; each of two counts of the same rows has its own conditions."""
        terms = self._terms(slot)
        only = tuple(cond for second, cond in self.own if second == slot.second)
        if self.draft.second_count < 0 or not only or slot.agg != "count":
            return terms
        return [replace(t, only=only) for t in terms]

    def _combined(self, first: Query, second: Query) -> Query:
        """Rows of the first that are, or are not, among those of the second too."""
        shown = first.select[0]
        if any(
            q.group or q.having or q.limit or q.setop or len(q.select) != len(first.select) for q in (first, second)
        ):
            raise Unclear("how these belong together")
        if not shown.aggregated and all(c.term.col.table == shown.col.table for c in (*first.where, *second.where)):
            return replace(
                first, order=(), setop="except" if self.draft.setop == "except" else "intersect", other=second
            )
        key = self._identity(first)
        one, two = (replace(q, select=(key,), order=(), distinct=False) for q in (first, second))
        kind: SetOp = "except" if self.draft.setop == "except" else "intersect"
        if shown.aggregated:
            counts = rows_left(self.names, shown.col.table, shown.name if shown.sql else "")
            return Query((counts,), source=replace(one, setop=kind, other=two))
        inside = Cond(key, "in", one), Cond(key, "not in" if kind == "except" else "in", two)
        return Query(first.select, where=inside)

    def _identity(self, query: Query) -> Term:
        """What makes two rows of a question the same thing: the key of what is asked for."""
        shown = query.select[0]
        if shown.sql:
            tree = sqlglot.parse_one(shown.sql, dialect="duckdb")
            inner = tree.this.expressions if isinstance(tree, exp.Count) and isinstance(tree.this, exp.Distinct) else []
            if len(inner) == 1 and isinstance(inner[0], exp.Column):
                return Term(Col(inner[0].table, inner[0].name))
            raise Unclear(shown.name)
        if any(t.aggregated and t.agg != "count" for t in query.select):
            raise Unclear("how these belong together")
        table = self.names.thing(shown.col.table).table
        key = table.primary_key[0] if len(table.primary_key) == 1 else ""
        named = shown.col.name == "*" or shown.col == self.display(table.name) or table.name == self.draft.entity
        return Term(Col(table.name, key)) if key and named else replace(shown, agg="")

    def _whole(self) -> Query:
        draft = self.draft
        where, having = self._tests()
        select = list(dict.fromkeys(t for s in draft.select for t in self._counted_terms(s)))
        if draft.star and draft.entity and len(select) <= 1 and not any(t.aggregated for t in select):
            select = [Term(Col(draft.entity))]
        group = [self._group_term(s) for s in draft.group]
        where += self._metric_filters()
        grained = self._grained(where)
        order = [(self._term(s), desc) for s, desc in draft.order]
        if grained is not None:
            if not order and not draft.tops:
                order = [(grained, False), *((t, False) for t in group if not t.aggregated)]
            group = [grained, *group] if draft.grain else [*group, grained]
        limit = None
        for top in self._merged_tops():
            order, limit, group = self._top(top, order, group, select)
        having += self._having(group)
        select = adding.together(self.names, draft, select, group, grained is not None)
        order, group = adding.ranked(self.names, draft, order, group, select)
        if grained is not None:
            select = self._over_time(select, order, grained)
        select, where = self._percent(select, where)
        select, group = adding.ratios(select, group)
        if any(t.aggregated for t in group):
            raise Unclear("how these belong together")
        versus = self._versus(select, where, group)
        group, select = [*group, *versus], [*versus, *select]
        select = self._completed(select, group)
        select = alone.listed(self.names, draft, select, where) or alone.guessed(self.names, draft, where)
        if not select:
            raise Unclear("what to show")
        select = alone.whole_rows(self.names, draft, select)
        select, order, limit = alone.first_person(self.names, draft, select, order, limit)
        where, summed = adding.over_things(self.names, select, where)
        having += summed
        select = adding.with_tested(select, having, self.display)
        aggregated = any(t.aggregated for t in [*select, *(t for t, _ in order), *(c.term for c in having)])
        group = [*group, *(t for t in select if not t.aggregated and t not in group)] if aggregated else []
        group = adding.each_thing(self.names, group, self._keyed, self._named_columns())
        grouped = [t.col.table for t in group]
        named = [t for _, t in draft.tables if t != self.pointed]
        tables = tuple(t for t in dict.fromkeys(named) if t not in draft.never or t in grouped)
        if any(t.sql or t.agg in ("sum", "avg", "median", "quantile") for t in select):
            shown = {t.col.table for t in select}
            tables = () if all(t.sql for t in select) or {c.term.col.table for c in where} <= shown else tables
        if draft.never:
            where, tables = self._without(where, tables, select)
        where += self._apart(select)
        select = [self._each_once(t, tables, where) for t in select]
        made = Query(
            tuple(select),
            tuple(where),
            tuple(dict.fromkeys(group)),
            tuple(having),
            tuple(order),
            limit,
            draft.distinct and not aggregated,
            tables,
            kept=tuple(self.kept),
        )
        made = over_rounds(self._counted_groups(self._top_of_each(made)), draft, self.names)
        return framed(self._sets(each_tested(self._mean_of(made))), draft.frames, self.today)

    def _versus(self, select: Sequence[Term], where: Sequence[Cond], group: Sequence[Term]) -> list[Term]:
        """`Gold against Standard customers`: values that are compared have a row each, rates always do."""
        measures = [t for t in select if t.aggregated]
        same = [c.term for c in where if c.either and c.op == "="]
        plain = [t for t in select if not t.aggregated]
        if not measures or not same or same[0] in group or same[0] in plain or self.draft.tops:
            return []
        listed = bool(self.draft.group) and not any(t.either for t in self.draft.tests)
        rates = listed or all(t.agg in ("avg", "median") or (t.sql and is_rate(t.sql)) for t in measures)
        return [same[0]] if self.draft.versus or rates else []

    def _counted_groups(self, query: Query) -> Query:
        """`how many customers placed 5 orders or more`: the groups that are left are counted."""
        only = query.select[0] if len(query.select) == 1 else None
        if only is None or only.agg != "count" or only.only or not (query.having or query.kept) or query.order:
            return query
        if self.draft.group:
            return query
        key = self._entity_key() if self.draft.entity else None
        if key is None or only.col.table != key.col.table:
            return query
        inner = replace(query, select=(key,), group=(key,) if query.having else (), distinct=False)
        return Query((rows_left(self.names, key.col.table),), source=inner)

    def _mean_of(self, query: Query) -> Query:
        """`average number of orders per customer`: the mean over the customers' own figures."""
        slots = [s for s in self.draft.select if s.mean]
        each = [self._group_term(s) for s in self.draft.group if s.per]
        measures = [t for t in query.select if t.aggregated]
        if not slots and len(each) == 1 and len(self.draft.group) > 1 and self._crowd(each[0], measures):
            slots = [s for s in self.draft.select if not s.implicit]
        if len(slots) != 1 or len(measures) != 1 or not query.group or query.limit or query.source is not None:
            return query
        inner = query.group[-1] if not any(t.grain for t in query.group) else next(t for t in query.group if t.grain)
        outer = tuple(t for t in query.group if t != inner and t.col.table != inner.col.table)
        if len(each) == 1 and each[0] in query.group and len(self.draft.group) > 1:
            inner = each[0]
            cut = [self._group_term(s) for s in self.draft.group if not s.per]
            outer = tuple(t for t in query.group if t in cut)
        inner = inner if inner.grain else self._keyed(inner)
        source = replace(query, select=(*outer, inner, measures[0]), group=(*outer, inner), order=())
        dims = tuple(Term(Col(SOURCE, str(n + 1))) for n in range(len(outer)))
        mean = Term(Col(SOURCE, str(len(outer) + 2)), "avg", name=mean_name(measures[0], inner, self.names))
        return Query((*dims, mean), group=dims, source=source)

    def _crowd(self, each: Term, measures: Sequence[Term]) -> bool:
        """`revenue per customer by segment`: of so many customers nobody wants a row each beside the segments."""
        rows = self.names.thing(each.col.table).table.rows
        adds = all(t.agg in ("sum", "count") or (t.sql and not is_rate(t.sql)) for t in measures)
        return each == Term(self.display(each.col.table)) and rows is not None and rows > CROWD and adds

    def _keyed(self, term: Term) -> Term:
        """The key of what a name stands for: two customers of one name are two."""
        key = self.names.thing(term.col.table).table.primary_key
        named = term.col == self.display(term.col.table)
        return Term(Col(term.col.table, key[0])) if named and len(key) == 1 else term

    def _over_time(self, select: list[Term], order: list[tuple[Term, bool]], grained: Term) -> list[Term]:
        """`monthly orders` counts them; `which month had the highest ...` shows the month alone."""
        if self.draft.entity and not any(t.aggregated for t in [*select, *(t for t, _ in order)]):
            return [Term(Col(self.draft.entity), "count")]
        alone = (self.draft.tops or self.draft.having) and self.draft.grain and not any(t.aggregated for t in select)
        return [grained] if alone else select

    def _top_of_each(self, query: Query) -> Query:
        """`top 3 products by revenue in each region`, `the oldest member of each club`: so many within each group."""
        outer = tuple(self._group_term(s) for s in self.draft.group)
        inner = [t for t in query.select if not t.aggregated and t not in outer]
        if not outer or not query.limit or not inner:
            return query
        missing = tuple(t for t in outer if t not in query.select)
        keys = [self._keyed(t) for t in inner] if query.group else []
        group = tuple(dict.fromkeys([*query.group, *keys]))
        return replace(query, select=(*missing, *query.select), group=group, top_per=outer)

    def _percent(self, select: list[Term], where: list[Cond]) -> tuple[list[Term], list[Cond]]:
        """`what percentage of orders were cancelled`: the rows that meet the tests, out of all in the time asked for."""
        shares = [s.share for s in self.draft.select]
        if len(select) != 1 or shares != [True] or not select[0].aggregated:
            return select, where
        if select[0].op == "share" and self.draft.group:
            return select, where
        held = [c for c in where if c.op not in ("within", "sql")]
        # `since 2023` is about all rows, those that are counted and those that they are a part of.
        timeless = [c for c in held if not isinstance(c.value, dt.date)]
        tests = tuple(timeless or held) or self._pointing()
        if not tests and self.draft.group:
            return [replace(select[0], op="share")], where
        if not tests:
            return select, where
        part = replace(select[0], op="percent", only=tests, name=part_name(select[0], tests, self.names))
        return [part], [c for c in where if c not in tests]

    def _pointing(self) -> tuple[Cond, ...]:
        """`orders with a promotion`: those that point to one."""
        owner = self.draft.entity
        for _, table in self.draft.tables:
            tree = self.names.graph.tree((owner, table)) if table != owner and owner else None
            if tree is not None and len(tree.edges) == 1 and not tree.edges[0].to_many:
                self.pointed = table
                return (Cond(Term(Col(owner, tree.edges[0].pairs[0][0])), "not null"),)
        return ()

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
        if len(query.where) < 2 or query.group or query.limit or any(t.aggregated for t in query.select):
            return query
        for i, second in enumerate(query.where):
            for first in query.where[:i]:
                if first.term != second.term or first.op != "=" or first.value == second.value:
                    continue
                rest = tuple(c for c in query.where if c is not first and c is not second)
                shown = adding.each_thing(self.names, query.select, self._keyed, self._named_columns())
                one = replace(query, select=tuple(shown), where=(*rest, replace(first, either=False)), order=())
                if second.op == "=" and self.draft.both >= 0:
                    return replace(
                        one, setop="intersect", other=replace(one, where=(*rest, replace(second, either=False)))
                    )
                if second.op == "!=":
                    return replace(
                        one, setop="except", other=replace(one, where=(*rest, replace(second, op="=", either=False)))
                    )
        return query

    def _without(
        self, where: list[Cond], tables: tuple[str, ...], select: Sequence[Term]
    ) -> tuple[list[Cond], tuple[str, ...]]:
        """`who never ordered tea`: what stands behind the negation is looked for in a query of its own."""
        draft = self.draft
        shown = [t for t in select if t.col.table and t.col.table not in draft.never]
        measured = self._measured_rows(shown)
        owner = measured or self._denied_of(shown)
        cut = {s.at for s in draft.group}
        behind = {t for at, t in draft.tables if draft.never_at < at < draft.never_end and at not in cut}
        inside = [
            c
            for c in where
            if c.term.col.table != owner
            and (
                c.term.col.table in {*behind, *draft.never} or (not measured and (c.op == "within" or len(where) == 1))
            )
        ]
        needed = tuple(dict.fromkeys([*draft.never, *(t for _, t in sorted(draft.tables) if t in behind - {owner})]))
        tree = self.names.graph.tree((owner, *needed)) if owner else None
        if tree is None or not tree.edges:
            return where, tables
        edge = tree.edges[0]
        left, right = edge.pairs[0]
        if not any(e.to_many for e in tree.edges) and not inside and len(needed) == 1:
            last = tree.edges[-1]
            missing = Cond(Term(Col(last.left, last.pairs[0][0])), "is null")
            return [*where, missing], tuple(t for t in tables if t not in needed)
        there = Term(Col(edge.right, right))
        spare = tuple(t for t in needed if t != edge.right)
        beyond = [e for e in tree.edges[1:] if e.to_many and len(needed) == 1]
        if not inside and len(needed) == 1 and not beyond:
            spare = ()
        conds = (*inside, Cond(there, "not null")) if inside else (Cond(there, "not null"),)
        inner = Query(
            (there,),
            tuple(replace(c, either=False) if n == 0 else c for n, c in enumerate(conds)),
            tables=spare if inside or beyond else (),
        )
        outer = [c for c in where if c not in inside]
        outer.append(Cond(Term(Col(edge.left, left)), "not in", inner))
        return outer, tuple(t for t in tables if t not in needed)

    def _apart(self, select: Sequence[Term]) -> list[Cond]:
        """The further tables of a list that is left out, each looked for by itself."""
        shown = [t for t in select if t.col.table and t.col.table not in self.draft.apart]
        measured = self._measured_rows(shown)
        if self.draft.apart and not measured and any(isinstance(t.value, Window) for t in self.draft.tests):
            raise Unclear("the time of a list")
        owner = measured or self._denied_of(shown)
        return [absent(self.names, owner, table) for table in self.draft.apart]

    def _denied_of(self, shown: Sequence[Term]) -> str:
        """Whose rows are left out: those that are counted and stand before the negation, else what is shown first."""
        told = {t for at, t in self.draft.tables if 0 < self.draft.never_at - at <= 2}
        counted = (t.col.table for t in shown if t.agg == "count" and t.col.table in told)
        return next(counted, next((t.col.table for t in shown), ""))

    def _measured_rows(self, shown: Sequence[Term]) -> str:
        """`revenue by region excluding returns`: the rows that are measured are left out, not what they are grouped by.

        Empty where nothing is measured, or the negation stands right behind whose it is: `of customers without orders`.
        """
        draft = self.draft
        cut = {s.at for s in draft.group}
        if any(0 < draft.never_at - at <= 2 and at not in cut for at, t in draft.tables if t not in draft.never):
            return ""
        measures = [t for t in shown if t.aggregated and t.col.table != SOURCE]
        cuts = self._amounts() or any(not t.aggregated for t in shown)
        return measures[0].col.table if measures and cuts else ""

    def _having(self, group: list[Term]) -> list[Cond]:
        found = []
        for test in self.draft.having:
            if test.slot is None:
                continue
            named = test.slot.mention.of("table")[0].place[0] if test.slot.mention is not None else ""
            table = named or test.slot.table or self.draft.entity
            if not group and self.draft.entity:
                group.append(self._entity_key())
            counted = self._each_once(Term(Col(table), "count"), [self.draft.entity], ())
            found.append(Cond(counted, "=" if test.op == "between" else test.op, test.value))  # type: ignore[arg-type]  # a number
        return found

    def _entity_key(self) -> Term:
        table = self.names.thing(self.draft.entity).table
        key = table.primary_key[0] if table.primary_key else self.display(table.name).name
        return Term(Col(table.name, key))

    def _group_term(self, slot: Slot) -> Term:
        """What is split by; amounts behind `per` are summed, for a ratio to them."""
        term = self._term(slot)
        if not slot.per or term.aggregated or term.grain:
            return term
        shown = [self._term(s) for s in self.draft.select if not s.implicit]
        same = bool(shown) and all(adding.is_amount(self.names, t) for t in shown)
        return replace(term, agg="sum") if same and adding.is_amount(self.names, term) else term

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
            sized = superlatives.size_of(self.names, top, select)
            if sized is not None:
                return [*order, (sized, top.desc)], top.limit, group
            if top.slot.mention is None:
                plain = [t for t in select if not t.aggregated]
                counted = Term(Col(plain[0].col.table if plain else self.draft.entity), "count")
            elif top.slot.mention.kind == "table":
                counted = Term(Col(top.slot.mention.of("table")[0].place[0]), "count")
            else:
                counted = Term(Col(self._term(top.slot).col.table), "count")
            by = group or self._grouped_by(select)
            if top.limit is None and not any(t.aggregated for t in select):
                select.append(counted)
            return [*order, (counted, top.desc)], top.limit, by
        term = self._term(top.slot)
        if term.sql and top.limit != 1 and select and not any(t.aggregated for t in select):
            select.append(term)
        return [*order, (replace(term, name=""), top.desc)], top.limit, group

    def _ranked(
        self, top: Top, order: list[tuple[Term, bool]], group: list[Term], select: list[Term]
    ) -> tuple[list[tuple[Term, bool]], int | None, list[Term]]:
        """The rows of a table ranked by a measure over what belongs to them."""
        if top.entity is None:
            return order, top.limit, group
        shown = self._term(top.entity)
        measure = self._term(top.slot)
        if not measure.aggregated and (
            measure.col.table != shown.col.table or adding.over_rows(self.names, measure, shown)
        ):
            measure = replace(measure, agg="sum")
        select[:] = [
            shown,
            *([measure] if measure.aggregated else []),
            *(t for t in select if t not in (shown, measure)),
        ]
        by = [*group, shown] if measure.aggregated else group
        key = self.names.thing(shown.col.table).table.primary_key
        # Two rows of one name are two things; two rows of one city are the same city.
        named = shown.col == self.display(shown.col.table)
        if measure.aggregated and named and len(key) == 1 and key[0] != shown.col.name:
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
        measured = any(t.aggregated for t in select)
        explicit = [self._group_term(s) for s in self.draft.group] if measured else []
        pieces = [t for t in group if t.grain] if measured else []
        explicit = [*pieces, *explicit] if self.draft.grain else [*explicit, *pieces]
        missing = [t for t in explicit if t not in select and not t.aggregated]
        return [*missing, *select]
