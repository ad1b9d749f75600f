"""Why a figure changed: a contribution analysis over the dimensions that its rows have.

For each dimension the measure of each of its parts before and after, and the change between them. Within one dimension
the changes of a sum or a count add up to the whole change, and the share of it is told; an average's or a ratio's do
not, and no share is told. After "variance decomposition by dimension" as analysts do it by hand; no model is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import sqlglot
from sqlglot import exp

from agents.builtin.dialogue.carrier import column_words, measure_words, measures_of
from agents.builtin.dialogue.commands import period_before
from agents.builtin.dialogue.told import cond_words, is_time
from agents.builtin.dialogue.when import Days, span_of
from agents.builtin.form import Col, Cond, Query, Term
from agents.builtin.parser import Parser
from agents.builtin.pieces import period
from data.evidence.periods import Stretch, stretch_words

DIMENSIONS = 4
"""How many dimensions are looked at."""
PARTS = (2, 40)
"""A dimension has so many different values at least and at most."""
ROWS = 13
"""The whole change and the biggest ones of parts that are shown."""
TOTAL = "total"
"""The dimension of the row for the whole change."""
SHARE = "percent_of_change"


class Causes:
    """Makes contribution analyses over one schema."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._names = parser.names

    def of(self, query: Query, asked: Sequence[Days] = (), dated: Col | None = None) -> tuple[str, str] | None:
        """(the statement, what it compares in words); None when the form has no figure in time. `asked`: the periods that
        the question names; `dated`: by which column they go where the form has none."""
        measures = measures_of(query)
        windows = self._asked(query, asked, dated) if asked else self._windows(query)
        if len(measures) != 1 or windows is None or query.setop or query.source is not None:
            return None
        column, before, after = windows
        measure = replace(measures[0], op="", name="value")
        where = tuple(c for c in query.where if not is_time(c))
        parts = []
        for dimension in self._dimensions(query):
            term = Term(dimension)
            one = Query((replace(term, name="part"), measure), where, (term,), query.having, tables=query.tables)
            sides = [self._tree(replace(one, where=(*where, Cond(Term(column), "within", w)))) for w in (before, after)]
            if all(side is not None for side in sides):
                words = column_words(dimension, self._parser.schema)
                parts.append(_joined(words, sides[0], sides[1], _additive(measure)))
        if not parts:
            return None
        whole = Query((measure,), where, having=query.having, tables=query.tables)
        sides = [self._tree(replace(whole, where=(*where, Cond(Term(column), "within", w)))) for w in (before, after)]
        tests = "".join(f", {cond_words(c, self._parser.schema)}" for c in (*where, *query.having) if c.op != "sql")
        named = f"{_named(after)} against {_named(before)}{tests}"
        parts.insert(0, _whole(sides[0], sides[1], _additive(measure), named))
        schema = self._parser.schema
        told = (
            f"Compared: {measure_words(measures[0], schema)}{tests} from {_days(before)} with {_days(after)}, part by part; "
            + (
                "within one dimension the changes add up to the whole change"
                if _additive(measure)
                else "parts of a ratio or an average do not add up"
            )
        )
        return _statement(parts).sql("duckdb"), told

    def _tree(self, query: Query) -> exp.Query | None:
        return self._parser.renderer.render(query) if self._parser.sql_of(query) is not None else None

    def _asked(self, query: Query, asked: Sequence[Days], dated: Col | None) -> tuple[Col, Days, Days] | None:
        """The two periods that the question names, or the one and that before it."""
        times = [c.term.col for c in query.where if is_time(c)] + [g.col for g in query.group if g.grain]
        column = times[0] if times else dated
        if column is None:
            return None
        if len(asked) > 1:
            first, second = sorted(asked[:2])
            return column, first, second
        return column, *pair_of(asked[0], self._parser.today)

    def _windows(self, query: Query) -> tuple[Col, Days, Days] | None:
        """(time column, window before, window after): the two that were compared, the last two of a series, or the
        form's own and the one before it."""
        found = [c for c in query.where if c.op == "within" and isinstance(c.value, tuple)]
        spans = sorted(s for c in found if (s := span_of(c)) is not None)
        grain = next((g for g in query.group if g.grain), None)
        if len(spans) == 2:
            return found[0].term.col, spans[0], spans[1]
        if grain is not None:
            today = self._parser.today
            end = min(today, spans[0][1] - dt.timedelta(days=1)) if spans else today
            shift = 0 if period(grain.grain, end)[1] <= end + dt.timedelta(days=1) else -1
            return grain.col, period(grain.grain, end, shift - 1), period(grain.grain, end, shift)
        if len(spans) == 1:
            return found[0].term.col, *pair_of(spans[0], self._parser.today)
        return None

    def _dimensions(self, query: Query) -> list[Col]:
        """Columns of words with a handful of values, in the tables of the form and those that they point to."""
        tables = dict.fromkeys(self._parser.renderer.tables_of(query))
        tables |= dict.fromkeys(n for t in tuple(tables) for n in self._names.graph.neighbours(t) if self._points(t, n))
        fixed = {c.term.col.name.casefold() for c in query.where if c.op == "="}
        filters = [sqlglot.parse_one(str(c.value), dialect="duckdb") for c in query.where if c.op == "sql"]
        fixed |= {c.name.casefold() for tree in filters for c in tree.find_all(exp.Column)}
        own = [g.col for g in query.group if not g.grain and not self._names.thing(g.col.table, g.col.name).key]
        found: dict[str, Col] = {c.name.casefold(): c for c in own}
        for table in tables:
            for thing in self._names.of_table[table]:
                column = thing.column
                if (
                    column is None
                    or column.kind not in ("text", "boolean")
                    or column.private
                    or column.name in thing.table.primary_key
                ):
                    continue
                different = self._names.distinct(table, column.name)
                col = Col(table, column.name)
                if col.name.casefold() not in fixed and different is not None and PARTS[0] <= different <= PARTS[1]:
                    found.setdefault(f"{column.name}".casefold(), col)
        return list(found.values())[:DIMENSIONS]

    def _points(self, table: str, other: str) -> bool:
        """Whether a row of the table belongs to one row of the other, so that no row is counted twice."""
        return any(k.table == table and k.ref_table == other for k in self._names.schema.foreign_keys)


def pair_of(span: Days, today: dt.date) -> tuple[Days, Days]:
    """(the period before, the period): of one that is not over, only as many days of either as there are yet."""
    since, until = span
    before = period_before(since, until)
    end = today + dt.timedelta(days=1)
    if not since < end < until:
        return before, span
    return (before[0], min(before[0] + (end - since), before[1])), (since, end)


def _named(window: Days) -> str:
    return stretch_words(Stretch(window[0], window[1] - dt.timedelta(days=1)))


def _additive(measure: Term) -> bool:
    """Whether the measures of disjoint rows add up to that of all rows."""
    if measure.sql:
        tree = sqlglot.parse_one(measure.sql, dialect="duckdb")
        return isinstance(tree, exp.Sum) or (isinstance(tree, exp.Count) and not isinstance(tree.this, exp.Distinct))
    return measure.agg in ("sum", "count") and not measure.distinct


def _days(window: tuple[dt.date, dt.date]) -> str:
    return f"{window[0].isoformat()} to {(window[1] - dt.timedelta(days=1)).isoformat()}"


def _joined(name: str, before: exp.Query | None, after: exp.Query | None, additive: bool) -> exp.Select:
    """One dimension: its parts before and after side by side. A part that is missing on a side of a sum counts as 0."""

    def side(alias: str) -> exp.Expr:
        column: exp.Expr = exp.column("value", table=alias, quoted=True)
        return exp.Coalesce(this=column, expressions=[exp.Literal.number(0)]) if additive else column

    change = exp.Sub(this=side("a"), expression=side("b"))
    part = exp.Coalesce(
        this=_text(exp.column("part", table="a", quoted=True)),
        expressions=[_text(exp.column("part", table="b", quoted=True))],
    )
    shown = [
        exp.alias_(exp.Literal.string(name), "dimension", quoted=True),
        exp.alias_(part, "part", quoted=True),
        exp.alias_(side("b"), "before", quoted=True),
        exp.alias_(side("a"), "after", quoted=True),
        exp.alias_(change, "change", quoted=True),
    ]
    if additive:
        whole = exp.Nullif(this=exp.Window(this=exp.Sum(this=change.copy())), expression=exp.Literal.number(0))
        share = exp.Div(
            this=exp.Mul(this=exp.Literal.number("100.0"), expression=exp.paren(change.copy())), expression=whole
        )
        shown.append(exp.alias_(share, SHARE, quoted=True))
    on = exp.NullSafeEQ(
        this=exp.column("part", table="a", quoted=True), expression=exp.column("part", table="b", quoted=True)
    )
    if before is None or after is None:
        raise AssertionError("Both sides are there.")
    return exp.select(*shown).from_(after.subquery("a")).join(before.subquery("b"), on=on, join_type="full")


def _whole(before: exp.Query | None, after: exp.Query | None, additive: bool, named: str) -> exp.Select:
    """The measure of all rows before and after; `named` says which periods these are."""
    if before is None or after is None:
        raise AssertionError("Both sides are there.")
    old, new = exp.column("value", table="b", quoted=True), exp.column("value", table="a", quoted=True)
    shown = [
        exp.alias_(exp.Literal.string(TOTAL), "dimension", quoted=True),
        exp.alias_(exp.Literal.string(named), "part", quoted=True),
        exp.alias_(old, "before", quoted=True),
        exp.alias_(new, "after", quoted=True),
        exp.alias_(exp.Sub(this=new.copy(), expression=old.copy()), "change", quoted=True),
    ]
    if additive:
        shown.append(exp.alias_(exp.Literal.number("100.0"), SHARE, quoted=True))
    return exp.select(*shown).from_(after.subquery("a")).join(before.subquery("b"), join_type="cross")


def _text(column: exp.Expr) -> exp.Expr:
    return exp.Cast(this=column, to=exp.DataType.build("text"))


def _statement(parts: list[exp.Select]) -> exp.Select:
    """All dimensions in one result: the whole change, then the biggest ones of parts."""
    whole: exp.Query = parts[0]
    for part in parts[1:]:
        whole = exp.Union(this=whole, expression=part, distinct=False)
    size = exp.Abs(this=exp.column("change", quoted=True))
    return (
        exp.select("*")
        .from_(whole.subquery("parts"))
        .order_by(
            exp.Ordered(
                this=exp.EQ(this=exp.column("dimension", quoted=True), expression=exp.Literal.string(TOTAL)), desc=True
            ),
            exp.Ordered(this=size, desc=True, nulls_first=False),
        )
        .limit(ROWS)
    )
