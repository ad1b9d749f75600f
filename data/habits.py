"""How a person wants ambiguous questions read, kept in the app's own store until they take it back.

A habit is a question that was asked back about and the reply that settled it, in the person's own words; whoever answers
reads both again, so a habit holds for every question that leaves the same thing open.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from data.store import open_store

_META = sa.MetaData()
_HABITS = sa.Table(
    "habits",
    _META,
    sa.Column("user", sa.String, primary_key=True),
    sa.Column("database", sa.String, primary_key=True),
    sa.Column("question", sa.String, primary_key=True),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)
MOST = 20
"""So many of the latest habits are read for a question."""


@dataclass(frozen=True, slots=True)
class Habit:
    """`question` was open, `reply` settled it."""

    question: str
    reply: str


class Habits:
    """Thread-safe. `database` is the file of the data that the questions are about."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        with engine.begin() as connection:
            _META.create_all(connection)

    def close(self) -> None:
        self._engine.dispose()

    def remember(self, user: str, database: str, habit: Habit) -> None:
        """Keep it; a new reply to the same question takes the place of the old one."""
        self.forget(user, database, habit.question)
        row = {"user": user, "database": database, "question": habit.question, "reply": habit.reply}
        with self._engine.begin() as connection:
            connection.execute(sa.insert(_HABITS).values(**row, created=self._clock()))

    def of(self, user: str, database: str) -> tuple[Habit, ...]:
        """The user's habits about these data, the oldest first."""
        mine = (_HABITS.c.user == user) & (_HABITS.c.database == database)
        wanted = sa.select(_HABITS.c.question, _HABITS.c.reply).where(mine).order_by(_HABITS.c.created.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.limit(MOST)).all()
        return tuple(Habit(q, r) for q, r in reversed(rows))

    def forget(self, user: str, database: str, question: str = "") -> None:
        """Take one back, or all about these data."""
        gone = sa.delete(_HABITS).where((_HABITS.c.user == user) & (_HABITS.c.database == database))
        if question:
            gone = gone.where(_HABITS.c.question == question)
        with self._engine.begin() as connection:
            connection.execute(gone)


def open_habits(home: Path) -> Habits:
    """The habits in the app's own store under `home`."""
    return Habits(open_store(home).engine)
