"""What a person takes away from an answer: files, a picture of the chart, a script, a link. Made when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from agents.charts.draw import draw
from agents.charts.picture import can_picture, to_page, to_picture
from agents.leaflet import file_name, leaflet
from agents.takeaway import Told, headed, to_notebook, to_script
from data.export import to_csv, to_excel, to_parquet
from ui import texts
from ui.doors import Doors
from ui.kept import Kept

ADDRESS_WIDTH = 380
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def takeaway(kept: Kept, doors: Doors) -> None:
    """A button that opens all ways to take the answer along."""
    with st.popover(
        texts.TAKE, icon=":material/download:", type="tertiary", key=f"take-{kept.turn.id}", on_change="rerun"
    ) as menu:
        if not menu.open:
            return
        with st.container(gap=None):
            _ways(kept, doors)


def _ways(kept: Kept, doors: Doors) -> None:
    turn, rows = kept.turn, headed(kept.result.table, kept.spec)
    with _group(texts.TAKE_ROWS):
        _file(kept, "csv", texts.CSV, "text/csv", lambda: to_csv(rows))
        _file(kept, "xlsx", texts.EXCEL, _EXCEL, lambda: to_excel(rows, _about(kept, doors)))
        _file(kept, "parquet", texts.PARQUET, "application/vnd.apache.parquet", lambda: to_parquet(rows))
    if kept.spec.kind not in ("table", "number"):
        with _group(texts.TAKE_CHART):
            _pictures(kept)
    told = _told(kept, doors)
    with _group(texts.TAKE_AGAIN):
        _file(kept, "py", texts.SCRIPT, "text/x-python", lambda: to_script(told).encode())
        _file(kept, "ipynb", texts.NOTEBOOK, "application/x-ipynb+json", lambda: to_notebook(told))
    st.caption(texts.LINK_HOW)
    st.code(address(turn.conversation_id, turn.id), language=None, wrap_lines=True, width=ADDRESS_WIDTH)


def _group(label: str) -> DeltaGenerator:
    st.caption(label)
    return st.container(horizontal=True, gap="small")


def address(conversation_id: str, turn_id: str = "") -> str:
    """Where a conversation, or one answer of it, is opened again."""
    base = (st.context.url or "").rstrip("/")
    return f"{base}/?{urlencode({'c': conversation_id} | ({'a': turn_id} if turn_id else {}))}"


def _pictures(kept: Kept) -> None:
    figure = draw(kept.spec, kept.result, False, kept.partial)
    if can_picture():
        _file(kept, "png", texts.PNG, "image/png", lambda: to_picture(figure, "png"))
        _file(kept, "svg", texts.SVG, "image/svg+xml", lambda: to_picture(figure, "svg"))
    _file(kept, "html", texts.HTML, "text/html", lambda: to_page(figure))


def _file(kept: Kept, ending: str, label: str, mime: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label, make, file_name(kept.turn.question, _day(kept), ending), mime, key=f"take-{ending}-{kept.turn.id}",
        type="tertiary", on_click="ignore",
    )  # fmt: skip


def _day(kept: Kept) -> dt.date:
    """When the answer was made."""
    return dt.datetime.fromtimestamp(kept.turn.created).astimezone().date()


def _about(kept: Kept, doors: Doors) -> tuple[tuple[str, str], ...]:
    told = kept.told | {"sql": kept.turn.sql}
    return leaflet(kept.turn.question, told, doors.database(kept.turn), kept.turn.created)


def _told(kept: Kept, doors: Doors) -> Told:
    as_of = str((kept.told.get("receipt") or {}).get("as_of", ""))
    return Told(kept.turn.question, kept.told["text"], kept.turn.sql, kept.spec, doors.database(kept.turn), as_of)
