"""A saved question with a widget for each value of its SQL that may be another one: run so, asked on, renamed, deleted."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from agents.charts.axes import heading
from agents.conversations import to_bytes
from agents.saved import base_of, choices, told_of
from agents.saved_runs import Run, Runs
from agents.steps import Answered
from data.parameters import Parameter, Value, parameters
from data.shelf import Saved
from data.store import StoredTurn
from data.types import Schema
from ui import texts
from ui.confirm import confirm
from ui.kept import opened
from ui.markup import plain
from ui.shared import ASK_PAGE, Office, open_conversation, schema_of
from ui.table import table
from ui.talk import Talk
from ui.tile import at_work, drawn, unpin

FILTERS_A_ROW = 3


def saved_question(here: Office, runs: Runs, saved: Saved) -> None:
    """Folded to its title until somebody opens it."""
    pin = ":material/keep:" if saved.pinned else ":material/bookmark:"
    with st.expander(plain(saved.title), icon=pin, key=f"saved-{saved.id}", on_change="rerun") as part:
        if part.open:
            _opened(here, runs, saved)


def _opened(here: Office, runs: Runs, saved: Saved) -> None:
    st.caption(plain(saved.question))
    schema, run = schema_of(here, saved.database), runs.of(saved.id, "form")
    if schema is None:
        st.caption(texts.DATA_GONE)
    if schema is not None:
        _filters(saved, schema)
    busy = run is not None and run.at_work
    with st.container(horizontal=True, gap="small", key=f"acts-{saved.id}"):
        st.button(
            texts.SQL_RUN, key=f"run-{saved.id}", type="primary", icon=":material/play_arrow:",
            disabled=schema is None or busy, on_click=_run, args=(here, runs, saved, schema),
        )  # fmt: skip
        if st.button(texts.OPEN, key=f"talk-{saved.id}", icon=":material/forum:", disabled=schema is None):
            _talk_about(here, saved)
        _acts(here, saved)
    if run is not None and run.at_work:
        at_work(run, f"form-{saved.id}", texts.RUNNING)
    elif run is not None:
        _came_back(saved, run)


def _run(here: Office, runs: Runs, saved: Saved, schema: Schema) -> None:
    """With what the filters hold when it is pressed, which may be later than when they were drawn."""
    user, database = here.services.user(), here.database(saved.database)
    runs.start(saved, user, database, schema.data_version, _values(saved), "form")


def _filters(saved: Saved, schema: Schema) -> None:
    """A widget for each place of the statement."""
    places = parameters(saved.sql)
    for row in range(0, len(places), FILTERS_A_ROW):
        for column, place in zip(st.columns(FILTERS_A_ROW), places[row : row + FILTERS_A_ROW], strict=False):
            with column:
                _filter(saved, place, schema)


def _filter(saved: Saved, place: Parameter, schema: Schema) -> None:
    key = _key(saved, place)
    label = plain(heading(place.column)) if place.column else texts.ROWS_AT_MOST
    match place.value:
        case (first, last) if place.kind == "dates":
            st.date_input(label, (first, last), key=key, format="YYYY-MM-DD")
        case tuple() as current:
            names = tuple(str(c) for c in current)
            st.multiselect(label, choices(schema, place.column, names), names, key=key, accept_new_options=True)
        case figure:
            step = 1 if isinstance(figure, int) else 0.01
            st.number_input(f"{label} {place.sign}".strip(), value=figure, step=step, key=key)


def _values(saved: Saved) -> dict[str, Value]:
    """What the widgets hold now, where it is another value than stands in the statement and one that can be put there."""
    chosen: dict[str, Value] = {}
    for place in parameters(saved.sql):
        value = _held(st.session_state.get(_key(saved, place)))
        if value is not None and value != place.value:
            chosen[place.id] = value
    return chosen


def _held(widget: object) -> Value | None:
    """What a widget holds as a value of its place; None while that is not whole: a range with one end, an empty list."""
    match widget:
        case (dt.date() as first, dt.date() as last):
            return first, last
        case list() as picked:
            return tuple(str(one) for one in picked) or None
        case int() | float():
            return widget
        case _:
            return None


def _key(saved: Saved, place: Parameter) -> str:
    return f"value-{saved.id}-{place.id}"


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


def _talk_about(here: Office, saved: Saved) -> None:
    """Open it as a conversation; where there is no room for it now, the view to ask in keeps it to ask again."""
    if conversation_id := Talk(here, saved.database, "").begin(saved.question, saved.sql, base_of(saved)):
        open_conversation(conversation_id)
    st.session_state["database"] = saved.database
    st.session_state["open"] = ""
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
