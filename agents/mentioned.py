"""Where words of the question stand in the data, told to the chat model without showing it more than it may see.

A value is spelled out only where the policy lets values of its column out. Else the model is told the column, and whether
the person's own words are the value's exact spelling: that adds no letter to what it has read in the question.
"""

from __future__ import annotations

from collections.abc import Iterable

from agents.described import quoted, table_name
from agents.inquiry import Inquiry
from data.types import Column
from guardrails.leaving import allows, model_visible
from retrieval.types import Value


def mentioned(inquiry: Inquiry, values: Iterable[Value]) -> list[str]:
    """A line for each value that stands in the question, with all columns that hold it, best first."""
    places: dict[str, list[str]] = {}
    for value in values:
        table = inquiry.schema.table(value.table)
        column = table.column(value.column) if table else None
        if column is not None:
            place = f"{table_name(value.table)}.{quoted(value.column)}"
            places.setdefault(_told(inquiry, value, column), []).append(place)
    return [f"{told}: {', '.join(dict.fromkeys(found))}" for told, found in places.items()]


def _told(inquiry: Inquiry, value: Value, column: Column) -> str:
    if allows(model_visible(value.table, column, inquiry.policy), "samples"):
        return f"the value {value.value!r} stands in"
    if written := words_as_written(value.value, inquiry.question):
        if column.private:
            return "words of the question, to be compared with ILIKE, stand in"
        if written == value.value:
            return f"{written!r}, spelled just so, stands in"
        return f"{written!r}, in other upper and lower case (compare with ILIKE), stands in"
    return "a value like words of the question, spelled otherwise (compare with ILIKE and % around a word), stands in"


def words_as_written(value: str, question: str) -> str:
    """The words of the question that are this value, in any letter case; empty when it is spelled otherwise there."""
    at = question.casefold().find(value.casefold())
    if at < 0 or len(question.casefold()) != len(question):
        return ""
    end = at + len(value)
    before, after = question[at - 1 : at], question[end : end + 1]
    return "" if before.isalnum() or after.isalnum() else question[at:end]
