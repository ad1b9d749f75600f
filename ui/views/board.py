"""The view of saved questions: the board of those that are pinned, and all of them to run with other values."""

from __future__ import annotations

import streamlit as st

from agents.saved_runs import Run, Runs
from data.shelf import Saved
from ui import texts
from ui.saved import saved_question
from ui.shared import Office, office, schema_of
from ui.tile import refresh, tile

LOOK_SECONDS = 0.3


def board() -> None:
    """Pinned answers first, each with the time of its data; below them all saved questions."""
    here = office()
    st.header(texts.VIEW_BOARD)
    kept = here.shelf.all(here.services.user().id)
    if not kept:
        st.info(texts.BOARD_NONE, icon=":material/bookmark:")
        return
    runs = _runs(str(here.services.settings.home.resolve()), here)
    if pinned := [s for s in kept if s.pinned]:
        _pinned(here, runs, pinned)
    st.subheader(texts.SAVED_ALL)
    words = st.text_input(
        texts.SAVED_SEARCH, key="saved-search", placeholder=texts.SAVED_SEARCH, label_visibility="collapsed"
    )
    found = here.shelf.all(here.services.user().id, words)
    if not found:
        st.caption(texts.SAVED_NOT_FOUND)
    for saved in found:
        saved_question(here, runs, saved)
    _watch(runs, runs.at_work([s.id for s in kept]))


@st.cache_resource(show_spinner=False)
def _runs(home: str, _here: Office) -> Runs:
    """What is at work goes on while views change and pages are loaded anew: one for each state directory of the process."""
    del home
    return Runs(_here.services, _here.shelf)


def _pinned(here: Office, runs: Runs, pinned: list[Saved]) -> None:
    head = st.container(horizontal=True, vertical_alignment="center", key="board-head")
    for row in range(0, len(pinned), 2):
        for column, saved in zip(st.columns(2), pinned[row : row + 2], strict=False):
            with column, st.container(border=True, key=f"card-{saved.id}"):
                tile(here, runs, saved)
    with head:
        busy = [run for saved in pinned if (run := runs.of(saved.id)) is not None and run.at_work]
        if busy:
            done = len(pinned) - len(busy)
            st.progress(done / len(pinned), texts.REFRESHED_SO_FAR.format(done=done, count=len(pinned)))
            st.button(texts.STOP_ALL, key="stop-all", icon=":material/stop_circle:", on_click=_stop, args=(busy,))
        else:
            st.button(
                texts.REFRESH_ALL, key="refresh-all", icon=":material/refresh:", on_click=_refresh,
                args=(here, runs, pinned),
            )  # fmt: skip


def _refresh(here: Office, runs: Runs, pinned: list[Saved]) -> None:
    for saved in pinned:
        if (schema := schema_of(here, saved.database)) is not None:
            refresh(here, runs, saved, schema)


def _stop(busy: list[Run]) -> None:
    for run in busy:
        run.stop.set()


def _watch(runs: Runs, busy: list[Run]) -> None:
    """As soon as one has ended the board is drawn anew, so that tile by tile comes up to date; once a second without
    that, for the seconds that are told."""
    if not busy:
        return
    looks = round(1 / LOOK_SECONDS)
    for _ in range(looks):
        _ = st.session_state.get(texts.TOAST)  # a press of a button comes through here
        if runs.wait(busy, LOOK_SECONDS):
            break
    st.rerun()
