"""The receipt: how an answer is known. Built from the checked tree and the run, never from what a model says, but for
the assumptions that it declares."""

from __future__ import annotations

import time

from agents.inquiry import Outcome
from agents.loop import Drafts
from agents.prompt import Prompt
from agents.steps import Note, Receipt


def receipt(outcome: Outcome, drafts: Drafts, notes: tuple[Note, ...], prompt: Prompt) -> Receipt:
    """The receipt of one answer."""
    inquiry, query = outcome.inquiry, outcome.ran.query
    reads = query.reads
    rows = {name: table.rows if (table := inquiry.schema.table(name)) else None for name in reads.tables}
    return Receipt(
        tables=tuple(rows.items()),
        joins=reads.joins,
        filters=reads.filters,
        group_by=reads.group_by,
        measures=reads.aggregates,
        rows_returned=outcome.result.rows,
        truncated=outcome.result.truncated,
        as_of=inquiry.today,
        as_of_source=inquiry.as_of_source,
        policy=query.policy_notes,
        assumptions=drafts.assumptions,
        warnings=tuple(n.text for n in notes if n.severity == "warning"),
        verified=False,
        model=drafts.model,
        prompt_version=prompt.label if drafts.model != "builtin" else "",
        usage=inquiry.meter.usage,
        query_ms=round(outcome.result.elapsed_ms, 2),
        total_ms=round((time.monotonic() - inquiry.meter.started) * 1000, 2),
    )
