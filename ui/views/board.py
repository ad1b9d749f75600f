"""The view of saved questions: the board of those that are pinned, and all of them to run with other values."""

from __future__ import annotations

import streamlit as st

from agents.charts.axes import heading
from agents.conversations import to_bytes
from agents.present import to_object
from agents.saved import choices, outdated, refresh, rerun
from agents.steps import Answered, End
from data.parameters import Parameter, Value, parameters
from data.shelf import Saved
from data.store import StoredTurn
from data.types import Schema
from ui import texts
from ui.chart import chart
from ui.kept import Kept, opened
from ui.markup import plain
from ui.numbers import numbers
from ui.shared import Office, office, open_conversation, schema_of
from ui.since import since
from ui.table import table
from ui.talk import Talk

FILTERS_A_ROW = 3


def board() -> None:
    """Pinned answers first, each with the time of its data; below them all saved questions."""
    here = office()
    st.header(texts.VIEW_BOARD)
    kept = here.shelf.all(here.services.user().id)
    if not kept:
        st.info(texts.BOARD_NONE, icon=":material/bookmark:")
        return
    pinned = [s for s in kept if s.pinned]
    if pinned:
        _pinned(here, pinned)
    st.subheader(texts.SAVED_ALL)
    words = st.text_input(
        texts.SAVED_SEARCH, key="saved-search", placeholder=texts.SAVED_SEARCH, label_visibility="collapsed"
    )
    found = here.shelf.all(here.services.user().id, words)
    if not found:
        st.caption(texts.SAVED_NOT_FOUND)
    for saved in found:
        _saved(here, saved)


def _pinned(here: Office, pinned: list[Saved]) -> None:
    st.button(texts.REFRESH_ALL, key="refresh-all", icon=":material/refresh:", on_click=_refresh, args=(here, pinned))
    for row in range(0, len(pinned), 2):
        for column, saved in zip(st.columns(2), pinned[row : row + 2], strict=False):
            with column, st.container(border=True, key=f"card-{saved.id}"):
                _card(here, saved)


def _card(here: Office, saved: Saved) -> None:
    """One pinned answer; it runs by itself when the data are others than at its last run."""
    schema = schema_of(here, saved.database)
    if schema is not None and outdated(saved, schema):
        _refresh(here, [saved])
        saved = here.shelf.get(saved.id) or saved
    st.markdown(f"**{plain(saved.title)}**")
    if problem := st.session_state.get(f"problem-{saved.id}"):
        st.warning(plain(problem), icon=":material/warning:")
    _drawn(opened(_turn(saved)), saved.id)
    _when(saved, schema)
    with st.container(horizontal=True, gap="small"):
        st.button(
            texts.REFRESH, key=f"refresh-{saved.id}", type="tertiary", icon=":material/refresh:",
            on_click=_refresh, args=(here, [saved]),
        )  # fmt: skip
        st.button(
            texts.UNPIN, key=f"unpin-{saved.id}", type="tertiary", icon=":material/keep_off:",
            on_click=here.shelf.pin, args=(saved.id, False),
        )  # fmt: skip


def _drawn(kept: Kept, key: str) -> None:
    st.caption(plain(str(kept.told.get("text", ""))))
    match kept.spec.kind:
        case "number":
            numbers(kept)
        case "table":
            table(kept)
        case _:
            chart(kept, key)


def _when(saved: Saved, schema: Schema | None) -> None:
    """Up to which day the data reach, and when the answer was made of them."""
    day = (saved.answer or {}).get("receipt", {}).get("as_of", "")
    until = texts.DATA_UNTIL.format(day=day) if schema is not None and schema.as_of and day else ""
    st.caption(f"{until}{texts.RUN_AT.format(when=since(saved.refreshed))}" if saved.refreshed else texts.NEVER_RUN)


def _refresh(here: Office, several: list[Saved]) -> None:
    for saved in several:
        schema = schema_of(here, saved.database)
        if schema is None:
            st.session_state[f"problem-{saved.id}"] = texts.NO_DATA_HEAD
            continue
        end = refresh(
            here.services, here.shelf, saved, here.services.user(), here.database(saved.database), schema
        )  # fmt: skip
        st.session_state[f"problem-{saved.id}"] = "" if isinstance(end, Answered) else end.text


def _saved(here: Office, saved: Saved) -> None:
    pin = ":material/keep:" if saved.pinned else ":material/bookmark:"
    with st.expander(plain(saved.title), icon=pin, key=f"saved-{saved.id}", on_change="rerun") as part:
        if not part.open:
            return
        st.caption(plain(saved.question))
        schema = schema_of(here, saved.database)
        values = _filters(saved, schema) if schema is not None else {}
        with st.container(horizontal=True, gap="small", key=f"acts-{saved.id}"):
            if st.button(texts.SQL_RUN, key=f"run-{saved.id}", type="primary", icon=":material/play_arrow:"):
                st.session_state[f"ran-{saved.id}"] = rerun(
                    here.services, saved, here.services.user(), here.database(saved.database), values
                )
            if st.button(texts.OPEN, key=f"talk-{saved.id}", icon=":material/forum:"):
                _talk_about(here, saved)
            _acts(here, saved)
        _ran(saved)


def _filters(saved: Saved, schema: Schema) -> dict[str, Value]:
    """A widget for each place of the statement; the values that are other than what stands there."""
    chosen: dict[str, Value] = {}
    places = parameters(saved.sql)
    for row in range(0, len(places), FILTERS_A_ROW):
        for column, place in zip(st.columns(FILTERS_A_ROW), places[row : row + FILTERS_A_ROW], strict=False):
            with column:
                value = _filter(saved, place, schema)
            if value is not None and value != place.value:
                chosen[place.id] = value
    return chosen


def _filter(saved: Saved, place: Parameter, schema: Schema) -> Value | None:
    """The widget of one place; None while it holds nothing that can be put there."""
    key = f"value-{saved.id}-{place.id}"
    label = plain(heading(place.column)) if place.column else texts.ROWS_AT_MOST
    match place.value:
        case (first, last) if place.kind == "dates":
            days = st.date_input(label, (first, last), key=key, format="YYYY-MM-DD")
            return days if isinstance(days, tuple) and len(days) == 2 else None
        case tuple() as current:
            names = tuple(str(c) for c in current)
            picked = st.multiselect(
                label, choices(schema, place.column, names), names, key=key, accept_new_options=True
            )
            return tuple(picked) or None
        case figure:
            step = 1 if isinstance(figure, int) else 0.01
            return st.number_input(f"{label} {place.sign}".strip(), value=figure, step=step, key=key)


def _acts(here: Office, saved: Saved) -> None:
    if saved.pinned:
        st.button(texts.UNPIN, key=f"off-{saved.id}", icon=":material/keep_off:", on_click=here.shelf.pin, args=(saved.id, False))  # fmt: skip
    else:
        st.button(texts.PIN, key=f"on-{saved.id}", icon=":material/keep:", on_click=here.shelf.pin, args=(saved.id, True))  # fmt: skip
    with st.popover(texts.MORE, key=f"more-{saved.id}", icon=":material/more_horiz:"):
        title = st.text_input(texts.SAVE_TITLE, saved.title, key=f"title-{saved.id}")
        st.button(texts.RENAME, key=f"rename-{saved.id}", on_click=here.shelf.rename, args=(saved.id, title))
        st.button(
            texts.SAVED_DELETE, key=f"drop-{saved.id}", icon=":material/delete:", on_click=here.shelf.forget,
            args=(saved.id,),
        )  # fmt: skip


def _talk_about(here: Office, saved: Saved) -> None:
    if conversation_id := Talk(here, saved.database, "").begin(saved.question, saved.sql):
        open_conversation(conversation_id)


def _ran(saved: Saved) -> None:
    end: End | None = st.session_state.get(f"ran-{saved.id}")
    if end is None:
        return
    if not isinstance(end, Answered):
        st.warning(plain(end.text), icon=":material/warning:")
        return
    told = to_object(end, rows=False)
    turn = StoredTurn(f"ran-{saved.id}", "", saved.question, "answered", told, to_bytes(end.answer.result.table), told["sql"], "", end.total_ms, view=saved.view)  # fmt: skip
    kept = opened(turn)
    _drawn(kept, turn.id)
    if kept.spec.kind not in ("table", "number"):
        table(kept)


def _turn(saved: Saved) -> StoredTurn:
    return StoredTurn(
        saved.id, "", saved.question, "answered", saved.answer or {}, saved.rows, saved.sql, "", saved.refreshed or 0.0,
        view=saved.view,
    )  # fmt: skip
