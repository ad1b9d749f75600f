"""Saved questions at work: run again as they are or with other values, and told when the data have moved on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agents.answer import weighed
from agents.conversations import Asking, to_bytes
from agents.evidence.sure import nothing
from agents.present import to_object
from agents.restated import restated
from agents.steps import Answered, End, Failed, end_of
from data.errors import CandorError
from data.parameters import Value, with_values
from data.shelf import Saved, Shelf
from data.store import StoredTurn
from data.types import Cancel, Schema, User

MOST_CHOICES = 200
TITLE = 80
"""Letters of a title that is the question itself."""
SAVED = "saved:"
"""Before a saved question's id, in the place of the turn that a statement was edited from."""


def base_of(saved: Saved) -> str:
    """What a turn that asks on from a saved question keeps as the origin of its statement."""
    return f"{SAVED}{saved.id}"


def from_saved(turn: StoredTurn) -> bool:
    """Whether the statement of a turn is a saved question's, as it was saved."""
    return turn.base.startswith(SAVED)


def rerun(
    services: Asking,
    saved: Saved,
    user: User,
    database: Path | None,
    values: Mapping[str, Value] | None = None,
    cancel: Cancel | None = None,
) -> End:
    """Run a saved question, with those values at the places of its statement; what goes wrong on purpose is a Failed."""
    try:
        sql = with_values(saved.sql, values) if values else saved.sql
        return end_of(services.ask(saved.question, user=user, database=database, sql=sql, cancel=cancel))
    except CandorError as error:
        return Failed(str(error), error.error_class)


def told_of(saved: Saved, end: Answered) -> dict[str, Any]:
    """What a run tells, as `to_object` has it. How sure the reading of the question is was found when it was asked, and
    the same statement run again is rated by nobody: that is carried on, no higher than the notes of now allow."""
    told, before = to_object(end, rows=False), saved.answer or {}
    empty = nothing(end.answer.result, end.answer.chart)
    if told["confidence"] is None and before.get("confidence") is not None:
        told["confidence"] = weighed(before["confidence"], end.answer.notes, empty)
        told["sure"] = before.get("sure", "") if told["confidence"] == before["confidence"] else ""
    return told


def keep(shelf: Shelf, saved: Saved, end: Answered, version: str, values: Mapping[str, Value] | None = None) -> None:
    """Keep what came back as the saved question's latest answer, made of the data of that version; values that it was run
    with stand in its statement and its question from now on."""
    told = told_of(saved, end) | {"data_version": version}
    other: dict[str, str] = {}
    if values:
        asked = restated(saved.question, saved.sql, values, end.answer.receipt.as_of)
        title = asked.rstrip(" ?") if saved.question.startswith(saved.title) else saved.title
        other = {"sql": with_values(saved.sql, values), "question": asked, "title": title[:TITLE]}
    shelf.refresh(saved.id, told, to_bytes(end.answer.result.table), **other)


def outdated(saved: Saved, schema: Schema) -> bool:
    """Whether the data are others than when it was last run. A run that noted no version is taken for an old one."""
    return str((saved.answer or {}).get("data_version", "")) != schema.data_version


def choices(schema: Schema, column: str, current: tuple[str, ...]) -> tuple[str, ...]:
    """The values to choose from for a column, as far as the role may see any; those in force always among them."""
    found = (c for t in schema.tables if (c := t.column(column)) is not None and not c.private)
    seen = dict.fromkeys((*current, *(sample for c in found for sample in c.samples)))
    return tuple(seen)[:MOST_CHOICES]
