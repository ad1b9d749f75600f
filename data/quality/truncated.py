"""A result that was cut at the row limit."""

from __future__ import annotations

from collections.abc import Iterator

from data.quality.checks import Finding, Used, check


@check
def truncated_result(used: Used) -> Iterator[Finding]:
    if used.result.truncated:
        yield Finding(
            "truncated_result", "warning", f"There are more rows: only the first {used.result.rows:,} are shown."
        )
