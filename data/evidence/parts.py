"""What single expressions are: the part of a date (`weekday` for `dayname(d)`), a total that grows from row to row."""

from __future__ import annotations

from sqlglot import exp

_PARTS = {
    "dayname": "weekday", "dayofweek": "weekday", "day_of_week": "weekday", "isodow": "weekday", "dow": "weekday",
    "dayofweek_iso": "weekday", "day_of_week_iso": "weekday", "monthname": "month", "month": "month", "quarter": "quarter",
    "year": "year", "week": "week", "weekofyear": "week", "week_of_year": "week", "hour": "hour",
    "dayofmonth": "day of the month", "day_of_month": "day of the month",
}  # fmt: skip
"""By the function that takes them."""


def part_of_date(node: exp.Expr) -> str:
    """What it takes of a date; empty for anything else."""
    if isinstance(node, exp.Extract):
        return _PARTS.get(node.name.lower(), node.name.lower())
    if not isinstance(node, exp.Func):
        return ""
    if _is_named(node):
        named = str(node.expressions[0].name).lower()
        return _PARTS.get(named, named)
    return _PARTS.get((node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower(), "")


def weekdays_in(node: exp.In) -> str:
    """`on Saturdays and Sundays` for `dayname(d) IN ('Saturday', 'Sunday')`; empty for anything else."""
    values = [v.name for v in node.expressions if isinstance(v, exp.Literal) and v.is_string]
    if part_of_date(node.this) != "weekday" or len(values) != len(node.expressions) or not values:
        return ""
    days = [f"{value}s" for value in values]
    if days == ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays"]:
        return "from Monday to Friday"
    return f"on {', '.join(days[:-1])} and {days[-1]}" if len(days) > 1 else f"on {days[0]}"


def date_of(node: exp.Expr) -> exp.Expr | None:
    """The date that it is the part of."""
    inner = node.expression if isinstance(node, exp.Extract) else node.this
    if isinstance(node, exp.Anonymous):
        inner = node.expressions[-1] if _is_named(node) or len(node.expressions) == 1 else None
    return inner if isinstance(inner, exp.Expr) else None


def _is_named(node: exp.Func) -> bool:
    """Whether the part is named by a constant: `date_part('hour', d)`."""
    parts = (
        node.expressions if isinstance(node, exp.Anonymous) and node.name.lower() in ("date_part", "datepart") else ()
    )
    return len(parts) == 2 and isinstance(parts[0], exp.Literal)


def running(node: exp.Expr) -> exp.Expr | None:
    """What a window adds up from the first row to the current one."""
    if not isinstance(node, exp.Window) or not isinstance(node.this, exp.Sum) or node.args.get("order") is None:
        return None
    spec = node.args.get("spec")
    whole = spec is None or (spec.args.get("start"), spec.args.get("end")) == ("UNBOUNDED", "CURRENT ROW")
    return node.this.this if whole else None
