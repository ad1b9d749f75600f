"""Edits: a change in words becomes a change of the typed form that the conversation has reached.

The words are read behind the carrier of the form, and what that reading holds beyond the carrier's own is what changes:
a test takes the place of the one on its column, a piece of time of the one before, a dimension of its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp

from agents.builtin.dialogue.carrier import carrier, column_words, measure_words, measures_of, table_words
from agents.builtin.dialogue.figures import by_figure, counted, reranked
from agents.builtin.dialogue.moves import Change
from agents.builtin.dialogue.told import is_time
from agents.builtin.draft import Slot
from agents.builtin.form import Aggregate, Col, Cond, Over, Query, Term
from agents.builtin.parser import Parsed, Parser
from agents.builtin.state import is_metric
from agents.builtin.words import tokens_of
from data.types import Schema
from retrieval.values import stem, words_of

_WAYS: dict[str, Aggregate] = {
    "average": "avg", "mean": "avg", "avg": "avg", "total": "sum", "sum": "sum", "median": "median", "maximum": "max", "max": "max",
    "minimum": "min", "min": "min", "highest": "max", "lowest": "min", "averages": "avg", "totals": "sum",
}  # fmt: skip
_SMALL = frozenset({"the", "of", "a", "an", "that", "it", "as", "value", "values", "take", "use"})
_OUT = (
    "everything but",
    "all but",
    "apart from",
    "aside from",
    "minus",
    "but not",
    "no",
    "excluding",
    "except for",
    "except",
    "not counting",
    "not including",
    "not in",
    "not for",
    "not from",
    "not",
    "other than",
    "exclude",
    "without",
)
_AROUND = _SMALL | {"for", "in", "and", "from", "on", "with", "ones", "one"}
_OPENINGS = frozenset(
    ["by", "per", "for", "in", "with", "without", "where", "since", "before", "after", "between", "of", "from", "over", "during", "on",
     "at", "until", "under", "above", "below", "within", "whose", "that", "which", "who", "daily", "weekly", "monthly", "quarterly",
     "yearly", "annually", "not", "excluding", "except"]
)  # fmt: skip


_SPLITS = frozenset({"by", "per", "each", "every", "split", "across"})
NAMED = 0.4
"""How sure words are read at least that are taken for another measure."""
EXACT = 0.7
"""A span that is a cell's value scores at least this; a lower one only holds some of its words."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The form after a change. `read` is the reading of its words; `query` is None when they could not be tied to anything."""

    query: Query | None
    read: Parsed | None = None
    note: str = ""
    """How the words were understood, where that is not what they say by themselves."""


class Editor:
    """Changes forms over one schema. `asked` is the whole question that led to the form."""

    def __init__(self, parser: Parser, asked: str) -> None:
        self._parser = parser
        self._schema = parser.schema
        self._asked = asked

    def change(self, query: Query, move: Change) -> Edited:
        """The form with the move's words in it."""
        if query.setop or query.source is not None:
            return Edited(None)
        move = replace(move, text=_plain_words(move.text))
        known = self._value_change(query, move) or self._other_way(query, move.text)
        if known is not None:
            return Edited(known)
        text, out = _taken_out(move.text)
        tests = by_figure(query, text, out, self._parser)
        if tests is not None:
            return Edited(replace(query, having=with_conds(query.having, tests[0], move.adds)), tests[1])
        alone = self._parser.parse(move.text)
        figure = reranked(query, move.text, self._parser) or counted(query, alone, move.text, self._parser)
        if figure is not None:
            return Edited(self._measured(query, figure[0], move.adds), figure[1])
        if names_measure(alone) and alone.readings[0].confidence >= NAMED:
            return Edited(self._measured(query, alone.readings[0].query, move.adds), alone)
        flag = self._flag(query, move)
        if flag is not None:
            return Edited(flag)
        column = self._other_column(query, alone)
        if column is not None and not move.adds:
            return Edited(column, alone)
        if not measures_of(query):
            shown = self._shown(query, move)
            if shown is not None:
                return shown
        return self._behind_carrier(query, move)

    def read_behind(self, query: Query, text: str) -> tuple[Query, Query, Parsed] | None:
        """(the carrier's own form, the form of carrier and text, its reading); None when either is not read.

        The carrier is the measure in words; where these are not read as that measure, it is the question that led to it.
        """
        said = [w for w in (carrier(query, self._schema), self._asked) if w]
        forms = [(words, form) for words in said if (form := self._best(self._parser.parse(words))) is not None]
        alike = [f for f in forms if _same_head(f[1], query)] or [f for f in forms if _same_home(f[1], query)]
        if not alike:
            return None
        words, own = alike[0]
        opening = text.split(maxsplit=1)[0].casefold() if text else ""
        joined = opening in _OPENINGS or opening.endswith("ed")
        parsed = self._parser.parse(f"{words} {text if joined else f'for {text}'}")
        made = self._best(parsed)
        return None if made is None else (own, made, parsed)

    def _best(self, parsed: Parsed) -> Query | None:
        return parsed.readings[0].query if parsed.readings else None

    def _behind_carrier(self, query: Query, move: Change) -> Edited:
        text, out = _taken_out(move.text)
        read = self.read_behind(query, text)
        if out and (read is None or not _plain_values(read[0], read[1])):
            out, read = False, self.read_behind(query, move.text)
        if read is None:
            return Edited(None)
        own, made, parsed = read
        after = self.merged(query, own, made, move, out)
        return Edited(after if after != query else None, parsed)

    def merged(self, query: Query, own: Query, made: Query, move: Change, out: bool = False) -> Query:
        """The form with what `made` holds beyond `own`."""
        conds = [c for c in made.where if c not in own.where and c.op != "sql"]
        if out:
            conds = [replace(c, op="!=", either=False) for c in conds]
        where = with_conds(query.where, conds, move.adds, move.replaces)
        having = with_conds(query.having, [c for c in made.having if c not in own.having], move.adds)
        after = replace(query, where=where, having=having)
        groups = [g for g in made.group if g not in own.group and not g.aggregated]
        if not _SPLITS & {t.low for t in tokens_of(move.text)} and any(g in query.select for g in query.group):
            groups = [g for g in groups if all(c.term.col != g.col for c in conds)]  # `only app and web` chooses rows
        flags = [g for g in groups if self._is_flag(g) and not move.text.casefold().startswith("by ")]
        if flags:
            yes = [Cond(replace(g, name=""), "=", not out) for g in flags]
            groups, after = [], replace(after, where=with_conds(after.where, yes, False))
        if groups:
            after = split_by(after, groups, move.splits or (not move.replaces and _shares_in_time(query, groups)))
        if made.limit is not None and made.limit != own.limit:
            after = replace(after, limit=made.limit, order=made.order or after.order)
        elif made.order and made.order != own.order and not groups:
            after = replace(after, order=made.order)
        return after

    def _is_flag(self, term: Term) -> bool:
        """Whether it is a column of yes and no: `only those subscribed to the newsletter` tests it."""
        table = self._schema.table(term.col.table)
        column = table.column(term.col.name) if table is not None else None
        return column is not None and column.kind == "boolean" and not term.grain

    def _value_change(self, query: Query, move: Change) -> Query | None:
        """`East?`, `everything but the store`: a value of a column that the form tests or is split by."""
        text, out = _taken_out(move.text)
        columns = [c.term for c in query.where if c.op in ("=", "!=")] + [g for g in query.group if not g.grain]
        parsed = self._parser.parse(text)
        said = {i for i, t in enumerate(parsed.tokens) if t.kind != "mark" and t.low not in _AROUND}
        for mention in parsed.mentions:
            beside = said - set(range(mention.start, mention.end))
            values = {x.place: x.value.value for x in mention.of("value") if x.value is not None and x.score >= EXACT}
            near = [Term(Col(*place)) for place in values if place[0] == _home(query)]
            term = next((t for t in (*columns, *near) if (t.col.table, t.col.name) in values), None)
            called = {stem(w) for w in words_of(column_words(term.col, self._schema))} if term is not None else set()
            # `the store channel`: its column may be named beside the value, and nothing else.
            if term is not None and said - beside and all(stem(parsed.tokens[i].low) in called for i in beside):
                cond = Cond(replace(term, name=""), "!=" if out else "=", values[term.col.table, term.col.name])
                return replace(query, where=with_conds(query.where, [cond], move.adds, move.replaces))
        return None

    def _flag(self, query: Query, move: Change) -> Query | None:
        """`only those subscribed to the newsletter`: words that are a column of yes and no, and nothing besides."""
        text, out = _taken_out(move.text)
        if text.casefold().startswith("by "):
            return None
        parsed = self._parser.parse(text)
        asked = parsed.readings[0].query if parsed.readings and not parsed.unread else None
        if asked is None or len(asked.select) != 1 or asked.where or asked.group or not self._is_flag(asked.select[0]):
            return None
        cond = Cond(replace(asked.select[0], name=""), "=", not out)
        return replace(query, where=with_conds(query.where, [cond], False))

    def _other_column(self, query: Query, alone: Parsed) -> Query | None:
        """`profits instead`: the same aggregate of another column of numbers of the same table."""
        measures = measures_of(query)
        if alone.unread or not alone.readings or len(measures) != 1 or measures[0].agg in ("", "count"):
            return None
        asked = alone.readings[0].query
        if len(asked.select) != 1 or asked.where or asked.group or asked.select[0].aggregated:
            return None
        col = asked.select[0].col
        table = self._schema.table(col.table)
        column = table.column(col.name) if table is not None else None
        if column is None or column.kind != "number" or col.table != measures[0].col.table:
            return None
        return _swapped(query, (replace(measures[0], col=col, name=""),))

    def _other_way(self, query: Query, text: str) -> Query | None:
        """`the average instead`: the same column, computed otherwise."""
        words = [t.low for t in tokens_of(text) if t.kind == "word" and t.low not in _SMALL]
        measures = measures_of(query)
        if len(words) != 1 or words[0] not in _WAYS or len(measures) != 1:
            return None
        old = plain_measure(measures[0], self._schema)
        if old.sql or old.col.name == "*" or old.agg in ("", "count"):
            return None
        return _swapped(query, (replace(old, agg=_WAYS[words[0]]),))

    def _measured(self, query: Query, asked: Query, adds: bool) -> Query | None:
        """Another measure, or one more, over the same rows; what its words filter and split by goes in too."""
        new = measures_of(asked)
        if adds and measures_of(query):
            return self._beside(query, asked)
        moved = self._moved(query, asked)
        after = with_conds(moved.where, [c for c in asked.where if c.op != "sql"], False)
        after = (*(c for c in asked.where if c.op == "sql"), *after)
        made = replace(_swapped(moved, new), where=after, tables=asked.tables)
        return split_by(made, list(asked.group), False) if asked.group else made

    def _beside(self, query: Query, asked: Query) -> Query | None:
        """One more measure over the same rows; None where one of the two would be computed over rows that the other
        multiplies, or that the other's own filter takes away."""
        own, more = {c for c in query.where if c.op == "sql"}, {c for c in asked.where if c.op == "sql"}
        home = {t.col.table for t in (*measures_of(query), *measures_of(asked))}
        if len(home) != 1 or own != more or any(c.op != "sql" for c in asked.where) or asked.group:
            return None
        return replace(query, select=(*query.select, *(t for t in measures_of(asked) if t not in query.select)))

    def _moved(self, query: Query, asked: Query) -> Query:
        """The form's tests and groups on the columns that they have near the new measure."""
        head = replace(asked, where=tuple(c for c in asked.where if c.op == "sql"), group=(), order=(), limit=None)
        where = tuple(self._moved_cond(c, head) for c in query.where if c.op != "sql")
        moved = {g: self._moved_group(g, head) for g in query.group}
        select = tuple(moved.get(t, t) for t in query.select)
        order = tuple((moved.get(t, t), d) for t, d in query.order)
        return replace(query, where=where, group=tuple(moved.values()), select=select, order=order)

    def _moved_cond(self, cond: Cond, head: Query) -> Cond:
        if is_time(cond):
            read = self.read_behind(head, "in 2020")
            found = next((c.term.col for c in read[1].where if is_time(c)), None) if read else None
            return replace(cond, term=replace(cond.term, col=found)) if found else cond
        found = self._near(cond.term.col, head)
        return replace(cond, term=replace(cond.term, col=found))

    def _moved_group(self, term: Term, head: Query) -> Term:
        if not term.grain:
            return replace(term, col=self._near(term.col, head))
        read = self.read_behind(head, f"by {term.grain}")
        found = next((g for g in read[1].group if g.grain), None) if read else None
        return found or term

    def _near(self, col: Col, head: Query) -> Col:
        """The column itself where the new measure is computed over its table, else the one of that name near it."""
        if col.table in self._parser.renderer.tables_of(head) or self._in_reach(col.table, head):
            return col
        read = self.read_behind(head, f"by {column_words(col, self._schema)}")
        groups = [g.col for g in read[1].group if g not in read[0].group] if read else []
        return next((c for c in groups if c.name.casefold() == col.name.casefold()), col)

    def _in_reach(self, table: str, head: Query) -> bool:
        """Whether joining the table leaves the measure's rows as they are: each belongs to one of its rows."""
        tree = self._parser.renderer.tree_of((*self._parser.renderer.tables_of(head), table))
        keys = {(k.table, k.ref_table) for k in self._schema.foreign_keys}
        return tree is not None and all((e.left, e.right) in keys for e in tree.edges)

    def _shown(self, query: Query, move: Change) -> Edited | None:
        """`also their city`: one more column of a list."""
        words = [t for t in move.text.split() if t.casefold() not in ("their", "the", "its", "with", "show")]
        if not words or not (move.adds or move.text.casefold().startswith(("with ", "their ", "its "))):
            return None
        table = table_words(query.select[0].col.table, self._schema)
        first = column_words(query.select[0].col, self._schema)
        parsed = self._parser.parse(f"list {first} and {' '.join(words)} of {table}")
        made = self._best(parsed)
        if made is None or measures_of(made) or made.where:
            return None
        more = tuple(t for t in made.select if t not in query.select)
        return Edited(replace(query, select=(*query.select, *more)), parsed) if more else None

    def words_of(self, query: Query) -> str:
        """The measure of the form in words."""
        return " and ".join(measure_words(t, self._schema) for t in measures_of(query))


def plain_measure(term: Term, schema: Schema) -> Term:
    """A metric that is one aggregate of one column as a term of that column; any other term as it is."""
    tree = sqlglot.parse_one(term.sql, dialect="duckdb") if term.sql else None
    kinds: dict[type[exp.Expr], Aggregate] = {
        exp.Sum: "sum",
        exp.Avg: "avg",
        exp.Min: "min",
        exp.Max: "max",
        exp.Median: "median",
    }
    agg = kinds.get(type(tree)) if tree is not None else None
    if tree is None or agg is None or not isinstance(tree.this, exp.Column):
        return term
    table = schema.table(".".join(part.name for part in tree.this.parts[:-1]) or term.col.table)
    column = table.column(tree.this.name) if table is not None else None
    return Term(Col(table.name, column.name), agg) if table is not None and column is not None else term


def names_measure(parsed: Parsed) -> bool:
    """Whether the words name something to compute, rather than a test or a dimension."""
    if parsed.unread or not parsed.readings or not measures_of(parsed.readings[0].query):
        return False
    return any(
        s.agg or (s.mention is not None and (is_metric(s.mention) or _opens(s, parsed))) for s in parsed.draft.select
    )


def _opens(slot: Slot, parsed: Parsed) -> bool:
    """`quantity in May`: a column of numbers that opens the words and is added up over the rows, or averaged."""
    places = {x.place for x in slot.mention.of("column")} if slot.mention is not None else set()
    query = parsed.readings[0].query
    tested = {c.term.col for c in query.where}  # `a tonnage above 3600` is a condition
    made = (t for t in measures_of(query) if t.agg in ("sum", "avg") and t.col not in tested)
    return any((t.col.table, t.col.name) in places for t in made)


def _same_head(own: Query, query: Query) -> bool:
    def bare(terms: Sequence[Term]) -> set[Term]:
        return {
            replace(t, op="", only=(), name="") if t.op in ("share", "percent") else replace(t, name="") for t in terms
        }

    if measures_of(query):
        return bare(measures_of(own)) == bare(measures_of(query))
    return not measures_of(own) and own.select[0].col.table == query.select[0].col.table


def _home(query: Query) -> str:
    """The table over which the form is computed, or whose rows it lists."""
    return (measures_of(query) or query.select)[0].col.table


def _same_home(own: Query, query: Query) -> bool:
    """Whether both are computed over the same table, so that words behind them are tied to the same columns."""
    one, other = measures_of(own), measures_of(query)
    return bool(one and other) and {t.col.table for t in one} == {t.col.table for t in other}


def _plain_words(text: str) -> str:
    """`per channel` is `by channel`, `within Garden` is `in Garden`, `about delivery` is `delivery`."""
    first, _, rest = text.partition(" ")
    word = {"per": "by ", "within": "in ", "inside": "in ", "about": "", "regarding": "", "being": ""}.get(
        first.casefold()
    )
    return text if word is None or not rest else f"{word}{rest}"


def _shares_in_time(query: Query, groups: Sequence[Term]) -> bool:
    """Whether shares of what the form is split by are to be seen over time: what has them is kept."""
    shares = any(t.op == "share" for t in measures_of(query))
    return shares and all(g.grain for g in groups) and any(not g.grain for g in query.group)


def _swapped(query: Query, measures: tuple[Term, ...]) -> Query:
    """The form with other measures, in the order of rows too."""
    old = measures_of(query)
    plain = tuple(t for t in query.select if not t.aggregated)
    if not old:
        plain = ()
    ranked = tuple((replace(measures[0], name="") if t.aggregated else t, d) for t, d in query.order)
    group = query.group
    if not old:
        return replace(query, select=measures, group=(), order=(), limit=None, distinct=False)
    return replace(query, select=(*plain, *measures), order=ranked, group=group)


def _taken_out(text: str) -> tuple[str, bool]:
    low = text.casefold()
    for word in _OUT:
        if low.startswith(f"{word} "):
            return text[len(word) + 1 :], True
    return text, False


def _plain_values(own: Query, made: Query) -> bool:
    """Whether all that the words add are named values."""
    conds = [c for c in made.where if c not in own.where and c.op != "sql"]
    return bool(conds) and all(c.op == "=" for c in conds) and made.group == own.group


def with_conds(conds: tuple[Cond, ...], new: Sequence[Cond], adds: bool, replaces: bool = False) -> tuple[Cond, ...]:
    """The conditions with new ones: on a column that has one, the new one takes its place or, if it adds, joins it by OR.

    `replaces`: whatever was asked of the column before is taken away.
    """
    kept = list(conds)
    for cond in new:
        same = [c for c in kept if _rivals(c, cond) or (replaces and c.term == cond.term and c not in new)]
        if (adds or len(same) == 1) and any(replace(cond, either=c.either) == c for c in same):
            continue  # it holds already: said twice it is no second choice
        if not same:
            kept.append(replace(cond, either=cond.either and any(c in new for c in kept)))
        elif adds and cond.op in ("=", "within"):
            at = kept.index(same[-1])
            kept.insert(at + 1, replace(cond, either=True))
        elif any(c in new for c in same):
            at = kept.index(same[-1])
            kept.insert(at + 1, cond)
        else:
            first = kept.index(same[0])
            kept = [c for c in kept if c not in same]
            kept.insert(first, replace(cond, either=False))
    return tuple(kept)


def _rivals(old: Cond, new: Cond) -> bool:
    """Whether the new test takes the place of the old one."""
    if is_time(old) and is_time(new):
        return not (old.op in (">", ">=") and new.op in ("<", "<=")) and not (
            old.op in ("<", "<=") and new.op in (">", ">=")
        )
    if old.term != new.term:
        return False
    if new.op == "!=" and old.op == "!=":
        return old.value == new.value
    return (
        new.op in ("=", "!=", "in", "like", "not like")
        or old.op == new.op
        or {old.op, new.op} <= {">", ">="}
        or {old.op, new.op} <= {"<", "<="}
    )


def shared_within(term: Term, groups: Sequence[Term]) -> Term:
    """A share of the total: within each piece of time, where there is another dimension besides."""
    parts = tuple(g for g in groups if g.grain and len(groups) > 1)
    return replace(term, over=Over("total", parts=parts) if parts else None)


def split_by(query: Query, groups: Sequence[Term], adds: bool) -> Query:
    """The form split by these: beside its own, or in the place of those of the same kind (time, or not)."""
    old = [g for g in query.group if g not in groups]
    shown = [g for g in old if g in query.select]
    grains = any(g.grain for g in groups)
    alike = [g for g in old if bool(g.grain) == grains]
    keep = shown if adds else [g for g in shown if g not in alike] if any(g in shown for g in alike) else []
    if grains:
        keep = [g for g in keep if not g.grain]
    keys = [g for g in old if g not in shown and any(k.col.table == g.col.table for k in keep)]
    all_groups = (*groups, *keep) if grains else (*keep, *groups)
    measures = measures_of(query) or (Term(Col(query.select[0].col.table), "count"),)
    measures = tuple(shared_within(t, all_groups) if t.op == "share" else t for t in measures)
    ordered: tuple[tuple[Term, bool], ...] = tuple((t, d) for t, d in query.order if t.aggregated or t in all_groups)
    ranked = query.limit and any(t.aggregated for t, _ in ordered)
    # The first three cities are not the first three pairs of city and channel.
    limit = query.limit if ranked and not grains and not (keep and groups) else None
    if grains:
        ordered = tuple((g, False) for g in groups if g.grain)
    elif limit is None:
        ordered = tuple((t, d) for t, d in ordered if not t.aggregated)
    return replace(
        query, select=(*all_groups, *measures), group=(*all_groups, *keys), order=ordered, limit=limit, distinct=False
    )
