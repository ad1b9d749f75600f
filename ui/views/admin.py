"""The view to teach Candor: what was asked lately and did not end in an answer."""

from __future__ import annotations

import streamlit as st

from ui import texts
from ui.markup import plain
from ui.shared import office

LATEST = 50


def admin() -> None:
    """The latest questions without an answer, each with its reason."""
    here = office()
    st.header(texts.VIEW_ADMIN)
    st.caption(texts.ADMIN_BODY)
    failed = here.store.unanswered(here.services.user().id, LATEST)
    if not failed:
        st.info(texts.ADMIN_NONE, icon=":material/check:")
    for turn in failed:
        head = texts.FAILURES.get((turn.answer or {}).get("error_class") or "", texts.REFUSED)[0]
        with st.expander(f"{plain(turn.question)[:100]} · {head}"):
            st.markdown(plain((turn.answer or {}).get("text", "")))
