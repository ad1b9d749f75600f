"""The rows of an answer: sorted by a click on a head, searched, with units and formats, the head always in sight."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from data.lookup import holding
from data.preferences import Preference
from data.written import day_format, period_format, styled
from ui import texts
from ui.kept import Kept
from ui.shared import office
from ui.steps import count_rows
from ui.written import preference

SEARCHED_FROM = 15
"""So many rows are not looked over at a glance."""
TALLEST = 420


def table(kept: Kept) -> None:
    """The rows as they came; the browser draws only those in sight, however many there are."""
    result, key = kept.result, kept.turn.id
    if not result.rows:
        st.caption(texts.NO_ROWS)
        return
    shown = result.table
    if result.rows >= SEARCHED_FROM:
        words = st.text_input(
            texts.TABLE_SEARCH, key=f"look-{key}", placeholder=texts.TABLE_SEARCH, label_visibility="collapsed",
            icon=":material/search:",
        )  # fmt: skip
        shown = holding(shown, words)
    wanted = preference(office())
    config = {name: _column(name, kept, wanted) for name in result.columns}
    measured = [name for name in result.columns if _figure(name, kept)]
    st.dataframe(
        shown if (made := styled(shown, measured, wanted.figures)) is None else made, hide_index=True, column_config=config, height=min(38 + 35 * max(shown.num_rows, 1), TALLEST),
        key=f"table-{key}", alt=str(kept.told.get("text", "")),
    )  # fmt: skip
    found = "" if shown.num_rows == result.rows else texts.TABLE_FOUND.format(rows=f"{shown.num_rows:,}")
    st.caption(found + count_rows(result.rows) + (f" · {texts.TABLE_SORT}" if result.rows > 1 else ""))


def _column(name: str, kept: Kept, wanted: Preference) -> Any:
    unit, said = kept.spec.unit_of(name), kept.spec.said(name)
    label = f"{said} ({unit})" if unit else said
    kind = kept.result.table.schema.field(name).type
    if period := period_format(kept.spec.grain_of(name)):
        # The start of a period is no moment: in another time zone it would be another period.
        return st.column_config.DateColumn(label, format=period)
    if pa.types.is_timestamp(kind):
        days = day_format(wanted.days)
        return st.column_config.DatetimeColumn(
            label, format=f"{days} HH:mm" if days else None, timezone=wanted.zone or None
        )
    if pa.types.is_date(kind):
        return st.column_config.DateColumn(label, format=day_format(wanted.days))
    if _figure(name, kept) and wanted.figures == "browser":
        return st.column_config.NumberColumn(label, format="localized")
    return st.column_config.Column(label)


def _figure(name: str, kept: Kept) -> bool:
    """Whether a column holds figures rather than numbers that stand for something."""
    kind = kept.result.table.schema.field(name).type
    counted = pa.types.is_integer(kind) and name in kept.spec.y
    return bool(pa.types.is_decimal(kind) or pa.types.is_floating(kind) or counted)
