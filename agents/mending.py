"""What helps a model to mend a statement that was refused or failed: the columns of the tables that it names."""

from __future__ import annotations

import re

from agents.inquiry import Inquiry
from data.types import Table

TABLES = 5
COLUMNS = 40
_WORD = re.compile(r"\w+")


def columns_of(inquiry: Inquiry, sql: str) -> str:
    """A line for each table of the role's own view whose name stands in the text, at most `TABLES`; empty for none.

    The text need not be SQL at all: it is looked through word by word, never read as a statement.
    """
    words = {w.casefold() for w in _WORD.findall(sql)}
    named = [t for t in inquiry.schema.tables if t.name.casefold().rpartition(".")[2] in words]
    return "\n".join(_line(t) for t in named[:TABLES])


def _line(table: Table) -> str:
    names = [f"{c.name} {c.type}" for c in table.columns[:COLUMNS]]
    more = f" and {len(table.columns) - COLUMNS} more, see describe_table" if len(table.columns) > COLUMNS else ""
    return f"{table.name} has the columns {', '.join(names)}{more}."
