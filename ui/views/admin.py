"""The view to teach Candor: what went wrong lately with its remedy, corrections to review, verified questions, words, metrics."""

from __future__ import annotations

import streamlit as st

from agents.review import reviews
from ui import texts
from ui.acts import told
from ui.failed import failed
from ui.metrics import metrics
from ui.review import review, verified
from ui.shared import database_in_use, in_address, office, schema_of
from ui.sidebar import databases
from ui.wording import wording


def admin() -> None:
    """For reviewers: the role admin, whoever is alone here, and everybody over their own data."""
    here = office()
    st.header(texts.VIEW_ADMIN)
    key = database_in_use()
    in_address(key)
    databases(here, key, lambda _conversation: None)
    schema, behind = schema_of(here, key), here.behind
    if schema is None or not schema.tables or behind is None:
        st.info(texts.DATA_NONE, icon=":material/upload_file:")
        return
    if not reviews(behind, behind.user(), here.database(key)):
        st.info(texts.ADMIN_ONLY, icon=":material/lock:")
        return
    st.caption(texts.ADMIN_BODY)
    told()
    parts = (texts.TEACH_FAILED, texts.TEACH_REVIEW, texts.TEACH_VERIFIED, texts.TEACH_WORDS, texts.TEACH_METRICS)
    views = (failed, review, verified, wording, metrics)
    for tab, draw in zip(st.tabs(list(parts), key="teach-parts", on_change="rerun"), views, strict=True):
        if tab.open:
            with tab:
                draw(here, behind, key, schema)
