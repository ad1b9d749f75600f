"""SQL laid out for people: lines and indents, plain names without their quotes. `pretty` is made for reading, never for running."""

from __future__ import annotations

import difflib
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


def laid_out(sql: str, dialect: str = "duckdb") -> str:
    """The statement in lines with every name quoted as it was: means the same to the engine. As it is where it cannot be parsed."""
    if len(sql) > MOST:
        return sql
    try:
        return sqlglot.parse_one(sql, read=dialect).sql(dialect=dialect, pretty=True)
    except (SqlglotError, RecursionError):
        return sql


def difference(before: str, after: str) -> str:
    """What an edit changed, as lines with `+`, `-` or a space in front; empty when both are laid out the same."""
    old, new = (pretty(sql).splitlines() for sql in (before, after))
    if old == new:
        return ""
    return "\n".join(line for line in difflib.ndiff(old, new) if not line.startswith("?"))
