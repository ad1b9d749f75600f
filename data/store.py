"""What Candor keeps of its own: conversations, their questions and answers, requests, feedback. SQLite unless told otherwise.

A question is written before it is answered, so a crash in between loses nothing: it is found again with the status
`asking`. This module knows nothing of Steps; an answer is the plain object of `agents.present`, its rows Arrow bytes.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

Status = Literal["asking", "answered", "clarify", "refused", "failed"]
Thumb = Literal["up", "down"]

_META = sa.MetaData()
_VERSION = sa.Table("schema_version", _META, sa.Column("version", sa.Integer, primary_key=True))
_CONVERSATIONS = sa.Table(
    "conversations",
    _META,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("user", sa.String, nullable=False, index=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("database", sa.String, nullable=False),
    sa.Column("source", sa.String, nullable=False),
)
_TURNS = sa.Table(
    "turns",
    _META,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("answer", sa.JSON),
    sa.Column("rows", sa.LargeBinary),
    sa.Column("sql", sa.Text),
    sa.Column("trace_id", sa.String),
    sa.Column("created", sa.Float, nullable=False),
)
_REQUESTS = sa.Table(
    "requests",
    _META,
    sa.Column("user", sa.String, primary_key=True),
    sa.Column("request_id", sa.String, primary_key=True),
    sa.Column("turn_id", sa.ForeignKey("turns.id", ondelete="CASCADE"), nullable=False),
)
_FEEDBACK = sa.Table(
    "feedback",
    _META,
    sa.Column("turn_id", sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("thumb", sa.String, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)


def _first(connection: sa.Connection) -> None:
    _META.create_all(connection)


MIGRATIONS: tuple[Callable[[sa.Connection], None], ...] = (_first,)
"""In order; the n-th brings a store of version n to n + 1. One that has shipped is never edited."""


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


class Store:
    """Thread-safe. `clock` gives seconds since the epoch."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._engine = sa.create_engine(url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _set_up_sqlite)
            sa.event.listen(self._engine, "begin", _begin_at_once)
        with self._engine.begin() as connection:
            _migrate(connection)

    def close(self) -> None:
        self._engine.dispose()

    def open_conversation(
        self, user: str, title: str, database: str, source: str = "page", conversation_id: str = ""
    ) -> Conversation:
        """A new conversation, under an id of its own unless one is given."""
        made = Conversation(conversation_id or _new_id(), user, title, self._clock(), database, source)
        with self._engine.begin() as connection:
            connection.execute(sa.insert(_CONVERSATIONS).values(**asdict(made)))
        return made

    def conversation(self, conversation_id: str) -> Conversation | None:
        found = self._read(sa.select(_CONVERSATIONS).where(_CONVERSATIONS.c.id == conversation_id))
        return Conversation(**found[0]) if found else None

    def conversations(self, user: str, source: str = "page", limit: int = 50) -> tuple[Conversation, ...]:
        """The user's conversations, the newest first."""
        mine = sa.select(_CONVERSATIONS).where(_CONVERSATIONS.c.user == user, _CONVERSATIONS.c.source == source)
        found = self._read(mine.order_by(_CONVERSATIONS.c.created.desc(), _CONVERSATIONS.c.id).limit(limit))
        return tuple(Conversation(**row) for row in found)

    def forget_conversation(self, conversation_id: str) -> None:
        """Delete it with its questions, answers and feedback."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_CONVERSATIONS).where(_CONVERSATIONS.c.id == conversation_id))

    def start_turn(self, conversation_id: str, question: str) -> StoredTurn:
        """Write a question down before anybody works on it."""
        made = StoredTurn(_new_id(), conversation_id, question, "asking", None, None, "", "", self._clock())
        with self._engine.begin() as connection:
            connection.execute(sa.insert(_TURNS).values(**asdict(made)))
        return made

    def finish_turn(self, turn_id: str, status: Status, answer: dict[str, Any], rows: bytes | None) -> None:
        """Write the answer to a question."""
        done = sa.update(_TURNS).where(_TURNS.c.id == turn_id)
        sql, trace_id = answer.get("sql") or "", answer.get("trace_id") or ""
        with self._engine.begin() as connection:
            connection.execute(done.values(status=status, answer=answer, rows=rows, sql=sql, trace_id=trace_id))

    def turn(self, turn_id: str) -> StoredTurn | None:
        found = self._read(sa.select(_TURNS).where(_TURNS.c.id == turn_id))
        return StoredTurn(**found[0]) if found else None

    def turns(self, conversation_id: str) -> tuple[StoredTurn, ...]:
        """The questions of a conversation, the oldest first."""
        mine = sa.select(_TURNS).where(_TURNS.c.conversation_id == conversation_id)
        return tuple(StoredTurn(**row) for row in self._read(mine.order_by(_TURNS.c.created, _TURNS.c.id)))

    def claim_request(self, user: str, request_id: str, turn_id: str) -> None:
        """Note which turn answers this request; a request is one user's and can be claimed once."""
        with self._engine.begin() as connection:
            connection.execute(sa.insert(_REQUESTS).values(user=user, request_id=request_id, turn_id=turn_id))

    def request(self, user: str, request_id: str) -> str | None:
        """The turn that answers this request, if there is one."""
        key = (_REQUESTS.c.user == user) & (_REQUESTS.c.request_id == request_id)
        found = self._read(sa.select(_REQUESTS.c.turn_id).where(key))
        return str(found[0]["turn_id"]) if found else None

    def release_request(self, user: str, request_id: str) -> None:
        """Forget a request whose work was lost, so that it can be asked again."""
        key = (_REQUESTS.c.user == user) & (_REQUESTS.c.request_id == request_id)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_REQUESTS).where(key))

    def set_feedback(self, turn_id: str, thumb: Thumb, reason: str = "") -> None:
        """The latest word on an answer replaces an earlier one."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_FEEDBACK).where(_FEEDBACK.c.turn_id == turn_id))
            values = {"turn_id": turn_id, "thumb": thumb, "reason": reason, "created": self._clock()}
            connection.execute(sa.insert(_FEEDBACK).values(**values))

    def feedback(self, turn_id: str) -> tuple[Thumb, str] | None:
        found = self._read(sa.select(_FEEDBACK.c.thumb, _FEEDBACK.c.reason).where(_FEEDBACK.c.turn_id == turn_id))
        return (found[0]["thumb"], found[0]["reason"]) if found else None

    def ready(self) -> bool:
        """Whether the store answers."""
        return bool(self._read(sa.select(_VERSION.c.version)))

    def _read(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]


def open_store(home: Path) -> Store:
    """The store of this state directory, made and migrated when needed."""
    home.mkdir(parents=True, exist_ok=True)
    return Store(f"sqlite:///{home / 'store.sqlite'}")


def _new_id() -> str:
    return uuid.uuid4().hex


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for a writer, a writer waits for another; transactions begin when we say so."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_at_once(connection: sa.Connection) -> None:
    """Take the write lock at the start: two that both read first would find out too late that one must give way."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: sa.Connection) -> None:
    _VERSION.create(connection, checkfirst=True)
    version = connection.execute(sa.select(_VERSION.c.version)).scalar_one_or_none() or 0
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        step(connection)
        connection.execute(sa.delete(_VERSION))
        connection.execute(sa.insert(_VERSION).values(version=number))
