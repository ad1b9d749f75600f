"""The list of conversations: search, open, rename, take along as a report, delete."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import streamlit as st

from agents.forgetting import forget_conversation
from agents.leaflet import file_name
from agents.report import Told, to_report
from data.store import Conversation
from ui import texts
from ui.confirm import confirm
from ui.kept import opened
from ui.markup import plain
from ui.shared import Office
from ui.since import since

SHOWN = 100
AT_ONCE = 8
"""The latest ones; the others are behind a button, since a browser pays for each row at each change of the page."""
SEARCHED_FROM = 2
ALL = "all-conversations"
"""Where a session keeps that it wants to see them all."""
Go = Callable[[str], None]


def conversations(office: Office, current: str, go: Go) -> None:
    """The user's conversations, the latest first; `current` is the open one, `go` opens another ("" a new one)."""
    user = office.services.user().id
    kept = office.store.conversations(user, limit=SHOWN)
    with st.expander(texts.CONVERSATIONS, icon=":material/forum:", expanded=True, key="kept"):
        if not kept:
            st.caption(texts.NO_CONVERSATIONS)
            return
        if len(kept) >= SEARCHED_FROM:
            words = st.text_input(
                texts.CONVERSATIONS_SEARCH, key="conversation-search", placeholder=texts.CONVERSATIONS_SEARCH,
                label_visibility="collapsed",
            )  # fmt: skip
            kept = office.store.conversations(user, limit=SHOWN, search=words) if words.strip() else kept
        if not kept:
            st.caption(texts.NO_SUCH_CONVERSATION)
        titles = Counter(one.title for one in kept)
        many = len(kept) > AT_ONCE and not st.session_state.get(ALL)
        for one in _near(kept, current) if many else kept:
            _row(office, one, current, go, titles[one.title] > 1)
        if many:
            label = texts.CONVERSATIONS_ALL.format(count=len(kept) if len(kept) < SHOWN else f"{SHOWN}+")
            st.button(label, key="all", type="tertiary", icon=":material/expand_more:", on_click=_show_all)


def _near(kept: Sequence[Conversation], current: str) -> Iterator[Conversation]:
    """The latest, and the open one wherever it stands."""
    return (one for place, one in enumerate(kept) if place < AT_ONCE or one.id == current)


def _show_all() -> None:
    st.session_state[ALL] = True


def _row(office: Office, one: Conversation, current: str, go: Go, namesake: bool) -> None:
    """`namesake` is whether another one has the same title: then the time when it was begun stands behind it."""
    here = one.id == current
    title = _short(one.title)
    shown = f"**{title}**" if here else title
    if namesake:
        shown = f"{shown} :gray[· {since(one.created)}]"
    with st.container(
        horizontal=True,
        wrap=False,
        gap=None,
        vertical_alignment="center",
        key=f"row-{'current-' if here else ''}{one.id}",
    ):
        st.button(shown, key=f"open-{one.id}", type="tertiary", width="stretch", on_click=go, args=(one.id,))
        with st.popover(
            texts.CONVERSATION_MORE.format(title=_short(one.title)), icon=":material/more_horiz:", type="tertiary",
            key=f"more-{one.id}", on_change="rerun",
        ) as menu:  # fmt: skip
            if menu.open:
                _acts(office, one, current, go)


def _acts(office: Office, one: Conversation, current: str, go: Go) -> None:
    key = f"rename-{one.id}"

    def renamed() -> None:
        if title := " ".join(st.session_state[key].split()):
            office.store.rename_conversation(one.id, title)

    about = plain(office.databases().get(one.database, one.database))
    st.caption(texts.CONVERSATION_ABOUT.format(title=plain(one.title), database=about, when=since(one.created)))
    st.text_input(texts.SAVE_TITLE, one.title, key=key, on_change=renamed)
    st.download_button(
        texts.REPORT, lambda: report(office, one).encode(), file_name(one.title, dt.datetime.now().astimezone().date(), "html"), "text/html",
        key=f"report-{one.id}", icon=":material/description:", on_click="ignore", width="stretch",
    )  # fmt: skip
    if st.button(texts.DELETE, key=f"forget-{one.id}", icon=":material/delete:", width="stretch"):
        count = len(office.store.turns(one.id, rows=False))
        said = texts.QUESTION_ONE if count == 1 else texts.QUESTIONS.format(count=count)
        confirm(
            texts.DELETE, texts.DELETE_SURE.format(title=_short(one.title), count=said), texts.FORGET_DO,
            lambda: _forget(office, one.id, current, go), texts.DELETE_DONE,
        )  # fmt: skip


def report(office: Office, one: Conversation) -> str:
    """The whole conversation as a web page of its own."""
    turns: list[Told] = []
    for turn in office.store.turns(one.id):
        if turn.status == "answered":
            kept = opened(turn)
            turns.append((turn.question, kept.told, kept.result, kept.spec))
        else:
            turns.append((turn.question, turn.answer or {"text": texts.LOST}, None, None))
    return to_report(one.title, turns, dt.datetime.now(dt.UTC))


def _forget(office: Office, conversation_id: str, current: str, go: Go) -> None:
    if office.behind is not None:
        forget_conversation(office.behind, office.store, conversation_id)
    else:
        office.store.forget_conversation(conversation_id)
    if conversation_id == current:
        go("")


def _short(title: str) -> str:
    return plain(title if len(title) <= 60 else f"{title[:59]}…") or "…"
