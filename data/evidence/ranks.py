"""A condition on a row's place among its like, in words: `top 3 in each region` for `row_number() OVER (...) <= 3`."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

_PLACES = (exp.RowNumber, exp.Rank, exp.DenseRank)


def place_words(condition: exp.Expr, told: Callable[[exp.Expr], str]) -> str:
    """`top 3 in each region`; empty for any other condition. `told` says an expression."""
    if not isinstance(condition, exp.LTE | exp.EQ | exp.LT) or not isinstance(condition.this, exp.Window):
        return ""
    window, last = condition.this, condition.expression
    order = window.args.get("order")
    if not isinstance(window.this, _PLACES) or order is None or not isinstance(last, exp.Literal) or last.is_string:
        return ""
    count = int(last.name) - isinstance(condition, exp.LT)
    if count < 1 or (isinstance(condition, exp.EQ) and count != 1):
        return ""
    way = "top" if order.expressions[0].args.get("desc") else "lowest"
    parts = window.args.get("partition_by") or []
    each = f" in each {' and '.join(told(part) for part in parts)}" if parts else ""
    return f"{way} {count}{each}"
