"""Corrections that wait for a reviewer, and the questions that somebody vouches for."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from agents import review as acts
from agents.build import Services
from agents.review import Trial, Vouched
from data.pretty import difference, pretty
from data.types import Schema
from data.verified import Taught
from ui import texts
from ui.acts import act
from ui.confirm import confirm
from ui.markup import plain
from ui.shared import Office
from ui.since import since
from ui.steps import count_rows

SHOWN_ROWS = 20
MOST_REASONS = 3


def review(here: Office, behind: Services, key: str, _schema: Schema) -> None:
    """Each suggestion with its question and SQL to put right, to approve or to decline."""
    waiting = acts.waiting(behind, behind.user(), here.database(key))
    if not waiting:
        st.info(texts.REVIEW_NONE, icon=":material/check:")
    for taught in waiting:
        with st.container(border=True, key=f"candidate-{taught.id}"):
            _candidate(here, behind, key, taught)


def _candidate(here: Office, behind: Services, key: str, taught: Taught) -> None:
    st.caption(texts.SUGGESTED.format(by=plain(taught.suggested_by), when=since(taught.created)))
    if taught.meant:
        st.markdown(texts.MEANT.format(text=plain(taught.meant)))
    said = (
        [reason for reason in here.store.reasons(taught.corrects) if reason != taught.meant] if taught.corrects else []
    )
    if said:
        st.markdown(texts.SAID_WRONG.format(text="; ".join(f"“{plain(reason)}”" for reason in said[:MOST_REASONS])))
    question = st.text_input(texts.QUESTION, taught.question, key=f"q-{taught.id}")
    sql = st.text_area(texts.TAB_SQL, pretty(taught.sql) if taught.sql else "", key=f"edit-{taught.id}", height=200)
    if rules := acts.rules_inside(taught.under.split("; "), sql):
        st.warning(texts.ROWS_LIMITED.format(rules=plain("; ".join(rules))), icon=":material/policy:")
    unsolved = acts.still_wrong(taught, taught.sql)
    if unsolved:
        st.info(texts.SQL_STILL_WRONG, icon=":material/edit:")
    user, database = behind.user(), here.database(key)
    _trial(behind, database, taught, sql)
    with st.container(horizontal=True):
        if st.button(texts.APPROVE, type="primary", key=f"approve-{taught.id}", icon=":material/verified:"):
            act(partial(acts.approve, behind, user, database, taught.id, question, sql), texts.APPROVED)
            st.rerun()
        if unsolved and st.button(
            texts.SETTLE, key=f"settle-{taught.id}", icon=":material/check:", help=texts.SETTLE_HELP
        ):
            act(partial(acts.settle, behind, user, database, taught.id), texts.SETTLED)
            st.rerun()
        if st.button(texts.DECLINE, key=f"decline-{taught.id}", icon=":material/close:"):
            act(partial(acts.decline, behind, user, database, taught.id), texts.DECLINED)
            st.rerun()


def _trial(behind: Services, database: Path | None, taught: Taught, sql: str) -> None:
    """What the statement changes and, when it is wanted, what it gives beside what the answer gave."""
    if taught.corrects and sql.strip() and (changed := difference(taught.corrects, sql)):
        with st.expander(texts.REVIEW_CHANGED, icon=":material/difference:", key=f"changed-{taught.id}"):
            st.code(changed, language="diff", wrap_lines=True)
    place = f"tried-{taught.id}"
    old = taught.corrects if taught.corrects and difference(taught.corrects, sql) else ""
    label = texts.REVIEW_COMPARE if old else texts.REVIEW_TRY
    if st.button(label, key=f"try-{taught.id}", icon=":material/play_arrow:", disabled=not sql.strip()):
        with st.spinner(texts.REVIEW_RUNNING):
            run = partial(acts.tried, behind, behind.user(), database)
            st.session_state[place] = (sql, run(sql), run(old) if old else None)
    if place not in st.session_state:
        return
    tried, new, before = st.session_state[place]
    if tried != sql:
        st.caption(texts.REVIEW_OTHER_SQL)
        return
    if before is None:
        _rows(texts.REVIEW_NOW, new, f"{place}-now")
        return
    if new.result is not None and before.result is not None:
        told = acts.compared(before, new)
        st.markdown(texts.REVIEW_DIFFERENT.format(lines=plain("; ".join(told))) if told else texts.REVIEW_SAME)
    left, right = st.columns(2)
    with left:
        _rows(texts.REVIEW_NOW, new, f"{place}-now")
    with right:
        _rows(texts.REVIEW_BEFORE, before, f"{place}-before")


def _rows(head: str, trial: Trial, key: str) -> None:
    """The first rows, or why there are none."""
    st.caption(head)
    if trial.result is None:
        st.warning(plain(trial.trouble), icon=":material/warning:")
        return
    result = trial.result
    st.dataframe(result.table.slice(0, SHOWN_ROWS), hide_index=True, key=key, alt=head)
    more = texts.REVIEW_FIRST.format(count=SHOWN_ROWS) if result.rows > SHOWN_ROWS else ""
    st.caption(more + count_rows(result.rows))


def verified(here: Office, behind: Services, key: str, _schema: Schema) -> None:
    """Each verified question with its owner and date; a suspended one says why."""
    kept = acts.vouched(behind, behind.user(), here.database(key))
    if not kept:
        st.info(texts.VERIFIED_NONE, icon=":material/verified:")
    for one in kept:
        _verified(here, behind, key, one)


def _verified(here: Office, behind: Services, key: str, one: Vouched) -> None:
    taught = one.taught
    icon = ":material/pause_circle:" if one.trouble else ":material/verified:"
    label = plain(taught.question) + (f" · {texts.SUSPENDED}" if one.trouble else "")
    with st.expander(label, icon=icon, key=f"verified-{taught.id}"):
        st.caption(texts.VOUCHED.format(owner=plain(taught.owner), day=taught.since))
        if one.trouble:
            st.warning(texts.SUSPENDED_WHY.format(why=plain(one.trouble)), icon=":material/pause_circle:")
        sql = st.text_area(texts.TAB_SQL, pretty(taught.sql), key=f"edit-{taught.id}", height=200)
        user, database = behind.user(), here.database(key)
        with st.container(horizontal=True):
            if st.button(texts.VOUCH_AGAIN, key=f"again-{taught.id}", icon=":material/verified:"):
                act(partial(acts.approve, behind, user, database, taught.id, taught.question, sql), texts.APPROVED)
                st.rerun()
            if st.button(texts.WITHDRAW, key=f"withdraw-{taught.id}", icon=":material/delete:"):
                confirm(
                    texts.WITHDRAW, texts.WITHDRAW_SURE.format(question=plain(taught.question)), texts.WITHDRAW_DO,
                    partial(acts.withdraw, behind, user, database, taught.id), texts.WITHDRAWN,
                )  # fmt: skip
