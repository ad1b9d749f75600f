"""The thumb under an answer as it was given, and the reason for a thumb down: asked for once, then shown."""

from __future__ import annotations

import streamlit as st

from data.store import StoredTurn
from ui import texts
from ui.doors import Doors
from ui.markup import plain
from ui.shared import office

_THUMBS = {"down": 0, "up": 1}


ASKED = "why-asked"
"""Where a session keeps the id of the turn whose reason is asked for; one at a time."""
MEANT = "correct-meant-{turn}"
"""The box of “Correct it” for what was meant: it begins with the reason that was given here."""


def thumbs(turn: StoredTurn, doors: Doors) -> None:
    """The two thumbs; the one that was given, in whichever session, is marked. A second click takes it back."""
    given = office().store.feedback(turn.id)
    st.feedback(
        "thumbs", key=_key(turn), default=_THUMBS[given[0]] if given else None, on_change=_rated, args=(turn, doors)
    )  # fmt: skip
    if given is not None and given[0] == "down" and given[1]:
        st.session_state.setdefault(MEANT.format(turn=turn.id), given[1])


def reason(turn: StoredTurn, doors: Doors) -> None:
    """Under a thumb down: what was said, and the way to say it; right after the thumb a dialog asks for it, which is in
    sight wherever the answer stands."""
    given = office().store.feedback(turn.id)
    if given is None or given[0] != "down":
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"why-said-{turn.id}"):
        if given[1]:
            st.caption(texts.WHY_SAID.format(reason=plain(given[1])), width="content")
        st.button(
            texts.WHY_CHANGE if given[1] else texts.WHY_SAY, key=f"why-open-{turn.id}", type="tertiary",
            icon=":material/edit:", on_click=_ask, args=(turn.id,),
        )  # fmt: skip
    if st.session_state.get(ASKED) == turn.id:
        _dialog(turn, doors)


def _dialog(turn: StoredTurn, doors: Doors) -> None:
    @st.dialog(texts.WHY_WRONG, on_dismiss=_leave)
    def asked() -> None:
        with st.form(f"why-{turn.id}", border=False, enter_to_submit=True):
            st.text_input(
                texts.WHY_WRONG, placeholder=texts.WHY_WRONG_HINT, key=f"why-text-{turn.id}",
                label_visibility="collapsed",
            )  # fmt: skip
            with st.container(horizontal=True):
                sent = st.form_submit_button(texts.SEND, type="primary", on_click=_sent, args=(turn, doors))
                left = st.form_submit_button(texts.LEAVE_AS_IT_IS, type="tertiary", on_click=_leave)
        if sent or left:
            st.rerun()

    asked()


def _rated(turn: StoredTurn, doors: Doors) -> None:
    thumb = st.session_state.get(_key(turn))
    if thumb is None:
        _leave()
        office().store.clear_feedback(turn.id)
        return
    if thumb == 0:
        _ask(turn.id)
    else:
        _leave()
    doors.rate(turn.id, "up" if thumb else "down", "")
    st.session_state[texts.TOAST] = texts.THANKS


def _sent(turn: StoredTurn, doors: Doors) -> None:
    _leave()
    if said := st.session_state[f"why-text-{turn.id}"].strip():
        doors.rate(turn.id, "down", said)
        st.session_state[MEANT.format(turn=turn.id)] = said
        st.session_state[texts.TOAST] = texts.THANKS


def _ask(turn_id: str) -> None:
    st.session_state[ASKED] = turn_id


def _leave() -> None:
    st.session_state.pop(ASKED, None)


def _key(turn: StoredTurn) -> str:
    return f"thumb-{turn.id}"
