"""Choices between readings that Candor remembers when one is picked: said under the answer, undone there or under Settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import streamlit as st

from agents.build import Services
from agents.chosen import AS_BEFORE, picked
from data.habits import Habit
from data.store import StoredTurn
from ui import texts
from ui.doors import Doors
from ui.markup import plain
from ui.shared import Office, database_in_use
from ui.talk import Talk


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


def keeping(here: Office, talk: Talk) -> Doors:
    """The doors of a conversation whose next words may pick a reading of its last question: that is remembered."""
    return replace(talk.doors(), ask=partial(put, here, talk))


def put(here: Office, talk: Talk, words: str) -> None:
    """Put the words, and remember them where they are one of the ways to read the question before."""
    turns = here.store.turns(talk.conversation_id, rows=False) if talk.conversation_id else ()
    habit, kept = picked(turns, words.strip(), talk.tries), _kept(here, talk.key)
    if habit is not None and kept is not None:
        kept.remember(habit)
    talk.ask(words)


def remember(here: Office, turns: Sequence[StoredTurn], talk: Talk) -> None:
    """Under the last answer: that its reading is remembered, or was, with the way to have it otherwise."""
    kept = _kept(here, talk.key)
    if kept is None or not turns or turns[-1].status != "answered":
        return
    last, habit = turns[-1], picked(turns[:-1], turns[-1].question, talk.tries)
    told = (last.answer or {}).get("receipt", {}).get("assumptions") or ()
    if habit is None and any(str(line).startswith(AS_BEFORE) for line in told):
        fresh = any((turn.answer or {}).get("figures") for turn in turns)
        st.button(
            texts.OTHERWISE, key=f"otherwise-{last.id}", icon=":material/alt_route:", type="tertiary",
            help=texts.OTHERWISE_HELP, on_click=_otherwise, args=(kept, last.question, talk, fresh),
        )  # fmt: skip
    elif habit is not None and habit in kept.all():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(texts.REMEMBERED, width="content")
            st.button(
                texts.HABIT_BACK, key=f"forget-{last.id}", icon=":material/undo:", type="tertiary",
                on_click=kept.forget, args=(habit.question,),
            )  # fmt: skip
    elif habit is not None:
        st.button(
            texts.REMEMBER, key=f"remember-{last.id}", icon=":material/bookmark_heart:", type="tertiary",
            help=texts.REMEMBER_HELP, on_click=kept.remember, args=(habit,),
        )  # fmt: skip


def _otherwise(kept: _Kept, question: str, talk: Talk, fresh: bool) -> None:
    """Forget how the question was read and put it once more. What was picked in a conversation holds in it, so that one in
    which readings were compared is left for a new one (`fresh`)."""
    for habit in kept.at_work(question):
        kept.forget(habit.question)
    (replace(talk, conversation_id="") if fresh else talk).ask(question)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The habits of whoever uses this session about one database."""

    behind: Services
    database: Path | None

    def all(self) -> tuple[Habit, ...]:
        return self.behind.habits.of(*self._mine())

    def remember(self, habit: Habit) -> None:
        self.behind.habits.remember(*self._mine(), habit)

    def forget(self, question: str) -> None:
        self.behind.habits.forget(*self._mine(), question)

    def at_work(self, question: str) -> tuple[Habit, ...]:
        return self.behind.habits_at_work(question, self.behind.user(), self.database)

    def _mine(self) -> tuple[str, str]:
        return self.behind.user().id, str(self.behind.desk(self.database).database)


def _kept(here: Office, key: str) -> _Kept | None:
    database = here.database(key)
    if here.behind is None or (database is not None and not database.exists()):
        return None
    return _Kept(here.behind, database)
