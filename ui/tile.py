"""One pinned answer on the board: its picture, the time of its data, and how far its refreshing is."""

from __future__ import annotations

import time
from collections.abc import Mapping

import streamlit as st

from agents.saved import outdated
from agents.saved_runs import Run, Runs
from agents.steps import Answered
from data.parameters import Value
from data.shelf import Saved
from data.store import StoredTurn
from data.types import Schema
from ui import texts
from ui.badge import badge
from ui.chart import chart
from ui.filters import chosen, filters, stored
from ui.kept import Kept, as_written, opened
from ui.markup import plain
from ui.numbers import numbers
from ui.shared import Office, schema_of
from ui.since import since
from ui.table import table

TILE = "tile"
"""The part of the page where a tile's values are chosen."""


def tile(here: Office, runs: Runs, saved: Saved) -> None:
    """The answer of its latest run; it is run by itself when the data are others than then."""
    schema = schema_of(here, saved.database)
    run = runs.of(saved.id)
    if schema is not None and outdated(saved, schema) and (run is None or run.version != schema.data_version):
        refresh(here, runs, saved, schema)
        run = runs.of(saved.id)
    st.markdown(f"**{plain(saved.title)}**")
    if saved.answer:
        drawn(opened(as_turn(saved)), saved.id)
    _when(here, saved, schema)
    _values(here, runs, saved, schema)
    if run is not None and run.at_work:
        at_work(run, f"tile-{saved.id}", texts.REFRESHING)
        return
    if run is not None and run.end is not None and not isinstance(run.end, Answered):
        said = texts.NOT_REFRESHED.format(when=since(run.ended), reason=plain(run.end.text))
        st.warning(said, icon=":material/warning:")
    with st.container(horizontal=True, gap="small"):
        st.button(
            texts.REFRESH, key=f"refresh-{saved.id}", type="tertiary", icon=":material/refresh:",
            on_click=refresh, args=(here, runs, saved, schema), disabled=schema is None,
        )  # fmt: skip
        st.button(
            texts.UNPIN, key=f"unpin-{saved.id}", type="tertiary", icon=":material/keep_off:",
            on_click=unpin, args=(here, saved),
        )  # fmt: skip


def refresh(here: Office, runs: Runs, saved: Saved, schema: Schema, values: Mapping[str, Value] | None = None) -> None:
    """Set its refreshing off, with other values for good where some are given."""
    runs.start(saved, here.services.user(), here.database(saved.database), schema.data_version, values)


def _values(here: Office, runs: Runs, saved: Saved, schema: Schema | None) -> None:
    """The period and the other values that it runs with; opened, they can be others."""
    said = stored(saved.sql, schema)
    if not said or schema is None:
        return
    with st.popover(
        plain(said), type="tertiary", icon=":material/tune:", key=f"values-{saved.id}", on_change="rerun"
    ) as menu:
        if not menu.open:
            # As high as it will be, so that it opens where there is room for that.
            st.container(key=f"room-{saved.id}").caption(texts.VALUES_COMING)
        else:
            filters(saved, schema, TILE, 1)
            st.button(
                texts.VALUES_APPLY, key=f"apply-{saved.id}", type="primary", icon=":material/refresh:",
                on_click=_apply, args=(here, runs, saved, schema),
            )  # fmt: skip


def _apply(here: Office, runs: Runs, saved: Saved, schema: Schema) -> None:
    """With what the widgets hold when it is pressed."""
    refresh(here, runs, saved, schema, chosen(saved, TILE))


def unpin(here: Office, saved: Saved) -> None:
    here.shelf.pin(saved.id, False)
    st.session_state[texts.TOAST] = texts.UNPINNED


def at_work(run: Run, key: str, saying: str) -> None:
    """How long it has been at work, with the way to stop it."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"at-work-{key}"):
        place = st.empty()
        place.markdown(f":shimmer[{said(run, saying)}]")
        st.button(
            texts.STOP, key=f"stop-{key}", type="tertiary", icon=":material/stop_circle:", on_click=run.stop.set
        )  # fmt: skip


def said(run: Run, saying: str) -> str:
    """What to say of a run that has not ended."""
    if run.stop.is_set():
        return texts.STOPPING
    return texts.IN_LINE if run.began is None else saying.format(seconds=time.monotonic() - run.began)


def drawn(kept: Kept, key: str) -> None:
    """The sentence, then the figure, the chart or the table."""
    st.caption(as_written(kept, str(kept.told.get("text", ""))))
    match kept.spec.kind:
        case "number":
            numbers(kept)
        case "table":
            table(kept)
        case _:
            chart(kept, key)
    _standing(kept, key)


def _standing(kept: Kept, key: str) -> None:
    """How sure it is, and how much there is to know about the data under it, in one line; opened, the notes themselves."""
    notes = kept.told.get("notes") or []
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"standing-{key}"):
        badge(kept.told, kept.told.get("confidence") is None, saved=True)
        if not notes:
            return
        warned = any(note["severity"] == "warning" and note.get("material", True) for note in notes)
        said = texts.NOTE_ONE if len(notes) == 1 else texts.NOTES.format(count=len(notes))
        with st.popover(
            said, type="tertiary", icon=f":material/{'warning' if warned else 'info'}:", key=f"known-{key}"
        ):
            st.markdown("\n".join(f"- {plain(note['text'])}" for note in notes))


def as_turn(saved: Saved) -> StoredTurn:
    """The latest run as a turn keeps one."""
    return StoredTurn(
        saved.id, "", saved.question, "answered", saved.answer or {}, saved.rows, saved.sql, "", saved.refreshed or 0.0,
        view=saved.view,
    )  # fmt: skip


def _when(here: Office, saved: Saved, schema: Schema | None) -> None:
    """Of which data it is, up to which day they reach, and when the answer was made of them."""
    day = (saved.answer or {}).get("receipt", {}).get("as_of", "")
    names = here.databases()
    parts = [plain(names.get(saved.database, saved.database))] if len({*names}) > 1 else []
    if schema is None:
        parts.append(texts.DATA_GONE)
    elif schema.as_of and day:
        parts.append(texts.DATA_UNTIL.format(day=day))
    parts.append(texts.RUN_AT.format(when=since(saved.refreshed)) if saved.refreshed else texts.NEVER_RUN)
    st.caption(" · ".join(parts))
