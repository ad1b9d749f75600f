"""One answer as it is kept: the sentence first, then number or chart, then table, SQL and how it is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from agents.charts.axes import heading
from agents.charts.draw import draw
from agents.charts.lint import or_table
from agents.charts.look import written
from agents.charts.spec import ChartSpec
from agents.conversations import to_table
from data.export import to_csv
from data.pretty import pretty
from data.store import StoredTurn
from data.types import Result
from ui import texts
from ui.markup import plain
from ui.receipt import receipt
from ui.steps import count_rows

PARTIAL = "incomplete_last_period"
"""The quality check that says the last period in time is not over."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What an answer may set off: another question, feedback."""

    ask: Callable[[str], None]
    rate: Callable[[str, str, str], None]
    trace_page: Callable[[str], str]
    """A trace's id -> the address of its page in MLflow."""
    tries: tuple[str, ...] = ()
    """Questions that work, for when one was not understood."""


def answer(turn: StoredTurn, doors: Doors, latest: bool) -> None:
    """Draw the end of a question, whichever it was. Buttons that go on from it stand under the latest one only."""
    told = turn.answer or {}
    match turn.status:
        case "answered":
            _answered(turn, told, doors, latest)
        case "clarify":
            _clarify(turn, told, doors, latest)
        case "refused":
            _ended(turn, told, doors, latest, icon=":material/block:")
        case _:
            _ended(turn, told, doors, latest, icon=":material/error:")


def _answered(turn: StoredTurn, told: dict[str, Any], doors: Doors, latest: bool) -> None:
    result = Result(to_table(turn.rows), bool(told.get("truncated")), 0.0)
    spec = or_table(_spec(told.get("chart") or {}), result)
    st.markdown(f"##### {plain(told['text'])}")
    if spec.kind == "number":
        _numbers(spec, result)
    if result.truncated:
        st.warning(texts.CUT.format(rows=f"{result.rows:,}"), icon=":material/content_cut:")
    names = [texts.TAB_CHART] if spec.kind not in ("table", "number") else []
    tabs = dict(zip((*names, texts.TAB_TABLE, texts.TAB_SQL, texts.TAB_HOW), st.tabs([*names, texts.TAB_TABLE, texts.TAB_SQL, texts.TAB_HOW], key=f"tabs-{turn.id}"), strict=True))  # fmt: skip
    if names:
        with tabs[texts.TAB_CHART]:
            _chart(turn.id, spec, result, told)
    with tabs[texts.TAB_TABLE]:
        _table(turn.id, result, spec)
    with tabs[texts.TAB_SQL]:
        st.caption(texts.SQL_ASKED)
        st.code(pretty(turn.sql), language="sql", wrap_lines=True)
    with tabs[texts.TAB_HOW]:
        receipt(told.get("receipt") or {})
    with st.container(gap=None, key=f"notes-{turn.id}"):
        _notes(told)
    _foot(turn, told, result, doors)
    if latest:
        _go_on(turn.id, texts.FOLLOW, told.get("follow_ups") or [], doors)


def _spec(kept: dict[str, Any]) -> ChartSpec:
    return ChartSpec(**(kept | {"y": tuple(kept.get("y", ()))})) if kept else ChartSpec("table")


def _numbers(spec: ChartSpec, result: Result) -> None:
    row = dict(zip(result.columns, result.records(1)[0], strict=True))
    with st.container(horizontal=True):
        for name in spec.y:
            label = str(row[spec.x]) if spec.x else heading(name)
            value = row[name]
            number = float(value) if hasattr(value, "as_tuple") else value
            st.metric(label, written(number, spec.unit), border=True, width="content")


def _notes(told: dict[str, Any]) -> None:
    """What to know about the data, right under what it is about."""
    for note in told.get("notes") or []:
        said = plain(note["text"])
        st.caption(
            f":orange[:material/warning: {said}]" if note["severity"] == "warning" else f":material/info: {said}"
        )


def _chart(key: str, spec: ChartSpec, result: Result, told: dict[str, Any]) -> None:
    dark = st.context.theme.type == "dark"
    partial = any(note["check"] == PARTIAL for note in told.get("notes") or [])
    figure = draw(spec, result, dark, partial)
    tools = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"], "responsive": True}
    st.plotly_chart(figure, theme=None, key=f"chart-{key}-{dark}", config=tools, alt=f"{spec.title}. {told['text']}")


def _table(key: str, result: Result, spec: ChartSpec) -> None:
    if not result.rows:
        st.caption(texts.NO_ROWS)
        return
    config = {name: _column(name, result, spec) for name in result.columns}
    height = min(38 + 35 * result.rows, 420)
    st.dataframe(result.table, hide_index=True, column_config=config, height=height, key=f"table-{key}")
    st.caption(count_rows(result.rows))


def _column(name: str, result: Result, spec: ChartSpec) -> Any:
    label = heading(name)
    kind = str(result.table.schema.field(name).type)
    if kind.startswith(("decimal", "double", "float")):
        return st.column_config.NumberColumn(label, format="localized", help=spec.unit or None)
    return st.column_config.Column(label)


def _foot(turn: StoredTurn, told: dict[str, Any], result: Result, doors: Doors) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"foot-{turn.id}"):
        _confidence(told.get("confidence"))
        st.caption(f"{told.get('ms') or 0:,.0f} ms", width="content")
        st.download_button(
            texts.CSV, lambda: to_csv(result.table), f"candor-{turn.id[:8]}.csv", "text/csv", key=f"csv-{turn.id}",
            type="tertiary", icon=":material/download:", help=texts.CSV_HELP, on_click="ignore",
        )  # fmt: skip
        if turn.trace_id and (page := doors.trace_page(turn.trace_id)):
            st.link_button(
                texts.TRACE, page, type="tertiary", icon=":material/timeline:",
                help=texts.TRACE_HELP.format(trace=turn.trace_id),
            )  # fmt: skip
        st.feedback("thumbs", key=f"thumb-{turn.id}", on_change=_rated, args=(turn.id, doors))
    if st.session_state.get(f"thumb-{turn.id}") == 0:
        _reason(turn.id, doors)


def _rated(turn_id: str, doors: Doors) -> None:
    thumb = st.session_state.get(f"thumb-{turn_id}")
    if thumb is not None:
        doors.rate(turn_id, "up" if thumb else "down", "")
        st.toast(texts.THANKS)


def _reason(turn_id: str, doors: Doors) -> None:
    with st.form(f"why-{turn_id}", border=False, clear_on_submit=True):
        said = st.text_input(texts.WHY_WRONG, placeholder=texts.WHY_WRONG_HINT)
        if st.form_submit_button(texts.SEND) and said.strip():
            doors.rate(turn_id, "down", said.strip())
            st.toast(texts.THANKS)


def _confidence(value: float | None) -> None:
    if value is None:
        st.badge(texts.UNRATED, color="gray")
    elif value >= 0.75:
        st.badge(texts.SURE, icon=":material/check:", color="green", help=f"{value:.0%}")
    elif value >= 0.5:
        st.badge(texts.FAIRLY, icon=":material/check:", color="blue", help=f"{value:.0%}")
    else:
        st.badge(texts.UNSURE, icon=":material/help:", color="orange", help=f"{value:.0%}")


def _clarify(turn: StoredTurn, told: dict[str, Any], doors: Doors, latest: bool) -> None:
    st.info(plain(told["text"]), icon=":material/help:")
    if told.get("unread"):
        st.caption(texts.UNREAD.format(words=", ".join(f"“{plain(w)}”" for w in told["unread"])))
    if latest:
        options = told.get("options") or []
        _go_on(
            turn.id, "" if options else texts.TRY, options or list(doors.tries[:3]), doors, told.get("figures") or ()
        )


def _ended(turn: StoredTurn, told: dict[str, Any], doors: Doors, latest: bool, icon: str) -> None:
    """A refusal or a failure: its class in words, what happened, the next step, and the question to ask again."""
    head, following = texts.FAILURES.get(told.get("error_class") or "", texts.REFUSED)
    show = st.warning if turn.status == "refused" or told.get("error_class") == "cancelled" else st.error
    show(f"**{head}.** {plain(told.get('text', ''))}\n\n{following}", icon=icon)
    if turn.sql:
        st.code(pretty(turn.sql), language="sql", wrap_lines=True)
    if latest:
        st.button(
            texts.AGAIN, key=f"again-{turn.id}", icon=":material/refresh:", on_click=doors.ask, args=(turn.question,)
        )


def _go_on(key: str, label: str, options: list[str], doors: Doors, figures: Sequence[str] = ()) -> None:
    if not options:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"go-{key}"):
        if label:
            st.caption(label, width="content")
        for place, option in enumerate(options):
            shown = f"{option}: **{plain(figures[place])}**" if place < len(figures) else option
            st.button(shown, key=f"go-{key}-{place}", on_click=doors.ask, args=(option,))
