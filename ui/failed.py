"""What was asked lately and did not end in an answer, with the reason and the remedy."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agents.build import Services
from agents.remedies import Finding, commonest, findings, still_open, to_describe
from agents.review import vouch
from data.store import StoredTurn
from data.types import Schema
from ui import texts
from ui.acts import act
from ui.markup import plain
from ui.shared import Office
from ui.since import since
from ui.wording import TABLE

LATEST = 50
MOST_TABLES = 3


def failed(here: Office, behind: Services, key: str, schema: Schema) -> None:
    """First what would help most, then each question."""
    asked = _about(here, behind, key)
    if not asked:
        st.info(texts.ADMIN_NONE, icon=":material/check:")
        return
    found = findings(asked, behind.desk(here.database(key)).bench(behind.user()).index, schema)
    _remedies(found)
    st.subheader(texts.FAILED_EACH, anchor=False)
    for one in found:
        _one(here, behind, key, one)


def _about(here: Office, behind: Services, key: str) -> list[tuple[StoredTurn, int]]:
    """The latest questions about these data that are still without an answer, with how often each was asked."""
    turns = here.store.unanswered(here.services.user().id, LATEST)
    talks = {c: here.store.conversation(c) for c in dict.fromkeys(t.conversation_id for t in turns)}
    mine = [c for c, talk in talks.items() if talk is not None and talk.database == key]
    open_ = [t for t in turns if t.conversation_id in mine]
    verified = {t.form for t in behind.verified.of(str(behind.desk(here.database(key)).database))}
    return still_open(open_, [here.store.turns(c, rows=False) for c in mine], verified)


def _remedies(found: tuple[Finding, ...]) -> None:
    words, bare = commonest(found), to_describe(found)[:MOST_TABLES]
    if not words and not bare:
        return
    with st.container(border=True, key="remedies"):
        st.markdown(f"**{texts.REMEDIES}**")
        if words:
            said = ", ".join(f"“{plain(w)}”" + (f" ({n}×)" if n > 1 else "") for w, n in words)
            st.markdown(texts.REMEDY_WORDS.format(words=said))
        for table, columns in bare:
            with st.container(horizontal=True, vertical_alignment="center"):
                named = ", ".join(plain(c) for c in columns)
                st.markdown(texts.REMEDY_COLUMNS.format(table=plain(table), columns=named), width="stretch")
                st.button(
                    texts.REMEDY_GO.format(table=plain(table)), key=f"describe-{table}", on_click=_pick, args=(table,),
                    icon=":material/edit_note:",
                )  # fmt: skip


def _pick(table: str) -> None:
    """Open the words of that table."""
    st.session_state[TABLE] = table
    st.session_state["teach-parts"] = texts.TEACH_WORDS


def _one(here: Office, behind: Services, key: str, one: Finding) -> None:
    times = f" · {one.times}×" if one.times > 1 else ""
    with st.expander(
        f"{plain(one.turn.question[:100])} · {_matter(one)}{times} · {since(one.turn.created)}",
        key=f"failed-{one.turn.id}",
    ):
        st.markdown(plain(str((one.turn.answer or {}).get("text", ""))))
        if not one.teachable:
            st.markdown(texts.REMEDIES_BY_REASON.get(one.reason, texts.REMEDY_WORDING))
            return
        st.markdown(texts.REMEDY_WORDING)
        if one.undescribed:
            named = ", ".join(f"{plain(t)}.{plain(c)}" for t, c in one.undescribed)
            st.caption(texts.REMEDY_NEAR.format(columns=named))
        with st.container(horizontal=True, gap="small"):
            if one.table:
                st.button(
                    texts.REMEDY_TEACH.format(table=plain(one.table)), key=f"teach-{one.turn.id}",
                    icon=":material/edit_note:", on_click=_pick, args=(one.table,),
                )  # fmt: skip
            with st.popover(texts.REMEDY_SQL, icon=":material/code:", key=f"write-{one.turn.id}"):
                _statement(here, behind, key, one)


def _matter(one: Finding) -> str:
    """What was the matter, in a few words."""
    told = one.turn.answer or {}
    if one.words:
        return texts.UNREAD.format(words=", ".join(f"“{plain(w)}”" for w in one.words))
    if one.turn.status == "clarify" and len(told.get("options") or ()) > 1:
        return texts.SEVERAL_WAYS
    if one.turn.status == "clarify":
        return texts.NOT_SURE_HOW
    return (texts.FAILURES.get(one.reason) or texts.REFUSALS.get(one.reason) or texts.REFUSED)[0]


def _statement(here: Office, behind: Services, key: str, one: Finding) -> None:
    """The SQL that answers the question, verified there and then."""
    with st.form(f"statement-{one.turn.id}", border=False):
        question = st.text_input(texts.CORRECT_QUESTION, one.turn.question, key=f"asked-{one.turn.id}")
        sql = st.text_area(texts.CORRECT_SQL, key=f"edit-failed-{one.turn.id}", height=160)
        if st.form_submit_button(texts.CORRECT_VERIFY, type="primary", icon=":material/verified:"):
            user, database = behind.user(), here.database(key)
            act(partial(vouch, behind, user, database, question, sql, "", ""), texts.APPROVED)
            st.rerun()
