"""Saved questions: kept with their SQL so that they can be run again, with the rows of their latest run for the board."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from data.store_tables import SAVED


@dataclass(frozen=True, slots=True)
class Saved:
    """`view` is how it is to be seen, `answer` and `rows` its latest run as a turn keeps them, `refreshed` when that was
    (seconds since the epoch)."""

    id: str
    user: str
    title: str
    question: str
    database: str
    sql: str
    view: dict[str, Any] | None
    pinned: bool
    created: float
    answer: dict[str, Any] | None
    rows: bytes | None
    refreshed: float | None


class Shelf:
    """The saved questions of a store. Thread-safe; `clock` gives seconds since the epoch."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def save(
        self,
        user: str,
        title: str,
        question: str,
        database: str,
        sql: str,
        *,
        view: dict[str, Any] | None = None,
        pinned: bool = False,
        answer: dict[str, Any] | None = None,
        rows: bytes | None = None,
    ) -> Saved:
        """Keep a question; `answer` and `rows` are of a run just now."""
        now = self._clock()
        made = Saved(
            uuid.uuid4().hex, user, title, question, database, sql, view, pinned, now, answer, rows,
            now if answer else None,
        )  # fmt: skip
        self._write(sa.insert(SAVED).values(**asdict(made)))
        return made

    def all(self, user: str, search: str = "") -> tuple[Saved, ...]:
        """The user's saved questions, the newest first; `search`: all its words in title or question."""
        mine = sa.select(SAVED).where(SAVED.c.user == user)
        for word in search.split():
            said = SAVED.c.title.icontains(word, autoescape=True) | SAVED.c.question.icontains(word, autoescape=True)
            mine = mine.where(said)
        return self._read(mine.order_by(SAVED.c.created.desc(), SAVED.c.id))

    def get(self, saved_id: str) -> Saved | None:
        found = self._read(sa.select(SAVED).where(SAVED.c.id == saved_id))
        return found[0] if found else None

    def rename(self, saved_id: str, title: str) -> None:
        self._write(sa.update(SAVED).where(SAVED.c.id == saved_id).values(title=title))

    def pin(self, saved_id: str, pinned: bool) -> None:
        self._write(sa.update(SAVED).where(SAVED.c.id == saved_id).values(pinned=pinned))

    def refresh(self, saved_id: str, answer: dict[str, Any], rows: bytes | None, **other: str) -> None:
        """Keep a run of just now; `other` are its `sql`, `question` and `title` where other values were put in their
        places for good."""
        new: dict[str, Any] = {"answer": answer, "rows": rows, "refreshed": self._clock()}
        self._write(sa.update(SAVED).where(SAVED.c.id == saved_id).values(new | other))

    def forget(self, saved_id: str) -> None:
        self._write(sa.delete(SAVED).where(SAVED.c.id == saved_id))

    def _write(self, statement: sa.Insert | sa.Update | sa.Delete) -> None:
        with self._engine.begin() as connection:
            connection.execute(statement)

    def _read(self, statement: sa.Select[Any]) -> tuple[Saved, ...]:
        with self._engine.connect() as connection:
            return tuple(Saved(**row) for row in connection.execute(statement).mappings())
