"""The turns of a conversation, each in a place that it keeps for as long as the conversation is open."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.store import StoredTurn
from ui import texts
from ui.answer import answer
from ui.doors import Doors
from ui.markup import plain
from ui.shared import Office
from ui.watch import AtWork, Shown, parts

OPEN_TURNS = 2
"""The latest questions are drawn whole, earlier ones folded to a line each until somebody opens them."""
FOLDED_TURNS = 3
"""Those before them wait behind a button: a browser pays for every line at each change of the page."""

MOST_SIGNS, MOST_LINES = 600, 12
"""So much of a question is shown at once."""


class Turns:
    """A conversation on the page. First the questions at work are drawn, so that their Steps are seen at once.

    A browser knows the parts of a page by their place in it. A turn stays in its own place, however it is drawn, so that
    nothing but the turn that changes is drawn anew.
    """

    def __init__(self, here: Office, conversation_id: str, turns: Sequence[StoredTurn], doors: Doors) -> None:
        self._here, self._doors = here, doors
        self._whole = f"all-of-{conversation_id}"
        self._before = st.container()
        self._turns = [(turn, st.container(key=f"turn-{turn.id}")) for turn in turns]

    def at_work(self) -> list[Shown]:
        """Draw the questions at work."""
        found = []
        for turn, place in self._turns:
            if (job := self._here.conversations.job(turn.id)) is not None:
                found.append(AtWork(job, _asked(turn, place), self._latest(turn)))
        return [Shown(one) for one in found]

    def rest(self, at_work: Sequence[Shown]) -> None:
        """Draw all others."""
        busy = {one.of.job.turn_id for one in at_work}
        folded = len(self._turns) - OPEN_TURNS
        hidden = 0 if st.session_state.get(self._whole) else max(folded - FOLDED_TURNS, 0)
        if hidden:
            label = texts.EARLIER_ONE if hidden == 1 else texts.EARLIER.format(count=hidden)
            self._before.button(label, key="earlier", type="tertiary", icon=":material/history:", on_click=self._show)
        for number, (turn, place) in enumerate(self._turns):
            if turn.id in busy:
                continue
            if number >= folded:
                self._ended(turn, _asked(turn, place))
            elif number >= hidden:
                self._folded(turn, place)

    def _latest(self, turn: StoredTurn) -> bool:
        return turn is self._turns[-1][0]

    def _show(self) -> None:
        st.session_state[self._whole] = True

    def _folded(self, turn: StoredTurn, place: DeltaGenerator) -> None:
        said = str((turn.answer or {}).get("text", ""))
        label = f"**{plain(turn.question[:120])}**  {plain(said[:160])}"
        with place.expander(label, key=f"fold-{turn.id}", on_change="rerun", type="compact") as fold:
            if fold.open:
                self._ended(turn, _asked(turn, st.container()))

    def _ended(self, turn: StoredTurn, place: DeltaGenerator) -> None:
        """Its answer, where the Steps had been; a question whose process ended under it can be asked again."""
        fresh = self._here.store.turn(turn.id) if turn.status == "asking" else turn
        _, end = parts(place)
        with end:
            if fresh is None or fresh.status == "asking":
                st.warning(texts.LOST, icon=":material/power_off:")
                st.button(texts.AGAIN, key=f"again-{turn.id}", on_click=self._doors.again, args=(turn,))
            else:
                answer(fresh, self._doors, self._latest(turn))


def _asked(turn: StoredTurn, place: DeltaGenerator) -> DeltaGenerator:
    """Draw the question; the place of what comes to it."""
    with place:
        with st.chat_message("user", avatar=":material/person:"):
            _question(turn)
        with st.chat_message("assistant", avatar=":material/query_stats:"):
            return st.empty()


def _question(turn: StoredTurn) -> None:
    """The question; of a long one the beginning, so that the answer to it is in sight, and the rest on request."""
    begun = beginning(turn.question)
    st.text(begun)
    if begun != turn.question:
        label = texts.SHOW_ALL.format(count=f"{len(turn.question):,}")
        with st.expander(label, key=f"whole-{turn.id}", type="compact"):
            st.text(turn.question)


def beginning(question: str) -> str:
    """As much of a question as is shown at once; all of it where hardly more would be left out."""
    lines = question.splitlines()
    first = "\n".join(lines[:MOST_LINES])[:MOST_SIGNS].rstrip()
    long = len(question) > MOST_SIGNS * 1.2 or len(lines) > MOST_LINES * 1.2
    return f"{first}…" if long else question
