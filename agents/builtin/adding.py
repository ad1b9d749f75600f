"""What plain numbers mean in a question about groups, pieces of time or a choice of rows: their sum, or their mean.

`units by region` asks for no list of rows. Numbers add up over rows, unless their column is called like something that
does not (lexicon/rates.txt): those are averaged. Whoever is answered is told so (`said`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from agents.builtin.draft import Draft, Slot
from agents.builtin.form import SOURCE, Aggregate, Col, Cond, Query, Term
from agents.builtin.names import Names, Thing, split_name
from retrieval.values import stem

_RATE_UNITS = frozenset({"%", "percent", "°c", "°f", "celsius", "fahrenheit", "km/h", "mph", "years"})
Order = Sequence[tuple[Term, bool]]
OFTEN = 20
"""Rows in which a thing stands from which on a rate is averaged over them, rather than looked for in one of them."""
OPENS = 1
"""A measure that stands at this place or before it opens the question: `sales in May`, `the hours of Ada`."""


@lru_cache(maxsize=1)
def _rates() -> tuple[frozenset[str], ...]:
    """Stems, or sets of them, that make a column one of rates."""
    text = (Path(__file__).parent / "lexicon" / "rates.txt").read_text(encoding="utf-8")
    found: list[frozenset[str]] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        phrases = line.split(",") if "," in line else line.split()
        found += [frozenset(map(stem, phrase.split())) for phrase in phrases]
    return tuple(found)


def is_measure(thing: Thing) -> bool:
    """Whether a column holds numbers that measure something: not a key, not a number of its own for each row."""
    column = thing.column
    return column is not None and column.kind == "number" and not thing.key and thing.metric is None


def adds_up(thing: Thing) -> bool:
    """Whether the numbers of a column may be summed over rows."""
    if not is_measure(thing) or thing.column is None or thing.column.unit.casefold() in _RATE_UNITS:
        return False
    own = frozenset(thing.names[0])
    return not any(rate <= own for rate in _rates())


def numbers_things(thing: Thing, said: str) -> bool:
    """`how many respondents` of a column `respondent`: it numbers them, so they are counted."""
    last = split_name(thing.column.name)[-1] if thing.column is not None else ""
    low = said.casefold().split()[-1] if said else ""
    return low.endswith("s") and not last.endswith("s") and stem(low) == stem(last)


def names_many(names: Names, col: Col) -> bool:
    """`how many students`, where each stands in many rows of a table that stands alone: each counts once."""
    return stands_alone(names, col.table) and _repeats(names, col, col.table)


def usual(thing: Thing) -> Aggregate:
    """How the numbers of a column are brought together where nobody says it."""
    return "sum" if adds_up(thing) else "avg"


def stands_alone(names: Names, table: str) -> bool:
    """Whether a table has nothing to do with any other, so that a name can only mean what stands in it."""
    low = table.casefold()
    known = names.with_keys.foreign_keys
    return table != SOURCE and not any(low in (k.table.casefold(), k.ref_table.casefold()) for k in known)


def together(names: Names, draft: Draft, select: Sequence[Term], group: Sequence[Term], cut: bool) -> list[Term]:
    """What is shown, with plain numbers brought together: within groups, within pieces of time, or over chosen rows.

    `cut`: the question asks for pieces of time.
    """
    plain = [t for t in select if not t.aggregated and t not in group]
    if draft.versus and draft.entity and draft.select and all(s.implicit for s in draft.select) and not draft.tops:
        return [Term(Col(draft.entity), "count")]  # `compare orders of web and app`
    if not plain or not all(_is_plain_measure(names, t) for t in plain):
        return list(select)
    slots = [s for s in draft.select if not s.implicit]
    if len(plain) == len(slots) == len(select) == 1 and _is_total(names, draft, slots[0], plain[0]):
        return [replace(plain[0], agg="sum")]
    grouped = draft.versus or (bool(group) and bool(draft.group or cut))
    if not grouped and not _opens(names, draft, slots, plain):
        return list(select)
    return [replace(t, agg=usual(names.thing(t.col.table, t.col.name))) if t in plain else t for t in select]


def _is_total(names: Names, draft: Draft, slot: Slot, term: Term) -> bool:
    """`total of invoices in 2010`, where they have a column `total`: what it says is to add it up."""
    said = slot.mention.text.casefold() if slot.mention is not None else ""
    chosen = draft.lists or draft.tops or draft.order or draft.having
    return said == "total" and not chosen and adds_up(names.thing(term.col.table, term.col.name))


def _opens(names: Names, draft: Draft, slots: Sequence[Slot], plain: Sequence[Term]) -> bool:
    """`sessions from ads in May`: one measure that adds up, told first, over rows that are chosen by something."""
    if len(slots) != 1 or len(plain) != 1 or draft.entity or draft.tops or draft.order or draft.star or draft.having:
        return False
    thing = names.thing(plain[0].col.table, plain[0].col.name)
    return bool(draft.tests) and slots[0].at <= OPENS and adds_up(thing) and slots[0].agg == ""


def _is_plain_measure(names: Names, term: Term) -> bool:
    if term.col.name == "*" or term.col.table == SOURCE or term.grain or term.op or term.of or term.over:
        return False
    return is_measure(names.thing(term.col.table, term.col.name))


def is_amount(names: Names, term: Term) -> bool:
    """Whether a term is, or sums up, a column of numbers that add up."""
    bare = replace(term, agg="") if term.agg == "sum" else term
    return _is_plain_measure(names, bare) and adds_up(names.thing(term.col.table, term.col.name))


def ranked(
    names: Names, draft: Draft, order: Order, group: Sequence[Term], select: Sequence[Term]
) -> tuple[list[tuple[Term, bool]], list[Term]]:
    """`which product sold the most units`: what stands in many rows is ranked by the sum over them.

    (order, groups); both as they are where each row is a thing of its own or the numbers do not add up.
    """
    asked = bool(draft.select) and not all(s.implicit for s in draft.select)
    pieces = [t for t in group if t.grain]
    things = [t for t in select if not t.aggregated] if asked or not pieces else pieces
    if (
        len(order) != 1
        or not draft.tops
        or draft.tops[0].slot.dimension
        or not things
        or any(t.aggregated for t in select)
    ):
        return list(order), list(group)
    term, desc = order[0]
    way = _way(names, term, things)
    if term in things or not way:
        return list(order), list(group)
    return [(replace(term, agg=way), desc)], list(dict.fromkeys([*group, *things]))


def _way(names: Names, measure: Term, things: Sequence[Term]) -> Aggregate:
    """How a plain measure is brought together over the rows of each thing, to rank them; empty where one row decides.

    `which topics have the lowest satisfaction` is about the mean of many tickets, where a catalogue says what they are.
    """
    if all(over_rows(names, measure, t) for t in things):
        return "sum"
    plain = _is_plain_measure(names, measure) and names.documented([measure.col.table])
    often = all(not t.aggregated and not t.grain and _repeats(names, t.col, measure.col.table, OFTEN) for t in things)
    return "avg" if plain and often else ""


def over_rows(names: Names, measure: Term, thing: Term) -> bool:
    """Whether a plain measure is to be summed over the rows in which a thing stands, to rank the things by it."""
    if not _is_plain_measure(names, measure) or not adds_up(names.thing(measure.col.table, measure.col.name)):
        return False
    return bool(thing.grain) or (not thing.aggregated and _repeats(names, thing.col, measure.col.table))


def over_things(names: Names, select: Sequence[Term], where: Sequence[Cond]) -> tuple[list[Cond], list[Cond]]:
    """`students with more than 20 absences`, where a student stands in many rows: more than 20 in all.

    (conditions on rows, conditions on things); only for a table that stands alone.
    """
    thing = select[0] if len(select) == 1 else None
    if thing is None or thing.aggregated or not stands_alone(names, thing.col.table) or thing.col.name == "*":
        return list(where), []
    over = [c for c in where if c.op in (">", ">=", "<", "<=") and isinstance(c.value, int | float) and not c.either]
    over = [c for c in over if over_rows(names, c.term, thing)]
    return [c for c in where if c not in over], [replace(c, term=replace(c.term, agg="sum")) for c in over]


def _repeats(names: Names, col: Col, table: str, least: int = 1) -> bool:
    """Whether the values of a column of text repeat over the rows of the table, more than so many times in the mean."""
    if col.table != table or col.name == "*":
        return False
    column = names.thing(col.table, col.name).column
    rows, different = names.thing(table).table.rows, names.distinct(col.table, col.name)
    text = column is not None and column.kind in ("text", "boolean")
    return text and rows is not None and different is not None and different * least < rows


def said(draft: Draft, query: Query) -> tuple[str, ...]:
    """The means and sums that nobody asked for in so many words, as sentences."""
    told = []
    for slot in (*draft.select, *(t.slot for t in draft.tops)):
        if slot.agg or slot.mention is None or not slot.mention.of("column"):
            continue
        places = {link.place for link in slot.mention.of("column")}
        terms = [*query.select, *(t for t, _ in query.order)]
        made = next((t for t in terms if (t.col.table, t.col.name) in places and t.agg in ("sum", "avg")), None)
        if made is not None and not made.sql:
            way = "added up" if made.agg == "sum" else "averaged"
            told.append(f"“{slot.mention.text}” is {way} over the rows.")
    for cond in query.having:
        if cond.term.agg == "sum":
            told.append(f"“{' '.join(split_name(cond.term.col.name))}” is added up for each of them.")
    return tuple(dict.fromkeys(told))


def with_tested(select: Sequence[Term], having: Sequence[Cond], display: Callable[[str], Col]) -> list[Term]:
    """`regions with revenue above a million`: the revenue of each is shown beside its name (`display` of its table)."""
    metrics = [c.term for c in having if c.term.sql and c.op in (">", ">=", "<", "<=", "between")]
    if not metrics or not select or any(t.aggregated for t in select):
        return list(select)
    named = [Term(display(t.col.table)) if t.col.name == "*" else t for t in select]
    return [*named, *dict.fromkeys(metrics)]


def of_row(term: Term) -> Term:
    """The column that a metric sums up: compared with another column, `stock below its reorder point`, it is that of a row."""
    tree = sqlglot.parse_one(term.sql, dialect="duckdb") if term.sql else None
    inner = tree.this if isinstance(tree, exp.Sum) else None
    return Term(Col(inner.table, inner.name)) if isinstance(inner, exp.Column) else term


def each_thing(names: Names, group: Sequence[Term], keyed: Callable[[Term], Term], asked: Sequence[Col]) -> list[Term]:
    """What is grouped by, with the key of each thing whose name others have too: two customers of one name are two.

    Where the name itself is `asked` for, rows of one name are one.
    """
    made = list(group)
    for term in group:
        key, table = keyed(term), names.thing(term.col.table).table if term.col.table != SOURCE else None
        if table is None or term.col in asked or key == term or key in made:
            continue
        rows, different = table.rows, names.distinct(term.col.table, term.col.name)
        if rows is not None and different is not None and different < rows:
            made.append(key)
    return made


def ratios(select: list[Term], group: list[Term]) -> tuple[list[Term], list[Term]]:
    """`revenue per active customer`: a measure per measure is their ratio."""
    below = [t for t in group if t.aggregated]
    above = [t for t in select if t.aggregated and t not in below]
    if len(below) != 1 or len(above) != 1:
        return select, group
    ratio = replace(above[0], op="/", other=replace(below[0], name=""), name=f"{above[0].name} per {below[0].name}")
    kept = [t for t in select if t not in (above[0], below[0])]
    return [*kept, ratio], [t for t in group if t not in below]
