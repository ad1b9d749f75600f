"""The view of saved questions and the board of pinned answers."""

from __future__ import annotations

import streamlit as st

from ui import texts


def board() -> None:
    st.header(texts.VIEW_BOARD)
