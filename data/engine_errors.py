"""What the engine said, rebuilt without anything that it read.

DuckDB's messages carry cell values and the names of tables that the reader may not know. Nothing of a message is passed
on but what is found again in the statement itself or in the tables that the statement reads: the message chooses the
sentence, the tree and the schema fill it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from data.errors import SqlFailed
from data.types import Schema


@dataclass(frozen=True, slots=True)
class Statement:
    """What was sent, with what is known of it."""

    sql: str
    tree: exp.Expression | None = None
    tables: tuple[str, ...] = ()


def rebuild(kind: str, message: str, statement: Statement, schema: Schema) -> SqlFailed:
    """The error to raise for what the engine reported."""
    return SqlFailed(f"The engine could not run the statement ({kind}).", "Rewrite it.")
