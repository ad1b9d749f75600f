"""No rows, or more rows than were fetched."""

from __future__ import annotations

from collections.abc import Iterator

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
        yield Finding(
            "truncated",
            "warning",
            f"Only the first {used.result.rows:,} rows were fetched; there are more. Totals over them would be too low.",
        )
