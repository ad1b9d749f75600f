"""Which conversations are to be forgotten, with the traces that belong to them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from data.store_tables import CONVERSATIONS, TURNS


@dataclass(frozen=True, slots=True)
class Stale:
    """A conversation with its traces; `database` is the key of what it is about."""

    id: str
    user: str
    database: str
    traces: tuple[str, ...]


def conversation(engine: sa.Engine, conversation_id: str) -> tuple[Stale, ...]:
    """The one of that id, none when there is none."""
    return _read(engine, CONVERSATIONS.c.id == conversation_id)


def of_user(engine: sa.Engine, user: str) -> tuple[Stale, ...]:
    """All of a user's, whoever opened them."""
    return _read(engine, CONVERSATIONS.c.user == user)


def quiet_since(engine: sa.Engine, moment: float) -> tuple[Stale, ...]:
    """Those in which nothing was asked since then (seconds since the epoch)."""
    here = TURNS.c.conversation_id == CONVERSATIONS.c.id
    asked = sa.select(TURNS.c.id).where(here, TURNS.c.created >= moment).correlate(CONVERSATIONS)
    return _read(engine, (CONVERSATIONS.c.created < moment) & ~sa.exists(asked))


def _read(engine: sa.Engine, which: sa.ColumnElement[bool]) -> tuple[Stale, ...]:
    wanted = (
        sa.select(CONVERSATIONS.c.id, CONVERSATIONS.c.user, CONVERSATIONS.c.database, TURNS.c.trace_id)
        .outerjoin(TURNS, TURNS.c.conversation_id == CONVERSATIONS.c.id)
        .where(which)
    )
    found: dict[str, tuple[str, str, list[str]]] = {}
    with engine.connect() as connection:
        for held, user, database, trace in connection.execute(wanted):
            found.setdefault(held, (user, database, []))[2].extend([trace] if trace else [])
    return tuple(Stale(i, user, database, tuple(traces)) for i, (user, database, traces) in found.items())
