"""An act on one of the views behind the conversation: done, or refused with its reason; both are told on the next drawing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.errors import CandorError

SAID = "act-said"
"""Where a session keeps what its last act came to: (whether it worked, what it says)."""


def act(work: Callable[[], object], done: str) -> bool:
    """Do it; whether it worked."""
    try:
        work()
    except CandorError as error:
        st.session_state[SAID] = (False, f"{error.what} {error.hint}")
        return False
    st.session_state[SAID] = (True, done)
    return True


def told() -> None:
    """Say once what the last act came to."""
    if said := st.session_state.pop(SAID, None):
        worked, text = said
        (st.success if worked else st.error)(text, icon=":material/check:" if worked else ":material/error:")
