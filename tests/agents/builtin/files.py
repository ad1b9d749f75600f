"""Small databases of a test's own, and conversations about them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import duckdb

from agents.build import Services
from agents.inquiry import Turn
from agents.steps import Answered, End, end_of


def database_of(path: Path, script: str) -> Path:
    """The file that the statements of a script make."""
    with contextlib.closing(duckdb.connect(str(path))) as connection:
        connection.execute(script)
    return path


def last_end(services: Services, database: Path, questions: Sequence[str]) -> End:
    """How the last question of a conversation ends."""
    turns: list[Turn] = []
    for question in questions:
        end = end_of(services.ask(question, turns=turns, database=database))
        if isinstance(end, Answered):
            turns.append(Turn(question, end.answer.text, end.answer.query.sql))
        else:
            turns.append(Turn(question, end.text, ""))
    return end
