"""The view to ask in: sidebar, conversation, the question at work, the box."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agents.suggest import suggestions
from data.store import Conversation, StoredTurn
from data.types import Schema
from ui import texts
from ui.answer import answer
from ui.doors import Doors
from ui.habits import remember
from ui.markup import plain
from ui.shared import Office, database_in_use, office, schema_of
from ui.sidebar import sidebar
from ui.talk import TURNED_AWAY, Talk
from ui.watch import AtWork, parts, watch

MAX_QUESTION = 20_000
"""Far over what is read, so that a long text is told what is wrong with it and not cut in silence."""
OPEN_TURNS = 2
"""The latest questions are drawn whole, earlier ones folded to a line each until somebody opens them."""
FOLDED_TURNS = 40


def ask() -> None:
    """The conversation that the address names, or an empty one, with the box to ask in."""
    here = office()
    conversation = _current(here)
    key = conversation.database if conversation else database_in_use()
    st.session_state["database"] = key
    schema = schema_of(here, key)
    sidebar(here, schema, key, conversation.id if conversation else "", _go)
    tries = suggestions(schema) if schema else ()
    talk = Talk(here, key, conversation.id if conversation else "", tries)
    turns = here.store.turns(conversation.id, rows=False) if conversation else ()
    at_work: list[AtWork] = []
    if not turns:
        _hello(schema, talk)
        _interrupted(here)
    elif conversation is not None:
        turns = _only_one(conversation, turns)
        at_work = _turns(here, turns, talk.doors())
        remember(here, key, turns)
    _turned_away(talk)
    if turns and (database := here.database(key)) is not None and not database.exists():
        st.info(texts.DATABASE_GONE, icon=":material/database_off:")
    _box(schema, talk)
    if at_work:
        watch(at_work, talk.doors())


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
    """Where the address names one answer, that one alone, with the way to the others."""
    one = tuple(t for t in turns if t.id == st.query_params.get("a", ""))
    if not one or len(turns) == 1:
        return turns
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(texts.ONE_ANSWER.format(title=plain(conversation.title)), width="content")
        st.button(texts.WHOLE, key="whole", type="tertiary", on_click=_go, args=(conversation.id,))
    return one


def _turns(here: Office, turns: Sequence[StoredTurn], doors: Doors) -> list[AtWork]:
    """Draw the turns; those that are at work come back with the place of their answer."""
    folded, whole = turns[:-OPEN_TURNS], turns[-OPEN_TURNS:]
    at_work = []
    for turn in folded[-FOLDED_TURNS:]:
        if here.conversations.job(turn.id) is not None:
            whole = (turn, *whole)
            continue
        said = str((turn.answer or {}).get("text", ""))
        label = f"**{plain(turn.question[:120])}**  {plain(said[:160])}"
        with st.expander(label, key=f"fold-{turn.id}", on_change="rerun", type="compact") as fold:
            if fold.open:
                _turn(here, turn, doors, latest=False)
    for turn in whole:
        if found := _turn(here, turn, doors, latest=turn is turns[-1]):
            at_work.append(found)
    return at_work


def _turn(here: Office, turn: StoredTurn, doors: Doors, latest: bool) -> AtWork | None:
    """A question with its answer, in one place that the Steps have before it: the answer takes it over as it comes."""
    with st.container(key=f"asked-{turn.id}"), st.chat_message("user", avatar=":material/person:"):
        st.text(turn.question)
    with st.chat_message("assistant", avatar=":material/query_stats:"):
        place = st.empty()
    job = here.conversations.job(turn.id)
    if job is not None:
        return AtWork(job, place, latest)
    fresh = here.store.turn(turn.id) if turn.status == "asking" else turn
    _, end = parts(place)
    with end:
        if fresh is None or fresh.status == "asking":
            st.warning(texts.LOST, icon=":material/power_off:")
            st.button(texts.AGAIN, key=f"again-{turn.id}", on_click=doors.again, args=(turn,))
        else:
            answer(fresh, doors, latest)
    return None


def _turned_away(talk: Talk) -> None:
    """A question that there was no room for is not lost: it stands here until it is asked."""
    if kept := st.session_state.get(TURNED_AWAY):
        question, _sql, _base, why = kept
        st.warning(f"{plain(why)}\n\n**{plain(question)}**", icon=":material/hourglass:")
        st.button(texts.AGAIN, key="retry", icon=":material/refresh:", on_click=talk.retry)


def _box(schema: Schema | None, talk: Talk) -> None:
    def sent() -> None:
        talk.ask(st.session_state["question"] or "")

    # Put into the bottom outright: where Streamlit puts it there by itself, each page looks sixty times a second whether it
    # should scroll, for as long as it is open. `listening.html` scrolls, when there is something to scroll to.
    with st.bottom:
        st.chat_input(
            texts.PLACEHOLDER_PLAIN, key="question", on_submit=sent, max_chars=MAX_QUESTION,
            disabled=schema is None or not schema.tables,
        )  # fmt: skip
