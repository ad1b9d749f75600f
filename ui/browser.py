"""The tables of a database: searched, described, with what is in their columns and a few rows, as the role allows."""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import Any

import streamlit as st

from agents.access import may_change
from agents.keeping import remove
from agents.looking import Look, look, sample
from data.errors import CandorError
from data.histogram import Bars
from data.types import Column, Schema, Table
from ui import texts
from ui.confirm import confirm
from ui.kinds import type_in_words
from ui.markup import plain
from ui.shared import Office
from ui.steps import count_rows

PICKED = "browse-table"
ROW, WRAPS, LINE = 38, 62, 19
"""Pixels of a row of one line, of one whose text Streamlit wraps (from four times the font's size on), and of each line
more than two."""
TYPE, CALLED, BARS, FILLED = 140, 140, 75, 95
WHOLE, NAME, LEAST = 866, 240, 190
"""Pixels of the page in a window of 1280, of the widest name, and of the description at the least: what is left of the page
when all up to how much is filled stands in it whole."""
A_SIGN, MOST_LINES = 6.6, 8
"""Pixels of a character; what has more lines than these is read whole by a click on its cell."""
SEEN_AT_ONCE = 40
"""More tables than these are picked from a list."""


def browser(here: Office, key: str, schema: Schema) -> None:
    """A search over names, titles, descriptions and synonyms; the table that is picked, whole."""
    wanted = st.text_input(
        texts.SEARCH, key="browse-search", placeholder=texts.SEARCH, icon=":material/search:",
        label_visibility="collapsed",
    )  # fmt: skip
    found = [t for t in schema.tables if matches(t, wanted)]
    if not found:
        st.caption(texts.NO_TABLES)
        return
    names = [t.name for t in found]
    if st.session_state.get(PICKED) not in names:
        st.session_state[PICKED] = names[0]
    if len(names) <= SEEN_AT_ONCE:
        st.pills(texts.DATA_TABLES, names, key=PICKED, format_func=_label(schema), required=True)
    else:
        st.selectbox(texts.DATA_TABLES, names, key=PICKED, format_func=_label(schema))
    table = schema.table(st.session_state[PICKED])
    if table is not None:
        _table(here, key, schema, table)


def matches(table: Table, wanted: str) -> bool:
    """Whether every word stands somewhere in what is known of the table and its columns."""
    held = [table.name, table.title, table.description, *table.synonyms]
    held += [part for c in table.columns for part in (c.name, c.title, c.description, *c.synonyms)]
    text = " ".join(held).casefold()
    return all(word in text for word in wanted.casefold().split())


def _label(schema: Schema) -> Any:
    def label(name: str) -> str:
        table = schema.table(name)
        return plain(name) if table is None or table.rows is None else f"{plain(name)} · {table.rows:,}"

    return label


def _table(here: Office, key: str, schema: Schema, table: Table) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="browse-head"):
        st.subheader(plain(table.title or table.name), anchor=False)
        _deletion(here, key, table)
    st.caption(" · ".join(_facts(schema, table)))
    if table.description:
        st.markdown(plain(table.description))
    looks = _looks(here, key, table)
    st.dataframe(
        [_row(table, column, one) for column, one in zip(table.columns, looks, strict=True)],
        hide_index=True, column_config=_config(table), key=f"columns-{table.name}", row_height=_tall(table),
        alt=texts.COLUMNS_ALT.format(table=table.name),
    )  # fmt: skip
    if any(c.private for c in table.columns):
        st.caption(texts.PRIVATE_SAID)
    _values(table, looks)
    if here.behind is not None:
        with st.expander(
            texts.SAMPLE, icon=":material/table_rows:", key=f"sample-{table.name}", on_change="rerun"
        ) as part:
            if part.open:
                _sample(here, key, table)


def _facts(schema: Schema, table: Table) -> list[str]:
    facts = [texts.VIEW_OF_DATA if table.view else texts.TABLE_OF_DATA]
    if table.rows is not None:
        facts.append(count_rows(table.rows))
    if table.primary_key:
        facts.append(texts.KEYED_BY.format(columns=plain(", ".join(table.primary_key))))
    near = {k.ref_table if k.table == table.name else k.table for k in schema.edges(table.name)} - {table.name}
    if near:
        facts.append(texts.RELATED_TO.format(tables=plain(", ".join(sorted(near)))))
    if table.synonyms:
        facts.append(texts.ALSO_CALLED.format(words=plain(", ".join(table.synonyms))))
    return facts


def _looks(here: Office, key: str, table: Table) -> tuple[Look | None, ...]:
    """What is in the columns; where it cannot be found out, why is said and the columns stand without it."""
    if here.behind is None:
        return (None,) * len(table.columns)
    try:
        with st.spinner(texts.LOOKING):
            return look(here.behind, here.services.user(), here.database(key), table.name)
    except CandorError as error:
        st.warning(f"{plain(error.what)}\n\n{plain(error.hint)}", icon=":material/warning:")
        return (None,) * len(table.columns)


def _row(table: Table, column: Column, seen: Look | None) -> dict[str, Any]:
    marks = [texts.KEY] if column.name in table.primary_key else []
    marks += [column.unit] if column.unit else []
    marks += [texts.PRIVATE] if column.private else []
    row = {
        "column": column.name,
        "type": " · ".join([type_in_words(column.type), *marks]),
        "about": _about(column),
        "called": ", ".join(column.synonyms),
    }
    if seen is None:
        return row
    profile = seen.profile
    filled = 1 - profile.nulls / profile.rows if profile.rows else 0.0
    return row | {
        "values": list(seen.bars.counts),
        "filled": filled,
        "distinct": profile.distinct,
        "from": _said(profile.min),
        "to": _said(profile.max),
        "often": _said(profile.most_frequent),
    }


def _about(column: Column) -> str:
    return column.description or (column.title if column.title != column.name else "")


def _tall(table: Table) -> int:
    """Pixels of a row in which the longest of the texts is read whole, within reason."""
    rows = [_row(table, c, None) for c in table.columns]
    needed = (ceil(len(row[name]) * A_SIGN / (width - 16)) for row in rows for name, width in _widths(table).items())
    lines = min(max(needed, default=1), MOST_LINES)
    return ROW if lines <= 1 else WRAPS + LINE * max(lines - 2, 0)


def _widths(table: Table) -> dict[str, int]:
    """Pixels of the columns that are read whole."""
    return {"type": TYPE, "about": max(WHOLE - _name(table) - TYPE - CALLED - BARS - FILLED, LEAST), "called": CALLED}


def _name(table: Table) -> int:
    """Pixels of the names of the columns."""
    return min(ceil(max((len(c.name) for c in table.columns), default=0) * 8) + 20, NAME)


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _config(table: Table) -> dict[str, Any]:
    widths = _widths(table)
    return {
        "column": st.column_config.TextColumn(texts.COLUMN, pinned=True, width=_name(table)),
        "type": st.column_config.TextColumn(texts.TYPE, width=widths["type"]),
        "values": st.column_config.BarChartColumn(texts.VALUES_LIE, width=BARS, y_min=0),
        "filled": st.column_config.ProgressColumn(
            texts.FILLED, format="percent", min_value=0.0, max_value=1.0, width=FILLED
        ),
        "distinct": st.column_config.NumberColumn(texts.DISTINCT, format="localized"),
        "from": st.column_config.TextColumn(texts.FROM),
        "to": st.column_config.TextColumn(texts.TO),
        "often": st.column_config.TextColumn(texts.OFTEN),
        "about": st.column_config.TextColumn(texts.ABOUT, width=widths["about"]),
        "called": st.column_config.TextColumn(texts.SYNONYMS, width=widths["called"]),
    }


def _values(table: Table, looks: tuple[Look | None, ...]) -> None:
    """One column's bars, large, with what each of them counts."""
    drawn: dict[str, Bars] = {one.profile.column: one.bars for one in looks if one is not None and one.bars.counts}
    if not drawn:
        return
    with st.expander(
        texts.VALUES_OF, icon=":material/bar_chart:", key=f"values-{table.name}", on_change="rerun"
    ) as part:
        if not part.open:
            return
        name = st.selectbox(texts.COLUMN, list(drawn), key=f"values-of-{table.name}")
        held = drawn[name]
        st.bar_chart(
            {texts.VALUE: held.labels, texts.HOW_MANY: held.counts}, x=texts.VALUE, y=texts.HOW_MANY, sort=False,
            height=260,
        )  # fmt: skip


def _sample(here: Office, key: str, table: Table) -> None:
    assert here.behind is not None
    try:
        rows = sample(here.behind, here.services.user(), here.database(key), table.name)
    except CandorError as error:
        st.warning(f"{plain(error.what)}\n\n{plain(error.hint)}", icon=":material/warning:")
        return
    if any(c.private for c in table.columns):
        st.caption(texts.SAMPLE_PRIVATE)
    st.dataframe(rows, hide_index=True, key=f"rows-{table.name}", alt=texts.SAMPLE)


def _deletion(here: Office, key: str, table: Table) -> None:
    """Only for who may, and after a second yes."""
    database = here.database(key)
    if here.behind is None:
        return
    path = database or here.behind.desk().database
    if not may_change(here.services.user(), path, here.behind.settings.home):
        return
    if st.button(texts.TABLE_DELETE, key=f"delete-{table.name}", type="tertiary", icon=":material/delete:"):
        rows = count_rows(table.rows) if table.rows is not None else texts.VIEW_OF_DATA
        confirm(
            texts.TABLE_DELETE,
            texts.TABLE_DELETE_SURE.format(table=plain(table.name), rows=rows),
            texts.TABLE_DELETE_DO,
            partial(remove, here.behind, here.services.user(), database, table.name),
            texts.TABLE_DELETED.format(table=plain(table.name)),
        )
