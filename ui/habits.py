"""Choices between readings that Candor remembers: offered after one was picked, listed to be taken back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agents.build import Services
from data.habits import Habit
from data.store import StoredTurn
from ui import texts
from ui.markup import plain
from ui.shared import Office, database_in_use


def habits(here: Office, behind: Services) -> None:
    """What is remembered about the data in use, each with the way to take it back."""
    database = here.database(database_in_use())
    if database is not None and not database.exists():
        st.caption(texts.HABITS_NONE)
        return
    user, path = behind.user().id, str(behind.desk(database).database)
    kept = behind.habits.of(user, path)
    if not kept:
        st.caption(texts.HABITS_NONE)
    for number, habit in enumerate(kept):
        with st.container(horizontal=True, vertical_alignment="center", key=f"habit-{number}"):
            st.markdown(
                texts.HABIT.format(question=plain(habit.question), reply=plain(habit.reply)), width="stretch"
            )  # fmt: skip
            st.button(
                texts.HABIT_BACK, key=f"habit-back-{number}", icon=":material/undo:", on_click=behind.habits.forget,
                args=(user, path, habit.question),
            )  # fmt: skip


def chosen(turns: Sequence[StoredTurn]) -> Habit | None:
    """The choice that the last question of a conversation was: one of the options, with their figures, of the one before."""
    if len(turns) < 2 or turns[-1].status != "answered":
        return None
    asked_back, picked = turns[-2], turns[-1]
    told = asked_back.answer or {}
    if asked_back.status != "clarify" or not told.get("figures") or picked.question not in (told.get("options") or ()):
        return None
    return Habit(asked_back.question, picked.question)


def remember(here: Office, key: str, turns: Sequence[StoredTurn]) -> None:
    """Under the answer to a choice: the button to have it remembered, or that it is."""
    habit, behind = chosen(turns), here.behind
    if habit is None or behind is None:
        return
    user, path = behind.user().id, str(behind.desk(here.database(key)).database)
    if habit in behind.habits.of(user, path):
        st.caption(texts.REMEMBERED)
        return
    st.button(
        texts.REMEMBER, key=f"remember-{turns[-1].id}", icon=":material/bookmark_heart:", type="tertiary",
        help=texts.REMEMBER_HELP, on_click=behind.habits.remember, args=(user, path, habit),
    )  # fmt: skip
