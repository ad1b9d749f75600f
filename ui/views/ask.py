"""The view to ask in: sidebar, conversation, the question at work, the box."""

from __future__ import annotations

import streamlit as st

from agents.suggest import suggestions
from data.store import Conversation, StoredTurn
from data.types import Schema
from ui import texts
from ui.habits import keeping, put, remember
from ui.markup import plain
from ui.shared import CAME_FROM, Office, database_in_use, in_address, office, schema_of
from ui.sidebar import sidebar
from ui.talk import TURNED_AWAY, Talk
from ui.turns import Turns
from ui.watch import Shown, watch

MAX_QUESTION = 20_000
"""Far over what is read, so that a long text is told what is wrong with it and not cut in silence."""


def ask() -> None:
    """The conversation that the address names, or an empty one, with the box to ask in."""
    here = office()
    conversation = _current(here)
    key = conversation.database if conversation else database_in_use()
    st.session_state["database"] = key
    if conversation is None:
        in_address(key)
    schema = schema_of(here, key)
    tries = suggestions(schema) if schema else ()
    talk = Talk(here, key, conversation.id if conversation else "", tries)
    turns = here.store.turns(conversation.id, rows=False) if conversation else ()
    welcome = st.empty()  # gone as soon as the first question is at work, and not when its answer is drawn
    drawn: Turns | None = None
    at_work: list[Shown] = []
    if conversation is None or not turns:
        with welcome.container():
            _hello(schema, talk)
            _interrupted(here)
    else:
        turns = _only_one(conversation, turns)
        drawn = Turns(here, conversation.id, turns, keeping(here, talk))
        at_work = drawn.at_work()
    _box(here, schema)
    sidebar(here, schema, key, conversation.id if conversation else "", _go)
    if drawn is not None:
        drawn.rest(at_work)
    _turned_away(talk)
    if turns and (database := here.database(key)) is not None and not database.exists():
        st.info(texts.DATABASE_GONE, icon=":material/database_off:")
    if at_work:
        watch(at_work, keeping(here, talk))
        turns = here.store.turns(talk.conversation_id, rows=False)  # with the ends that came meanwhile
    remember(here, turns, talk)


def _current(here: Office) -> Conversation | None:
    """The conversation that the address names, if it is the user's; for who comes back from another view the one that
    was open, unless other data were chosen there."""
    wanted = st.query_params.get("c", "")
    if not wanted and st.session_state.get(CAME_FROM):
        left = here.store.conversation(st.session_state.get("open", ""))
        if left is not None and left.user == here.services.user().id and left.database == database_in_use():
            wanted = left.id
            _go(wanted)
    st.session_state["open"] = wanted
    if not wanted:
        return None
    found = here.store.conversation(wanted)
    if found is None or found.user != here.services.user().id:
        st.info(texts.ELSEWHERE, icon=":material/link_off:")
        st.query_params.clear()
        return None
    return found


def _go(conversation_id: str) -> None:
    st.session_state.pop("upload-said", None)
    st.session_state["open"] = conversation_id
    st.query_params.from_dict({"c": conversation_id} if conversation_id else {})


def _hello(schema: Schema | None, talk: Talk) -> None:
    """The empty page: what this is about, and questions that work."""
    with st.container(key="hello"):
        if schema is None or not schema.tables:
            st.header(texts.NO_DATA_HEAD)
            st.markdown(texts.NO_DATA_BODY)
            return
        until = texts.UNTIL.format(day=f"{schema.as_of:%d %B %Y}") if schema.as_of else ""
        st.header(texts.EMPTY_HEAD)
        title = schema.title or texts.MINE.lower()
        st.markdown(texts.EMPTY_BODY.format(title=plain(title), tables=texts.tables(len(schema.tables)), until=until))
        if talk.tries:
            st.caption(texts.TRY)
        with st.container(key="tries"):
            for row in range(0, len(talk.tries), 2):
                for column, question in zip(st.columns(2), talk.tries[row : row + 2], strict=False):
                    column.button(
                        plain(question),
                        key=f"try-{question}",
                        width="stretch",
                        on_click=talk.ask,
                        args=(question,),
                        icon=":material/arrow_forward:",
                    )


def _interrupted(here: Office) -> None:
    """Questions whose process ended under them: where to find them."""
    lost = [t for t in here.store.asking(here.services.user().id) if here.conversations.lost(t)]
    if not lost:
        return
    st.caption(texts.INTERRUPTED)
    for turn in lost[:5]:
        st.button(
            plain(turn.question[:100]), key=f"lost-{turn.id}", icon=":material/power_off:", type="tertiary",
            on_click=_go, args=(turn.conversation_id,),
        )  # fmt: skip


def _only_one(conversation: Conversation, turns: tuple[StoredTurn, ...]) -> tuple[StoredTurn, ...]:
    """Where the address names one answer, that one alone, with the way to the others; all where it is not there."""
    wanted = st.query_params.get("a", "")
    one = tuple(t for t in turns if t.id == wanted)
    if wanted and not one:
        st.info(texts.NO_SUCH_ANSWER, icon=":material/link_off:")
    if not one or len(turns) == 1:
        return turns
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(texts.ONE_ANSWER.format(title=plain(conversation.title)), width="content")
        st.button(texts.WHOLE, key="whole", type="tertiary", on_click=_go, args=(conversation.id,))
    return one


def _turned_away(talk: Talk) -> None:
    """A question that there was no room for is not lost: it stands here until it is asked."""
    if kept := st.session_state.get(TURNED_AWAY):
        question, _sql, _base, why = kept
        st.warning(f"{plain(why)}\n\n**{plain(question)}**", icon=":material/hourglass:")
        st.button(texts.AGAIN, key="retry", icon=":material/refresh:", on_click=talk.retry)


def _box(here: Office, schema: Schema | None) -> None:
    def sent() -> None:
        """To the conversation and the data that are chosen now, which may be others than were drawn last."""
        conversation = _current(here)
        key = conversation.database if conversation else database_in_use()
        talk = Talk(here, key, conversation.id if conversation else "", suggestions(schema) if schema else ())
        put(here, talk, st.session_state["question"] or "")

    # Put into the bottom outright: where Streamlit puts it there by itself, each page looks sixty times a second whether it
    # should scroll, for as long as it is open. `listening.html` scrolls, when there is something to scroll to.
    with st.bottom:
        st.chat_input(
            texts.PLACEHOLDER_PLAIN, key="question", on_submit=sent, max_chars=MAX_QUESTION,
            disabled=schema is None or not schema.tables,
        )  # fmt: skip
