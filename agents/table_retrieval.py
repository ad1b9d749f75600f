"""The retrieval specialist: which tables, columns, values, joins and metrics a question is about, and the tools with
which the chat model looks further."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated

from agents.described import edge, one_line, whole
from agents.inquiry import Inquiry
from agents.mentioned import mentioned
from agents.shown import ROWS
from agents.steps import Found
from agents.tools import Output, tool
from data.types import Visible
from guardrails.leaving import allows, model_visible

MENTIONS = 30
"""So many places of the data in which words of the question stand are looked up and told."""
WEIGHED = 12
"""So many of them, the best, say which tables the question is about."""
NAME = "table_retrieval"


def table_retrieval(inquiry: Inquiry) -> Found:
    """Search the role's schema index and its value index for the question."""
    values = tuple(inquiry.values.mentions(inquiry.question, MENTIONS))
    hits = inquiry.index.search(inquiry.question, inquiry.tables_listed, values[:WEIGHED])
    best, further = hits.tables[: inquiry.tables_shown], hits.tables[inquiry.tables_shown :]
    names = {table.name for table in best}
    joins = tuple(path for path in hits.joins if {path.tables[0], path.tables[-1]} <= names)
    return Found(best, values, joins, hits.metrics, hits.nothing_near and not values, further=further)


@tool
def find_tables(
    inquiry: Inquiry,
    query: Annotated[str, "A few words on what you are looking for, e.g. 'supplier of a product'."],
) -> Output:
    """Search the schema for tables. Call it when none of the tables that you were given holds what the question needs."""
    hits = inquiry.index.search(query, inquiry.tables_shown)
    if hits.nothing_near or not hits.tables:
        return f"No table is about {query!r}. The data may not hold it: then call decline with not_in_data."
    return json.dumps([{"table": t.name, "columns": [c.name for c, _ in t.columns]} for t in hits.tables])


@tool
def describe_table(
    inquiry: Inquiry,
    table: Annotated[str, "The table's name as find_tables or the schema gives it."],
) -> Output:
    """See all columns of one table with types, descriptions and keys. Call it before you use columns that you were not shown."""
    found = inquiry.schema.table(table)
    if found is None:
        names = ", ".join(t.name for t in inquiry.schema.tables[:30])
        return f"There is no table {table!r}. The tables are: {names}."
    lines = [whole(found, inquiry.policy, inquiry.question)]
    lines += [f"  {edge(key)}" for key in inquiry.schema.edges(found.name)]
    return "\n".join(lines)


@tool
def find_values(
    inquiry: Inquiry,
    text: Annotated[str, "The words as the person wrote them, e.g. 'united states'."],
) -> Output:
    """Find how a name or word of the question is spelled in the data, and in which column. Call it only for words that
    stand neither in the schema nor among the words of the question that were found in the data."""
    found = [v for v in inquiry.values.find(text) if _may_see(inquiry, v.table, v.column)]
    column = Counter[tuple[str, str]]()
    hits = []
    for value in found:
        column[value.table, value.column] += 1
        if column[value.table, value.column] <= ROWS["samples"] or _may_see(
            inquiry, value.table, value.column, "values"
        ):
            hits.append({"column": f"{value.table}.{value.column}", "value": value.value})
    return json.dumps(hits, ensure_ascii=False) if hits else _withheld(inquiry, text)


def _withheld(inquiry: Inquiry, text: str) -> str:
    """What can be told of values that may not be shown: the columns, where the person wrote the words themselves."""
    asked = one_line(text).casefold()
    if asked and asked in one_line(inquiry.question).casefold():
        lines = mentioned(inquiry, inquiry.values.find(text))
        if lines:
            return "\n".join(lines)
    return (
        f"No value like {text!r} may be shown to you; there may be one all the same, or it is stored in other words. "
        "Compare the column that it should be in with ILIKE and % around the word that says most."
    )


def _may_see(inquiry: Inquiry, table: str, column: str, wanted: Visible = "samples") -> bool:
    """A value that the person wrote may be confirmed unless its column is private; more of it is for `model_sees`."""
    found = inquiry.schema.table(table)
    known = found.column(column) if found else None
    return known is not None and allows(model_visible(table, known, inquiry.policy), wanted)


TOOLS = (find_tables, describe_table, find_values)
