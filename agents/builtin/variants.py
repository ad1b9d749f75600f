"""Variants: other readings near the first one, each an edit with a name, for the ranker to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from agents.builtin.bound import CLOSE
from agents.builtin.build import Builder, Unclear
from agents.builtin.form import Col, Cond, Query, Term, terms_of
from agents.builtin.names import Names

MEANINGS = 3
"""How many meanings of one mention are tried."""


_AGAINST_GROUPS = frozenset(
    {"no group", "no aggregate", "no sum", "count for sum", "drop first", "drop last", "drop second"}
)
"""Edits that would leave out a grouping that the question spells out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form, the edits that lead to it from the first reading, and what they cost in fit of links."""

    query: Query
    edits: tuple[str, ...] = ()
    loss: float = 0.0
    fits: tuple[float, ...] = field(default=())
    """How well the best meaning of each mention fits."""
    gaps: tuple[tuple[float, float], ...] = ()
    """For each mention with several meanings: the fits of the best two."""
    close: tuple[int, ...] = ()
    """Where mentions start of which two meanings fit nearly alike."""


def candidates(builder: Builder) -> list[Candidate]:
    """The first reading, readings with other meanings, and the edits of each. Raises Unclear."""
    first = Builder(builder.names, builder.draft, builder.today)
    base = first.build()
    fits = tuple(f[0] for _, f in sorted(first.fits.items()))
    gaps = tuple((f[0], f[1]) for _, f in sorted(first.fits.items()) if len(f) > 1)
    close = tuple(start for start, f in sorted(first.fits.items()) if len(f) > 1 and f[0] - f[1] < CLOSE)
    bases = [Candidate(base, (), 0.0, fits, gaps, close)]
    for start, ranked in sorted(first.fits.items()):
        for n in range(1, min(MEANINGS, len(ranked))):
            if ranked[0] - ranked[n] > 0.6:
                break
            other = Builder(builder.names, builder.draft, builder.today, {start: n})
            try:
                query = other.build()
            except Unclear:
                continue
            bases.append(Candidate(query, (f"meaning{n}",), ranked[0] - ranked[n], fits, gaps))
    return _edited(bases, builder)


def _edited(bases: list[Candidate], builder: Builder) -> list[Candidate]:
    """The candidates with their edits; what names a measure or a piece of time outright is not edited."""
    draft, base = builder.draft, bases[0].query
    found: dict[Query, Candidate] = {}
    for made in bases:
        found.setdefault(made.query, made)
    if any(t.sql for t in terms_of(base)):
        return [c for c in found.values() if any(t.sql for t in terms_of(c.query))]
    if (
        draft.other is not None
        or any(f.kind != "unit" for f in draft.frames)
        or base.source is not None
        or base.kept
        or base.top_per
    ):
        return list(found.values())
    if any(t.grain or t.op for t in terms_of(base)) or any(t.entity is not None for t in draft.tops):
        return list(found.values())
    spelled = (draft.group or draft.versus) and any(t.aggregated for t in base.select)
    barred = _AGAINST_GROUPS if spelled else frozenset[str]()
    if draft.more_asked:
        barred |= {"drop first", "drop last", "drop second"}
    if draft.most and any(t.counted and t.slot.mention is not None for t in draft.tops):
        barred |= {"order by column", "order by sum"}
    for made in bases:
        for edited in edited_once(made, builder.names):
            if edited.edits[-1] not in barred:
                found.setdefault(edited.query, edited)
    return list(found.values())


def edited_once(made: Candidate, names: Names) -> Iterator[Candidate]:
    """Every single edit of a candidate."""
    for name, query in _edits(made.query, names):
        yield replace(made, query=query, edits=(*made.edits, name))


def _edits(query: Query, names: Names) -> Iterator[tuple[str, Query]]:
    if query.setop:
        return
    yield from _tables(query)
    yield from _columns(query, names)
    yield from _aggregates(query, names)
    yield from _orders(query, names)
    yield from _conditions(query, names)


def _used(query: Query) -> set[str]:
    return {t.col.table for t in terms_of(query)}


def _tables(query: Query) -> Iterator[tuple[str, Query]]:
    used = _used(query)
    spare = [t for t in query.tables if t not in used]
    if spare:
        yield "fewer tables", replace(query, tables=tuple(t for t in query.tables if t in used))
    if len(spare) > 1:
        for table in spare:
            yield "one table less", replace(query, tables=tuple(t for t in query.tables if t != table))


def _columns(query: Query, names: Names) -> Iterator[tuple[str, Query]]:
    aggregated = any(t.aggregated or t.col.name == "*" for t in query.select) or query.group
    yield from _names_of(query, names)
    if not aggregated:
        yield ("plain" if query.distinct else "distinct"), replace(query, distinct=not query.distinct)
    if len(query.select) > 1:
        yield "drop first", _without(query, 0)
        yield "drop last", _without(query, len(query.select) - 1)
    if len(query.select) > 2:
        yield "drop second", _without(query, 1)


def _names_of(query: Query, names: Names) -> Iterator[tuple[str, Query]]:
    """A person's name that is kept in two columns."""
    for i, term in enumerate(query.select):
        if (
            term.aggregated
            or term.col.name == "*"
            or "first" not in names.thing(term.col.table, term.col.name).names[0]
        ):
            continue
        last = next(
            (
                t
                for t in names.of_table[term.col.table]
                if "last" in t.names[0] and t.names[0][-1:] == names.thing(term.col.table, term.col.name).names[0][-1:]
            ),
            None,
        )
        if last is not None and Term(Col(*last.place)) not in query.select:
            more = (*query.select[: i + 1], Term(Col(*last.place)), *query.select[i + 1 :])
            group = tuple(t for t in more if not t.aggregated) if query.group else ()
            yield "both names", replace(query, select=more, group=group)


def _without(query: Query, number: int) -> Query:
    gone = query.select[number]
    select = tuple(t for i, t in enumerate(query.select) if i != number)
    if any(t.aggregated for t in [*select, *(t for t, _ in query.order), *(c.term for c in query.having)]):
        return replace(query, select=select)
    return replace(query, select=select, group=tuple(t for t in query.group if t != gone) if query.order else ())


def _aggregates(query: Query, names: Names) -> Iterator[tuple[str, Query]]:
    plain = tuple(t for t in query.select if not t.aggregated)
    aggregates = tuple(t for t in query.select if t.aggregated)
    if plain and aggregates and query.group:
        yield "no group", replace(query, select=aggregates, group=())
        yield "hide group", replace(query, select=aggregates)
        if not query.order:
            yield "no aggregate", replace(query, select=plain, group=())
    for i, term in enumerate(query.select):
        if term in query.group and len(plain) == 1:
            yield from _keyed(query, i, term, names)
        yield from _counts(query, i, term, names)
        if term.agg == "count" and not term.distinct:
            yield from _summed(query, i, term, names)
        if term.agg == "sum":
            yield "count for sum", _put(query, i, Term(Col(term.col.table), "count"))
            yield "no sum", _put(query, i, replace(term, agg=""))
    if plain and not aggregates and not query.order and not query.having:
        counted = Term(Col(plain[0].col.table), "count")
        yield "with count", replace(query, select=(*plain, counted), group=plain, distinct=False)


def _counts(query: Query, i: int, term: Term, names: Names) -> Iterator[tuple[str, Query]]:
    """Rows, values or different values may be meant."""
    if term.agg == "count" and term.col.name != "*":
        yield (
            "count distinct" if not term.distinct else "count all",
            _put(query, i, replace(term, distinct=not term.distinct)),
        )
        yield "count rows", _put(query, i, Term(Col(term.col.table), "count"))
    elif term.agg == "count":
        table = names.thing(term.col.table).table
        if len(table.primary_key) == 1 and len(query.tables) > 1:
            yield "count keys", _put(query, i, Term(Col(table.name, table.primary_key[0]), "count", True))


def _keyed(query: Query, i: int, term: Term, names: Names) -> Iterator[tuple[str, Query]]:
    """`for each department` may be told by the department's key instead of its name."""
    key = names.thing(term.col.table).table.primary_key
    if len(key) == 1 and key[0] != term.col.name:
        other = Term(Col(term.col.table, key[0]))
        group = tuple(other if t == term else t for t in query.group)
        yield "by key", replace(_put(query, i, other), group=group)


def _summed(query: Query, i: int, term: Term, names: Names) -> Iterator[tuple[str, Query]]:
    """`how many degrees`: the column may hold the number already."""
    if term.col.name == "*":
        table = names.thing(term.col.table)
        same = [t for t in names.of_table.get(term.col.table, ()) if t.names[0][-1:] == table.names[0][-1:]]
        columns = [t for t in same if t.column is not None and t.column.kind == "number" and not t.key]
    else:
        thing = names.thing(term.col.table, term.col.name)
        columns = [thing] if thing.column is not None and thing.column.kind == "number" and not thing.key else []
    for thing in columns[:1]:
        yield "sum for count", _put(query, i, Term(Col(*thing.place), "sum"))
        yield "column for count", _put(query, i, Term(Col(*thing.place)))


def _put(query: Query, number: int, term: Term) -> Query:
    select = tuple(term if i == number else t for i, t in enumerate(query.select))
    made = replace(query, select=select)
    if not any(t.aggregated for t in select) and not query.having:
        made = replace(made, group=())
    return made


def _orders(query: Query, names: Names) -> Iterator[tuple[str, Query]]:
    if not query.order:
        return
    yield (
        "no order",
        replace(query, order=(), limit=None, group=query.group if any(t.aggregated for t in query.select) else ()),
    )
    if query.limit is not None:
        yield "no limit", replace(query, limit=None)
    elif len(query.order) == 1:
        yield "limit", replace(query, limit=1)
    yield from _order_terms(query, names)
    yield from _groups(query, names)


def _order_terms(query: Query, names: Names) -> Iterator[tuple[str, Query]]:
    """Ordered by a column, its sum or a count, this way or the other."""
    term, desc = query.order[0]
    yield "turned", replace(query, order=((term, not desc), *query.order[1:]))
    if term.agg == "count" and term.col.name == "*":
        for thing in names.of_table.get(term.col.table, ()):
            if thing.column is not None and thing.column.kind == "number" and not thing.key:
                yield "order by column", replace(query, order=((Term(Col(*thing.place)), desc),), group=())
                yield "order by sum", replace(query, order=((Term(Col(*thing.place), "sum"), desc),))
                break
    elif not term.aggregated:
        plain = tuple(t for t in query.select if not t.aggregated)
        if plain:
            counted = Term(Col(term.col.table), "count")
            if query.limit is not None:
                yield (
                    "order by count",
                    replace(query, order=((counted, desc),), group=query.group or plain, distinct=False),
                )
        if len(query.order) > 1:
            yield "last order", replace(query, order=query.order[-1:])
            yield "first order", replace(query, order=query.order[:1])


def _groups(query: Query, names: Names) -> Iterator[tuple[str, Query]]:
    """Grouped by what is shown, by a key, or by both."""
    shown = tuple(t for t in query.select if not t.aggregated)
    if query.group and shown and set(query.group) != set(shown):
        yield "group as shown", replace(query, group=shown)
    if len(query.group) == 1 and query.group[0] in query.select:
        key = names.thing(query.group[0].col.table).table.primary_key
        if len(key) == 1 and key[0] != query.group[0].col.name:
            yield "also by key", replace(query, group=(Term(Col(query.group[0].col.table, key[0])), *query.group))
    if query.group and len(query.group) > 1:
        keys = tuple(t for t in query.group if names.thing(t.col.table, t.col.name).key)
        if not keys:
            return
        yield "group by key", replace(query, group=keys)


def _conditions(query: Query, names: Names) -> Iterator[tuple[str, Query]]:
    if query.where:
        for i, cond in enumerate(query.where):
            yield "drop condition", replace(query, where=_renewed(tuple(c for c in query.where if c is not cond)))
            if i and len(query.where) == 2:
                either = replace(cond, either=not cond.either)
                yield "or" if either.either else "and", replace(query, where=(*query.where[:i], either))
            if cond.op in ("=", "!=") and isinstance(cond.value, str):
                yield (
                    "like",
                    _with(
                        query, i, replace(cond, op="like" if cond.op == "=" else "not like", value=f"%{cond.value}%")
                    ),
                )
            if cond.op in (">=", ">", "<", "<=") and cond.term.col.name != "*":
                thing = names.thing(cond.term.col.table, cond.term.col.name)
                plain = tuple(t for t in query.select if not t.aggregated)
                if plain and thing.column is not None and isinstance(cond.value, str):
                    number = float(cond.value) if cond.value.replace(".", "", 1).isdigit() else 0.0
                    test = Cond(Term(Col(cond.term.col.table), "count"), cond.op, number)
                    rest = tuple(c for c in query.where if c is not cond)
                    yield (
                        "having",
                        replace(query, where=_renewed(rest), group=query.group or plain, having=(*query.having, test)),
                    )
    if query.where and not query.setop and len(query.where) == 2:
        one, two = query.where
        if one.term == two.term and two.either and one.op == two.op == "=":
            left = replace(query, where=(one,), order=(), limit=None)
            yield (
                "intersect",
                replace(left, setop="intersect", other=replace(left, where=(replace(two, either=False),))),
            )


def _with(query: Query, number: int, cond: Cond) -> Query:
    return replace(query, where=tuple(cond if i == number else c for i, c in enumerate(query.where)))


def _renewed(conds: tuple[Cond, ...]) -> tuple[Cond, ...]:
    return (replace(conds[0], either=False), *conds[1:]) if conds and conds[0].either else conds
