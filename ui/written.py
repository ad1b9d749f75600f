"""How figures, days and times are written for this person, and where to find the theme."""

from __future__ import annotations

from typing import get_args
from zoneinfo import available_timezones

import streamlit as st

from data.preferences import Days, Figures, Preference, Preferences
from data.written import respelled
from ui import texts
from ui.shared import Office

_KEY = "preference"


def preference(here: Office) -> Preference:
    """What is in force, read once a session and after each change."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Preferences(here.store.engine).of(here.services.user().id)
    held = st.session_state[_KEY]
    assert isinstance(held, Preference)
    return held


def written(here: Office) -> None:
    """The choices; each is kept at once."""
    now = preference(here)

    def changed() -> None:
        made = Preference(
            st.session_state["written-figures"],
            st.session_state["written-days"],
            st.session_state["written-zone"] or "",
        )
        Preferences(here.store.engine).keep(here.services.user().id, made)
        st.session_state[_KEY] = made

    st.caption(texts.WRITTEN_HELP)
    figures, days, zones = get_args(Figures), get_args(Days), sorted(available_timezones())
    left, middle, right = st.columns(3)
    left.selectbox(
        texts.FIGURES, figures, figures.index(now.figures), key="written-figures", format_func=_named, on_change=changed
    )  # fmt: skip
    middle.selectbox(texts.DAYS, days, days.index(now.days), key="written-days", format_func=_named, on_change=changed)
    right.selectbox(
        texts.ZONE, zones, zones.index(now.zone) if now.zone in zones else None, key="written-zone",
        placeholder=texts.ZONE_NONE, on_change=changed,
    )  # fmt: skip
    st.markdown(_like(now))
    st.caption(f"**{texts.THEME}.** {texts.THEME_HINT}")


def _like(now: Preference) -> str:
    """The choices on an example."""
    number = texts.WRITTEN_BROWSER if now.figures == "browser" else respelled("1,234,567.89", now.figures)
    date = texts.WRITTEN_BROWSER if now.days == "browser" else now.days
    time = texts.ZONE_SAID.format(zone=now.zone) if now.zone else texts.ZONE_NONE.lower()
    return texts.WRITTEN_LIKE.format(number=number, date=date, time=time)


def _named(choice: str) -> str:
    return texts.AS_BROWSER if choice == "browser" else choice
