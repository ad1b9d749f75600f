"""What Candor keeps, for how long, and deleting all of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agents.build import Services
from agents.forgetting import forget_everything, forget_uploads
from ui import texts
from ui.confirm import confirm
from ui.shared import Office


def housekeeping(here: Office, behind: Services) -> None:
    """The days that are kept in words; two ways to delete, each asked about twice."""
    days = behind.settings.keep_days
    st.markdown(texts.KEPT_DAYS.format(days=days) if days else texts.KEPT_ALWAYS)
    with st.container(horizontal=True):
        if here.uploads().exists() and st.button(texts.FORGET_UPLOADS, key="forget-uploads", icon=":material/delete:"):
            confirm(
                texts.FORGET_UPLOADS, texts.FORGET_UPLOADS_SURE, texts.FORGET_DO, partial(_uploads, behind), texts.FORGOTTEN
            )  # fmt: skip
        if st.button(texts.FORGET_ALL, key="forget-all", icon=":material/delete_forever:"):
            confirm(
                texts.FORGET_ALL, texts.FORGET_ALL_SURE, texts.FORGET_DO, partial(_everything, here, behind), texts.FORGOTTEN
            )  # fmt: skip


def _uploads(behind: Services) -> None:
    forget_uploads(behind, behind.user())
    st.session_state["database"] = "demo"  # the data in use may be gone


def _everything(here: Office, behind: Services) -> None:
    forget_everything(behind, here.store, here.shelf, behind.user())
    st.session_state["database"] = "demo"
