"""Questions whose statement somebody has vouched for, kept in the app's own store, and those that wait for a reviewer.

A candidate comes from whoever corrected an answer; a reviewer makes it verified. This module keeps them; whether one may
still be used (its statement passes the guard, its tables are what they were) is for its reader to say.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from data.store import open_store

Standing = Literal["candidate", "verified", "declined", "settled"]
_META = sa.MetaData()
_VERIFIED = sa.Table(
    "verified",
    _META,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("database", sa.String, nullable=False, index=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("sql", sa.Text, nullable=False),
    sa.Column("meant", sa.Text, nullable=False),
    sa.Column("under", sa.Text, nullable=False),
    sa.Column("standing", sa.String, nullable=False),
    sa.Column("suggested_by", sa.String, nullable=False),
    sa.Column("owner", sa.String, nullable=False),
    sa.Column("since", sa.String, nullable=False),
    sa.Column("fingerprint", sa.String, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("corrects", sa.Text, nullable=False, server_default=""),
    sa.Column("as_of", sa.String, nullable=False, server_default=""),
)
_SINCE = ("corrects", "as_of")
"""Columns that tables of before do not have."""


@dataclass(frozen=True, slots=True)
class Taught:
    """`form` is the question's normal form, `meant` what the person said was meant, `under` the rules of access that the
    statement was made under (it may hold what they put in), `owner` who vouches for it since that
    day (ISO), `fingerprint` that of the tables which the statement read then, `corrects` the statement of the answer that
    was wrong (empty where it is not known), `as_of` what day it was in the data when it was vouched for (ISO; empty where
    that was not kept)."""

    id: str
    database: str
    form: str
    question: str
    sql: str
    meant: str
    under: str
    standing: Standing
    suggested_by: str
    owner: str
    since: str
    fingerprint: str
    created: float
    corrects: str = ""
    as_of: str = ""


class VerifiedQuestions:
    """Thread-safe. `database` is the file of the data that the questions are about."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        with engine.begin() as connection:
            _META.create_all(connection)
            _up_to_date(connection)

    def close(self) -> None:
        self._engine.dispose()

    def suggest(
        self,
        database: str,
        form: str,
        question: str,
        sql: str,
        by: str,
        meant: str = "",
        under: str = "",
        corrects: str = "",
    ) -> Taught:
        """Keep a candidate."""
        made = Taught(
            uuid.uuid4().hex, database, form, question, sql, meant, under, "candidate", by, "", "", "", self._clock(), corrects
        )  # fmt: skip
        self._write(sa.insert(_VERIFIED).values(**asdict(made)))
        return made

    def get(self, taught_id: str) -> Taught | None:
        found = self._read(sa.select(_VERIFIED).where(_VERIFIED.c.id == taught_id))
        return found[0] if found else None

    def of(self, database: str, standing: Standing = "verified") -> tuple[Taught, ...]:
        """Those about these data, the newest first."""
        mine = (_VERIFIED.c.database == database) & (_VERIFIED.c.standing == standing)
        return self._read(sa.select(_VERIFIED).where(mine).order_by(_VERIFIED.c.created.desc(), _VERIFIED.c.id))

    def verify(
        self,
        taught_id: str,
        form: str,
        question: str,
        sql: str,
        owner: str,
        since: str,
        fingerprint: str,
        as_of: str = "",
    ) -> None:
        """A reviewer vouches for it as it is written now; one of the same form before it gives way."""
        taught = self.get(taught_id)
        if taught is None:
            return
        same = (_VERIFIED.c.database == taught.database) & (_VERIFIED.c.form == form)
        old = same & (_VERIFIED.c.standing == "verified") & (_VERIFIED.c.id != taught_id)
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_VERIFIED).where(old))
            connection.execute(
                sa.update(_VERIFIED)
                .where(_VERIFIED.c.id == taught_id)
                .values(
                    form=form,
                    question=question,
                    sql=sql,
                    standing="verified",
                    owner=owner,
                    since=since,
                    fingerprint=fingerprint,
                    as_of=as_of,
                )
            )

    def decline(self, taught_id: str) -> None:
        """Kept, so that the one who suggested it can be told; it is used nowhere."""
        self._write(sa.update(_VERIFIED).where(_VERIFIED.c.id == taught_id).values(standing="declined"))

    def settle(self, taught_id: str) -> None:
        """Looked at and done with, and no statement vouched for; it is used nowhere."""
        self._write(sa.update(_VERIFIED).where(_VERIFIED.c.id == taught_id).values(standing="settled"))

    def forget(self, taught_id: str) -> None:
        self._write(sa.delete(_VERIFIED).where(_VERIFIED.c.id == taught_id))

    def forget_by(self, user: str) -> None:
        """The candidates of one user; what a reviewer has made their own stays."""
        own = (_VERIFIED.c.suggested_by == user) & (_VERIFIED.c.standing != "verified")
        self._write(sa.delete(_VERIFIED).where(own))

    def _write(self, statement: sa.Insert | sa.Update | sa.Delete) -> None:
        with self._engine.begin() as connection:
            connection.execute(statement)

    def _read(self, statement: sa.Select[tuple[object, ...]]) -> tuple[Taught, ...]:
        with self._engine.connect() as connection:
            return tuple(Taught(**row) for row in connection.execute(statement).mappings())


def _up_to_date(connection: sa.Connection) -> None:
    """A table of before gets the columns that came since, empty."""
    known = {c["name"] for c in sa.inspect(connection).get_columns(_VERIFIED.name)}
    for name in _SINCE:
        if name not in known:
            made = sa.schema.CreateColumn(_VERIFIED.c[name]).compile(dialect=connection.dialect)
            connection.execute(sa.text(f"ALTER TABLE {_VERIFIED.name} ADD COLUMN {made}"))


def open_verified(home: Path) -> VerifiedQuestions:
    """The verified questions in the app's own store under `home`."""
    return VerifiedQuestions(open_store(home).engine)
