"""The places of a statement where a person may put other values: date ranges, categories, numbers, how many rows.

They are read from its tree and written back into it, as literals and nowhere else; what comes out goes to the guard like
any statement. Only comparisons of a plain column (or of its day) with literals count, and LIMIT.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

Kind = Literal["dates", "choice", "number", "rows"]
Range = tuple[dt.date, dt.date]
Value = Range | tuple[str, ...] | int | float

_FROM = (exp.GTE, exp.GT)
_UNTIL = (exp.LT, exp.LTE)
_DAY = dt.timedelta(days=1)
SIGNS: dict[type[exp.Expr], str] = {exp.GT: ">", exp.GTE: "≥", exp.LT: "<", exp.LTE: "≤", exp.EQ: "="}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One place. `id` holds for this statement only; `value` is what stands there now: first and last day (both included)
    for `dates`, the values for `choice`, a number for `number` and `rows`. `sign` is the comparison of a number."""

    id: str
    kind: Kind
    column: str
    value: Value
    sign: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a parameter stands: the comparison, its literals, and whether a range leaves out its last day."""

    parameter: Parameter
    nodes: tuple[exp.Expr, ...]


def parameters(sql: str, dialect: str = "duckdb") -> tuple[Parameter, ...]:
    """The places of the statement in its own order; none where it cannot be parsed."""
    try:
        return tuple(place.parameter for place in _places(sqlglot.parse_one(sql, read=dialect)))
    except (SqlglotError, RecursionError):
        return ()


def with_values(sql: str, values: Mapping[str, Value], dialect: str = "duckdb") -> str:
    """The statement with other values at the places of those ids. Raises ValueError for a value of another kind."""
    tree = sqlglot.parse_one(sql, read=dialect)
    for place in list(_places(tree)):
        if place.parameter.id in values:
            _put(place, values[place.parameter.id])
    return tree.sql(dialect=dialect)


def _places(tree: exp.Expr) -> Iterator[_Place]:
    used: set[int] = set()
    number = 0
    for node in list(tree.walk()):
        if id(node) in used:
            continue
        place = _range(node, used, number) or _choice(node, number) or _number(node, number)
        if place is not None:
            number += 1
            yield place


def _range(node: exp.Expr, used: set[int], number: int) -> _Place | None:
    """`c >= d1 AND c < d2` in one conjunction, or `c BETWEEN d1 AND d2`."""
    if isinstance(node, exp.Between) and (between := _column(node.this)) is not None:
        low, high = _date(node.args["low"]), _date(node.args["high"])
        if low and high:
            return _Place(Parameter(f"p{number}", "dates", between.name, (low, high)), (node,))
        return None
    if not isinstance(node, _FROM) or (start := _compared(node)) is None:
        return None
    column, first = start
    if first is None:
        return None
    for other in _beside(node):
        if isinstance(other, _UNTIL) and (end := _compared(other)) and end[0] == column and end[1]:
            used.add(id(other))
            after = first + _DAY if isinstance(node, exp.GT) else first
            before = end[1] - _DAY if isinstance(other, exp.LT) else end[1]
            return _Place(Parameter(f"p{number}", "dates", column.name, (after, before)), (node, other))
    return None


def _beside(node: exp.Expr) -> Iterator[exp.Expr]:
    """The other members of the conjunction that the node stands in."""
    top = node
    while isinstance(top.parent, exp.And | exp.Paren):
        top = top.parent
    return (member for member in _members(top) if member is not node)


def _members(node: exp.Expr) -> Iterator[exp.Expr]:
    """The members of a conjunction, however it is put into brackets; a node that is none is its own only member."""
    match node.unnest():
        case exp.And() as both:
            yield from _members(both.left)
            yield from _members(both.right)
        case single:
            yield single


def _compared(node: exp.Expr) -> tuple[exp.Column, dt.date | None] | None:
    """(column, day) of a comparison of a column, plain or cast to a day; None for any other."""
    column = _column(node.this)
    return (column, _date(node.expression)) if column is not None else None


def _column(node: exp.Expr) -> exp.Column | None:
    """The column itself, or the one whose day is taken."""
    if isinstance(node, exp.Cast) and node.is_type("date"):
        node = node.this
    return node if isinstance(node, exp.Column) else None


def _choice(node: exp.Expr, number: int) -> _Place | None:
    if isinstance(node, exp.EQ) and isinstance(node.this, exp.Column) and _is_text(node.expression):
        return _Place(Parameter(f"p{number}", "choice", node.this.name, (node.expression.name,)), (node,))
    if isinstance(node, exp.In) and isinstance(node.this, exp.Column) and not node.args.get("query"):
        listed = node.expressions
        if listed and all(map(_is_text, listed)) and not isinstance(node.parent, exp.Not):
            return _Place(Parameter(f"p{number}", "choice", node.this.name, tuple(e.name for e in listed)), (node,))
    return None


def _number(node: exp.Expr, number: int) -> _Place | None:
    if isinstance(node, exp.Limit) and (rows := _figure(node.expression)) is not None:
        return _Place(Parameter(f"p{number}", "rows", "", int(rows)), (node,))
    if type(node) in SIGNS and isinstance(node.this, exp.Column):
        figure = _figure(node.expression)
        if figure is not None:
            return _Place(Parameter(f"p{number}", "number", node.this.name, figure, SIGNS[type(node)]), (node,))
    return None


def _is_text(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Literal) and node.is_string and _iso(node.name) is None


def _figure(node: exp.Expr | None) -> int | float | None:
    minus = isinstance(node, exp.Neg)
    inner = node.this if isinstance(node, exp.Neg) else node
    if not isinstance(inner, exp.Literal) or inner.is_string:
        return None
    figure = float(inner.name)
    figure = -figure if minus else figure
    return int(figure) if figure.is_integer() else figure


def _date(node: exp.Expr | None) -> dt.date | None:
    """The day of a date literal, bare or cast."""
    literal = _literal(node)
    return _iso(literal.name) if literal is not None else None


def _literal(node: exp.Expr | None) -> exp.Literal | None:
    while isinstance(node, exp.Cast | exp.Paren | exp.Date | exp.TsOrDsToDate):
        node = node.this
    return node if isinstance(node, exp.Literal) and node.is_string else None


def _iso(text: str) -> dt.date | None:
    """A whole day; a time of day besides midnight is no end of a day's range."""
    day, _, time = text.replace("T", " ").partition(" ")
    if time.strip("0:. "):
        return None
    try:
        return dt.date.fromisoformat(day) if len(day) == 10 else None
    except ValueError:
        return None


def _put(place: _Place, value: Value) -> None:
    kind = place.parameter.kind
    if kind == "dates":
        if not (isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, dt.date) for v in value)):
            raise ValueError(f"{place.parameter.column} takes two days, not {value!r}.")
        first, last = value
        _put_range(place.nodes, first, last)  # type: ignore[arg-type]  # both are days, checked above
    elif kind == "choice":
        if not (isinstance(value, tuple) and value and all(isinstance(v, str) for v in value)):
            raise ValueError(f"{place.parameter.column} takes at least one text, not {value!r}.")
        node = place.nodes[0]
        texts = [exp.Literal.string(str(v)) for v in value]
        made = exp.In(this=node.this.copy(), expressions=texts) if len(texts) > 1 else None
        node.replace(made or exp.EQ(this=node.this.copy(), expression=texts[0]))
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{place.parameter.column or 'The number of rows'} takes a number, not {value!r}.")
    else:
        place.nodes[0].set("expression", _written(value if kind == "number" else max(int(value), 1)))


def _written(value: int | float) -> exp.Expr:
    made = exp.Literal.number(str(abs(value)))
    return exp.Neg(this=made) if value < 0 else made


def _put_range(nodes: tuple[exp.Expr, ...], first: dt.date, last: dt.date) -> None:
    if isinstance(nodes[0], exp.Between):
        ends = (nodes[0].args["low"], first), (nodes[0].args["high"], last)
    else:
        low, high = nodes
        ends = (
            (low.expression, first - _DAY if isinstance(low, exp.GT) else first),
            (high.expression, last + _DAY if isinstance(high, exp.LT) else last),
        )
    for node, day in ends:
        literal = _literal(node)
        if literal is not None:
            literal.replace(exp.Literal.string(day.isoformat()))
