"""The second yes before something is deleted, with the way back beside it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.errors import CandorError
from ui import texts
from ui.markup import plain


def confirm(title: str, body: str, yes: str, work: Callable[[], object], done: str = "") -> None:
    """A dialog over the page: `yes` does the work and says `done`, Cancel and Esc leave all as it is.

    What is refused is said in the dialog.
    """

    @st.dialog(title)
    def asked() -> None:
        st.markdown(body)
        with st.container(horizontal=True, key="sure"):
            if st.button(yes, type="primary", key="sure-yes"):
                try:
                    work()
                except CandorError as error:
                    st.error(
                        f"{plain(error.what)}\n\n{plain(error.hint)}\n\n{texts.NOT_DELETED}", icon=":material/error:"
                    )
                    return
                st.session_state[texts.TOAST] = done
                st.rerun()
            if st.button(texts.CANCEL, key="sure-cancel"):
                st.rerun()

    asked()
