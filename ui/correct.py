"""“Correct it”: the right SQL, or what was meant, goes to a reviewer; who is one verifies it there and then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from agents.build import Services
from agents.review import demand_news, reviews, rules_inside, suggest, vouch
from data.errors import CandorError
from data.pretty import pretty
from data.store import StoredTurn
from data.types import User
from ui import texts
from ui.doors import Doors
from ui.markup import plain
from ui.shared import office

Act = Callable[[Services, User, Path | None, str, str, str, str, str], object]


def correct(turn: StoredTurn, doors: Doors) -> None:
    """A button that opens the form; where nobody takes corrections there is none."""
    behind = office().behind
    if doors.teach is None or behind is None:
        return
    with st.popover(
        texts.CORRECT, icon=":material/school:", type="tertiary", key=f"correct-{turn.id}", on_change="rerun"
    ) as menu:
        if menu.open:
            _form(turn, behind)


def _form(turn: StoredTurn, behind: Services) -> None:
    database = _database(turn)
    reviewer = reviews(behind, behind.user(), database)
    with st.form(f"correct-form-{turn.id}", border=False):
        st.caption(texts.CORRECT_HOW_REVIEWER if reviewer else texts.CORRECT_HOW)
        if reviewer and (rules := rules_inside(_rules(turn), turn.sql)):
            st.warning(texts.ROWS_LIMITED.format(rules=plain("; ".join(rules))), icon=":material/policy:")
        question = st.text_input(texts.CORRECT_QUESTION, turn.question, key=f"correct-question-{turn.id}")
        meant = st.text_input(
            texts.CORRECT_MEANT, key=f"correct-meant-{turn.id}", placeholder=texts.CORRECT_MEANT_HINT
        )  # fmt: skip
        sql = st.text_area(texts.CORRECT_SQL, pretty(turn.sql), key=f"edit-correct-{turn.id}", height=180)
        with st.container(horizontal=True):
            label = texts.CORRECT_LATER if reviewer else texts.CORRECT_SEND
            now = reviewer and st.form_submit_button(texts.CORRECT_VERIFY, type="primary", icon=":material/verified:")
            later = st.form_submit_button(label, type="secondary" if reviewer else "primary")
    if now:
        _said(turn, question, sql, meant, vouch, behind, database)
    elif later:
        _said(turn, question, sql, meant, suggest, behind, database)


def _said(
    turn: StoredTurn, question: str, sql: str, meant: str, act: Act, behind: Services, database: Path | None
) -> None:
    """Do it and say what it came to; what says nothing new is not taken."""
    try:
        demand_news((turn.question, turn.sql), question, sql, meant)
        act(behind, behind.user(), database, question, sql, meant, "; ".join(_rules(turn)), turn.sql)
    except CandorError as error:
        st.error(f"{plain(error.what)} {plain(error.hint)}", icon=":material/error:")
        return
    st.success(texts.APPROVED if act is vouch else texts.CORRECT_SENT, icon=":material/check:")


def _rules(turn: StoredTurn) -> tuple[str, ...]:
    """The rules of access under which the answer's SQL was written."""
    return tuple((turn.answer or {}).get("receipt", {}).get("policy") or ())


def _database(turn: StoredTurn) -> Path | None:
    """The file that the conversation is about."""
    here = office()
    conversation = here.store.conversation(turn.conversation_id)
    return here.database(conversation.database) if conversation is not None else None
