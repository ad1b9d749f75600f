"""The thumb under an answer as it was given, and the reason for a thumb down: asked for once, then shown."""

from __future__ import annotations

import streamlit as st

from data.store import StoredTurn
from ui import texts
from ui.doors import Doors
from ui.markup import plain
from ui.shared import office

_THUMBS = {"down": 0, "up": 1}


def thumbs(turn: StoredTurn, doors: Doors) -> None:
    """The two thumbs; the one that was given, in whichever session, is marked. A second click takes it back."""
    given = office().store.feedback(turn.id)
    st.feedback(
        "thumbs", key=_key(turn), default=_THUMBS[given[0]] if given else None, on_change=_rated, args=(turn, doors)
    )  # fmt: skip


def reason(turn: StoredTurn, doors: Doors) -> None:
    """Under a thumb down: the box for the reason until something is sent or it is left; then what was said."""
    given = office().store.feedback(turn.id)
    if given is None or given[0] != "down":
        return
    if st.session_state.get(_asking(turn)):
        _box(turn, doors)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"why-said-{turn.id}"):
        if given[1]:
            st.caption(texts.WHY_SAID.format(reason=plain(given[1])), width="content")
        st.button(
            texts.WHY_CHANGE if given[1] else texts.WHY_SAY, key=f"why-open-{turn.id}", type="tertiary",
            icon=":material/edit:", on_click=_ask, args=(turn, True),
        )  # fmt: skip


def _box(turn: StoredTurn, doors: Doors) -> None:
    with st.form(f"why-{turn.id}", border=False, enter_to_submit=True):
        st.text_input(texts.WHY_WRONG, placeholder=texts.WHY_WRONG_HINT, key=f"why-text-{turn.id}")
        with st.container(horizontal=True):
            st.form_submit_button(texts.SEND, type="primary", on_click=_sent, args=(turn, doors))
            st.form_submit_button(texts.LEAVE_AS_IT_IS, type="tertiary", on_click=_ask, args=(turn, False))


def _rated(turn: StoredTurn, doors: Doors) -> None:
    thumb = st.session_state.get(_key(turn))
    _ask(turn, thumb == 0)
    if thumb is None:
        office().store.clear_feedback(turn.id)
        return
    doors.rate(turn.id, "up" if thumb else "down", "")
    st.session_state[texts.TOAST] = texts.THANKS


def _sent(turn: StoredTurn, doors: Doors) -> None:
    _ask(turn, False)
    if said := st.session_state[f"why-text-{turn.id}"].strip():
        doors.rate(turn.id, "down", said)
        st.session_state[texts.TOAST] = texts.THANKS


def _ask(turn: StoredTurn, wanted: bool) -> None:
    st.session_state[_asking(turn)] = wanted


def _asking(turn: StoredTurn) -> str:
    return f"why-asking-{turn.id}"


def _key(turn: StoredTurn) -> str:
    return f"thumb-{turn.id}"
