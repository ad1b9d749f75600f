"""Predicates, measures and groups of a statement in words: a reader of SQL is not needed to see what was asked of the data.

What has no plain words stays SQL. Dates are absolute and inclusive on both ends; a literal is never reworded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from sqlglot import exp

from data.evidence.lineage import conjuncts
from data.evidence.parts import date_of, part_of_date, running
from data.evidence.periods import Moment, day_of, day_words, moment_of, span_words
from data.evidence.ranks import place_words

Name = Callable[[exp.Column], str]
"""What a column is called for a reader."""
Until = Callable[[exp.Column], dt.date | None]
"""The last day in a column of days; None where that is not known."""

_COMPARED: dict[type[exp.Expr], tuple[str, str]] = {
    exp.GT: ("is over", "is after"),
    exp.GTE: ("is at least", "is on or after"),
    exp.LT: ("is under", "is before"),
    exp.LTE: ("is at most", "is on or before"),
}
_MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {exp.GT: exp.LT, exp.GTE: exp.LTE, exp.LT: exp.GT, exp.LTE: exp.GTE}
_CALLS: dict[type[exp.Expr], str] = {
    exp.Sum: "sum of",
    exp.Avg: "average",
    exp.Min: "lowest",
    exp.Max: "highest",
    exp.Median: "median of",
    exp.Stddev: "standard deviation of",
    exp.StddevSamp: "standard deviation of",
    exp.StddevPop: "standard deviation of",
    exp.Variance: "variance of",
    exp.Abs: "size of",
    exp.Lower: "",
    exp.Upper: "",
    exp.Trim: "",
    exp.Round: "",
    exp.Cast: "",
    exp.TryCast: "",
    exp.Paren: "",
    exp.Nullif: "",
    exp.Day: "day of",
    exp.Date: "day of",
}
_DAYS = frozenset({"on", "at", "date", "day", "time"})
"""Last words of columns of days."""
_BETWEEN: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "−", exp.Mul: "×", exp.Div: "÷"}


def filters(tree: exp.Expr, name: Name, until: Until = lambda _: None) -> Iterator[str]:
    """Every predicate of a statement, its subqueries and CTEs, those of one date column put together; of a window that
    ends after the last day of its data it is told how far they reach."""
    told: dict[str, None] = {}
    for select in tree.find_all(exp.Select):
        if select.find_ancestor(exp.Exists, exp.In) or is_one_figure(select.parent):
            continue  # told with the condition that it stands in
        for part in ("where", "having", "qualify"):
            clause = select.args.get(part)
            for text in _together(conjuncts(clause.this if clause is not None else None), name, until):
                told.setdefault(text)
        for join in select.args.get("joins") or ():
            extra = [c for c in conjuncts(join.args.get("on")) if not is_key(c)]
            for text in _together(extra, name, until):
                told.setdefault(text)
    yield from told


def is_key(condition: exp.Expr) -> bool:
    """Whether it joins two columns, rather than filters one."""
    return (
        isinstance(condition, exp.EQ)
        and isinstance(condition.this, exp.Column)
        and isinstance(condition.expression, exp.Column)
    )


def _together(conditions: list[exp.Expr], name: Name, until: Until = lambda _: None) -> Iterator[str]:
    """The conditions in words; a start and an end of the same column are one window."""
    bounds: dict[str, list[tuple[exp.Expr, Moment]]] = {}
    reached: dict[str, dt.date | None] = {}
    rest: list[exp.Expr] = []
    for condition in conditions:
        found = bound(condition)
        if found is None:
            rest.append(condition)
        else:
            column = name(found[0])
            bounds.setdefault(column, []).append((found[1], found[2]))
            reached[column] = until(found[0])
    for column, ends in bounds.items():
        yield f"{column} {window(ends)}{_short_of(ends, reached[column])}"
    for condition in rest:
        yield predicate(condition, name)


def bound(condition: exp.Expr) -> tuple[exp.Column, exp.Expr, Moment] | None:
    """Column, comparison (the column on the left) and date of a bound on a date; None for any other condition."""
    kind = type(condition)
    if kind not in _COMPARED:
        return None
    left, right = condition.this, condition.expression
    if not isinstance(bare(left), exp.Column):
        left, right, kind = right, left, _MIRRORED[kind]
    column, moment = bare(left), moment_of(right)
    if not isinstance(column, exp.Column) or moment is None:
        return None
    return column, kind(), moment


def is_dated(node: exp.Expr) -> bool:
    """Whether days are compared: with a date, or two columns that are called like days."""
    sides = [bare(side) for side in (node.this, node.expression)]
    days = all(isinstance(s, exp.Column) and s.name.casefold().rpartition("_")[2] in _DAYS for s in sides)
    return days or moment_of(node.expression) is not None


def bare(node: exp.Expr) -> exp.Expr:
    """What stands inside casts and brackets."""
    while isinstance(node, exp.Cast | exp.TryCast | exp.Paren):
        node = node.this
    return node


def window(ends: list[tuple[exp.Expr, Moment]]) -> str:
    """`from 1 Apr 2025 to 30 Jun 2025`, both days included; open ones as they are."""
    first = max((m for k, m in ends if isinstance(k, exp.GTE)), default=None)
    last = min((m for k, m in ends if isinstance(k, exp.LTE)), default=None)
    before = min((m for k, m in ends if isinstance(k, exp.LT)), default=None)
    if before is not None and before.time() == dt.time() and (last is None or before <= last):
        last = before - dt.timedelta(days=1)
        ends = [e for e in ends if not isinstance(e[0], exp.LT)]
    after = [f"{_COMPARED[type(k)][1]} {day_of(m)}" for k, m in ends if isinstance(k, exp.GT | exp.LT)]
    if first is not None and last is not None:
        after.insert(0, f"from {span_words(first, last)}")
    elif first is not None:
        after.insert(0, f"is on or after {day_of(first)}")
    elif last is not None:
        after.insert(0, f"is on or before {day_of(last)}")
    return " and ".join(after)


def _short_of(ends: list[tuple[exp.Expr, Moment]], reach: dt.date | None) -> str:
    """`, the data reach 17 Jun 2025`, where a window with both ends has begun and the data do not fill it."""
    starts = [m.date() for k, m in ends if isinstance(k, exp.GTE | exp.GT)]
    lasts = [
        m.date() if isinstance(k, exp.LTE) else (m - dt.timedelta(microseconds=1)).date()
        for k, m in ends
        if isinstance(k, exp.LTE | exp.LT)
    ]
    if reach is None or not starts or not lasts or not max(starts) <= reach < min(lasts):
        return ""
    return f", the data reach {day_words(reach)}"


def predicate(node: exp.Expr, name: Name) -> str:  # noqa: C901  # one short case for each kind of condition
    """One condition in words."""
    if placed := place_words(node, lambda part: expression(part, name)):
        return f"only the {placed}"
    match node:
        case exp.Paren():
            return predicate(node.this, name)
        case exp.And():
            return " and ".join(_together(conjuncts(node), name))
        case exp.Or():
            return " or ".join(predicate(p, name) for p in node.flatten())
        case exp.EQ() | exp.NEQ():
            return f"{expression(node.this, name)} {'is' if isinstance(node, exp.EQ) else 'is not'} {value(node.expression, name)}"
        case exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
            dated = is_dated(node)
            return f"{expression(node.this, name)} {_COMPARED[type(node)][dated]} {compared(node.expression, node.this, name)}"
        case exp.Between():
            low, high = (value(node.args[k], name) for k in ("low", "high"))
            return f"{expression(node.this, name)} from {low} to {high}"
        case exp.In():
            return _listed(node, name)
        case exp.Is() if isinstance(node.expression, exp.Null):
            return f"{expression(node.this, name)} is empty"
        case exp.Like() | exp.ILike():
            return _like(node, name)
        case exp.Exists():
            return f"there is {_rows_of(node.this, name)}"
        case exp.Not():
            return _not(node.this, name)
        case exp.Column():
            return f"{name(node)} is true"
    return plain_sql(node)


def _not(inner: exp.Expr, name: Name) -> str:
    while isinstance(inner, exp.Paren):
        inner = inner.this
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return f"{expression(inner.this, name)} is filled in"
    if isinstance(inner, exp.In):
        return _listed(inner, name, "is none of", "is not")
    if isinstance(inner, exp.Exists):
        return f"there is no {_rows_of(inner.this, name).removeprefix('a ')}"
    if isinstance(inner, exp.Column):
        return f"{name(inner)} is false"
    return f"not: {predicate(inner, name)}"


def _listed(node: exp.In, name: Name, several: str = "is one of", one: str = "is") -> str:
    column = expression(node.this, name)
    if query := node.args.get("query"):
        return f"{column} {'is not' if several.startswith('is none') else 'is'} that of {_rows_of(query, name)}"
    values = [value(v, name) for v in node.expressions]
    return f"{column} {one} {values[0]}" if len(values) == 1 else f"{column} {several} {', '.join(values)}"


def _like(node: exp.Expr, name: Name) -> str:
    column, pattern = expression(node.this, name), node.expression
    if not isinstance(pattern, exp.Literal):
        return plain_sql(node)
    text = pattern.name
    core = text.strip("%")
    if "%" in core or "_" in core:
        return f"{column} is like “{text}”"
    way = {(True, True): "contains", (False, True): "starts with", (True, False): "ends with", (False, False): "is"}
    return f"{column} {way[text.startswith('%'), text.endswith('%')]} “{core}”"


def _rows_of(query: exp.Expr, name: Name) -> str:
    tables = [t.name for t in query.find_all(exp.Table) if t.name]
    held = [
        predicate(c, name)
        for s in query.find_all(exp.Select)
        if (w := s.args.get("where"))
        for c in conjuncts(w.this)
        if not is_key(c)
    ]
    return f"a row of {' and '.join(dict.fromkeys(tables)) or 'the list'}" + (
        f" where {' and '.join(held)}" if held else ""
    )


def value(node: exp.Expr, name: Name) -> str:
    """A constant as it is, a date as `1 Apr 2025`; anything else as an expression."""
    moment = moment_of(node)
    if moment is not None and not (isinstance(node, exp.Literal) and not node.is_string):
        return day_of(moment)
    match node:
        case exp.Literal() if node.is_string:
            return node.name or "empty text"
        case exp.Literal():
            return _grouped(node.name)
        case exp.Neg() if isinstance(node.this, exp.Literal):
            return f"−{_grouped(node.this.name)}"
        case exp.Boolean():
            return "true" if node.this else "false"
    return expression(node, name)


def _grouped(digits: str) -> str:
    whole, dot, rest = digits.partition(".")
    return (f"{int(whole):,}" if whole.isdigit() and len(whole) > 4 else whole) + dot + rest


def expression(node: exp.Expr, name: Name) -> str:  # noqa: C901  # one short case for each kind of expression
    """A measure or a group in words."""
    match node:
        case exp.Column():
            return name(node)
        case exp.Alias():
            return expression(node.this, name)
        case exp.Count():
            return _count(node, name)
        case exp.CountIf():
            return f"number of rows where {predicate(node.this, name)}"
        case exp.Filter():
            return f"{expression(node.this, name)} where {predicate(node.expression.this, name)}"
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
            sides = (_side(node.this, name), _side(node.expression, name))
            return f" {_BETWEEN[type(node)]} ".join(sides)
        case exp.Distinct():
            return f"different {', '.join(expression(e, name) for e in node.expressions)}"
        case exp.Coalesce():
            other = node.expressions[0] if node.expressions else exp.null()
            return f"{expression(node.this, name)} (where empty: {value(other, name)})"
        case exp.DateTrunc() | exp.TimestampTrunc():
            return f"{(node.args.get('unit') or exp.Var(this='period')).name.lower()} of {expression(node.this, name)}"
        case exp.Case():
            return _case(node, name)
        case exp.Literal() | exp.Boolean() | exp.Neg():
            return value(node, name)
    call = _CALLS.get(type(node))
    if call is not None and isinstance(node.this, exp.Expr):
        return f"{call} {expression(node.this, name)}".strip()
    if (part := part_of_date(node)) and (date := date_of(node)) is not None:
        return f"{part} of {expression(date, name)}"
    if (alone := _one_figure(node)) is not None:
        return f"the {expression(alone, name)}{_within(node.this, name)}"
    return _over(node, name) if isinstance(node, exp.Window) else plain_sql(node)


def _one_figure(node: exp.Expr) -> exp.AggFunc | None:
    """What a subquery computes that gives one figure."""
    select = node.this if isinstance(node, exp.Subquery) else None
    parts = select.expressions if isinstance(select, exp.Select) and select.args.get("group") is None else []
    inner = bare(parts[0].unalias()) if len(parts) == 1 else None
    return inner if isinstance(inner, exp.AggFunc) and not isinstance(inner, exp.Count) else None


def is_one_figure(node: exp.Expr | None) -> bool:
    """Whether it is a figure of other rows that something is compared with, told with its own conditions."""
    return node is not None and node.find_ancestor(exp.Condition) is not None and _one_figure(node) is not None


def _within(select: exp.Select, name: Name) -> str:
    """The conditions of a subquery, with what leads to them."""
    where = select.args.get("where")
    held = list(_together(conjuncts(where.this), name)) if where is not None else []
    return f" where {' and '.join(held)}" if held else ""


def compared(node: exp.Expr, beside: exp.Expr, name: Name) -> str:
    """As `value`; the figure of a column's own rows that the column is compared with is `its average`."""
    alone = _one_figure(node)
    call = _CALLS.get(type(alone)) if alone is not None else None
    own = isinstance(beside, exp.Column) and alone is not None and isinstance(alone.this, exp.Column)
    if alone is None or not call or not own or alone.this.name.casefold() != beside.name.casefold():
        return value(node, name)
    return f"its {call.removesuffix(' of')}{_within(node.this, name)}"


def _over(node: exp.Window, name: Name) -> str:
    """A sum over groups, or one that grows from row to row; any other window has no plain words."""
    order, parts = node.args.get("order"), node.args.get("partition_by") or []
    if not isinstance(node.this, exp.Sum):
        return plain_sql(node)
    inner = expression(node.this.this, name)
    each = f" in each {' and '.join(expression(part, name) for part in parts)}" if parts else ""
    if order is None:
        return f"the total of {inner}{each}"
    return f"running total of {inner}{each}" if running(node) is not None else plain_sql(node)


def _side(node: exp.Expr, name: Name) -> str:
    inner = node.this if isinstance(node, exp.Paren) else node
    text = expression(inner, name)
    return f"({text})" if isinstance(inner, exp.Add | exp.Sub) else text


def _count(node: exp.Count, name: Name) -> str:
    inner = node.this
    if isinstance(inner, exp.Distinct):
        return f"number of {expression(inner, name)}"
    if inner is None or isinstance(inner, exp.Star | exp.Literal):
        return "number of rows"
    return f"number of rows with {expression(inner, name)}"


def _case(node: exp.Case, name: Name) -> str:
    """`amount where status is paid` for the one form that only picks rows."""
    branches, default = node.args["ifs"], node.args.get("default")
    nothing = (
        default is None or isinstance(default, exp.Null) or (isinstance(default, exp.Literal) and default.name == "0")
    )
    if len(branches) != 1 or node.this is not None or not nothing:
        return plain_sql(node)
    then = branches[0].args["true"]
    what = "1" if isinstance(then, exp.Literal) and then.name == "1" else expression(then, name)
    return f"{what} where {predicate(branches[0].this, name)}"


def plain_sql(node: exp.Expr) -> str:
    """The SQL without the tables' aliases and quotes."""
    made = node.copy()
    for column in list(made.find_all(exp.Column)):
        if column is not made and isinstance(column.this, exp.Identifier):
            column.replace(exp.column(exp.to_identifier(column.name, quoted=False)))
    return made.sql(dialect="duckdb", comments=False)
