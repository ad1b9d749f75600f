"""No rows, or more rows than were fetched."""

from __future__ import annotations

from collections.abc import Iterator

from data.evidence.total import rows_in_all
from data.quality.checks import Finding, Used, register


@register
def row_count(used: Used) -> Iterator[Finding]:
    if used.result.rows == 0:
        filtered = bool(used.query.reads.filters or used.query.reads.joins)
        text = (
            "No row matches: check the names and dates in the filters." if filtered else "What was read holds no rows."
        )
        yield Finding("empty_result", "warning", text)
    if used.result.truncated:
        total = rows_in_all(used.query.tree, used.inspect, used.kept)
        told = f"of {total:,} rows were fetched." if total is not None else "rows were fetched; there are more."
        yield Finding(
            "truncated",
            "warning",
            f"Only the first {used.result.rows:,} {told} Totals over them would be too low.",
            # A list says itself where it ends; of figures those that are missing may be the highest.
            material=total is None or used.core is not None,
        )
