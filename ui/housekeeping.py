"""What Candor keeps, for how long, and deleting all of it."""

from __future__ import annotations

import streamlit as st

from agents.build import Services
from agents.forgetting import forget_everything, forget_uploads
from ui import texts
from ui.acts import act
from ui.shared import Office


def housekeeping(here: Office, behind: Services) -> None:
    """The days that are kept in words; two ways to delete, each asked about twice."""
    days = behind.settings.keep_days
    st.markdown(texts.KEPT_DAYS.format(days=days) if days else texts.KEPT_ALWAYS)
    with st.container(horizontal=True):
        if here.uploads().exists() and st.button(texts.FORGET_UPLOADS, key="forget-uploads", icon=":material/delete:"):
            _uploads(behind)
        if st.button(texts.FORGET_ALL, key="forget-all", icon=":material/delete_forever:"):
            _everything(here, behind)


@st.dialog(texts.FORGET_UPLOADS)
def _uploads(behind: Services) -> None:
    st.markdown(texts.FORGET_UPLOADS_SURE)
    if st.button(texts.FORGET_DO, type="primary", key="forget-uploads-do"):
        act(lambda: forget_uploads(behind, behind.user()), texts.FORGOTTEN)
        _afresh()


@st.dialog(texts.FORGET_ALL)
def _everything(here: Office, behind: Services) -> None:
    st.markdown(texts.FORGET_ALL_SURE)
    if st.button(texts.FORGET_DO, type="primary", key="forget-all-do"):
        act(lambda: forget_everything(behind, here.store, here.shelf, behind.user()), texts.FORGOTTEN)
        _afresh()


def _afresh() -> None:
    """The data in use may be gone."""
    st.session_state["database"] = "demo"
    st.rerun()
