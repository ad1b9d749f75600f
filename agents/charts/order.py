"""The rows of a grouped result in an order that reads well, where the statement names none.

An engine gives groups in any order, and in another one tomorrow. Times and what has an order of its own ascend,
categories descend by their first measure; what has no name stands last. Only the order changes, never a row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agents.charts.fields import Field, describe, plain
from agents.charts.ordinal import ranks
from data.types import Result, SafeQuery, Schema

MOST = 50_000
"""Rows from which on they are left as they came."""
Key = Callable[[int], tuple[Any, ...]]


def arranged(result: Result, query: SafeQuery, schema: Schema) -> Result:
    """The result in reading order; as it is where the statement says its order, or nothing is grouped."""
    if not 1 < result.rows <= MOST or not _unordered(query):
        return result
    fields = describe(result, query, schema)
    keys = _keys(result, fields)
    places = list(range(result.rows))
    for key in reversed(keys):
        places.sort(key=key)
    if not keys or places == list(range(result.rows)):
        return result
    return Result(result.table.take(places), result.truncated, result.elapsed_ms)


def _unordered(query: SafeQuery) -> bool:
    """Whether groups or different values come out of the outermost SELECT in no order."""
    args = query.tree.args
    return query.tree.key == "select" and not args.get("order") and bool(args.get("group") or args.get("distinct"))


def _keys(result: Result, fields: tuple[Field, ...]) -> list[Key]:
    """What to sort by, the most important first."""
    groups = [f for f in fields if f.role in ("time", "category", "ordinal")]
    measures = [f for f in fields if f.role == "measure" and f.low is not None]
    sequences = [f for f in groups if _order_of(result, f) is not None]
    others = [f for f in groups if f not in sequences]
    keys = [_ascending(result, f) for f in sequences]
    if measures and others:
        keys += [_by_total(result, f, measures[0]) for f in others[:-1] if len(groups) > 1]
        keys.append(_descending(result, measures[0], others[-1]))
    return keys + [_by_name(result, f) for f in others]


def _order_of(result: Result, field: Field) -> dict[Any, float] | None:
    """The place of each value, for a time, a number that counts on, or words with an order of their own."""
    cells = [plain(c) for c in result.table.column(field.name).to_pylist()]
    if field.role in ("time", "ordinal"):
        return {c: float(i) for i, c in enumerate(sorted({c for c in cells if c is not None}))}
    return ranks(cells)


def _ascending(result: Result, field: Field) -> Key:
    order = _order_of(result, field) or {}
    cells = [plain(c) for c in result.table.column(field.name).to_pylist()]
    return lambda row: (order.get(cells[row], float("inf")),)


def _by_total(result: Result, field: Field, measure: Field) -> Key:
    """The groups with the most first, each group together."""
    names = result.table.column(field.name).to_pylist()
    sizes = [plain(v) or 0.0 for v in result.table.column(measure.name).to_pylist()]
    totals: dict[Any, float] = {}
    for name, size in zip(names, sizes, strict=True):
        totals[name] = totals.get(name, 0.0) + float(size)
    return lambda row: (names[row] is None, -totals[names[row]], str(names[row]))


def _descending(result: Result, measure: Field, label: Field) -> Key:
    cells = [plain(v) for v in result.table.column(measure.name).to_pylist()]
    names = result.table.column(label.name).to_pylist()
    return lambda row: (names[row] is None, cells[row] is None, -(cells[row] or 0.0))


def _by_name(result: Result, field: Field) -> Key:
    cells = result.table.column(field.name).to_pylist()
    return lambda row: (cells[row] is None, str(cells[row]).casefold())
