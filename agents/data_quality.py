"""The data-quality specialist: runs every registered check of `data.quality` on the result and the rows it used."""

from __future__ import annotations

from agents.inquiry import Outcome
from agents.steps import Note
from data.quality.checks import Used, run_checks


def data_quality(outcome: Outcome) -> tuple[Note, ...]:
    """What a reader of the answer should know about its data."""
    inquiry = outcome.inquiry
    used = Used(outcome.ran.query, outcome.result, inquiry.schema, inquiry.today, inquiry.inspect)
    return tuple(Note(f.check, f.severity, f.text, f.columns) for f in run_checks(used))
