"""The view of the data: which database, its tables with what is in them, their relations, how to add to them."""

from __future__ import annotations

import streamlit as st

from data.relations import graph, in_words, left_out
from data.types import Schema
from ui import texts
from ui.arrival import DATA_PARTS, arrival
from ui.browser import browser
from ui.markup import plain
from ui.shared import database_in_use, in_address, office, schema_of
from ui.sidebar import databases


def data() -> None:
    """Choose a database, look through its tables, add files."""
    here = office()
    st.header(texts.VIEW_DATA)
    key = database_in_use()
    in_address(key)
    databases(here, key, lambda _conversation: None)
    schema = schema_of(here, key)
    if schema is None or not schema.tables:
        st.info(texts.DATA_NONE, icon=":material/upload_file:")
        arrival(here, key)
        return
    until = texts.UNTIL.format(day=f"{schema.as_of:%d %B %Y}") if schema.as_of else ""
    st.caption(
        texts.DATA_HEAD.format(
            title=plain(schema.title or texts.MINE), tables=texts.tables(len(schema.tables)), until=until
        )
    )
    parts = (texts.DATA_TABLES, texts.DATA_RELATIONS, texts.UPLOAD)
    looked, related, added = st.tabs(parts, key=DATA_PARTS, on_change="rerun")
    if looked.open:
        with looked:
            browser(here, key, schema)
    if related.open:
        with related:
            _relations(schema)
    if added.open:
        with added:
            arrival(here, key)


def _relations(schema: Schema) -> None:
    """The picture of the keys, of all tables or those around one, and the same in words."""
    if not schema.foreign_keys:
        st.info(texts.RELATIONS_NONE, icon=":material/account_tree:")
        return
    around = st.selectbox(
        texts.RELATIONS_AROUND, [t.name for t in schema.tables], index=None, key="relations-around",
        placeholder=texts.RELATIONS_ALL,
    )  # fmt: skip
    if not around and (count := left_out(schema)):
        st.caption(texts.RELATIONS_LEFT_OUT.format(count=count))
    st.graphviz_chart(graph(schema, st.context.theme.type == "dark", around or ""), width="stretch")
    with st.expander(texts.RELATIONS_WORDS, icon=":material/list:"):
        st.markdown("\n".join(f"- {plain(line)}" for line in in_words(schema)))
