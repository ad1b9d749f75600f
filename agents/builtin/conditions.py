"""Tests become conditions: values, comparisons, windows of time, nested averages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from agents.builtin import adding, alone
from agents.builtin.compared import grain_of
from agents.builtin.dates import Window
from agents.builtin.draft import Slot, Test
from agents.builtin.form import Col, Cond, Grain, Operator, Over, Query, Term
from agents.builtin.links import Link, Mention
from agents.builtin.names import Thing
from agents.builtin.resolve import Resolver, Unclear
from agents.builtin.state import FLIP, is_metric
from data.evidence.whose import steps_up


@dataclass(slots=True)
class Conditions(Resolver):
    """Builds the conditions of one draft."""

    def _tests(self) -> tuple[list[Cond], list[Cond]]:
        where: list[Cond] = []
        having: list[Cond] = []
        for test in self.draft.tests:
            cond = self._cond(test)
            if cond is None:
                continue
            if any(replace(cond, either=c.either) == c for c in where):
                continue
            if test.negated and not cond.term.aggregated:
                cond = self._denied(cond)
            if (self.draft.second_count >= 0 and test.slot is not None and cond.op != "within") or (
                self.draft.second_count >= 0 and isinstance(test.value, Mention)
            ):
                self.own.append((test.at > self.draft.second_count, cond))
            elif cond.term.aggregated:
                having.append(cond)
            else:
                where.append(self._joined(cond, where))
        return where, having

    def _denied(self, cond: Cond) -> Cond:
        """`students without a dog`, where a student has many pets: those of whom no pet is a dog."""
        owner, told = self.draft.entity, cond.term.col.table
        back = FLIP.get(cond.op)
        if not owner or owner == told or back is None or cond.op in ("is null", "not null"):
            return cond
        tree = self.names.graph.tree((owner, told))
        if tree is None or not tree.edges or tree.tables[0] != owner or not any(e.to_many for e in tree.edges):
            return cond
        edge = tree.edges[0]
        left, right = edge.pairs[0]
        there = Term(Col(edge.right, right))
        self.pointed = told
        inner = Query((there,), (replace(cond, op=back, either=False), Cond(there, "not null")))
        return Cond(Term(Col(owner, left)), "not in", inner)

    def _joined(self, cond: Cond, before: Sequence[Cond]) -> Cond:
        """Two values of one column can only be meant as alternatives."""
        same = [c for c in before if c.term == cond.term and c.op == cond.op == "="]
        return replace(cond, either=True) if same and before[-1] in same else cond

    def _cond(self, test: Test) -> Cond | None:
        match test.value:
            case Mention():
                return self._value_cond(test, test.value)
            case Window():
                return self._window_cond(test, test.value)
            case Slot():
                return self._slot_cond(test, test.value)
        if test.slot is None:
            amount = alone.amount_of(self.names, self.draft)
            if amount is None or not isinstance(test.value, float | tuple) or test.op == "=":
                raise Unclear(f"{test.value:g}" if isinstance(test.value, float) else str(test.value))
            return Cond(amount, test.op, test.value, test.either)
        return self._plain_cond(test, test.slot)

    def _slot_cond(self, test: Test, other: Slot) -> Cond | None:
        """Compared with another column, another row's, or an aggregate."""
        if other.agg:
            return self._nested(test, other)
        if other.parts is not None:
            return self._other_row(test, other.parts)
        term = self._term(other)
        known = Term(self._beside(term.col)) if test.slot is None else self._term(test.slot)
        return Cond(known if term.aggregated else adding.of_row(known), test.op, term, test.either)

    def _plain_cond(self, test: Test, slot: Slot) -> Cond:
        """Compared with a plain value."""
        term = self._term(slot)
        op = "=" if test.op == "between" and not isinstance(test.value, tuple) else test.op
        if slot.dimension and self._dimension(slot.dimension, test.at)[1] and op in (">", "<"):
            op = "<" if op == ">" else ">"
        value: object = test.value
        if term.col.name == "*" and not term.aggregated:
            raise Unclear(str(test.value))
        thing = None if term.col.name == "*" else self.names.thing(term.col.table, term.col.name)
        column = thing.column if thing is not None else None
        if column is not None and not term.agg and isinstance(value, float):
            timed = column.kind in ("date", "timestamp")
            if timed and op != "=" and not 1000 <= value <= 2999:
                raise Unclear(f"{value:g}")
            if column.kind == "text":
                value = str(int(value)) if value.is_integer() else str(value)
        if column is not None and column.kind == "text" and isinstance(value, bool):
            yes = self.names.yes(term.col.table, term.col.name)
            op, value = ("=" if value else "!="), yes if yes is not None else str(value)
        return Cond(term, op, value, test.either)  # type: ignore[arg-type]  # a plain value here

    def _value_cond(self, test: Test, mention: Mention) -> Cond:
        links = mention.of("value")
        named = (
            {x.place: x.score for x in test.slot.mention.of("column")}
            if test.slot is not None and test.slot.mention is not None
            else {}
        )

        homes = {m.table for m in self._metrics()}

        def fit(link: Link) -> float:
            score = link.score + 0.5 * named.get(link.place, 0.0)
            tables = [t for _, t in self.draft.tables]
            score += 0.15 if link.place[0] in tables else 0.0
            score += 0.08 if link.place[0] == self.draft.entity else 0.0
            score += 0.8 if link.place == self.beside else 0.0
            # Where a measure is computed over a table that has the column itself, no other table is joined for it.
            score += 0.1 if link.place[0] in homes else 0.0
            thing = self.names.thing(*link.place)
            score -= 0.04 * self._steps_away(link.place[0], homes)
            return score - (0.03 if thing.foreign else 0.0)

        ranked = sorted(links, key=lambda x: (-fit(x), x.place))
        best = self._chosen(mention.start, ranked, [fit(x) for x in ranked])
        if best.value is None:
            raise Unclear(mention.text)
        self.beside = best.place
        if best.why in ("quoted", "part of a value") and best.value.score < 0.86:
            op: Operator = "not like" if test.op == "!=" else "like"
            return Cond(Term(Col(*best.place)), op, f"%{mention.text}%", test.either)
        return Cond(Term(Col(*best.place)), test.op, best.value.value, test.either)

    def _steps_away(self, table: str, homes: set[str]) -> int:
        """How many joins lie between a table and what the question is about, four at most."""
        subjects = [t for t in (*homes, self.draft.entity) if t]
        trees = (self.names.graph.tree((subject, table)) for subject in subjects)
        return min((len(t.edges) for t in trees if t is not None), default=0 if not subjects else 4)

    def _window_cond(self, test: Test, window: Window) -> Cond | None:
        col = self._time_column(test, window)
        thing = self.names.thing(col.table, col.name)
        kind = thing.column.kind if thing.column is not None else "other"
        term = Term(col)
        if window.weekdays:
            timed = kind in ("date", "timestamp")
            inside: Operator = "not in" if test.negated else "in"
            return Cond(Term(col, grain="weekday"), inside, window.weekdays, test.either) if timed else None
        if kind == "number" or (kind == "text" and window.year_only):
            return self._years(test, window, term, number=kind == "number")
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

    def _years(self, test: Test, window: Window, term: Term, *, number: bool) -> Cond:
        """A window seen in a column of years. Raises Unclear for what is not made of whole years."""
        since, until = window.since, window.until
        if since is None or until is None or (since.month, since.day) != (1, 1) or (until.month, until.day) != (1, 1):
            raise Unclear(window.label)
        first, last = since.year, until.year - 1
        if first == last or test.op in (">=", "<"):
            op: Operator = "=" if test.op == "between" else test.op
            return Cond(term, op, first if number else str(first), test.either)
        if test.op in (">", "<="):
            return Cond(term, test.op, last if number else str(last), test.either)
        if not number:
            raise Unclear(window.label)
        return Cond(term, "between", (first, last), test.either)

    def _time_column(self, test: Test | None, window: Window | None) -> Col:
        """The day that a window is about. Raises Unclear."""
        told = self._deed_day(test)
        return told if told is not None else self._day_at_hand(test, window)

    def _deed_day(self, test: Test | None) -> Col | None:
        """`who ordered in 2023`, `never sold this year`: the day of what was done."""
        if test is None:
            return None
        behind = self.draft.never and test.at > self.draft.never_at and not self._amounts() and self._befalls()
        deed = test.day_of or (self.draft.never[0] if behind else "")
        return self.day_of(deed) if deed else None

    def _befalls(self) -> bool:
        """Whether what is denied happens to what is asked for: `customers without orders this year`; an `order without a
        promotion this year` is an order of this year."""
        tree = self.names.graph.tree((self.draft.entity, self.draft.never[0])) if self.draft.entity else None
        return tree is None or any(e.to_many for e in tree.edges)

    def _amounts(self) -> bool:
        """Whether amounts are asked for: `revenue excluding returns this year` is about the year of the revenue."""
        told = [s for s in self.draft.select if s.mention is not None and s.mention.kind == "column"]
        return any(is_metric(s.mention) or s.agg in ("sum", "avg", "median") for s in told if s.mention is not None)

    def _day_beside(self, test: Test | None) -> Col | None:
        """`who joined this year`: the day that is named just before the window."""
        slot = test.slot if test is not None else None
        if test is None or slot is None or slot.mention is None or not 0 < test.at - slot.at <= 3:
            return None
        best = slot.mention.links[0]
        column = best.thing.column if best.thing is not None else None
        timed = column is not None and column.kind in ("date", "timestamp")
        return self.resolve(slot.mention) if timed and best.score > 0.9 else None

    def _day_at_hand(self, test: Test | None, window: Window | None) -> Col:
        beside = self._day_beside(test)
        if beside is not None:
            return beside
        for metric in [*self._metrics(), *self.draft.said_metrics]:
            table, _, name = metric.time.rpartition(".")
            known = self.names.schema.table(table) if table else None
            if known is not None:
                return Col(known.name, name)
        year_only = window is not None and window.year_only
        named = self._named_time(test, year_only)
        if named is not None:
            return named
        asked = dict.fromkeys([*self._counted_tables(), *(t for _, t in self.draft.tables)])
        for table in asked:
            found = self.names.thing(table).table.time_column
            if found:
                return Col(table, found)
        day = self._any_day(list(asked), year_only)
        if day is not None:
            return day
        raise Unclear(window.label if window is not None else "which time")

    def _any_day(self, asked: list[str], year_only: bool) -> Col | None:
        """A day of what is asked for, else of what is near it, else of anything."""
        near = self._near_shown(asked)
        for table in dict.fromkeys([*asked, *near, *(t.table.name for t in self.names.tables)]):
            told = self.names.thing(table).table.time_column if table in near else ""
            if told:
                return Col(table, told)
            for thing in self.names.of_table[table]:
                kind = thing.column.kind if thing.column is not None else "other"
                if kind in ("date", "timestamp") or (year_only and "year" in thing.names[0]):
                    return Col(*thing.place)
        return None

    def _near_shown(self, asked: Collection[str]) -> list[str]:
        """The tables of what is shown, and those that their rows belong to, the nearest first."""
        named = [s.mention for s in self.draft.select if s.mention is not None and s.mention.kind == "column"]
        if any(is_metric(m) for m in named):
            return []  # a metric has a time of its own; what reads it otherwise is no better for a near day
        best = [max(m.of("column"), key=lambda x: self._fit(x, m)) for m in named]
        shown = [*asked, *(x.place[0] for x in best)]
        away = [(steps, t) for home in shown for t, steps in steps_up(home, self.names.with_keys).items()]
        return list(dict.fromkeys(t for _, t in sorted(away, key=lambda found: found[0])))

    def _counted_tables(self) -> list[str]:
        """The tables whose rows are counted or summed: a window is about them rather than about what they belong to."""
        draft = self.draft
        counted = [t.slot for t in draft.tops if t.counted] + [s for s in draft.select if s.agg]
        found: list[str] = []
        for slot in counted:
            if slot.mention is None:
                continue
            if slot.mention.kind == "table":
                found.append(slot.mention.of("table")[0].place[0])
            elif slot.mention.of("column"):
                found.append(self.resolve(slot.mention).table)
        return found

    def _named_time(self, test: Test | None, year_only: bool) -> Col | None:
        """The column that the question itself puts beside the window."""
        slot = test.slot if test is not None else None
        if slot is None or slot.mention is None or not slot.mention.of("column"):
            return None
        col = self.resolve(slot.mention)
        thing = self.names.thing(col.table, col.name)
        kind = thing.column.kind if thing.column is not None else "other"
        if kind in ("date", "timestamp") or any(w in ("year", "date", "time") for w in thing.names[0]):
            return col
        timed = any(
            t.column is not None and t.column.kind in ("date", "timestamp") for t in self.names.of_table[col.table]
        )
        amount = thing.column is not None and (thing.column.unit or thing.column.type.upper().startswith("DECIMAL"))
        if slot.agg or timed or amount:
            return None
        return col if year_only and kind == "number" and not self._year_columns(col.table) else None

    def _year_columns(self, owner: str) -> list[Thing]:
        tables = dict.fromkeys([owner, *(t for _, t in self.draft.tables)])
        return [t for name in tables for t in self.names.of_table[name] if "year" in t.names[0]]

    def _beside(self, col: Col) -> Col:
        """The column that is compared with this one where none is named: of the same table, kind and unit."""
        own = self.names.thing(col.table, col.name)
        same = [
            t
            for t in self.names.of_table[col.table]
            if t.column is not None
            and own.column is not None
            and t.place != own.place
            and not t.key
            and (t.column.kind, t.column.unit) == (own.column.kind, own.column.unit)
        ]
        if len(same) != 1:
            raise Unclear(f"what is compared with {col.name}")
        return Col(*same[0].place)

    def _other_row(self, test: Test, named: Mention) -> Cond:
        """A column against the same column of the row that is named."""
        if test.slot is None:
            raise Unclear(named.text)
        term = self._term(test.slot)
        turned = bool(test.slot.dimension) and self._dimension(test.slot.dimension, test.at)[1]
        here = [x for x in named.of("value") if x.place[0] == term.col.table and x.value is not None]
        if not here or here[0].value is None:
            raise Unclear(named.text)
        row = Cond(Term(Col(*here[0].place)), "=", here[0].value.value)
        flipped: dict[Operator, Operator] = {">": "<", "<": ">"}
        op = flipped.get(test.op, test.op) if turned else test.op
        return Cond(term, op, Query((term,), where=(row,)), test.either)

    def _nested(self, test: Test, slot: Slot) -> Cond | None:
        if test.slot is None:
            raise Unclear("compared with what")
        term = self._term(test.slot)
        if self.names.thing(term.col.table, term.col.name if term.col.name != "*" else "").key:
            raise Unclear("compared with what")
        col = self.resolve(slot.mention) if slot.mention is not None else term.col
        if slot.parts is not None:
            whole = Term(col, slot.agg, over=Over("own", (), (self._term(Slot(slot.parts)),)))
            self.kept.append(Cond(term, test.op, whole))
            return None
        return Cond(term, "=" if test.op == "between" else test.op, Query((Term(col, slot.agg),)))

    def _metric_filters(self) -> list[Cond]:
        filters = dict.fromkeys((m.table, m.filter) for m in self._metrics() if m.filter)
        return [Cond(Term(Col(table)), "sql", text) for table, text in filters]

    def _grained(self, where: list[Cond]) -> Term | None:
        """The piece of time to group by; of two windows that are compared, both are let in."""
        draft = self.draft
        windows = [c for c in where if c.op == "within" and isinstance(c.value, tuple)]
        if (
            len(windows) > 1
            and len({c.term for c in windows}) == 1
            and all(_apart(*two) for two in combinations(windows, 2))
        ):
            first = windows[0]
            for place, other in enumerate(windows[1:], where.index(first) + 1):
                where.remove(other)
                where.insert(place, replace(other, either=True))
            return replace(first.term, grain=draft.grain or _length(first))
        grain = draft.grain or grain_of(draft.frames, windows[0] if len(windows) == 1 else None)
        if not grain:
            return None
        deed = next((t.day_of for t in reversed(draft.tests) if t.day_of), draft.deed)
        day = self.day_of(deed) if deed else None
        return Term(day or self._time_column(None, None), grain=grain)


def _apart(one: Cond, two: Cond) -> bool:
    """Whether no day is in both windows."""
    if not isinstance(one.value, tuple) or not isinstance(two.value, tuple):
        return False
    return str(one.value[1]) <= str(two.value[0]) or str(two.value[1]) <= str(one.value[0])


def _length(cond: Cond) -> Grain:
    """The piece of time that a window is about as long as."""
    since, until = cond.value if isinstance(cond.value, tuple) else (None, None)
    days = (until - since).days if isinstance(since, dt.date) and isinstance(until, dt.date) else 365
    steps: tuple[tuple[int, Grain], ...] = ((300, "year"), (80, "quarter"), (27, "month"), (1, "week"))
    return next((grain for least, grain in steps if days > least), "day")
