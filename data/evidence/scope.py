"""What a statement is about, short enough for a headline: its periods and its filters in a few words.

`said` tells every condition whole for the receipt; here a start and an end make one period with the name that people
give it, and what is long is cut. Conditions that belong to the definition of a measure are not filters of a question.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from data.evidence import said
from data.evidence.lineage import conjuncts
from data.evidence.parts import weekdays_in
from data.evidence.periods import Moment, Stretch, moment_of, stretch_words
from data.evidence.ranks import place_words
from data.evidence.said import Name

LONG = 60
"""Characters of one condition; a longer one is cut."""
NAMED = 3
"""Conditions that are named; the others are counted."""
LISTED = 3
"""Values of a list that are all named; of a longer one the first two are."""
_UNIT = re.compile(r"(?:\d{4}|[QH]\d \d{4}|[A-Z][a-z]{2} \d{4})(?: |$)(?!– )")
"""A year, a quarter or a month, rather than a stretch between two days."""
PERIODS = 4
"""Different periods that are named."""
_COMPARED: dict[type[exp.Expr], tuple[str, str]] = {
    exp.GT: ("over", "after"),
    exp.GTE: ("at least", "from"),
    exp.LT: ("under", "before"),
    exp.LTE: ("at most", "until"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The periods, oldest mention first, and the conditions in words."""

    periods: tuple[Stretch, ...] = ()
    conditions: tuple[str, ...] = ()
    dated: str = ""
    """What the column of the periods is called."""


def scope(tree: exp.Expr, name: Name, defining: frozenset[str] = frozenset(), rows: str = "") -> Scope:
    """The scope of a statement as its author wrote it; `defining` are conditions of a definition, as `said.plain_sql`
    in lower case; `rows` is what is counted, in the plural."""
    periods: dict[Stretch, None] = {}
    conditions: dict[str, None] = {}
    main = ""
    for held in _clauses(tree):
        found = _read([c for c in held if said.plain_sql(c).casefold() not in defining], name, rows)
        for column, stretches in found.dated.items():
            main = main or column
            if column == main:
                periods |= dict.fromkeys(stretches)
            else:
                conditions |= dict.fromkeys(f"{column} {stretch_words(s)}" for s in stretches)
        conditions |= dict.fromkeys(found.others)
    return Scope(tuple(periods), tuple(conditions), main)


def in_words(found: Scope, today: dt.date | None = None, day: str = "") -> str:
    """`Q1 2025 (1 Jan – 31 Mar 2025), channel web`; empty when nothing is filtered. A period that `today` lies in is
    told up to that day. `day` says what happened in the period, where that is not plain: `joined`."""
    parts = [stretch_words(p, today) for p in found.periods]
    listed = parts if len(parts) <= PERIODS else [*parts[:2], f"{len(parts) - 2} more periods"]
    named = " and ".join([", ".join(listed[:-1]), *listed[-1:]] if len(listed) > 1 else listed)
    if day and named:
        named = f"{day} {'in ' if _UNIT.match(named) else ''}{named}"
    more = len(found.conditions) - NAMED
    counted = f" and {more} more filter{'' if more == 1 else 's'}" if more > 0 else ""
    return ", ".join(filter(None, (named, ", ".join(_cut(c) for c in found.conditions[:NAMED])))) + counted


@dataclass(frozen=True, slots=True)
class _Held:
    """The conditions of one clause: stretches of time by their column, the others in words."""

    dated: dict[str, tuple[Stretch, ...]]
    others: tuple[str, ...]


def _clauses(tree: exp.Expr) -> Iterator[list[exp.Expr]]:
    """The conditions of every SELECT, clause by clause, the innermost WITH first."""
    for select in sorted(tree.find_all(exp.Select), key=lambda s: s.find_ancestor(exp.CTE) is None):
        if select.find_ancestor(exp.Exists, exp.In) or said.is_one_figure(select.parent):
            continue
        joined = [c for j in select.args.get("joins") or () for c in conjuncts(j.args.get("on")) if not said.is_key(c)]
        parts = (select.args.get(part) for part in ("where", "having", "qualify"))
        held = [c for p in parts for c in conjuncts(p.this if p is not None else None)]
        yield [*held, *joined]


def _read(conditions: list[exp.Expr], name: Name, rows: str = "") -> _Held:
    bounds: dict[str, list[tuple[exp.Expr, Moment]]] = {}
    parts: dict[str, dict[str, int]] = {}
    dated: dict[str, tuple[Stretch, ...]] = {}
    others: list[str] = []
    for condition in conditions:
        if found := _bounds(condition):
            for column, kind, moment in found:
                bounds.setdefault(name(column), []).append((kind, moment))
        elif part := _part(condition):
            parts.setdefault(name(part[0]), {})[part[1]] = part[2]
        elif either := _either(condition, name):
            dated[either[0]] = either[1]
        else:
            others.append(_counted(condition, name, rows) or short(condition, name))
    for called, ends in bounds.items():
        stretch = _stretch(ends)
        if stretch is None:
            others.append(f"{called} {said.window(ends)}")
        else:
            dated[called] = (stretch,)
    for called, units in parts.items():
        stretch = _of_parts(units)
        if stretch is None:
            others += [f"{unit} of {called} {number}" for unit, number in units.items()]
        else:
            dated[called] = (stretch,)
    return _Held(dated, tuple(others))


def _bounds(condition: exp.Expr) -> list[tuple[exp.Column, exp.Expr, Moment]]:
    """The bounds on a date column that a condition sets; none for any other condition."""
    if (bound := said.bound(condition)) is not None:
        return [bound]
    cut = said.bare(condition.this) if isinstance(condition, exp.GTE | exp.LT) else None
    if isinstance(cut, exp.DateTrunc | exp.TimestampTrunc):  # whole periods, from one on or up to one
        inner, at = said.bare(cut.this), moment_of(condition.expression)
        return [(inner, type(condition)(), at)] if isinstance(inner, exp.Column) and at else []
    column = said.bare(condition.this) if isinstance(condition, exp.EQ | exp.Between) else None
    if isinstance(condition, exp.Between) and isinstance(column, exp.Column):
        low, high = moment_of(condition.args["low"]), moment_of(condition.args["high"])
        return [(column, exp.GTE(), low), (column, exp.LTE(), high)] if low and high else []
    if isinstance(condition, exp.EQ) and isinstance(column, exp.Column):
        at = moment_of(condition.expression)
        return [(column, exp.GTE(), at), (column, exp.LTE(), at)] if at else []
    if isinstance(condition, exp.EQ) and isinstance(condition.this, exp.DateTrunc | exp.TimestampTrunc):
        column, at = said.bare(condition.this.this), moment_of(condition.expression)
        end = _end_of(condition.this.text("unit"), at) if at else None
        if isinstance(column, exp.Column) and at and end:
            return [(column, exp.GTE(), at), (column, exp.LTE(), end)]
    return []


def _end_of(unit: str, start: Moment) -> Moment | None:
    """The last day of the period of that unit that begins there."""
    match unit.lower():
        case "year":
            return start.replace(month=12, day=31)
        case "quarter" if start.month <= 10:
            return _last(start.replace(month=start.month + 2, day=1))
        case "month":
            return _last(start)
        case "week":
            return start + dt.timedelta(days=6)
        case "day":
            return start
    return None


def _last(day: Moment) -> Moment:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _stretch(ends: list[tuple[exp.Expr, Moment]]) -> Stretch | None:
    """The stretch that bounds make, both days in it; None where an end is no whole day."""
    if any(isinstance(kind, exp.GT) for kind, _ in ends):
        return None
    starts = [at for kind, at in ends if isinstance(kind, exp.GTE)]
    lasts = [at for kind, at in ends if isinstance(kind, exp.LTE)]
    befores = [at for kind, at in ends if isinstance(kind, exp.LT)]
    if any(at.time() != dt.time() for at in (*starts, *befores)):
        return None
    lasts += [at - dt.timedelta(days=1) for at in befores]
    first = max(starts).date() if starts else None
    last = min(lasts).date() if lasts else None
    return Stretch(first, last)


def _part(condition: exp.Expr) -> tuple[exp.Column, str, int] | None:
    """`year(d) = 2024`: the column, the unit and its number."""
    if not isinstance(condition, exp.EQ) or not isinstance(condition.expression, exp.Literal):
        return None
    made, number = condition.this, condition.expression.name
    if isinstance(made, exp.Extract):
        unit, inner = made.name.lower(), made.expression
    elif isinstance(made, exp.Year | exp.Quarter | exp.Month):
        unit, inner = made.key, made.this
    else:
        return None
    column = said.bare(inner)
    if unit not in ("year", "quarter", "month") or not isinstance(column, exp.Column) or not number.isdigit():
        return None
    return column, unit, int(number)


def _of_parts(units: dict[str, int]) -> Stretch | None:
    year, month, quarter = units.get("year"), units.get("month"), units.get("quarter")
    if not year or not 1 <= year <= 9998 or (month and quarter):
        return None
    if month:
        return _months(year, month, 1) if 1 <= month <= 12 else None
    if quarter:
        return _months(year, 3 * quarter - 2, 3) if 1 <= quarter <= 4 else None
    return _months(year, 1, 12)


def _months(year: int, month: int, count: int) -> Stretch:
    last = month + count - 1
    return Stretch(dt.date(year, month, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))


def _either(condition: exp.Expr, name: Name) -> tuple[str, tuple[Stretch, ...]] | None:
    """Stretches of one column with OR between them."""
    inner = condition.unnest() if isinstance(condition, exp.Paren) else condition
    if not isinstance(inner, exp.Or):
        return None
    found: list[tuple[str, Stretch]] = []
    for part in inner.flatten():
        held = _read(conjuncts(part), name)
        if held.others or len(held.dated) != 1:
            return None
        column, stretches = next(iter(held.dated.items()))
        found += [(column, s) for s in stretches]
    columns = {column for column, _ in found}
    return (columns.pop(), tuple(s for _, s in found)) if len(columns) == 1 else None


def _counted(node: exp.Expr, name: Name, rows: str) -> str:
    """`over 30 orders`; empty where no rows are counted or nobody knows what they are called."""
    if not rows or type(node) not in _COMPARED or not isinstance(node.this, exp.Count):
        return ""
    if not isinstance(node.this.this, exp.Star) or not isinstance(node.expression, exp.Literal):
        return ""
    return f"{_COMPARED[type(node)][0]} {said.value(node.expression, name)} {rows}"


def short(node: exp.Expr, name: Name) -> str:  # noqa: C901  # one short case for each kind of condition
    """One condition in few words: `status not cancelled`, `amount over 12,000`, `no region`."""
    if placed := place_words(node, lambda part: said.expression(part, name)):
        return placed
    match node:
        case exp.Paren():
            return short(node.this, name)
        case exp.And():
            return " and ".join(short(p, name) for p in node.flatten())
        case exp.Or():
            return _any_of(list(node.flatten()), name)
        case exp.EQ() | exp.NEQ():
            between = " " if isinstance(node, exp.EQ) else " not "
            return f"{said.expression(node.this, name)}{between}{said.value(node.expression, name)}"
        case exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
            word = _COMPARED[type(node)][said.is_dated(node)]
            return f"{said.expression(node.this, name)} {word} {said.compared(node.expression, node.this, name)}"
        case exp.Between():
            low, high = (said.value(node.args[k], name) for k in ("low", "high"))
            return f"{said.expression(node.this, name)} {low} to {high}"
        case exp.Exists():
            return f"with {_rows_of(node.this, name)}"
        case exp.In() if node.args.get("query"):
            return f"with {_rows_of(node.args['query'], name)}"
        case exp.In() if days := weekdays_in(node):
            return days
        case exp.In():
            return f"{said.expression(node.this, name)} {_listed(node, name, 'or')}"
        case exp.Is() if isinstance(node.expression, exp.Null):
            return f"no {said.expression(node.this, name)}"
        case exp.Column():
            return name(node)
        case exp.Not():
            return _not(node.this.unnest(), name)
    return said.predicate(node, name)


def _any_of(parts: list[exp.Expr], name: Name) -> str:
    """`channel app or web` of one column; of several `channel app or region West`."""
    same = {name(p.this) for p in parts if isinstance(p, exp.EQ) and isinstance(p.this, exp.Column)}
    if len(same) == 1 and all(isinstance(p, exp.EQ) and isinstance(p.expression, exp.Literal) for p in parts):
        return f"{same.pop()} {_either_of([said.value(p.expression, name) for p in parts])}"
    return " or ".join(short(p, name) for p in parts)


def _not(inner: exp.Expr, name: Name) -> str:
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return f"with {said.expression(inner.this, name)}"
    if isinstance(inner, exp.Exists):
        return f"without {_rows_of(inner.this, name)}"
    if isinstance(inner, exp.In) and inner.args.get("query"):
        return f"without {_rows_of(inner.args['query'], name)}"
    if isinstance(inner, exp.In) and (days := weekdays_in(inner)):
        return f"not {days}"
    if isinstance(inner, exp.In):
        return f"{said.expression(inner.this, name)} not {_listed(inner, name, 'or')}"
    if isinstance(inner, exp.Column):
        return f"not {name(inner)}"
    return (
        f"not: {short(inner, name)}" if isinstance(inner, exp.Or | exp.And) else said.predicate(exp.not_(inner), name)
    )


def _rows_of(query: exp.Expr, name: Name) -> str:
    """`order items`, `orders (status open)`: the rows of a subquery that others are looked for in."""
    tables = dict.fromkeys(t.name.replace("_", " ") for t in query.find_all(exp.Table) if t.name)
    wheres = [w.this for s in query.find_all(exp.Select) if (w := s.args.get("where")) is not None]
    held = [c for w in wheres for c in conjuncts(w) if not said.is_key(c) and not _only_filled(c)]
    read = _read(held, name)
    periods = [stretch_words(s) for stretches in read.dated.values() for s in stretches]
    parts = (*periods, *read.others)
    told = f" ({', '.join(parts)})" if parts else ""
    if not parts and len(tables) > 1:
        tables = dict.fromkeys([*tables][-1:])  # the others only lead there
    return f"{' and '.join(tables) or 'a row of the list'}{told}"


def _only_filled(condition: exp.Expr) -> bool:
    """`x IS NOT NULL` in a list that is looked in says nothing of the list."""
    inner = condition.this.unnest() if isinstance(condition, exp.Not) else condition
    return isinstance(condition, exp.Not) and isinstance(inner, exp.Is)


def _listed(node: exp.In, name: Name, between: str) -> str:
    return _either_of([said.value(v, name) for v in node.expressions], between)


def _either_of(values: list[str], between: str = "or") -> str:
    if len(values) > LISTED:
        values = [*values[:2], f"{len(values) - 2} others"]
    return f"{', '.join(values[:-1])} {between} {values[-1]}" if len(values) > 1 else "".join(values)


def _cut(text: str) -> str:
    return text if len(text) <= LONG else f"{text[: LONG - 1].rstrip()}…"
