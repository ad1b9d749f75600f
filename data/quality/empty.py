"""A result without rows, or with nothing but NULL in its one row."""

from __future__ import annotations

from collections.abc import Iterator

from data.quality.checks import Finding, Used, check


@check
def empty_result(used: Used) -> Iterator[Finding]:
    if used.result.rows == 0:
        yield Finding("empty_result", "warning", "No rows fit the question: a filter may be too narrow.")
    elif used.result.rows == 1 and all(value is None for value in used.result.records(1)[0]):
        yield Finding(
            "empty_result", "warning", "The result is empty (NULL): no row fits the filters.", used.result.columns
        )
