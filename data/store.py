"""What Candor keeps of its own: conversations, their questions and answers, requests, feedback. SQLite unless told otherwise.

A question is written before it is answered, so a crash in between loses nothing: it is found again with the status
`asking`. This module knows nothing of Steps; an answer is the plain object of `agents.present`, its rows Arrow bytes.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_random

from data.store_tables import CONVERSATIONS, FEEDBACK, REQUESTS, TURNS, VERSION, migrate

Status = Literal["asking", "answered", "clarify", "refused", "failed"]
Thumb = Literal["up", "down"]
WAITS = 10
"""Seconds for which one that writes waits for another."""
LOOKED_BACK = 500
"""Earlier answers among which the same question is looked for."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """`database` is the key of what it is about (`demo`, `mine`), `source` who opened it (`page`, `api`)."""

    id: str
    user: str
    title: str
    created: float
    database: str
    source: str


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question and, once it is there, its answer; `rows` is an Arrow stream, `created` seconds since the epoch."""

    id: str
    conversation_id: str
    question: str
    status: Status
    answer: dict[str, Any] | None
    rows: bytes | None
    sql: str
    trace_id: str
    created: float
    given: str = ""
    """SQL that the person wrote for this question; empty when a model was to write it."""
    base: str = ""
    """The turn whose SQL was edited for this one."""
    view: dict[str, Any] | None = None
    """How the person wants to see the answer (a chart of their own choice); None is as it came."""


class Store:
    """Thread-safe. `clock` gives seconds since the epoch."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._engine = sa.create_engine(url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _set_up_sqlite)
            sa.event.listen(self._engine, "begin", _begin_at_once)
        with self._engine.begin() as connection:
            migrate(connection)

    @property
    def engine(self) -> sa.Engine:
        """For the other keepers of this store's file."""
        return self._engine

    def close(self) -> None:
        self._engine.dispose()

    def open_conversation(
        self, user: str, title: str, database: str, source: str = "page", conversation_id: str = ""
    ) -> Conversation:
        """A new conversation, under an id of its own unless one is given."""
        made = Conversation(conversation_id or _new_id(), user, title, self._clock(), database, source)
        with self._engine.begin() as connection:
            connection.execute(sa.insert(CONVERSATIONS).values(**asdict(made)))
        return made

    def conversation(self, conversation_id: str) -> Conversation | None:
        found = self._read(sa.select(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id))
        return Conversation(**found[0]) if found else None

    def conversations(
        self, user: str, source: str = "page", limit: int = 50, search: str = ""
    ) -> tuple[Conversation, ...]:
        """The user's conversations, the one with the latest question first; `search`: all its words in title, questions or
        answers."""
        latest = sa.select(TURNS.c.conversation_id, sa.func.max(TURNS.c.created).label("latest"))
        asked = latest.group_by(TURNS.c.conversation_id).subquery()
        mine = sa.select(CONVERSATIONS).outerjoin(asked, asked.c.conversation_id == CONVERSATIONS.c.id)
        mine = mine.where(CONVERSATIONS.c.user == user, CONVERSATIONS.c.source == source)
        for word in search.split():
            told = TURNS.c.answer["text"].as_string().icontains(word, autoescape=True)
            said = TURNS.c.question.icontains(word, autoescape=True) | told
            there = sa.exists().where(said, TURNS.c.conversation_id == CONVERSATIONS.c.id)
            mine = mine.where(CONVERSATIONS.c.title.icontains(word, autoescape=True) | there)
        last = sa.func.coalesce(asked.c.latest, CONVERSATIONS.c.created)
        found = self._read(mine.order_by(last.desc(), CONVERSATIONS.c.id).limit(limit))
        return tuple(Conversation(**row) for row in found)

    def rename_conversation(self, conversation_id: str, title: str) -> None:
        with self._engine.begin() as connection:
            mine = sa.update(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)
            connection.execute(mine.values(title=title))

    def forget_conversation(self, conversation_id: str) -> None:
        """Delete it with its questions, answers and feedback."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id))

    def start_turn(self, conversation_id: str, question: str, given: str = "", base: str = "") -> StoredTurn:
        """Write a question down before anybody works on it, with the SQL that the person gave and what it was edited from."""
        now = self._clock()
        made = StoredTurn(_new_id(), conversation_id, question, "asking", None, None, "", "", now, given, base)
        with self._engine.begin() as connection:
            connection.execute(sa.insert(TURNS).values(**asdict(made)))
        return made

    def finish_turn(self, turn_id: str, status: Status, answer: dict[str, Any], rows: bytes | None) -> None:
        """Write the answer to a question."""
        done = sa.update(TURNS).where(TURNS.c.id == turn_id)
        sql, trace_id = answer.get("sql") or "", answer.get("trace_id") or ""
        with self._engine.begin() as connection:
            connection.execute(done.values(status=status, answer=answer, rows=rows, sql=sql, trace_id=trace_id))

    def set_view(self, turn_id: str, view: dict[str, Any] | None) -> None:
        """Keep how the person wants to see an answer."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(TURNS).where(TURNS.c.id == turn_id).values(view=view))

    def unanswered(self, user: str, limit: int) -> tuple[StoredTurn, ...]:
        """The user's latest questions that did not end in an answer, the newest first."""
        mine = sa.select(TURNS).join(CONVERSATIONS, CONVERSATIONS.c.id == TURNS.c.conversation_id)
        mine = mine.where(CONVERSATIONS.c.user == user, TURNS.c.status.in_(("clarify", "refused", "failed")))
        found = self._read(mine.order_by(TURNS.c.created.desc(), TURNS.c.id).limit(limit))
        return tuple(StoredTurn(**row) for row in found)

    def asking(self, user: str) -> tuple[StoredTurn, ...]:
        """The user's questions that have no end yet, the newest first."""
        mine = sa.select(TURNS).join(CONVERSATIONS, CONVERSATIONS.c.id == TURNS.c.conversation_id)
        mine = mine.where(CONVERSATIONS.c.user == user, CONVERSATIONS.c.source == "page", TURNS.c.status == "asking")
        return tuple(StoredTurn(**row) for row in self._read(mine.order_by(TURNS.c.created.desc(), TURNS.c.id)))

    def turn(self, turn_id: str) -> StoredTurn | None:
        found = self._read(sa.select(TURNS).where(TURNS.c.id == turn_id))
        return StoredTurn(**found[0]) if found else None

    def turns(self, conversation_id: str, rows: bool = True) -> tuple[StoredTurn, ...]:
        """The questions of a conversation, the oldest first; without their rows where nobody needs them."""
        held = [c if rows or c is not TURNS.c.rows else sa.null().label("rows") for c in TURNS.c]
        mine = sa.select(*held).where(TURNS.c.conversation_id == conversation_id)
        return tuple(StoredTurn(**row) for row in self._read(mine.order_by(TURNS.c.created, TURNS.c.id)))

    def asked_before(self, turn: StoredTurn, sql: str) -> StoredTurn | None:
        """The user's latest earlier answer to the same question about the same data; `sql` is what answers it now.

        The words are the same but for case, blanks and the last sign. In the middle of a conversation the same words
        (`and last year?`) may ask for anything, so there the SQL has to be the same, too. SQL that the person tried out
        is no answer to the question.
        """
        mine = self.conversation(turn.conversation_id)
        if mine is None:
            return None
        alike = sa.select(TURNS.c.id, TURNS.c.question, TURNS.c.sql, TURNS.c.conversation_id, TURNS.c.given).join(
            CONVERSATIONS, CONVERSATIONS.c.id == TURNS.c.conversation_id
        )
        alike = alike.where(CONVERSATIONS.c.user == mine.user, CONVERSATIONS.c.database == mine.database)
        alike = alike.where(TURNS.c.status == "answered", TURNS.c.id != turn.id, TURNS.c.created <= turn.created)
        for row in self._read(alike.order_by(TURNS.c.created.desc()).limit(LOOKED_BACK)):
            if _words(row["question"]) != _words(turn.question) or (row["given"] and not turn.given):
                continue
            if (
                turn.given
                or row["sql"] == sql
                or (self._opens(turn.id, turn.conversation_id) and self._opens(row["id"], row["conversation_id"]))
            ):
                return self.turn(row["id"])
        return None

    def _opens(self, turn_id: str, conversation_id: str) -> bool:
        """Whether it is the first question of its conversation."""
        first = sa.select(TURNS.c.id).where(TURNS.c.conversation_id == conversation_id)
        found = self._read(first.order_by(TURNS.c.created).limit(1))
        return bool(found) and found[0]["id"] == turn_id

    def claim_request(self, user: str, request_id: str, turn_id: str) -> None:
        """Note which turn answers this request; a request is one user's and can be claimed once."""
        with self._engine.begin() as connection:
            connection.execute(sa.insert(REQUESTS).values(user=user, request_id=request_id, turn_id=turn_id))

    def request(self, user: str, request_id: str) -> str | None:
        """The turn that answers this request, if there is one."""
        key = (REQUESTS.c.user == user) & (REQUESTS.c.request_id == request_id)
        found = self._read(sa.select(REQUESTS.c.turn_id).where(key))
        return str(found[0]["turn_id"]) if found else None

    def release_request(self, user: str, request_id: str) -> None:
        """Forget a request whose work was lost, so that it can be asked again."""
        key = (REQUESTS.c.user == user) & (REQUESTS.c.request_id == request_id)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(REQUESTS).where(key))

    def set_feedback(self, turn_id: str, thumb: Thumb, reason: str = "") -> None:
        """The latest word on an answer replaces an earlier one."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(FEEDBACK).where(FEEDBACK.c.turn_id == turn_id))
            values = {"turn_id": turn_id, "thumb": thumb, "reason": reason, "created": self._clock()}
            connection.execute(sa.insert(FEEDBACK).values(**values))

    def clear_feedback(self, turn_id: str) -> None:
        """Take back what was said of an answer."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(FEEDBACK).where(FEEDBACK.c.turn_id == turn_id))

    def feedback(self, turn_id: str) -> tuple[Thumb, str] | None:
        found = self._read(sa.select(FEEDBACK.c.thumb, FEEDBACK.c.reason).where(FEEDBACK.c.turn_id == turn_id))
        return (found[0]["thumb"], found[0]["reason"]) if found else None

    def reasons(self, sql: str) -> tuple[str, ...]:
        """What people said was wrong with answers of this statement, the latest first."""
        said = sa.select(FEEDBACK.c.reason).join(TURNS, TURNS.c.id == FEEDBACK.c.turn_id)
        said = said.where(TURNS.c.sql == sql, FEEDBACK.c.thumb == "down", FEEDBACK.c.reason != "")
        found = self._read(said.order_by(FEEDBACK.c.created.desc()))
        return tuple(dict.fromkeys(str(row["reason"]) for row in found))

    def ready(self) -> bool:
        """Whether the store answers."""
        return bool(self._read(sa.select(VERSION.c.version)))

    def _read(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]


def open_store(home: Path) -> Store:
    """The store of this state directory, made and migrated when needed."""
    home.mkdir(parents=True, exist_ok=True)
    return Store(f"sqlite:///{home / 'store.sqlite'}")


def _words(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?!. ")


def _new_id() -> str:
    return uuid.uuid4().hex


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for a writer, a writer waits for another; transactions begin when we say so."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={WAITS * 1000}")
    _write_ahead(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@retry(
    retry=retry_if_exception_type(sqlite3.OperationalError), stop=stop_after_delay(WAITS), wait=wait_random(0.005, 0.05),
    reraise=True,
)  # fmt: skip
def _write_ahead(connection: sqlite3.Connection) -> None:
    """Unlike everything else, the change of a new file to its log does not wait for others that open it just then."""
    connection.execute("PRAGMA journal_mode=WAL")


def _begin_at_once(connection: sa.Connection) -> None:
    """Take the write lock at the start: two that both read first would find out too late that one must give way."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
