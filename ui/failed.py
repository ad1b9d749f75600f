"""What was asked lately and did not end in an answer, with the reason and the remedy."""

from __future__ import annotations

import streamlit as st

from agents.build import Services
from agents.remedies import Finding, commonest, findings, to_describe
from data.store import StoredTurn
from data.types import Schema
from ui import texts
from ui.markup import plain
from ui.shared import Office
from ui.since import since
from ui.wording import TABLE

LATEST = 50
MOST_TABLES = 3


def failed(here: Office, behind: Services, key: str, schema: Schema) -> None:
    """First what would help most, then each question."""
    turns = _about(here, key)
    if not turns:
        st.info(texts.ADMIN_NONE, icon=":material/check:")
        return
    found = findings(turns, behind.desk(here.database(key)).bench(behind.user()).index, schema)
    _remedies(found)
    st.subheader(texts.FAILED_EACH, anchor=False)
    for one in found:
        _one(one)


def _about(here: Office, key: str) -> list[StoredTurn]:
    """The latest questions without an answer that were about these data."""
    turns = here.store.unanswered(here.services.user().id, LATEST)
    databases = {c: conversation.database for c in {t.conversation_id for t in turns} if (conversation := here.store.conversation(c))}  # fmt: skip
    return [t for t in turns if databases.get(t.conversation_id) == key]


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


def _one(one: Finding) -> None:
    head = texts.FAILURES.get(one.reason) or texts.REFUSALS.get(one.reason) or texts.REFUSED
    with st.expander(
        f"{plain(one.turn.question[:100])} · {head[0]} · {since(one.turn.created)}", key=f"failed-{one.turn.id}"
    ):
        st.markdown(plain(str((one.turn.answer or {}).get("text", ""))))
        if one.words:
            st.markdown(texts.UNREAD.format(words=", ".join(f"“{plain(w)}”" for w in one.words)))
        st.markdown(texts.REMEDIES_BY_REASON.get(one.reason, texts.REMEDY_WORDING))
        if one.undescribed:
            named = ", ".join(f"{plain(t)}.{plain(c)}" for t, c in one.undescribed)
            st.caption(texts.REMEDY_NEAR.format(columns=named))
