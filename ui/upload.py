"""Adding files to the user's own database: what was found is told, and what was refused is told with its remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import streamlit as st

from agents.arriving import load
from data.errors import CandorError
from data.ingest.load import AlreadyThere, Unreadable
from ui import texts
from ui.kinds import type_in_words
from ui.markup import plain
from ui.shared import Office, database_in_use

KINDS = ("csv", "tsv", "txt", "xlsx", "xls", "json", "jsonl", "ndjson", "parquet", "sqlite", "sqlite3", "db", "duckdb")


class Uploaded(Protocol):
    name: str

    def getbuffer(self) -> memoryview: ...


def upload(office: Office) -> None:
    """The uploader; after a load the page goes over to the user's own data."""
    with st.expander(texts.UPLOAD, icon=":material/upload_file:", key="upload"):
        round_ = st.session_state.setdefault("upload-round", 0)
        files = st.file_uploader(
            texts.UPLOAD, type=KINDS, accept_multiple_files=True, key=f"files-{round_}", help=texts.UPLOAD_HELP,
            label_visibility="collapsed",
        )  # fmt: skip
        st.checkbox(texts.UPLOAD_REPLACE, key="upload-replace")
        if files:
            database = office.databases().get(database_in_use(), texts.MINE)
            st.caption(texts.WAITING_FILES.format(database=plain(database)), width="stretch")
            label = texts.UPLOAD_BUTTON_ONE.format(name=plain(files[0].name)) if len(files) == 1 else ""
            st.button(
                label or texts.UPLOAD_BUTTON.format(count=len(files)), type="primary", width="stretch", key="load",
                on_click=_load, args=(office, f"files-{round_}"),
            )  # fmt: skip
        said()
        if isinstance(st.session_state.get("upload-said"), list):
            st.caption(texts.LOADED_WRONG)


def _load(office: Office, chosen: str) -> None:
    """Load what the uploader of that key holds now, and as the box beside it says now."""
    files: Sequence[Uploaded] = st.session_state[chosen]
    replace = bool(st.session_state["upload-replace"])
    with st.spinner(texts.LOADING):
        try:
            loaded = load(files, office.uploads(), replace)
        except CandorError as error:
            st.session_state["upload-said"] = error
            return
    st.session_state["upload-said"] = loaded
    st.session_state["upload-round"] += 1
    st.session_state["database"] = "mine"
    st.query_params.clear()


def refused(error: CandorError) -> None:
    """Why the files were not loaded and what to do, in the words of the page."""
    each = error.each if isinstance(error, Unreadable) else (error,)
    lines = [line for one in each for line in (plain(one.what), _hint(one)) if line]
    st.error("\n\n".join([*lines, texts.NOT_LOADED]), icon=":material/error:")


def _hint(error: CandorError) -> str:
    if isinstance(error, AlreadyThere):
        return texts.ALREADY_THERE_INSIDE if error.inside else texts.ALREADY_THERE
    return plain(error.hint)


def said() -> None:
    """What the last load found, or why it was refused."""
    match st.session_state.get("upload-said"):
        case CandorError() as error:
            refused(error)
        case list() as loaded:
            for one in loaded:
                st.success(
                    texts.LOADED.format(table=plain(one.table), rows=f"{one.rows:,}", columns=len(one.columns)),
                    icon=":material/check:",
                )
                held = ", ".join(f"{plain(c.name)} ({type_in_words(c.type)})" for c in one.columns)
                st.caption(texts.LOADED_TYPES.format(columns=held))
                for line in one.found:
                    st.caption(plain(line))
                for line in one.warnings:
                    st.warning(plain(line), icon=":material/warning:")
