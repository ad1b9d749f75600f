"""Rival readings: other ways to understand a question that its words leave open, to be run and compared.

A question leaves open which of two columns of much the same name is meant, and which date, where a table has several,
none is declared as its own and the question names none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.builtin.bound import CLOSE
from agents.builtin.dialogue.carrier import table_words
from agents.builtin.dialogue.told import in_words, is_time
from agents.builtin.form import SOURCE, Col, Cond, Query, Term, terms_of
from agents.builtin.parser import Parsed, Parser
from agents.builtin.ways import other_ways, way_words
from agents.builtin.whose import owned

MOST = 4
"""So many readings are compared at most."""
_OF_COLUMNS = ("sum", "avg", "min", "max", "median")
LIKE = 0.001
"""Names that fit a word this nearly alike fit it equally."""
NEAR = 0.5
"""A reading this much less sure than the best one is no rival."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One reading, in words that tell it from the others."""

    meaning: str
    query: Query
    sql: str


def rivals(parsed: Parsed, parser: Parser) -> tuple[Rival, ...]:
    """The readings that the words leave open, the likeliest first; empty when there is but one."""
    if not parsed.readings or parsed.unread:
        return ()
    best = parsed.readings[0]
    forms = [best.query]
    forms += [
        r.query
        for r in parsed.readings[1:]
        if all(e.startswith("meaning") for e in (*r.edits, *best.edits)) and r.confidence >= NEAR * best.confidence
    ]
    forms += other_dates(best.query, parsed, parser)
    forms += other_owners(best.query, parsed, parser)
    forms += other_measures(best.query, parsed, parser)
    if parsed.open_values:
        forms += _other_places(best.query, parsed, parser)
    forms = other_ways(best.query, parser.renderer) or forms
    made: dict[str, Rival] = {}
    for form in forms:
        sql = parser.sql_of(form)
        if sql is not None and all(r.sql != sql for r in made.values()):
            meaning = in_words(form, parser.schema) + way_words(form)
            meaning += _whose(form, parser) if parsed.open_values else ""
            whose = _owners(form, best.query, forms, parser)
            meaning += "" if whose.strip(" ()") in meaning else whose
            made.setdefault(meaning, Rival(meaning, form, sql))
    found = tuple(made.values())[:MOST]
    return found if len(found) > 1 else ()


def _whose(query: Query, parser: Parser) -> str:
    """Whose values the form's tests are about: ` (customers)`."""
    tables = dict.fromkeys(c.term.col.table for c in query.where if c.op == "=" and isinstance(c.value, str))
    return f" ({', '.join(table_words(t, parser.schema) for t in tables)})" if tables else ""


def other_owners(query: Query, parsed: Parsed, parser: Parser) -> list[Query]:
    """The form split by a column of the same name that is as near: the city of the store for that of the customer."""
    found = list(owned(query, parsed.draft, parser.names))
    return [_moved(query, one.col, other) for one in found for other in one.others]


def other_measures(query: Query, parsed: Parsed, parser: Parser) -> list[Query]:
    """The form with its one measure taken from another table that has a column of that name, where nothing else in the
    question tells the two apart."""
    terms = [t for t in query.select if t.aggregated]
    if len(terms) != 1 or terms[0].sql or terms[0].agg not in _OF_COLUMNS or parsed.draft.tables or query.source:
        return []
    home = terms[0].col
    links = [x for s in parsed.draft.select if s.mention is not None for x in s.mention.of("column")]
    own = next((x for x in links if x.place == (home.table, home.name)), None)
    if own is None:
        return []
    alike = [x for x in links if x.place[0] != home.table and x.score >= own.score - LIKE]
    found = []
    for table, name in (x.place for x in alike):
        columns = {c.name.casefold(): c.name for c in parser.names.thing(table).table.columns}
        here = dict.fromkeys(t.col for t in terms_of(query) if t.col.table == home.table and t.col.name != "*")
        there = {c: columns.get(c.name.casefold(), "") for c in here} | {home: name}
        if all(there.values()):
            form = query
            for old, new in there.items():
                form = _moved(form, old, Col(table, new))
            found.append(form)
    return found


def unsettled(parsed: Parsed, parser: Parser) -> bool:
    """Whether a sure reading still had to choose whose a column is, of several alike."""
    best = parsed.readings[0].query if parsed.readings else None
    return best is not None and bool(other_owners(best, parsed, parser) or other_measures(best, parsed, parser))


def _owners(form: Query, best: Query, forms: Sequence[Query], parser: Parser) -> str:
    """Whose the columns are that tell the forms apart: ` (customers)`; empty where they are of one table."""
    tables = [tuple(dict.fromkeys(c.table for c in _plain(f))) for f in forms]
    if len(set(tables)) < 2 or [c.name for c in _plain(form)] != [c.name for c in _plain(best)]:
        return ""
    shared = set(tables[0]).intersection(*tables)
    own = [t for t in dict.fromkeys(c.table for c in _plain(form)) if t not in shared and t != SOURCE]
    return f" ({', '.join(table_words(t, parser.schema) for t in own)})" if own else ""


def _plain(query: Query) -> list[Col]:
    """The columns that are measured and split by."""
    return [t.col for t in (*query.group, *query.select) if t.col.name != "*" and not t.sql]


def _other_places(query: Query, parsed: Parsed, parser: Parser) -> list[Query]:
    """The form with a value looked for in another column that fits nearly as well."""
    made = parser.candidates(parsed.draft)
    others = [c.query for c in made if c.edits == ("meaning1",) and c.loss < CLOSE]
    return [q for q in others if q.select == query.select and q.group == query.group and q.where != query.where]


def undated(parsed: Parsed, parser: Parser) -> bool:
    """Whether a sure reading still had to choose a date column that nobody named."""
    return bool(parsed.readings) and bool(other_dates(parsed.readings[0].query, parsed, parser))


def other_dates(query: Query, parsed: Parsed, parser: Parser) -> list[Query]:
    """The form with its window or grain on each other date of the same table; none where the date is declared or named."""
    col = _dated_by(query)
    if col is None or any(t.sql for t in query.select):
        return []
    table = parser.names.thing(col.table).table
    if table.time_column or _named(col, parsed):
        return []
    others = [c for c in table.columns if c.kind in ("date", "timestamp") and c.name != col.name]
    return [_moved(query, col, Col(col.table, c.name)) for c in others]


def _dated_by(query: Query) -> Col | None:
    dates = [c.term.col for c in query.where if is_time(c)] + [g.col for g in query.group if g.grain]
    return dates[0] if dates and len(set(dates)) == 1 and dates[0].table != SOURCE else None


def _named(col: Col, parsed: Parsed) -> bool:
    """Whether words of the question were tied to this column."""
    return any(m.links[0].place == (col.table, col.name) for m in parsed.mentions)


def _moved(query: Query, old: Col, new: Col) -> Query:
    def term(t: Term) -> Term:
        return replace(t, col=new) if t.col == old else t

    def cond(c: Cond) -> Cond:
        return replace(c, term=term(c.term))

    return replace(
        query,
        select=tuple(term(t) for t in query.select),
        where=tuple(cond(c) for c in query.where),
        group=tuple(term(t) for t in query.group),
        order=tuple((term(t), d) for t, d in query.order),
    )


def own_columns(rival: Rival, others: Sequence[Rival]) -> frozenset[Col]:
    """The columns that only this reading names."""
    rest = {c for o in others if o is not rival for c in _columns(o.query)}
    return _columns(rival.query) - rest


def _columns(query: Query) -> frozenset[Col]:
    return frozenset(t.col for t in terms_of(query) if t.col.name != "*")


def picked(words: str, offered: Sequence[Rival]) -> Rival | None:
    """The reading that a reply chooses: its own words, its place (`the second one`), or words that only it has."""
    said = " ".join(words.casefold().strip(" .!?").split())
    for rival in offered:
        if said == rival.meaning.casefold():
            return rival
    bare = [w for w in said.split() if w not in ("the", "one", "please", "option", "number", "reading")]
    places = {
        "first": 0,
        "1": 0,
        "1st": 0,
        "second": 1,
        "2": 1,
        "2nd": 1,
        "third": 2,
        "3": 2,
        "fourth": 3,
        "4": 3,
        "last": -1,
    }
    if len(bare) == 1 and bare[0] in places and places[bare[0]] < len(offered):
        return offered[places[bare[0]]]
    small = {"by", "the", "use", "i", "mean", "meant", "with", "take", "of", "please", "one"}
    wanted = {w for w in said.split() if w not in small}
    having = [r for r in offered if wanted and wanted <= set(r.meaning.casefold().replace(",", " ").split())]
    return having[0] if len(having) == 1 else None
