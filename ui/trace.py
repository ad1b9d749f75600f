"""The trace of an answer: its spans with their times here in the page, and the way to MLflow's own page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from agents.traced import Stretch, reachable, stretches
from data.store import StoredTurn
from ui import texts
from ui.doors import Doors
from ui.markup import plain
from ui.shared import office

INDENT = "\u2003"


def trace(turn: StoredTurn, doors: Doors) -> None:
    """A button that opens the trace; none where no traces are kept."""
    page = doors.trace_page(turn.trace_id) if turn.trace_id else ""
    if not page:
        return
    with st.popover(
        texts.TRACE, icon=":material/timeline:", type="tertiary", key=f"trace-{turn.id}", on_change="rerun"
    ) as menu:
        if menu.open:
            _spans(turn)
            _page(turn, page)


def _spans(turn: StoredTurn) -> None:
    behind = office().behind
    if behind is None:
        return
    with st.spinner(texts.TRACE_READING):
        found = stretches(behind.telemetry, turn.trace_id)
    if not found:
        st.caption(texts.TRACE_GONE)
        return
    whole = max((s.start_ms + s.ms for s in found), default=0.0)
    st.dataframe(
        [_row(s) for s in found], hide_index=True, key=f"spans-{turn.id}", height=min(38 + 35 * len(found), 420),
        alt=texts.TRACE_ALT.format(ms=f"{whole:,.0f}"), column_config=_config(whole),
    )  # fmt: skip


def _row(one: Stretch) -> dict[str, str | float]:
    mark = " ✕" if one.failed else ""
    return {
        "name": f"{INDENT * one.depth}{one.name}{mark}",
        "by": one.by,
        "start": round(one.start_ms, 1),
        "ms": round(one.ms, 1),
        "share": one.ms,
    }


def _config(whole: float) -> dict[str, Any]:
    return {
        "name": st.column_config.TextColumn(texts.TRACE_SPAN, width="medium"),
        "by": st.column_config.TextColumn(texts.BY),
        "start": st.column_config.NumberColumn(texts.TRACE_START, format="%.0f"),
        "ms": st.column_config.NumberColumn(texts.TRACE_MS, format="%.1f"),
        "share": st.column_config.ProgressColumn(
            texts.TRACE_SHARE, min_value=0.0, max_value=max(whole, 0.001), format=" ", width="small"
        ),
    }


def _page(turn: StoredTurn, page: str) -> None:
    """The link where MLflow's page answers; else how to start it, and the id to find the trace by."""
    if reachable(page):
        st.link_button(texts.TRACE_OPEN, page, icon=":material/open_in_new:")
    else:
        st.caption(texts.TRACE_START_PAGE.format(page=plain(page.partition("/#")[0])))
        st.code("make mlflow", language=None)
    st.caption(texts.TRACE_ID)
    st.code(turn.trace_id, language=None)
