"""The data-quality specialist: runs every registered check of `data.quality` on the result and the rows it used, and
explains a result that is empty or odd."""

from __future__ import annotations

from functools import partial

from agents.evidence.explain import explanation
from agents.inquiry import Inquiry, Outcome
from agents.steps import Note
from data.quality.checks import Used, run_checks
from data.quality.labels import plain
from data.types import Result, SafeQuery

MOST_ALIKE = 40
"""Values of all columns that are looked through for other spellings."""


def data_quality(outcome: Outcome) -> tuple[Note, ...]:
    """What a reader of the answer should know about its data."""
    used = used_of(outcome.inquiry, outcome.ran.query, outcome.result)
    found = tuple(
        Note(f.check, f.severity, f.text, f.columns, f.sql, f.material, f.everywhere, f.figure)
        for f in run_checks(used)
    )
    return (*found, *explanation(outcome))


def used_of(inquiry: Inquiry, query: SafeQuery, result: Result) -> Used:
    """A statement and its result, with the doors that a check may use."""
    return Used(
        query, result, inquiry.schema, inquiry.today, inquiry.inspect, inquiry.known, partial(spellings, inquiry)
    )


def spellings(inquiry: Inquiry, table: str, column: str, value: str) -> tuple[str, ...]:
    """The values of a column that are this one but for case and blanks, from the role's value index."""
    found = inquiry.values.find(value, MOST_ALIKE)
    return tuple(v.value for v in found if (v.table, v.column) == (table, column) and plain(v.value) == plain(value))
