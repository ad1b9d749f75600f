"""`What did they buy?`, `show their cities`, `revenue of those customers`: questions about the things of the answer before.

They are limited to these things by their key, which the form before it gives as a nested query: whoever asks about five
customers is never told about all of them. What cannot be limited so is asked back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agents.builtin.alone import PERSONS
from agents.builtin.dialogue import phrases
from agents.builtin.dialogue.carrier import column_words, measures_of, table_words
from agents.builtin.dialogue.commands import belongs
from agents.builtin.dialogue.told import cond_words, is_time
from agents.builtin.dialogue.when import of_same_year
from agents.builtin.form import Col, Cond, Query, Term, terms_of
from agents.builtin.idioms import main_measure
from agents.builtin.parser import Parsed, Parser
from agents.builtin.words import Token, tokens_of
from retrieval.values import stem, words_of

_SUBJECT = frozenset({"they", "he", "she"})
_OWN = frozenset({"their", "theirs", "his", "her"})
_OBJECT = frozenset({"them", "him"})
_POINTS = frozenset({"these", "those", "this", "that"})
_BEFORE_OBJECT = frozenset({"by", "from", "for", "of", "to", "with", "among"})
_JOINS = frozenset({"and", "or", "but", "because", "who", "that", "which", "whose", "where", "when", "if", "with"})
_HELPS = frozenset({"did", "do", "does", "have", "has", "had", "are", "were", "was"})
_SPENDS = frozenset(
    {"spend", "spent", "spending", "pay", "paid", "bring", "brought", "generate", "generated", "earn", "earned"}
)
_BUYS = frozenset({"buy", "bought", "purchase", "purchased", "order", "ordered"})
_DEEDS = _SPENDS | _BUYS | {"place", "placed", "make", "made", "have", "had", "get", "got", "in"}
"""What people do who have orders: it says no more than that the rows are theirs."""
_DONE = _BUYS | {
    "sold",
    "sell",
    "sells",
    "buys",
    "orders",
    "have",
    "has",
    "had",
    "contain",
    "contains",
    "made",
    "got",
    "offer",
    "stock",
}
"""What is done with the things: no more than that the rows have to do with them."""
_ASKS = frozenset(
    {
        "which",
        "what",
        "show",
        "list",
        "give",
        "me",
        "are",
        "is",
        "were",
        "was",
        "the",
        "all",
        "and",
        "also",
        "of",
        "see",
    }
)
_PLACES = ("city", "address", "location", "country", "state", "region", "place")
"""What `where do they live` asks for, the nearest first."""
_MUCH = (["how", "much"], ["how", "much", "money"])
ASK_BACK = (
    "I could not limit this to the {things} of the answer before. Name what you want to know of them, e.g. one of their "
    "columns or a measure, or ask about all of them in a whole question."
)
NO_THINGS = (
    "I could not tell whom or what “{word}” means here: the answer before does not list things. Please name them."
)


@dataclass(frozen=True, slots=True)
class Limited:
    """What such a question comes to: a form and how it was understood, or, without a form, a question back."""

    query: Query | None
    note: str


@dataclass(frozen=True, slots=True)
class _Things:
    """What the rows before are about: their table, the column they go by, the form that gives it, and how they are shown."""

    table: str
    key: Col
    given: Query
    shown: tuple[Term, ...]
    groups: tuple[Term, ...]
    words: str


@dataclass(frozen=True, slots=True)
class _Reference:
    """Where a question points to the things before: the words from `start` to `end`, `noun` as they call them."""

    start: int
    end: int
    word: str
    noun: str = ""


class Those:
    """Reads questions about the things of the answer before, over one schema."""

    def __init__(self, parser: Parser, answers: Callable[[Parsed], bool]) -> None:
        self._parser = parser
        self._answers = answers
        self._schema = parser.schema

    def read(self, text: str, before: Query, whole: bool) -> Limited | None:
        """What the words come to; None where they point to nothing before them. `whole`: they look like a question."""
        tokens = [t for t in tokens_of(text) if t.kind != "mark" or t.text == "%"]
        reference = self._reference(tokens, whole)
        if reference is None:
            return None
        things = self._things(before, reference.noun)
        if things is None:
            named = self._noun_links(reference.noun) if reference.noun else True
            return Limited(None, NO_THINGS.format(word=reference.word)) if named else None
        columns = self._columns(tokens, reference, things, before)
        if columns is not None:
            return Limited(columns, f"“{reference.word}” means the {things.words} of the answer before")
        for words in self._said_plainly(tokens, reference, things):
            parsed = self._parser.parse(words)
            if self._answers(parsed) and self._keeps_tables(parsed):
                asked = of_same_year(parsed.readings[0].query, before, text, self._parser.today)
                made = self._limited(asked, things, before)
                if made is not None:
                    return Limited(made, self._note(made, before, reference, things))
        return Limited(None, ASK_BACK.format(things=things.words))

    def _reference(self, tokens: Sequence[Token], whole: bool) -> _Reference | None:
        """The pronoun that points before the question; none where the question itself says whom it means."""
        for i, token in enumerate(tokens):
            following = tokens[i + 1].low if i + 1 < len(tokens) else ""
            object_ = i > 0 and token.low in _OBJECT and (whole or tokens[i - 1].low in _BEFORE_OBJECT)
            if token.low in _SUBJECT | _OWN or object_:
                return None if self._has_own(tokens[:i], token.low) else _Reference(i, i + 1, token.text)
            if token.low in _POINTS and following:
                at = i + 2 if tokens[i + 1].number is not None and i + 2 < len(tokens) else i + 1
                noun = tokens[at].low
                if noun in phrases.UNITS:
                    continue  # `these days`, `that month`
                if (token.low in ("these", "those") or stem(noun) == noun) and self._noun_links(noun):
                    return _Reference(i, at + 1, " ".join(t.text for t in tokens[i : at + 1]), noun)
        return None

    def _keeps_tables(self, parsed: Parsed) -> bool:
        """Whether no table that the words name is left out of the first reading."""
        tables = self._parser.renderer.tables_of(parsed.readings[0].query)
        return all(any(x.place[0] in tables for x in m.links) for m in parsed.mentions if m.kind == "table")

    def _has_own(self, tokens: Sequence[Token], word: str) -> bool:
        """Whether the question names things before the pronoun that it may mean: `customers and their cities`."""
        parsed = self._parser.parse(" ".join(t.text for t in tokens)) if tokens else None
        named = parsed is not None and any(m.kind == "table" or m.of("table") for m in parsed.mentions)
        return named and (word in _OWN or any(t.low in _JOINS for t in tokens[1:]))

    def _noun_links(self, noun: str) -> bool:
        """Whether a noun is a name in the schema."""
        return any(m.of("table") or m.of("column") for m in self._parser.parse(noun).mentions)

    def _things(self, query: Query, noun: str) -> _Things | None:
        if query.setop or query.source is not None or query.top_per or query.kept:
            return None
        measures = measures_of(query)
        plain = [g for g in query.group if not g.grain and not g.aggregated and g.col.name != "*"]
        if measures and not plain:
            counts = [m.col for m in measures if m.agg == "count"]
            counted = [c.table for c in counts if c.name == "*" or self._is_key(c)]
            if any(isinstance(c.value, Query) and c.op == "in" for c in query.where):
                return self._same(query, noun)
            return self._rows(query, counted[0], noun) if counted and not query.group else None
        if not measures and not plain:
            return self._rows(query, query.select[0].col.table, noun)
        for term in plain:
            key = next((g for g in plain if g.col.table == term.col.table and self._is_key(g.col)), None)
            words = table_words(term.col.table, self._schema) if key else column_words(term.col, self._schema)
            if noun and not _called(noun, words, column_words(term.col, self._schema)):
                continue
            chosen = key or term
            given = replace(query, select=(replace(chosen, name=""),), order=query.order if query.limit else ())
            own = tuple(g for g in plain if g.col.table == term.col.table) if key else (term,)
            shown = tuple(g for g in own if g in query.select) or own
            count = f"{query.limit} " if query.limit and query.limit > 1 else ""
            words = f"{count}{words}" if key else f"values of {words}"
            return _Things(term.col.table, chosen.col, given, shown, own if measures else (), words)
        return None

    def _same(self, query: Query, noun: str) -> _Things | None:
        """The things to which the form before was limited itself: `what is their revenue?`, then `and their margin?`."""
        for cond in query.where:
            if cond.op == "in" and isinstance(cond.value, Query) and self._is_key(cond.term.col):
                words = table_words(cond.term.col.table, self._schema)
                if not noun or _called(noun, words, ""):
                    return _Things(cond.term.col.table, cond.term.col, cond.value, (), (), words)
        return None

    def chosen(self, query: Query) -> Query | None:
        """The form over the very things that it shows: what cuts or tests its rows becomes a test by their key, which holds
        over other periods and parts as well. None where its rows are not things."""
        things = self._things(query, "")
        if things is None or not measures_of(query):
            return None
        limit = Cond(Term(things.key), "in", things.given)
        return replace(query, having=(), limit=None, where=(*query.where, limit))

    def _rows(self, query: Query, table: str, noun: str) -> _Things | None:
        """The rows of a table that were listed or counted."""
        found = self._schema.table(table)
        words = table_words(table, self._schema)
        if found is None or len(found.primary_key) != 1 or query.distinct or (noun and not _called(noun, words, "")):
            return None
        key = Col(table, found.primary_key[0])
        given = replace(query, select=(Term(key),), order=query.order if query.limit else ())
        return _Things(table, key, given, (), (), words)

    def _is_key(self, col: Col) -> bool:
        table = self._schema.table(col.table)
        return table is not None and tuple(table.primary_key) == (col.name,)

    def _columns(self, tokens: Sequence[Token], at: _Reference, things: _Things, before: Query) -> Query | None:
        """`show their cities`: columns of the things themselves come to the rows that are there."""
        if not self._is_key(things.key):
            return None
        if tokens[0].low == "where" and tokens[at.start].low in _SUBJECT:
            found = (self._with_columns([place], things, before) for place in _PLACES)
            return next((form for form in found if form is not None), None)
        if tokens[at.start].low not in _OWN:
            return None
        said = [t.text for i, t in enumerate(tokens) if i != at.start and not (i < at.start and t.low in _ASKS)]
        return self._with_columns(said, things, before)

    def _with_columns(self, said: Sequence[str], things: _Things, before: Query) -> Query | None:
        """The form before with the columns of the things that the words name."""
        parsed = self._parser.parse(f"list {' '.join(said)} of {table_words(things.table, self._schema)}")
        form = parsed.readings[0].query if parsed.readings and not parsed.unread else None
        if form is None or measures_of(form) or form.where or form.group or form.order or form.limit:
            return None
        if any(t.col.table != things.table or t.col.name == "*" for t in form.select):
            return None
        more = tuple(t for t in form.select if t not in before.select)
        if not more:
            return None
        if not measures_of(before):
            return replace(before, select=(*before.select, *more), group=(*more, *before.group) if before.group else ())
        shown = tuple(t for t in before.select if not t.aggregated)
        return replace(
            before, select=(*shown, *more, *measures_of(before)), group=(*more, *before.group)
        )  # what decides between equals stays last

    def _said_plainly(self, tokens: Sequence[Token], at: _Reference, things: _Things) -> list[str]:
        """The question without its pronoun, in the ways in which it may be asked of anybody; the likeliest first."""
        lows = [t.low for t in tokens]
        rest = [t.text for i, t in enumerate(tokens) if not at.start <= i < at.end]
        around = self._without_deed(tokens, at)
        said: list[str] = []
        if around is not None:
            first = [t.low for t in around]
            deeds = set(lows[at.end :])
            if first in _MUCH and deeds & _SPENDS | deeds & _BUYS:
                said.append(main_measure(self._parser.names) or "")
            elif first == ["what"] and deeds & _BUYS:
                bought = self._bought(things)
                said += [f"list {bought}"] if bought else []
            elif first[:1] in (["which"], ["what"]):
                said.append(f"list {' '.join(t.text for t in around[1:])}")
            else:
                said.append(" ".join(t.text for t in around))
        elif lows[at.start] in _SUBJECT:
            noun = table_words(things.table, self._schema)
            said.append(" ".join([*(t.text for t in tokens[: at.start]), noun, *(t.text for t in tokens[at.end :])]))
        else:
            if lows[0] == "who":
                return self._persons(tokens[1 : at.start], things)
            cut = at.start - 1 if at.start and lows[at.start - 1] in _BEFORE_OBJECT else at.start
            if at.end == len(tokens) and at.start > 1 and lows[at.start - 1] in _DONE and lows[0] in ("which", "what"):
                said.append(f"list {' '.join(t.text for t in tokens[1 : at.start - 1])}")
            bare = [*(t.text for t in tokens[:cut]), *(t.text for t in tokens[at.end :])]
            opened = next((i for i, w in enumerate(rest) if w.casefold() not in _ASKS), len(rest))
            said += [" ".join(bare), " ".join(rest[opened:]), f"list {' '.join(rest[opened:])}"]
        return [words for words in dict.fromkeys(said) if words]

    def _persons(self, deed: Sequence[Token], things: _Things) -> list[str]:
        """Whom `who supplies them` asks for: those whom the deed names, else the only people to whom the things belong."""
        parsed = self._parser.parse(" ".join(t.text for t in deed)) if deed else None
        mentions = parsed.mentions if parsed is not None else ()
        named = {x.place[0] for m in mentions for x in m.of("table")} - {things.table}
        owners = {k.ref_table for k in self._schema.foreign_keys if k.table == things.table}
        people = [t for t in (named & owners or owners) if PERSONS & {stem(w) for w in words_of(t)} or t in named]
        return [f"list {table_words(people[0], self._schema)}"] if len(people) == 1 else []

    def _without_deed(self, tokens: Sequence[Token], at: _Reference) -> list[Token] | None:
        """The question without `did they buy`: only where the deed says no more than that the rows are theirs."""
        behind = at.end
        while behind < len(tokens) and tokens[behind].low in _DEEDS | {"have"}:
            behind += 1
        start = at.start
        helped = start > 0 and tokens[start - 1].low in _HELPS
        if behind == at.end and not (helped and behind == len(tokens)):
            return None
        return [*tokens[: start - 1 if helped else start], *tokens[behind:]]

    def _bought(self, things: _Things) -> str:
        """What `what did they buy` asks for: the one kind of things, beside theirs, that the measured rows belong to."""
        measure = main_measure(self._parser.names)
        parsed = self._parser.parse(measure) if measure else None
        if parsed is None or not self._answers(parsed):
            return ""
        home = parsed.readings[0].query.select[0].col.table
        tree = self._parser.renderer.tree_of((home, things.table))
        way = set(tree.tables) if tree is not None else set()
        others = {k.ref_table for k in self._schema.foreign_keys if k.table == home} - way
        if len(others) > 1 or not others:
            return ""
        return table_words(next(iter(others)), self._schema)

    def _limited(self, made: Query, things: _Things, before: Query) -> Query | None:
        """The form about these things alone; None where its rows do not belong to them."""
        if made.setop or made.source is not None or made.top_per or any(t.only for t in terms_of(made)):
            return None
        measured = measures_of(made)
        if any(t.agg == "count" and t.col == Col(things.table) for t in measured):
            return None  # how many they are is nothing that was asked of them
        near = all(belongs(self._parser, t.col.table, things.table) for t in measured or made.select)
        if measured and not near:
            return None
        form = replace(made, tables=tuple(dict.fromkeys((*made.tables, things.table))))
        form = form if near or made.distinct else self._each_once(form)
        if self._parser.sql_of(form) is None:
            return None
        if measured and not form.group and things.groups:
            select = (*things.shown, *measured)
            form = replace(form, select=select, group=things.groups, order=((replace(measured[0], name=""), True),))
        carried = [] if any(is_time(c) for c in form.where) else self._carried(form, things, before)
        limit = Cond(Term(things.key), "in", things.given)
        return replace(form, where=(*form.where, *carried, limit))

    def _each_once(self, form: Query) -> Query:
        """A list whose rows the join would repeat: each of them once, two of one name kept apart by their key."""
        table = self._schema.table(form.select[0].col.table)
        if (
            table is None
            or len(table.primary_key) != 1
            or any(t.col.table != table.name or t.col.name == "*" for t in form.select)
        ):
            return replace(form, distinct=True)
        return replace(form, group=tuple(dict.fromkeys((*form.select, Term(Col(table.name, table.primary_key[0]))))))

    def _carried(self, form: Query, things: _Things, before: Query) -> list[Cond]:
        """The filters before it on the tables of the new form, those on the things themselves left out."""
        tables = set(self._parser.renderer.tables_of(form)) - {things.table}
        tree = self._parser.renderer.tree_of(self._parser.renderer.tables_of(form))
        tables |= set(tree.tables) - {things.table} if tree is not None else set()
        return [
            c
            for c in before.where
            if c.op != "sql" and c.term.col.table in tables and not isinstance(c.value, Query) and c not in form.where
        ]

    def _note(self, made: Query, before: Query, at: _Reference, things: _Things) -> str:
        kept = [c for c in made.where if c in before.where and c.op != "sql" and not isinstance(c.value, Query)]
        still = f"; still {' and '.join(cond_words(c, self._schema) for c in kept)}" if kept else ""
        return f"“{at.word}” means the {things.words} of the answer before{still}"


def _called(noun: str, *names: str) -> bool:
    return any(stem(noun) in {stem(w) for w in words_of(name)} for name in names)
