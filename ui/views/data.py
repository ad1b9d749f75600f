"""The view of the data: which database, what is in it, how to add to it."""

from __future__ import annotations

import streamlit as st

from ui import texts
from ui.shared import database_in_use, office, schema_of
from ui.sidebar import databases, tables
from ui.upload import upload


def data() -> None:
    """Choose a database, look through its tables, add files."""
    here = office()
    st.header(texts.VIEW_DATA)
    key = database_in_use()
    databases(here, key, lambda _conversation: None)
    upload(here)
    schema = schema_of(here, key)
    if schema is None or not schema.tables:
        st.info(texts.NO_DATA_BODY, icon=":material/upload_file:")
        return
    tables(schema)
