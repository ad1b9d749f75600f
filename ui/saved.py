"""A saved question with a widget for each value of its SQL that may be another one: run so, asked on, renamed, deleted."""

from __future__ import annotations

from functools import partial
from typing import Final, Literal

import streamlit as st

from agents.conversations import to_bytes
from agents.restated import restated
from agents.saved import base_of, told_of
from agents.saved_runs import Run, Runs
from agents.steps import Answered
from data.parameters import with_values
from data.shelf import Saved
from data.store import StoredTurn
from data.types import Schema
from ui import texts
from ui.confirm import confirm
from ui.filters import chosen, filters
from ui.kept import opened
from ui.markup import plain
from ui.shared import ASK_PAGE, Office, open_conversation, schema_of
from ui.table import table
from ui.talk import Talk
from ui.tile import at_work, drawn, refresh, unpin

FORM: Final[Literal["form"]] = "form"
"""The part of the page where a saved question is run with other values."""


def saved_question(here: Office, runs: Runs, saved: Saved) -> None:
    """Folded to its title until somebody opens it."""
    pin = ":material/keep:" if saved.pinned else ":material/bookmark:"
    with st.expander(plain(saved.title), icon=pin, key=f"saved-{saved.id}", on_change="rerun") as part:
        if part.open:
            _opened(here, runs, saved)


def _opened(here: Office, runs: Runs, saved: Saved) -> None:
    st.caption(plain(saved.question))
    schema, run = schema_of(here, saved.database), runs.of(saved.id, FORM)
    if schema is None:
        st.caption(texts.DATA_GONE)
    if schema is not None:
        filters(saved, schema, FORM)
    busy = run is not None and run.at_work
    with st.container(horizontal=True, gap="small", key=f"acts-{saved.id}"):
        st.button(
            texts.SQL_RUN, key=f"run-{saved.id}", type="primary", icon=":material/play_arrow:",
            disabled=schema is None or busy, on_click=_run, args=(here, runs, saved, schema),
        )  # fmt: skip
        if schema is not None and chosen(saved, FORM):
            st.button(
                texts.VALUES_KEEP, key=f"keep-{saved.id}", icon=":material/save:", help=texts.VALUES_KEEP_HELP,
                on_click=_keep, args=(here, runs, saved, schema),
            )  # fmt: skip
        if st.button(texts.OPEN, key=f"talk-{saved.id}", icon=":material/forum:", disabled=schema is None):
            _talk_about(here, saved, schema)
        _acts(here, saved)
    _not_kept(runs.of(saved.id))
    if run is not None and run.at_work:
        at_work(run, f"form-{saved.id}", texts.RUNNING)
    elif run is not None:
        _came_back(saved, run)


def _not_kept(run: Run | None) -> None:
    """Values that were to be kept and did not end in an answer are not; why."""
    if run is not None and run.values and run.end is not None and not isinstance(run.end, Answered):
        st.warning(texts.VALUES_NOT_KEPT.format(reason=plain(run.end.text)), icon=":material/warning:")


def _run(here: Office, runs: Runs, saved: Saved, schema: Schema) -> None:
    """With what the filters hold when it is pressed, which may be later than when they were drawn."""
    user, database = here.services.user(), here.database(saved.database)
    runs.start(saved, user, database, schema.data_version, chosen(saved, FORM), FORM)


def _keep(here: Office, runs: Runs, saved: Saved, schema: Schema) -> None:
    """Run it with what the filters hold and keep that: the tile shows it from then on."""
    refresh(here, runs, saved, schema, chosen(saved, FORM))
    st.session_state[texts.TOAST] = texts.VALUES_KEPT


def _acts(here: Office, saved: Saved) -> None:
    if saved.pinned:
        st.button(texts.UNPIN, key=f"off-{saved.id}", icon=":material/keep_off:", on_click=unpin, args=(here, saved))
    else:
        st.button(
            texts.PIN, key=f"on-{saved.id}", icon=":material/keep:", on_click=here.shelf.pin, args=(saved.id, True)
        )
    with st.popover(texts.MORE, key=f"more-{saved.id}", icon=":material/more_horiz:"):
        st.text_input(texts.SAVE_TITLE, saved.title, key=f"title-{saved.id}")
        st.button(texts.RENAME, key=f"rename-{saved.id}", on_click=_renamed, args=(here, saved))
        if st.button(texts.SAVED_DELETE, key=f"drop-{saved.id}", icon=":material/delete:"):
            confirm(
                texts.SAVED_DELETE, texts.SAVED_DELETE_SURE.format(title=plain(saved.title)), texts.FORGET_DO,
                partial(here.shelf.forget, saved.id), texts.SAVED_DELETE_DONE,
            )  # fmt: skip


def _renamed(here: Office, saved: Saved) -> None:
    """To what stands in the box now; an empty title leaves the old one."""
    if said := " ".join(str(st.session_state[f"title-{saved.id}"]).split()):
        here.shelf.rename(saved.id, said)


def _talk_about(here: Office, saved: Saved, schema: Schema | None) -> None:
    """Open it as a conversation, with the values of the filters; where there is no room for it now, the view to ask in
    keeps it to ask again."""
    question, sql, values = saved.question, saved.sql, chosen(saved, FORM)
    if values:
        day = schema.as_of if schema is not None and schema.as_of is not None else here.services.settings.clock()
        question, sql = restated(question, sql, values, day), with_values(sql, values)
    if conversation_id := Talk(here, saved.database, "").begin(question, sql, base_of(saved)):
        open_conversation(conversation_id)
    st.session_state["database"] = saved.database
    st.switch_page(st.session_state[ASK_PAGE])


def _came_back(saved: Saved, run: Run) -> None:
    """What the latest run with chosen values came to."""
    end = run.end
    if not isinstance(end, Answered):
        st.warning(plain(end.text if end is not None else ""), icon=":material/warning:")
        return
    told = told_of(saved, end)
    turn = StoredTurn(
        f"ran-{saved.id}", "", saved.question, "answered", told, to_bytes(end.answer.result.table), told["sql"], "",
        run.ended, view=saved.view,
    )  # fmt: skip
    kept = opened(turn)
    drawn(kept, turn.id)
    if kept.spec.kind not in ("table", "number"):
        table(kept)
