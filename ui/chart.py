"""The chart of an answer, and the menu to have it otherwise: by type, axes and colour, or by words."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from agents.charts.change import axes, example, heard, kinds, of_kind, put
from agents.charts.draw import draw
from agents.charts.lint import lint
from agents.charts.look import COLOURS, PALETTES
from agents.charts.spec import ChartKind, ChartSpec
from data.types import Result
from data.written import separators
from ui import texts
from ui.doors import Doors
from ui.kept import Kept, opened
from ui.markup import plain
from ui.shared import office
from ui.written import preference

ON_AXES = ("bar", "line", "area", "scatter", "pie", "heatmap")
TOOLS = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
    "responsive": True,
}


def chart(kept: Kept, key: str) -> None:
    """The figure in the theme of the page; its text is read out to who cannot see it."""
    dark = st.context.theme.type == "dark"
    signs = separators(preference(office()).figures)
    figure = _figure(kept.turn.id, kept.turn.created, kept.spec, dark, kept.partial, signs, kept.result)
    said = f"{kept.spec.title}. {kept.told['text']}"
    st.plotly_chart(figure, theme=None, key=f"chart-{key}-{dark}", config=TOOLS, alt=said)


@st.cache_resource(max_entries=256, show_spinner=False)
def _figure(turn_id: str, made: float, spec: ChartSpec, dark: bool, partial: bool, signs: str, _result: Result) -> Any:
    """A figure is drawn once for as long as the rows (of that turn, of that moment), the choice and the theme are the same."""
    del turn_id, made
    return draw(spec, _result, dark, partial).update_layout(separators=signs)


def chart_menu(kept: Kept, doors: Doors) -> None:
    """A button that opens the choices; what does not fit the rows is said and not drawn."""
    turn_id = kept.turn.id
    with st.popover(
        texts.CHART_CHANGE, icon=":material/tune:", type="tertiary", key=f"chart-menu-{turn_id}", on_change="rerun"
    ) as menu:
        if not menu.open:
            return
        st.text_input(
            texts.CHART_WORDS, key=f"chart-words-{turn_id}", on_change=_by_words, args=(kept, doors),
            placeholder=texts.CHART_WORDS_HINT.format(example=example(kept.spec, kept.result)),
        )  # fmt: skip
        if problem := st.session_state.get(f"chart-problem-{turn_id}"):
            st.warning(plain(problem), icon=":material/warning:")
        left, right = st.columns(2, gap="small")  # one below another they are cut by the end of a small window
        with left:
            _kind(kept, doors)
        if kept.spec.kind not in ("table", "number"):
            with right:
                _palette(kept, doors)
        if kept.spec.kind in ON_AXES:
            _axes(kept, doors)
        if kept.turn.view:
            st.button(
                texts.CHART_RESET, key=f"chart-reset-{turn_id}", icon=":material/undo:",
                on_click=_keep, args=(kept, None, doors),
            )  # fmt: skip


def _kind(kept: Kept, doors: Doors) -> None:
    key = f"chart-kind-{kept.turn.id}"

    def changed() -> None:
        wanted: ChartKind = st.session_state[key]
        now = _now(kept, doors)
        _keep(now, of_kind(wanted, now.spec, now.result) or now.spec, doors)

    st.session_state[key] = kept.spec.kind
    st.selectbox(
        texts.CHART_KIND,
        kinds(kept.spec, kept.result),
        key=key,
        format_func=texts.CHART_KINDS.__getitem__,
        on_change=changed,
    )


def _axes(kept: Kept, doors: Doors) -> None:
    turn_id, spec = kept.turn.id, kept.spec
    stand, measure = axes(kept.result)
    names = {name: f"chart-{name}-{turn_id}" for name in ("x", "y", "colour", "stacked")}

    def changed() -> None:
        chosen = {name: st.session_state[key] for name, key in names.items() if key in st.session_state}
        now = _now(kept, doors)
        made = put(now.spec, now.result, chosen["x"], chosen["y"], chosen["colour"] or "", chosen.get("stacked", False))
        _keep(now, made, doors)

    st.session_state[names["x"]] = spec.x if spec.x in stand else None
    st.session_state[names["y"]] = [name for name in spec.y if name in measure]
    st.session_state[names["colour"]] = spec.colour or None
    left, right = st.columns(2, gap="small")
    left.selectbox(texts.CHART_X, stand, key=names["x"], format_func=spec.said, on_change=changed)
    right.selectbox(
        texts.CHART_COLOUR, stand, index=None, key=names["colour"], format_func=spec.said, on_change=changed,
        placeholder=texts.CHART_ONE_COLOUR,
    )  # fmt: skip
    st.multiselect(texts.CHART_Y, measure, key=names["y"], format_func=spec.said, on_change=changed)
    if spec.kind == "bar" and spec.colour:
        st.session_state[names["stacked"]] = spec.stacked
        st.toggle(texts.CHART_STACKED, key=names["stacked"], on_change=changed)


def _palette(kept: Kept, doors: Doors) -> None:
    key = f"chart-palette-{kept.turn.id}"
    choices = ("", *PALETTES, *(name for name in COLOURS if name != "gray"))

    def changed() -> None:
        now = _now(kept, doors)
        _keep(now, replace(now.spec, palette=st.session_state[key] or ""), doors)

    st.session_state[key] = kept.spec.palette if kept.spec.palette in choices else ""
    st.selectbox(
        texts.CHART_PALETTE, choices, key=key, on_change=changed,
        format_func=lambda name: texts.CHART_PALETTES.get(name, name.capitalize()),
    )  # fmt: skip


def _by_words(kept: Kept, doors: Doors) -> None:
    key = f"chart-words-{kept.turn.id}"
    words = st.session_state[key].strip()
    if not words:
        return
    now = _now(kept, doors)
    made = heard(words, now.spec, now.result)
    if not isinstance(made, str):
        st.session_state[key] = ""
    _keep(now, made, doors)


def _now(kept: Kept, doors: Doors) -> Kept:
    """The answer as it is kept when a choice is made: an earlier choice may be kept and not drawn yet."""
    turn = doors.fresh(kept.turn.id)
    return kept if turn is None else opened(turn)


def _keep(kept: Kept, spec: ChartSpec | str | None, doors: Doors) -> None:
    """Keep the choice if it may be drawn, else say why not."""
    if isinstance(spec, str):
        st.session_state[f"chart-problem-{kept.turn.id}"] = spec
        return
    problems = lint(spec, kept.result) if spec is not None else ()
    st.session_state[f"chart-problem-{kept.turn.id}"] = " ".join(problems)
    if not problems:
        doors.look(kept.turn.id, None if spec is None else {"chart": asdict(spec)})
