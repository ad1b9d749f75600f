"""The SQL of an answer: laid out, to copy, to edit and run again, with what an edit changed."""

from __future__ import annotations

import streamlit as st

from data.pretty import difference, pretty
from data.store import StoredTurn
from ui import texts
from ui.doors import Doors

LINES = 26
"""Pixels of a line in the editor."""


def sql(turn: StoredTurn, doors: Doors) -> None:
    """The statement with its editor; under an edited one, the difference to the one that it was edited from."""
    st.caption(texts.SQL_ASKED)
    if not _editing(turn):
        st.code(pretty(turn.sql), language="sql", wrap_lines=True)
    base = doors.fresh(turn.base) if turn.base else None
    if base is not None and (changed := difference(base.sql, turn.sql)):
        st.caption(texts.SQL_DIFFERENCE)
        st.code(changed, language="diff", wrap_lines=True)
    editor(turn, doors, turn.sql)


def editor(turn: StoredTurn, doors: Doors, start: str) -> None:
    """A button that opens the statement for editing; it is run through the same guard as everybody's."""
    opened, key = _flag(turn), f"edit-{turn.id}"
    if not _editing(turn):
        st.button(texts.SQL_EDIT, key=f"open-{key}", icon=":material/edit:", on_click=_set, args=(opened, True))
        return
    laid_out = pretty(start)
    st.text_area(texts.SQL_EDITOR, laid_out, key=key, height=min(LINES * (laid_out.count("\n") + 3), 420))
    with st.container(horizontal=True):
        if st.button(texts.SQL_RUN, key=f"run-{key}", type="primary", icon=":material/play_arrow:"):
            _set(opened, False)
            doors.run(turn, st.session_state[key])
            st.rerun()
        st.button(texts.SQL_LEAVE, key=f"leave-{key}", type="tertiary", on_click=_set, args=(opened, False))


def _flag(turn: StoredTurn) -> str:
    return f"editing-{turn.id}"


def _editing(turn: StoredTurn) -> bool:
    return bool(st.session_state.get(_flag(turn)))


def _set(name: str, value: bool) -> None:
    st.session_state[name] = value
