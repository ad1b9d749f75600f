"""The tables of the app's own store and the steps by which an older store becomes one of today."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

META = sa.MetaData()
VERSION = sa.Table("schema_version", META, sa.Column("version", sa.Integer, primary_key=True))
CONVERSATIONS = sa.Table(
    "conversations",
    META,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("user", sa.String, nullable=False, index=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("database", sa.String, nullable=False),
    sa.Column("source", sa.String, nullable=False),
)
TURNS = sa.Table(
    "turns",
    META,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("answer", sa.JSON),
    sa.Column("rows", sa.LargeBinary),
    sa.Column("sql", sa.Text),
    sa.Column("trace_id", sa.String),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("given", sa.Text, nullable=False, server_default=""),
    sa.Column("base", sa.String, nullable=False, server_default=""),
    sa.Column("view", sa.JSON),
)
REQUESTS = sa.Table(
    "requests",
    META,
    sa.Column("user", sa.String, primary_key=True),
    sa.Column("request_id", sa.String, primary_key=True),
    sa.Column("turn_id", sa.ForeignKey("turns.id", ondelete="CASCADE"), nullable=False),
)
FEEDBACK = sa.Table(
    "feedback",
    META,
    sa.Column("turn_id", sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("thumb", sa.String, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
)


SAVED = sa.Table(
    "saved",
    META,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("user", sa.String, nullable=False, index=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("database", sa.String, nullable=False),
    sa.Column("sql", sa.Text, nullable=False),
    sa.Column("view", sa.JSON),
    sa.Column("pinned", sa.Boolean, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("answer", sa.JSON),
    sa.Column("rows", sa.LargeBinary),
    sa.Column("refreshed", sa.Float),
)


def _first(connection: sa.Connection) -> None:
    META.create_all(connection, tables=[CONVERSATIONS, TURNS, REQUESTS, FEEDBACK])


def _second(connection: sa.Connection) -> None:
    """A turn's own SQL, what it was edited from and how it is to be seen; saved questions."""
    have = {column["name"] for column in sa.inspect(connection).get_columns("turns")}
    for column in (TURNS.c.given, TURNS.c.base, TURNS.c.view):
        if column.name not in have:
            made = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(sa.text(f"ALTER TABLE turns ADD COLUMN {made}"))
    SAVED.create(connection, checkfirst=True)


MIGRATIONS: tuple[Callable[[sa.Connection], None], ...] = (_first, _second)
"""In order; the n-th brings a store of version n to n + 1. One that has shipped is never edited, and each leaves alone
what is there already: a new store gets the tables of today from the first one."""


def migrate(connection: sa.Connection) -> None:
    """Bring the store to today's version."""
    VERSION.create(connection, checkfirst=True)
    version = connection.execute(sa.select(VERSION.c.version)).scalar_one_or_none() or 0
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        step(connection)
        connection.execute(sa.delete(VERSION))
        connection.execute(sa.insert(VERSION).values(version=number))
