"""What all views have in common: the head of the page, the first start, the way from view to view.

A view is one file in `ui/views` with one function of no arguments; it is added by one line of `VIEWS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui import texts
from ui.shared import ASK_PAGE, CAME_FROM, Office, office
from ui.views.admin import admin
from ui.views.ask import ask
from ui.views.board import board
from ui.views.data import data
from ui.views.settings import settings

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class View:
    """One page of the navigation; `path` is its address, empty for the first one."""

    draw: Callable[[], None]
    title: str
    icon: str
    path: str


VIEWS = (
    View(ask, texts.VIEW_ASK, ":material/forum:", ""),
    View(board, texts.VIEW_BOARD, ":material/dashboard:", "board"),
    View(data, texts.VIEW_DATA, ":material/database:", "data"),
    View(admin, texts.VIEW_ADMIN, ":material/school:", "admin"),
    View(settings, texts.VIEW_SETTINGS, ":material/settings:", "settings"),
)


def frame() -> None:
    """Draw the view that the address names; before the first start is done, how far it is."""
    st.set_page_config(texts.NAME, page_icon=str(_HERE / "icon.png"), layout="centered", initial_sidebar_state="auto", menu_items={"About": texts.ABOUT_CANDOR})  # fmt: skip
    st.html(_HERE / "style.css")
    st.html(_HERE / ("dark.css" if st.context.theme.type == "dark" else "light.css"))
    if said := st.session_state.pop(texts.TOAST, ""):
        # A toast from a callback would take the place of the styles, which are drawn into the same container.
        st.toast(said)
    st.html(_HERE / "listening.html", unsafe_allow_javascript=True)
    st.button(texts.THEME, key="theme-changed")
    st.logo(_HERE / "logo.svg", size="large")
    pages = [
        st.Page(view.draw, title=view.title, icon=view.icon, url_path=view.path, default=not view.path)
        for view in VIEWS
    ]
    st.session_state[ASK_PAGE] = pages[0]
    chosen = st.navigation(pages, position="top")
    st.session_state[CAME_FROM] = st.session_state.get("view", "")
    st.session_state["view"] = chosen.url_path
    if started(office()):
        chosen.run()


def started(here: Office) -> bool:
    """Whether the first start is done; until then its progress is shown."""
    start = here.start
    if not start.done.is_set():
        st.subheader(texts.STARTING)
        st.caption(texts.STARTING_BODY)
        bar = st.progress(0.0)
        while not start.done.wait(0.25):
            bar.progress(min(max(start.share, 0.0), 1.0), start.what)
        st.rerun()
    if start.error is not None:
        st.error(f"**{texts.NOT_STARTED}.** {start.error.what}\n\n{start.error.hint}", icon=":material/error:")
        return False
    return True
