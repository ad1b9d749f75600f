"""What a person can set off in one conversation. It hands over to `agents` and keeps the address of the page right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from agents.review import suggest
from data.errors import Busy, CandorError
from data.store import StoredTurn, Thumb
from ui.doors import Doors
from ui.shared import Office

TURNED_AWAY = "turned-away"
"""Where a session keeps a question that there was no room for: (question, SQL, base, why)."""


@dataclass(frozen=True)
class Talk:
    """The open conversation (empty for a new one) on the database of that key."""

    here: Office
    key: str
    conversation_id: str
    tries: tuple[str, ...] = ()

    def doors(self) -> Doors:
        return Doors(
            ask=self.ask,
            run=self.run,
            again=self.again,
            rate=self._rate,
            look=self._look,
            fresh=self.here.store.turn,
            save=self._save,
            database=self._database,
            trace_page=self.here.trace_page,
            tries=self.tries,
            teach=self._teach if self.here.behind is not None else None,
        )

    def ask(self, question: str) -> None:
        """Hand the question over; it is kept before anybody works on it. A wish about the last chart's form runs nothing."""
        said = question.strip()
        if said and not (self.conversation_id and self.here.conversations.reshaped(said, self.conversation_id)):
            self._start(said)

    def run(self, turn: StoredTurn, sql: str) -> None:
        if sql.strip():
            self._start(turn.question, sql.strip(), turn.id)

    def retry(self) -> None:
        """Put the question once more that there was no room for."""
        question, sql, base, _why = st.session_state[TURNED_AWAY]
        self._start(question, sql, base)

    def again(self, turn: StoredTurn) -> None:
        self.here.conversations.give_up(turn)
        self._start(turn.question, turn.given, turn.base)

    def begin(self, question: str, sql: str = "", base: str = "") -> str:
        """The conversation that the question was put in; empty when there was no room for it, then it is kept to ask again."""
        try:
            job = self.here.conversations.start(
                question,
                self.here.services.user(),
                conversation_id=self.conversation_id,
                database=self.here.database(self.key),
                key=self.key,
                sql=sql,
                base=base,
            )
        except Busy as busy:
            st.session_state[TURNED_AWAY] = (question, sql, base, str(busy))
            return ""
        st.session_state.pop(TURNED_AWAY, None)
        return job.conversation_id

    def _start(self, question: str, sql: str = "", base: str = "") -> None:
        if conversation_id := self.begin(question, sql, base):
            st.query_params.from_dict({"c": conversation_id})

    def _rate(self, turn_id: str, thumb: str, reason: str) -> None:
        rated: Thumb = "up" if thumb == "up" else "down"
        self.here.store.set_feedback(turn_id, rated, reason)

    def _look(self, turn_id: str, view: dict[str, Any] | None) -> None:
        self.here.store.set_view(turn_id, view)

    def _save(self, turn: StoredTurn, title: str, pinned: bool) -> None:
        self.here.shelf.save(
            self.here.services.user().id, title, turn.question, self.key, turn.sql,
            view=turn.view, pinned=pinned, answer=turn.answer, rows=turn.rows,
        )  # fmt: skip

    def _teach(self, turn: StoredTurn, question: str, sql: str, meant: str) -> str:
        assert self.here.behind is not None
        under = "; ".join((turn.answer or {}).get("receipt", {}).get("policy") or ())
        try:
            user, database = self.here.services.user(), self.here.database(self.key)
            suggest(self.here.behind, user, database, question, sql, meant, under, turn.sql)
        except CandorError as error:
            return str(error)
        return ""

    def _database(self, _turn: StoredTurn) -> str:
        """The name of the file alone: where it lies is this machine's affair."""
        return self.here.services.desk(self.here.database(self.key)).database.name
