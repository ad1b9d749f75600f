"""SQL laid out for people: lines and indents, plain names without their quotes. Made for reading, never for running."""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

MOST = 20_000
"""Longer statements are shown as they are: laying them out costs more than it tells."""
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def pretty(sql: str, dialect: str = "duckdb") -> str:
    """The statement in lines; as it is where it cannot be parsed."""
    if len(sql) > MOST:
        return sql
    try:
        tree = sqlglot.parse_one(sql, read=dialect)
        for name in tree.find_all(exp.Identifier):
            if _PLAIN.fullmatch(name.this):
                name.set("quoted", False)
        return tree.sql(dialect=dialect, pretty=True, max_text_width=100)
    except (SqlglotError, RecursionError):
        return sql
