"""“Correct it”: the right SQL, or what was meant, goes to a reviewer."""

from __future__ import annotations

import streamlit as st

from data.pretty import pretty
from data.store import StoredTurn
from ui import texts
from ui.doors import Doors


def correct(turn: StoredTurn, doors: Doors) -> None:
    """A button that opens the form; where nobody takes corrections there is none."""
    if doors.teach is None:
        return
    with (
        st.popover(texts.CORRECT, icon=":material/school:", type="tertiary", key=f"correct-{turn.id}"),
        st.form(f"correct-form-{turn.id}", border=False),
    ):
        st.caption(texts.CORRECT_HOW)
        question = st.text_input(texts.CORRECT_QUESTION, turn.question, key=f"correct-question-{turn.id}")
        meant = st.text_input(
            texts.CORRECT_MEANT, key=f"correct-meant-{turn.id}", placeholder=texts.CORRECT_MEANT_HINT
        )  # fmt: skip
        sql = st.text_area(texts.CORRECT_SQL, pretty(turn.sql), key=f"edit-correct-{turn.id}", height=180)
        if st.form_submit_button(texts.CORRECT_SEND, type="primary"):
            said = doors.teach(turn, question, sql, meant)
            (st.error if said else st.success)(said or texts.CORRECT_SENT)
