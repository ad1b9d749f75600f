"""Questions at work: their Steps as they come, the way to stop them, and each answer in its place when it is there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from agents.conversations import Job, spent
from agents.steps import Step
from ui import texts
from ui.answer import answer
from ui.doors import Doors
from ui.markup import plain
from ui.steps import usage_words, words

LOOK_SECONDS = 0.2
"""How long one look waits for the end. Between looks a press of a button can come through, and what is new is drawn."""
TOLD_SECONDS = 1.0
"""The line of time and cost is told anew so often: a browser pays for each change of the page."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """A question at work and the place of its answer; `latest` is the last one of the conversation."""

    job: Job
    place: DeltaGenerator
    latest: bool


def parts(place: DeltaGenerator) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Where the Steps of a question are shown, and where its answer; the same ones while it is at work and ever after,
    so that a browser has nothing to draw anew.

    A container that takes another one's place keeps what was in it, so the answer has one of its own.
    """
    with place.container():
        return st.empty(), st.container()


class Shown:
    """What is to be seen of one question at work; the first Step at once."""

    def __init__(self, of: AtWork) -> None:
        self.of, self.seen, self.told = of, 0, 0.0
        self._work, self.end = parts(of.place)
        with self._work.container():
            with st.container(horizontal=True, vertical_alignment="center", key=f"work-{of.job.turn_id}"):
                self._label = st.empty()
                st.button(
                    texts.STOP, key=f"stop-{of.job.turn_id}", icon=":material/stop_circle:", on_click=of.job.stop,
                    shortcut="Esc" if of.latest else None,
                )  # fmt: skip
            self._lines = st.container(gap=None, key=f"steps-{of.job.turn_id}")
        self._tell(of.job.since(0, LOOK_SECONDS))

    def look(self, seconds: float) -> bool:
        """Draw what is new after waiting up to `seconds` for the question's end; whether it has ended.

        Steps in quick succession are drawn together: a browser pays for each change of the page.
        """
        # Looking into the session's state lets a press of a button end this run at once; nothing is drawn in most looks.
        _ = st.session_state.get(texts.TOAST)
        if self.of.job.ended(seconds):
            return True
        self._tell(self.of.job.since(self.seen, 0.0))
        return False

    def _tell(self, new: Sequence[Step]) -> None:
        job = self.of.job
        self.seen += len(new)
        if said := [f":material/check: {plain(line)}" for line in map(words, new) if line]:
            self._lines.caption("  \n".join(said))
        if time.monotonic() - self.told >= TOLD_SECONDS:
            self.told = time.monotonic()
            ran = texts.WORKING.format(seconds=self.told - job.started, spent=usage_words(spent(job)))
            self._label.markdown(f":shimmer[{texts.STOPPING if job.cancel.is_set() else ran}]")

    def give_way(self) -> None:
        """Take the Steps away."""
        self._work.empty()


def watch(at_work: Sequence[Shown], doors: Doors) -> None:
    """Follow the questions until all have ended. An answer is drawn where its Steps were: the rest of the page stays."""
    shown = [*at_work]
    while shown:
        for one in tuple(shown):
            if one.look(LOOK_SECONDS / len(shown)):
                shown.remove(one)
                one.give_way()
                _ended(one, doors)


def _ended(one: Shown, doors: Doors) -> None:
    turn = doors.fresh(one.of.job.turn_id)
    if turn is not None:
        with one.end:
            answer(turn, doors, one.of.latest)
