"""The view of the settings: which model answers, what the policy lets this user see."""

from __future__ import annotations

import streamlit as st

from ui import texts
from ui.shared import office
from ui.sidebar import model


def settings() -> None:
    """What is in force in this process, in words."""
    st.header(texts.VIEW_SETTINGS)
    model(office())
