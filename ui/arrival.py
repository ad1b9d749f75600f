"""Adding files on the view of the data: looked at first, with types to correct, then loaded with its progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast, get_args

import streamlit as st

from agents.access import may_change
from agents.arriving import database_name, load, previews
from data.errors import CandorError
from data.ingest.infer import Wish
from data.ingest.preview import Preview
from ui import texts
from ui.kinds import type_in_words
from ui.markup import plain
from ui.shared import Office
from ui.upload import KINDS, Uploaded, refused, said

AS_FOUND = texts.AS_FOUND
SEEN = "arrival-seen"
"""Where a session keeps what its files were found to hold: (files and wishes, `Looked`)."""
Looked = tuple[tuple[Preview, ...], tuple[CandorError, ...]]
"""The tables of the files that can be loaded, and why the others cannot."""

DATA_PARTS = "data-parts"
"""The tabs of the view; there are none before there is a table."""
TALLEST = 250


def arrival(here: Office, key: str) -> None:
    """The uploader; then each table of the files; then where to, and the button to load."""
    round_ = st.session_state.setdefault("arrival-round", 0)
    files = st.file_uploader(
        texts.UPLOAD, type=KINDS, accept_multiple_files=True, key=f"arriving-{round_}", help=texts.UPLOAD_HELP
    )
    if not files:
        said()
        return
    shown, bad = _previews(here, files)
    for error in bad:
        refused(error)
    for number, one in enumerate(shown):
        _table(f"{round_}-{number}", one)
    if bad and shown:
        st.info(texts.TAKE_BAD_OUT, icon=":material/playlist_remove:")
    if not bad:
        _load(here, key, files)


def _previews(here: Office, files: Sequence[Uploaded]) -> Looked:
    """Read anew only when the files or the wishes are others."""
    wishes = _wishes()
    state = (tuple((f.name, len(f.getbuffer())) for f in files), repr(wishes))
    kept = st.session_state.get(SEEN)
    if kept is None or kept[0] != state:
        with st.spinner(texts.READING_FILES):
            kept = (state, previews(files, here.uploads().parent, wishes))
        st.session_state[SEEN] = kept
    return cast("Looked", kept[1])


def _table(number: str, one: Preview) -> None:
    """The first rows, what was found, and the types, where the file does not say its own."""
    with st.container(border=True, key=f"arriving-table-{number}"):
        st.markdown(texts.ARRIVING.format(table=plain(one.table), file=plain(one.file), columns=len(one.columns)))
        for line in one.found:
            st.caption(plain(line))
        for line in one.warnings:
            st.warning(plain(line), icon=":material/warning:")
        if one.rows.num_columns:
            tall = min(38 + 35 * max(one.rows.num_rows, 1), TALLEST)
            st.dataframe(one.rows, hide_index=True, key=f"arriving-rows-{number}", height=tall, alt=texts.SAMPLE)
        if not one.retypable:
            st.caption(texts.OWN_TYPES)
            return
        with st.expander(
            texts.CORRECT_TYPES, icon=":material/tune:", key=f"arriving-types-{number}", on_change="rerun"
        ) as part:
            if part.open:  # a database may have hundreds of columns
                _types(number, one)


def _types(number: str, one: Preview) -> None:
    """A choice for each column."""
    choices = (AS_FOUND, *get_args(Wish))
    wanted = _wishes().get((one.file, one.table), {})
    for place, column in enumerate(one.columns):
        st.selectbox(
            f"{plain(column.name)} · {type_in_words(column.type)}", choices, key=f"wish-{place}-{number}",
            index=choices.index(wanted.get(column.name, AS_FOUND)), format_func=_named, on_change=_wish,
            args=((one.file, one.table), column.name, f"wish-{place}-{number}"),
        )  # fmt: skip


def _named(wish: str) -> str:
    return texts.WISHES.get(wish) or wish.capitalize()


def _wish(table: tuple[str, str], column: str, widget: str) -> None:
    wanted = st.session_state.setdefault("wishes", {}).setdefault(table, {})
    if (chosen := st.session_state[widget]) == AS_FOUND:
        wanted.pop(column, None)
    else:
        wanted[column] = chosen


def _wishes() -> dict[tuple[str, str], dict[str, Wish]]:
    held: dict[tuple[str, str], dict[str, Wish]] = st.session_state.get("wishes", {})
    return {table: dict(columns) for table, columns in held.items() if columns}


def _load(here: Office, key: str, files: Sequence[Uploaded]) -> None:
    target = _target(here, key)
    replace = st.checkbox(texts.UPLOAD_REPLACE, key="arrival-replace", help=texts.UPLOAD_REPLACE_HELP)
    if not st.button(texts.ARRIVE, type="primary", key="arrive", icon=":material/upload:", disabled=target is None):
        return
    assert target is not None
    goes_to, path = target
    bar = st.progress(0.0, texts.LOADING)
    try:
        loaded = load(files, path, replace, progress=lambda what, share: _tell(bar, what, share), wishes=_wishes())
    except CandorError as error:
        bar.empty()
        refused(error)
        return
    for name in ("wishes", SEEN):
        st.session_state.pop(name, None)
    st.session_state["upload-said"] = loaded
    st.session_state["arrival-round"] += 1
    st.session_state["database"] = goes_to
    if DATA_PARTS not in st.session_state:
        st.session_state[DATA_PARTS] = texts.UPLOAD  # the first tables: what was found stays in sight
    st.rerun()


def _tell(bar: Any, what: str, share: float) -> None:
    bar.progress(min(max(share, 0.0), 1.0), what)


def _target(here: Office, key: str) -> tuple[str, Path] | None:
    """Where the tables go to, as key and file: a database of the person's own, a new one, or, for an admin, everybody's."""
    own = {one: label for one, label in here.databases().items() if one != "demo"}
    choices = [*own, "new"]
    if here.behind is not None:
        shared = here.behind.desk().database
        if may_change(here.services.user(), shared, here.services.settings.home):
            choices.append("demo")
            own["demo"] = texts.FOR_EVERYBODY
    first = choices.index(key) if key in own and key != "demo" else 0
    chosen = st.selectbox(
        texts.INTO, choices, first, key="arrival-into", format_func=lambda c: own.get(c, texts.NEW_DATABASE)
    )
    if chosen == "new":
        name = database_name(st.text_input(texts.NEW_DATABASE_NAME, key="arrival-name"))
        if not name:
            return None
        chosen = f"mine:{name}"
    path = here.database(chosen)
    if path is None and here.behind is not None:
        path = here.behind.desk().database
    return None if path is None else (chosen, path)
