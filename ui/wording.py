"""The words of a table and its columns, to edit."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from agents.build import Services
from agents.wording import Words, describe_table
from data.types import Schema, Table
from ui import texts
from ui.acts import act
from ui.shared import Office

TABLE = "wording-table"
"""Where a session keeps the table whose words are open."""


def wording(here: Office, behind: Services, key: str, schema: Schema) -> None:
    """Pick a table; its description and synonyms, and those of its columns."""
    names = [t.name for t in schema.tables]
    if st.session_state.get(TABLE) not in names:
        st.session_state[TABLE] = names[0]
    st.selectbox(texts.TABLE_OF_DATA.capitalize(), names, key=TABLE)
    table = schema.table(st.session_state[TABLE])
    if table is not None:
        _form(here, behind, key, table, schema.fingerprint)


def _form(here: Office, behind: Services, key: str, table: Table, state: str) -> None:
    """`state` makes the widgets new when what they show has changed."""
    place = f"{key}-{table.name}-{state[:8]}"
    with st.form(f"words-{place}", border=False):
        description = st.text_area(texts.TABLE_ABOUT, table.description, key=f"about-{place}", height=80)
        synonyms = st.text_input(texts.SYNONYMS_COMMAS, ", ".join(table.synonyms), key=f"called-{place}")
        rows = st.data_editor(
            [_row(table, name) for name in (c.name for c in table.columns)],
            key=f"columns-{place}", hide_index=True, disabled=["column"], num_rows="fixed", column_config=_config(),
        )  # fmt: skip
        if st.form_submit_button(texts.WORDS_SAVE, type="primary"):
            said = {str(row["column"]): _words(row) for row in rows}
            work = partial(
                describe_table, behind, behind.user(), here.database(key), table, Words(description, synonyms), said
            )  # fmt: skip
            act(work, texts.WORDS_SAVED)
            st.rerun()


def _row(table: Table, name: str) -> dict[str, Any]:
    column = table.column(name)
    assert column is not None
    return {
        "column": column.name,
        "description": column.description,
        "synonyms": ", ".join(column.synonyms),
        "unit": column.unit,
        "private": column.private,
    }


def _words(row: dict[str, Any]) -> Words:
    return Words(
        str(row["description"] or ""), str(row["synonyms"] or ""), str(row["unit"] or ""), bool(row["private"])
    )  # fmt: skip


def _config() -> dict[str, Any]:
    return {
        "column": st.column_config.TextColumn(texts.COLUMN, pinned=True),
        "description": st.column_config.TextColumn(texts.ABOUT, width="large"),
        "synonyms": st.column_config.TextColumn(texts.SYNONYMS),
        "unit": st.column_config.TextColumn(texts.UNIT, width="small"),
        "private": st.column_config.CheckboxColumn(texts.PRIVATE_HEAD, width="small", help=texts.PRIVATE_HELP),
    }
