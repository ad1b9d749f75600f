"""The view to ask in: sidebar, conversation, the question at work, the box."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

import streamlit as st

from agents.conversations import Job
from agents.suggest import suggestions
from data.store import Conversation, StoredTurn, Thumb
from data.types import Schema
from ui import texts
from ui.answer import Doors, answer
from ui.markup import plain
from ui.shared import Office, database_in_use, office, schema_of
from ui.sidebar import sidebar
from ui.steps import words

MAX_QUESTION = 4_000
SHOWN_TURNS = 30


def ask() -> None:
    """The conversation that the address names, or an empty one, with the box to ask in."""
    here = office()
    conversation = _current(here)
    key = conversation.database if conversation else database_in_use()
    st.session_state["database"] = key
    schema = schema_of(here, key)
    sidebar(here, schema, key, conversation.id if conversation else "", _go)
    put = partial(_ask, here, key, conversation.id if conversation else "")
    tries = suggestions(schema) if schema else ()
    doors = Doors(put, partial(_rate, here), here.trace_page, tries)
    turns = here.store.turns(conversation.id) if conversation else ()
    if not turns:
        _hello(schema, tries, put)
    for turn in turns[-SHOWN_TURNS:]:
        _turn(here, turn, doors, latest=turn is turns[-1])
    _box(schema, put)
    if turns and (job := here.conversations.job(turns[-1].id)):
        _watch(job)


def _current(here: Office) -> Conversation | None:
    """The conversation that the address names, if it is the user's."""
    wanted = st.query_params.get("c", "")
    if not wanted:
        return None
    found = here.store.conversation(wanted)
    if found is None or found.user != here.services.user().id:
        st.toast(texts.ELSEWHERE)
        st.query_params.clear()
        return None
    return found


def _go(conversation_id: str) -> None:
    st.session_state.pop("upload-said", None)
    if conversation_id:
        st.query_params["c"] = conversation_id
    else:
        st.query_params.clear()


def _ask(here: Office, key: str, conversation_id: str, question: str) -> None:
    """Hand the question over; it is kept before anybody works on it."""
    if not question.strip():
        return
    job = here.conversations.start(
        question.strip(),
        here.services.user(),
        conversation_id=conversation_id,
        database=here.database(key),
        key=key,
    )
    st.query_params["c"] = job.conversation_id


def _rate(here: Office, turn_id: str, thumb: str, reason: str) -> None:
    rated: Thumb = "up" if thumb == "up" else "down"
    here.store.set_feedback(turn_id, rated, reason)


def _hello(schema: Schema | None, tries: Sequence[str], ask: partial[None]) -> None:
    """The empty page: what this is about, and questions that work."""
    with st.container(key="hello"):
        if schema is None or not schema.tables:
            st.header(texts.NO_DATA_HEAD)
            st.markdown(texts.NO_DATA_BODY)
            return
        until = texts.UNTIL.format(day=f"{schema.as_of:%d %B %Y}") if schema.as_of else ""
        st.header(texts.EMPTY_HEAD)
        title = schema.title or texts.MINE.lower()
        st.markdown(texts.EMPTY_BODY.format(title=title, tables=len(schema.tables), until=until))
        if tries:
            st.caption(texts.TRY)
        with st.container(key="tries"):
            for row in range(0, len(tries), 2):
                for column, question in zip(st.columns(2), tries[row : row + 2], strict=False):
                    column.button(
                        question,
                        key=f"try-{question}",
                        width="stretch",
                        on_click=ask,
                        args=(question,),
                        icon=":material/arrow_forward:",
                    )


def _turn(here: Office, turn: StoredTurn, doors: Doors, latest: bool) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.text(turn.question)
    if here.conversations.job(turn.id) is not None:
        return
    with st.chat_message("assistant", avatar=":material/query_stats:"):
        if turn.status == "asking":
            fresh = here.store.turn(turn.id)
            if fresh is not None and fresh.status != "asking":
                answer(fresh, doors, latest)
                return
            st.warning(texts.LOST, icon=":material/power_off:")
            st.button(texts.AGAIN, key=f"again-{turn.id}", on_click=doors.ask, args=(turn.question,))
        else:
            answer(turn, doors, latest)


def _box(schema: Schema | None, ask: partial[None]) -> None:
    def sent() -> None:
        ask(st.session_state["question"] or "")

    st.chat_input(
        texts.PLACEHOLDER_PLAIN, key="question", on_submit=sent, max_chars=MAX_QUESTION,
        disabled=schema is None or not schema.tables,
    )  # fmt: skip


def _watch(job: Job) -> None:
    """Show the Steps as they come, until the End; then the page is drawn anew with the answer."""
    with st.chat_message("assistant", avatar=":material/query_stats:"):
        with st.container(horizontal=True, vertical_alignment="center", key="work"):
            label = st.empty()
            st.button(texts.STOP, key=f"stop-{job.turn_id}", icon=":material/stop_circle:", on_click=job.stop)
        lines = st.container(gap=None, key="steps")
        seen = 0
        while True:
            for step in job.since(seen, 0.2):
                seen += 1
                if line := words(step):
                    lines.caption(f":material/check: {plain(line)}")
            if job.done:
                break
            working = texts.WORKING.format(seconds=time.monotonic() - job.started)
            label.markdown(f":shimmer[{texts.STOPPING if job.cancel.is_set() else working}]")
    st.rerun()
