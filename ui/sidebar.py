"""Beside the page: conversations, which data, its tables, adding files, which model answers."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.types import Column, Schema, Table
from ui import texts
from ui.conversations import conversations
from ui.markup import code, plain
from ui.shared import Office
from ui.upload import upload

SIDE_BY_SIDE = 3
"""More databases than these are picked from a list."""


def sidebar(office: Office, schema: Schema | None, key: str, current: str, go: Callable[[str], None]) -> None:
    """`key` is the database in use, `current` the open conversation, `go` opens another one ("" a new one)."""
    with st.sidebar:
        st.button(
            texts.NEW,
            icon=":material/edit_square:",
            width="stretch",
            on_click=go,
            args=("",),
            key="new",
            type="primary",
        )
        databases(office, key, go)
        upload(office)
        if schema is not None:
            tables(schema)
        conversations(office, current, go)
        model(office)


def databases(office: Office, key: str, go: Callable[[str], None]) -> None:
    names = office.databases()

    def changed() -> None:
        st.session_state["database"] = chosen = st.session_state["database-choice"] or key
        if "c" in st.query_params:
            st.session_state[texts.TOAST] = texts.DATABASE_CHANGED.format(database=plain(names[chosen]))
        go("")

    st.session_state["database-choice"] = key if key in names else "demo"
    if len(names) > SIDE_BY_SIDE:
        st.selectbox(
            texts.DATABASE, list(names), format_func=names.__getitem__, key="database-choice", on_change=changed
        )
        return
    st.segmented_control(
        texts.DATABASE, list(names), format_func=names.__getitem__, key="database-choice", required=True,
        on_change=changed, width="stretch",
    )  # fmt: skip


def tables(schema: Schema) -> None:
    """The tables with their columns; made when it is opened, since a browser pays for what it holds at each change."""
    label = f"{texts.TABLES} ({len(schema.tables)})"
    with st.expander(label, icon=":material/table:", key="tables", on_change="rerun") as fold:
        if fold.open:
            _searched(schema)


def _searched(schema: Schema) -> None:
    wanted = st.text_input(texts.SEARCH, placeholder=texts.SEARCH, label_visibility="collapsed", key="table-search")
    found = [t for t in schema.tables if _matches(t, wanted)]
    if not found:
        st.caption(texts.NO_TABLES)
    for table in found[:60]:
        _table(table, wanted)


def _matches(table: Table, wanted: str) -> bool:
    words = wanted.casefold().split()
    held = [table.name, table.title, table.description, *table.synonyms]
    held += [part for c in table.columns for part in (c.name, c.title, c.description, *c.synonyms)]
    text = " ".join(held).casefold()
    return all(word in text for word in words)


def _table(table: Table, wanted: str) -> None:
    rows = "" if table.rows is None else f" · {table.rows:,}"
    with st.expander(f"{plain(table.name)}{rows}", type="compact", expanded=bool(wanted) and _open(table, wanted)):
        if table.description:
            st.caption(plain(table.description))
        st.markdown("\n".join(_column(c, table) for c in table.columns))


def _open(table: Table, wanted: str) -> bool:
    return wanted.casefold() not in table.name.casefold()


def _column(column: Column, table: Table) -> str:
    marks = ["key"] if column.name in table.primary_key else []
    marks += [column.unit] if column.unit else []
    marks += [texts.PRIVATE] if column.private else []
    said = f"- **{code(column.name)}** :gray[{column.kind}{''.join(f' · {plain(m)}' for m in marks)}]"
    note = column.description or (f"“{column.title}”" if column.title and column.title != column.name else "")
    return said + (f"  \n  :small[{plain(note)}]" if note else "")


def model(office: Office) -> None:
    settings = office.services.settings
    said = texts.MODEL_BUILTIN if settings.builtin else texts.MODEL_OTHER.format(model=settings.model)
    with st.container(key="model", gap="small"):
        st.caption(f":material/neurology: {said}")
        with st.popover(texts.MODEL_SET, type="tertiary", icon=":material/settings:"):
            st.markdown(texts.MODEL_HOW)
