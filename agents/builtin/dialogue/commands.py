"""Commands: the moves that need no new words tied to the schema, or few: rows kept, order, shares, removals, comparisons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from agents.builtin.dates import Window, windows_of
from agents.builtin.dialogue import phrases
from agents.builtin.dialogue.carrier import carrier, column_words, measures_of, table_words
from agents.builtin.dialogue.edit import Edited, Editor, shared_within, split_by
from agents.builtin.dialogue.moves import VALUES, Among, AsShare, Change, Compare, Keep, Remove, Shift, Sort
from agents.builtin.dialogue.told import is_time
from agents.builtin.dialogue.when import Days, closed, only_periods
from agents.builtin.form import Col, Cond, Grain, Query, Term
from agents.builtin.parser import Parser
from agents.builtin.pieces import add_months
from agents.builtin.words import tokens_of
from retrieval.values import stem, words_of

SHARE = "share_percent"
"""What a share of the total is called in the result."""


class Commands:
    """Carries out commands on forms over one schema."""

    def __init__(self, parser: Parser, editor: Editor) -> None:
        self._parser = parser
        self._editor = editor
        self._schema = parser.schema

    def keep(self, query: Query, move: Keep) -> Edited:
        """The top or bottom rows by the measure; by what is named, where the form is not split by it yet."""
        if move.noun and not self._is_split_by(query, move.noun):
            measure = carrier(query, self._schema)
            word = "top" if move.desc else "bottom"
            parsed = self._parser.parse(f"{word} {move.count} {move.noun} by {measure}")
            if not parsed.readings or parsed.unread or not measures_of(query):
                return Edited(None, parsed)
            made = parsed.readings[0].query
            groups = [g for g in made.group if not g.aggregated]
            after = split_by(query, groups, False) if groups else query
            shown = tuple(g for g in groups if g in made.select)
            after = replace(after, select=(*shown, *measures_of(query)))
            return Edited(replace(after, order=made.order, limit=move.count), parsed)
        key = self._ranked_by(query)
        if key is None or (measures_of(query) and not query.group):
            return Edited(None)
        desc = move.desc != (move.by_worth and self._lower_is_better(query))
        return Edited(replace(query, order=((key, desc),), limit=move.count))

    def _lower_is_better(self, query: Query) -> bool:
        """Whether the measure is of something that one wants little of, by its words."""
        words = words_of(carrier(query, self._schema))
        return bool({stem(w) for w in words} & {stem(w) for w in phrases.LOWER_IS_BETTER})

    def _ranked_by(self, query: Query) -> Term | None:
        """What rows are ranked by: the measure, else what they are sorted by, else the first number shown."""
        measures = measures_of(query)
        if measures:
            share = measures[0].op == "share"
            return replace(
                measures[0], name="", op="" if share else measures[0].op, over=None if share else measures[0].over
            )
        if query.order:
            return query.order[0][0]
        numbers = (t for t in query.select if t.col.name != "*" and self._kind(t.col) == "number")
        return next(numbers, None)

    def _kind(self, col: Col) -> str:
        table = self._schema.table(col.table)
        column = table.column(col.name) if table is not None else None
        return column.kind if column is not None else "other"

    def _is_split_by(self, query: Query, noun: str) -> bool:
        wanted = {stem(w) for w in words_of(noun)}
        for term in (*query.group, *query.select):
            names = f"{column_words(term.col, self._schema)} {table_words(term.col.table, self._schema)} {term.grain}"
            if not term.aggregated and wanted & {stem(w) for w in words_of(names)}:
                return True
        return False

    def sort(self, query: Query, move: Sort) -> Edited:
        """Sorted by the measure or by what is named; reversed where that is asked."""
        if move.by == "reverse" and query.order:
            return Edited(replace(query, order=tuple((t, not d) for t, d in query.order)))
        if move.by and len(move.by.split()) == 1:
            named = self._superlative(query, move)
            if named is not None:
                return named
            if move.by.endswith("est") and move.desc is not None:
                return self.sort(query, Sort("", move.desc))
        if not move.by or move.by == "reverse":
            key = self._ranked_by(query) or (query.select[0] if query.select[0].col.name != "*" else None)
            return Edited(None) if key is None else Edited(replace(query, order=((key, move.desc is not False),)))
        wanted = {stem(w) for w in words_of(move.by)}
        for term in query.select:
            words = (
                self._editor.words_of(replace(query, select=(term,)))
                if term.aggregated
                else f"{column_words(term.col, self._schema)} {term.grain}"
            )
            if wanted and wanted <= {stem(w) for w in words_of(words)}:
                usual = term.aggregated
                return Edited(
                    replace(query, order=((replace(term, name=""), usual if move.desc is None else move.desc),))
                )
        read = self._editor.read_behind(query, f"sorted by {move.by}{' descending' if move.desc else ''}")
        if read is None or read[2].unread or not read[1].order:
            return Edited(None, read[2] if read else None)
        term, desc = read[1].order[0]
        if measures_of(query) and not term.aggregated and term not in query.group:
            return Edited(None)
        return Edited(replace(query, order=((term, desc if move.desc is None else move.desc),)), read[2])

    def _superlative(self, query: Query, move: Sort) -> Edited | None:
        """`tallest first`: by the column that the superlative is about, where the rows have one."""
        table = query.select[0].col.table
        parsed = self._parser.parse(f"which {table_words(table, self._schema)} is the {move.by}")
        made = parsed.readings[0].query if parsed.readings and not parsed.unread else None
        if made is None or measures_of(query) or len(made.order) != 1 or made.order[0][0].col.table != table:
            return None
        return Edited(replace(query, order=made.order), parsed)

    def shift(self, query: Query, move: Shift) -> Edited:
        """The form's window moved by whole units."""
        at = next((c for c in query.where if c.op == "within" and isinstance(c.value, tuple)), None)
        if at is None or not isinstance(at.value, tuple):
            return Edited(None)
        since, until = at.value
        if not isinstance(since, dt.date) or not isinstance(until, dt.date):
            return Edited(None)
        window = (_moved(since, move), _moved(until, move))
        return Edited(replace(query, where=tuple(replace(c, value=window) if c is at else c for c in query.where)))

    def share(self, query: Query, _move: AsShare) -> Edited:
        """Each group's part of the total of all groups."""
        measures = measures_of(query)
        if len(measures) != 1 or not query.group or measures[0].op:
            return Edited(None)
        part = shared_within(replace(measures[0], op="share", name=SHARE), query.group)
        return Edited(replace(query, select=tuple(part if t == measures[0] else t for t in query.select)))

    def compare(self, query: Query, move: Compare, today: dt.date) -> Edited:
        """Beside the form's window the one that it is compared with, each its own group."""
        at = next((c for c in query.where if c.op == "within" and isinstance(c.value, tuple)), None)
        if not measures_of(query):
            return Edited(None)
        both = only_periods(move.to, query, today)
        if len(both) == 2:
            at = at or self._dated(query)
            return Edited(None) if at is None else self._side_by_side(query, at, both[0], both[1])
        if at is None or not isinstance(at.value, tuple):
            return Edited(None)
        since, until = at.value
        if not isinstance(since, dt.date) or not isinstance(until, dt.date):
            return Edited(None)
        other = compared_window(since, until, move.to, today)
        if len(both) == 1 and other in closed(tokens_of(move.to), today):
            other = both[0]
        return Edited(None) if other is None else self._side_by_side(query, at, other, (since, until))

    def _dated(self, query: Query) -> Cond | None:
        """A test of time of the form, where it has none itself: on what it is split by, or on the day of its rows."""
        grain = next((g for g in query.group if g.grain), None)
        if grain is not None:
            return Cond(Term(grain.col), "within")
        read = self._editor.read_behind(query, "in 2020")
        return next((c for c in read[1].where if is_time(c)), None) if read is not None else None

    def _side_by_side(self, query: Query, at: Cond, one: Days, other: Days) -> Edited:
        """The form over two periods, each its own group; shares are those of each period."""
        conds = [c for c in query.where if not is_time(c)]
        pair = [replace(at, value=w, either=i > 0) for i, w in enumerate(sorted((one, other)))]
        after = replace(query, where=(*conds, *pair))
        if not any(g.grain for g in query.group):
            after = split_by(after, [Term(at.term.col, grain=_length(*other))], True)
        if any(t.op == "share" for t in after.select):
            plain = replace(
                after,
                select=tuple(replace(t, op="", over=None, name="") if t.op == "share" else t for t in after.select),
            )
            return self.share(plain, AsShare())
        return Edited(after)

    def remove(self, query: Query, move: Remove) -> Edited:
        """The form without the filter, group, order or limit that is named."""
        after = self._removed(query, move)
        if after == query and move.else_out:
            return self._editor.change(query, Change(f"excluding {move.what}"))
        return Edited(after if after != query else None)

    def _removed(self, query: Query, move: Remove) -> Query:
        if move.what in ("limit", "date", "groups", "filters", VALUES):
            return _cleared(query, move.what)
        wanted = {stem(w) for w in words_of(move.what)}
        if wanted & {
            stem(w) for w in ("date", "dates", "time", "period", "window", "year", "years", "month", "months")
        }:
            where = tuple(c for c in query.where if not is_time(c))
            if where != query.where:
                return replace(query, where=where)
        if wanted & {"limit", "top"}:
            return replace(query, limit=None)
        kept = tuple(c for c in query.where if c.op == "sql" or not (wanted & self._named(c) or self._whose(c, wanted)))
        if kept != query.where:
            return replace(query, where=_led(kept))
        gone = [
            g
            for g in query.group
            if wanted & ({stem(w) for w in words_of(column_words(g.col, self._schema))} | {stem(g.grain)})
        ]
        if gone:
            return ungrouped(query, gone)
        shown = tuple(
            t
            for t in query.select
            if t.aggregated or not wanted & {stem(w) for w in words_of(column_words(t.col, self._schema))}
        )
        return replace(query, select=shown) if shown else query

    def _whose(self, cond: Cond, wanted: set[str]) -> bool:
        """`across all warehouses`: whether the condition is on the table that is called so."""
        words = {stem(w) for w in words_of(table_words(cond.term.col.table, self._schema))}
        return not is_time(cond) and words <= wanted

    def _named(self, cond: Cond) -> set[str]:
        """The stems by which a condition may be called: its column's words and its value's."""
        words = column_words(cond.term.col, self._schema) if cond.term.col.name != "*" else ""
        value = cond.value if isinstance(cond.value, str) else ""
        return {stem(w) for w in words_of(f"{words} {value}")}

    def among(self, query: Query, move: Among) -> Edited:
        """How many, or which, of the rows that the form is about."""
        table = self._subject(query)
        if table is None:
            return Edited(None)
        where = tuple(c for c in query.where if c.op != "sql" or measures_of(query))
        if move.how == "count":
            asked = Query((Term(Col(table), "count"),), where=where, tables=query.tables)
        else:
            parsed = self._parser.parse(f"list {table_words(table, self._schema)}")
            if not parsed.readings or measures_of(parsed.readings[0].query):
                return Edited(None, parsed)
            asked = replace(parsed.readings[0].query, where=where)
        if query.limit and not measures_of(query):
            return Edited(None)
        if not move.rest:
            return Edited(asked)
        read = self._editor.read_behind(
            asked, f"that {move.rest}" if not move.rest.startswith(("in ", "with ")) else move.rest
        )
        if read is None or read[2].unread:
            return Edited(None, read[2] if read else None)
        own, made, parsed = read
        conds = [c for c in made.where if c not in own.where]
        if not conds:
            return Edited(None, parsed)
        form = replace(asked, where=(*asked.where, *(replace(c, either=False) for c in conds)))
        return Edited(self._each_once(form, table), parsed)

    def _each_once(self, form: Query, table: str) -> Query | None:
        """The form with each of its rows once, however often a test finds it in another table; None where it cannot be told
        which rows are the same."""
        others = [t for t in self._parser.renderer.tables_of(form) if t != table]
        if all(belongs(self._parser, table, other) for other in others):
            return form
        found = self._schema.table(table)
        if found is None or len(found.primary_key) != 1:
            return None
        key = Term(Col(table, found.primary_key[0]))
        if measures_of(form):
            return replace(form, select=(replace(key, agg="count", distinct=True),))
        if any(t.col.name == "*" for t in form.select):
            return replace(form, distinct=True)
        return replace(form, group=tuple(dict.fromkeys((*form.select, key))))

    def _subject(self, query: Query) -> str | None:
        """The table whose rows the form counts or lists."""
        measures = measures_of(query)
        if measures:
            plain = [m for m in measures if m.agg == "count" and m.col.name == "*"]
            return plain[0].col.table if plain else None
        return query.select[0].col.table


def belongs(parser: Parser, table: str, other: str) -> bool:
    """Whether each row of the table belongs to one row of the other, so that joining that counts nothing twice."""
    tree = parser.renderer.tree_of((table, other))
    keys = {(k.table, k.ref_table) for k in parser.schema.foreign_keys}
    return tree is not None and all((e.left, e.right) in keys for e in tree.edges)


def ungrouped(query: Query, gone: Sequence[Term]) -> Query:
    """The form without these groups; a limit that ranked them goes too."""
    group = tuple(g for g in query.group if g not in gone)
    order = tuple((t, d) for t, d in query.order if t not in gone and (group or not t.aggregated))
    return replace(
        query,
        select=tuple(t for t in query.select if t not in gone),
        group=group,
        order=order,
        limit=query.limit if group else None,
    )


def _cleared(query: Query, what: str) -> Query:
    """The form without its limit, its dates, its breakdown, all its filters, or all but those of time."""
    match what:
        case "limit":
            return replace(query, limit=None)
        case "groups":
            return ungrouped(query, list(query.group))
        case "filters":
            return replace(query, where=tuple(c for c in query.where if c.op == "sql"), having=())
        case "date":
            return replace(query, where=tuple(c for c in query.where if not is_time(c)))
        case _:
            kept = _led(tuple(c for c in query.where if c.op == "sql" or is_time(c)))
            chosen = replace(query, where=kept, having=())
            return chosen if chosen != query else _cleared(query, "date")


def _led(conds: tuple[Cond, ...]) -> tuple[Cond, ...]:
    """No first condition hangs on one that is gone."""
    return (replace(conds[0], either=False), *conds[1:]) if conds and conds[0].either else conds


def compared_window(since: dt.date, until: dt.date, to: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The window that is meant: the same days of another year, the period just before, or the one that is named."""
    words = to.casefold().split()
    if not words or (words[-1] in ("period", "before") and "year" not in words) or words in (["previous"], ["prior"]):
        return period_before(since, until)
    if "year" in words:
        return _years_on(since, until, -1)
    unit = next((u for u in ("quarter", "month", "week", "day") if u in words), "")
    if unit and _length(since, until) == unit:
        return period_before(since, until)
    tokens = tokens_of(to)
    windows: list[Window] = windows_of(tokens, today)
    if len(windows) != 1 or windows[0].since is None or windows[0].until is None:
        return None
    if windows[0].year_only and _length(since, until) != "year":
        return _years_on(since, until, windows[0].since.year - since.year)
    return windows[0].since, windows[0].until


def _moved(day: dt.date, move: Shift) -> dt.date:
    """The day so many units on; of a month that is too short its last day."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(move.unit)
    if months is None:
        return day + dt.timedelta(days=move.by * (7 if move.unit == "week" else 1))
    first = add_months(day, months * move.by)
    last = (add_months(first, 1) - first).days
    return first.replace(day=min(day.day, last))


def period_before(since: dt.date, until: dt.date) -> tuple[dt.date, dt.date]:
    """The period of the same length that ends where this one begins; whole months stay whole months."""
    if since.day == until.day == 1:
        months = (until.year - since.year) * 12 + until.month - since.month
        index = since.year * 12 + since.month - 1 - months
        return dt.date(index // 12, index % 12 + 1, 1), since
    return since - (until - since), since


def _years_on(since: dt.date, until: dt.date, years: int) -> tuple[dt.date, dt.date]:
    def moved(day: dt.date) -> dt.date:
        leap = day.month == 2 and day.day == 29
        return day.replace(year=day.year + years, day=28 if leap else day.day)

    return moved(since), moved(until)


def _length(since: dt.date, until: dt.date) -> Grain:
    days = (until - since).days
    steps: tuple[tuple[int, Grain], ...] = ((300, "year"), (80, "quarter"), (27, "month"), (6, "week"))
    return next((grain for least, grain in steps if days > least), "day")
