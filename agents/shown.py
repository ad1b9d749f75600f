"""What of a result the chat model gets to see: small, marked as data, cut where it says so, and no more than the policy's
`model_sees` allows for the columns that the statement read."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from agents.inquiry import Inquiry
from data.plain import plain
from data.types import Result, SafeQuery, Visible
from guardrails.leaving import model_visible

ORDER: tuple[Visible, ...] = ("names", "statistics", "samples", "values")
ROWS = {"names": 0, "statistics": 0, "samples": 3, "values": 20}
WIDTH = 120
"""Characters of one cell."""


def shown(inquiry: Inquiry, query: SafeQuery, result: Result) -> str:
    """A JSON object: columns with types, the number of rows, and the rows or statistics as far as they may leave."""
    level = visible(inquiry, query)
    told: dict[str, object] = {
        "rows": result.rows,
        "columns": {f.name: str(f.type) for f in result.table.schema},
    }
    if result.truncated:
        told["cut"] = f"There are more than {result.rows} rows; only these were fetched."
    if result.rows == 0:
        told["hint"] = "No row matches. Check the values in the conditions with find_values before you finish."
    if level == "statistics":
        told["statistics"] = {name: _statistics(result.table.column(name)) for name in result.columns}
    if ROWS[level]:
        first = [[_short(plain(v)) for v in row] for row in result.records(ROWS[level])]
        told["data"] = first
        if result.rows > len(first):
            told["shown"] = f"the first {len(first)} of {result.rows} rows"
    else:
        told["note"] = "The values are not shown to you; leave finish.answer empty and the sentence is written for you."
    return json.dumps(told, ensure_ascii=False)


def visible(inquiry: Inquiry, query: SafeQuery) -> Visible:
    """The least that any column read by the statement may show."""
    levels = [inquiry.policy.model_sees]
    for table, name in query.reads.columns:
        found = inquiry.schema.table(table)
        column = found.column(name) if found else None
        levels.append(model_visible(table, column, inquiry.policy) if column else "names")
    return min(levels, key=ORDER.index)


def _statistics(column: pa.ChunkedArray[Any]) -> dict[str, object]:
    told: dict[str, object] = {"nulls": column.null_count, "distinct": pc.count_distinct(column).as_py()}
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_temporal(column.type):
        told |= {"min": plain(pc.min(column).as_py()), "max": plain(pc.max(column).as_py())}
    return told


def _short(value: object) -> object:
    return value[:WIDTH] + "…" if isinstance(value, str) and len(value) > WIDTH else value
