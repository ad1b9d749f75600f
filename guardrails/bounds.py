"""How much a call would make: texts, lists and rows whose size is a number in the statement.

The engine does not hear an interrupt inside one long scalar call and does not count big strings, so what can be known from
the tree is bounded here; what depends on the data is bounded by the worker's limits.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from sqlglot import exp

TEXT = 1_000_000
LIST = 1_000_000
ROWS = 100_000_000
PAIRS = 25_000_000
"""Steps of a comparison letter by letter."""
COLUMN = 50
"""What a column's text is taken to be long."""

Over = tuple[str, int, str]
_WIDE = re.compile(r"\d{5,}|\*|\{[^}]*\{")
_DISTANCES = (exp.Levenshtein, exp.JarowinklerSimilarity)
_DISTANCE_NAMES = frozenset(
    {
        "levenshtein",
        "editdist3",
        "damerau_levenshtein",
        "hamming",
        "mismatches",
        "jaccard",
        "jaro_similarity",
        "jaro_winkler_similarity",
    }
)
_SECOND = frozenset(
    {"lpad", "rpad", "repeat", "list_resize", "array_resize", "bitstring", "left_pad", "right_pad", "repeat_row"}
)


def over(tree: exp.Expr) -> Iterator[Over]:
    """The calls that would make too much: their name, the bound, what it counts."""
    for node in tree.find_all(exp.Func):
        found = _judge(node)
        if found is not None:
            yield found


def _judge(node: exp.Func) -> Over | None:
    name = node.name.lower() if isinstance(node, exp.Anonymous) else node.sql_name().lower()
    args = _arguments(node)
    if isinstance(node, exp.GenerateSeries) or name in ("range", "generate_series"):
        most, of = (ROWS, "rows") if isinstance(node.parent, exp.Table) else (LIST, "elements")
        return (name, most, of) if _steps(node, args) > most else None
    if isinstance(node, (exp.Repeat, exp.Pad, exp.Space)) or name in _SECOND:
        return (name, TEXT, "characters or elements") if size(node) > TEXT else None
    if isinstance(node, _DISTANCES) or name in _DISTANCE_NAMES:
        return (name, PAIRS, "steps") if _product(map(size, args[:2])) > PAIRS else None
    if isinstance(node, (exp.Format, exp.TimeToStr)) or name in ("printf", "format"):
        pattern = args[0] if args else None
        wide = isinstance(pattern, exp.Literal) and _WIDE.search(pattern.name) and not isinstance(node, exp.TimeToStr)
        dynamic = isinstance(pattern, exp.Literal) and "*" in pattern.name and not wide
        return (name, TEXT, "characters") if wide or dynamic else None
    if name in ("bar", "to_base", "bin", "to_binary") and max([_number(a) for a in args[1:]], default=0) > TEXT:
        return name, TEXT, "characters"
    return (
        (name, TEXT, "characters") if isinstance(node, (exp.Concat, exp.Replace)) and size(node) > 10 * TEXT else None
    )


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    return [c for c in node.iter_expressions() if not isinstance(c, (exp.Var, exp.DataType))]


def _product(sizes: Iterator[float]) -> float:
    result = 1.0
    for one in sizes:
        result *= max(one, 1)
    return result


def size(node: exp.Expr | None, depth: int = 0) -> float:
    """The most characters or elements that the expression is taken to have."""
    if node is None or depth > 30:
        return 0
    if isinstance(node, exp.Literal):
        return len(node.name)
    if isinstance(node, exp.Column):
        return COLUMN
    inner = [size(child, depth + 1) for child in _arguments(node)]
    name = node.name.lower() if isinstance(node, exp.Anonymous) else ""
    args = _arguments(node)
    if isinstance(node, exp.Repeat) or name in ("repeat", "repeat_row"):
        return _product(iter([inner[0] if inner else 1, _number(args[1]) if len(args) > 1 else 1]))
    if isinstance(node, exp.Space):
        return _number(node.this)
    if isinstance(node, exp.Pad) or name in _SECOND:
        return max(_number(args[1]) if len(args) > 1 else 0, inner[0] if inner else 0)
    if isinstance(node, exp.GenerateSeries) or name in ("range", "generate_series"):
        return _steps(node, args)
    if isinstance(node, exp.Replace) and len(inner) == 3:
        return inner[0] * max(1.0, inner[2])
    return sum(inner) or 1


def _steps(node: exp.Expr, args: list[exp.Expr]) -> float:
    if isinstance(node, exp.GenerateSeries):
        start, end, step = (node.args.get(part) for part in ("start", "end", "step"))
    else:
        padded = [exp.Literal.number(0), *args] if len(args) == 1 else args
        start, end, step = [*padded, None, None, None][:3]
    days = [_day(part) for part in (start, end)]
    if days[0] is not None and days[1] is not None:
        return abs(days[1] - days[0]) / max(_days_of(step), 1e-9)
    width = _number(step) if step is not None and not isinstance(step, exp.Interval) else 1.0
    return abs(_number(end) - _number(start)) / (abs(width) or 1.0)


def _day(node: exp.Expr | None) -> float | None:
    """The day of a constant date or time, counted from the year 1."""
    if isinstance(node, exp.Paren):
        return _day(node.this)
    if not isinstance(node, exp.Cast) or not isinstance(node.this, exp.Literal):
        return None
    try:
        moment = dt.datetime.fromisoformat(node.this.name.strip()[:19])
    except ValueError:
        return None
    return moment.toordinal() + moment.hour / 24 + moment.minute / 1440


_UNITS = {
    "year": 365.0,
    "quarter": 91.0,
    "month": 30.0,
    "week": 7.0,
    "day": 1.0,
    "hour": 1 / 24,
    "minute": 1 / 1440,
    "second": 1 / 86400,
    "millisecond": 1 / 86400e3,
    "microsecond": 1 / 86400e6,
}


def _days_of(step: exp.Expr | None) -> float:
    if not isinstance(step, exp.Interval):
        return 1.0
    unit = str(step.args["unit"].name).lower().rstrip("s") if step.args.get("unit") else "day"
    return abs(_number(step.this)) * _UNITS.get(unit, 1.0)


_OPERATIONS: dict[type[exp.Expr], Callable[[float, float], float]] = {
    exp.Add: lambda a, b: a + b,
    exp.Sub: lambda a, b: a - b,
    exp.Mul: lambda a, b: a * b,
    exp.Div: lambda a, b: a / (b or 1),
    exp.IntDiv: lambda a, b: a // (b or 1),
    exp.Mod: lambda a, b: min(abs(a), abs(b)),
    exp.BitwiseLeftShift: lambda a, b: a * 2.0 ** min(b, 64),
    exp.Pow: lambda a, b: float(abs(a) ** min(b, 64)) if abs(a) < 1e6 else 1e300,
}


def _number(node: exp.Expr | None, depth: int = 0) -> float:
    """The value of a constant; of anything else the largest number written in it."""
    if node is None or depth > 50:
        return 0.0
    if isinstance(node, exp.Literal):
        try:
            return float(node.name.replace("_", "").split()[0]) if node.name.strip() else 0.0
        except (ValueError, OverflowError):
            return 1.0
    if isinstance(node, (exp.Paren, exp.Cast, exp.TryCast)):
        return _number(node.this, depth + 1)
    if isinstance(node, exp.Neg):
        return -_number(node.this, depth + 1)
    operation = _OPERATIONS.get(type(node))
    if operation is not None:
        try:
            return operation(_number(node.this, depth + 1), _number(node.expression, depth + 1))
        except OverflowError:
            return 1e300
    numbers = [abs(_number(literal)) for literal in node.find_all(exp.Literal) if not literal.is_string]
    return max(numbers, default=1.0)
