"""The receipt: how an answer is known. Built from the checked tree and the run, never from what a model says, but for
the assumptions that it declares."""

from __future__ import annotations

import time
from dataclasses import replace

from agents.evidence.brief import brief
from agents.inquiry import Inquiry, Outcome
from agents.loop import Drafts
from agents.prompt import Prompt
from agents.steps import Note, Receipt
from data.evidence.facts import Facts, facts
from data.types import SafeQuery


def receipt(outcome: Outcome, drafts: Drafts, notes: tuple[Note, ...], prompt: Prompt) -> Receipt:
    """The receipt of one answer."""
    inquiry, query = outcome.inquiry, outcome.ran.query
    reads = query.reads
    told = facts(query, inquiry.schema, inquiry.inspect, inquiry.known)
    rows = {name: table.rows if (table := inquiry.schema.table(name)) else None for name in reads.tables}
    made = Receipt(
        tables=tuple(rows.items()),
        joins=reads.joins,
        filters=told.filters,
        group_by=(told.grain.removeprefix("one row per "),) if reads.group_by and told.grain else reads.group_by,
        measures=tuple(_measure(told)) or reads.aggregates,
        rows_returned=outcome.result.rows,
        truncated=outcome.result.truncated,
        as_of=inquiry.today,
        as_of_source=inquiry.as_of_source,
        policy=(*query.policy_notes, *_kept_from(inquiry, query)),
        assumptions=drafts.assumptions,
        warnings=tuple(n.text for n in notes if n.severity == "warning"),
        verified=False,
        model=drafts.model,
        prompt_version=prompt.label if drafts.model != "builtin" else "",
        usage=inquiry.meter.usage,
        query_ms=round(outcome.result.elapsed_ms, 2),
        total_ms=round((time.monotonic() - inquiry.meter.started) * 1000, 2),
        facts=told,
        rows_scanned=_scanned(list(rows.values())),
        data_version=inquiry.schema.data_version,
        definitions=tuple(_defined(inquiry, told)),
    )
    return replace(made, brief=brief(made))


def _measure(told: Facts) -> list[str]:
    return [
        (f"{m.name.replace('_', ' ')}: {m.words}" if m.name.casefold() != m.words.casefold() else m.words)
        + (f" (defined as {m.definition})" if m.definition else "")
        for m in told.measures
    ]


def _defined(inquiry: Inquiry, told: Facts) -> list[tuple[str, str]]:
    by_name = {m.title or m.name: m for m in inquiry.schema.metrics}
    used = [by_name[m.definition] for m in told.measures if m.definition in by_name]
    return [(m.title or m.name, m.expression + (f" where {m.filter}" if m.filter else "")) for m in used]


def _scanned(rows: list[int | None]) -> int | None:
    known = [n for n in rows if n is not None]
    return sum(known) if known and len(known) == len(rows) else None


def _kept_from(inquiry: Inquiry, query: SafeQuery) -> list[str]:
    """How many columns of the tables that were read the role may not see; which they are is not said."""
    made = []
    for name in query.reads.tables:
        bare = name.casefold().removeprefix("main.")
        masked = sum(table.casefold().removeprefix("main.") == bare for table, _ in inquiry.role.masked)
        if masked:
            made.append(f"{masked} column{'' if masked == 1 else 's'} of {name} kept from you")
    return made
