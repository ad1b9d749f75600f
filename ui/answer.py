"""One answer as it is kept: the sentence first, then number or chart, then table, SQL and how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import streamlit as st

from agents.evidence.endings import ENDINGS, stopped
from agents.saved import from_saved
from data.pretty import pretty
from data.store import StoredTurn
from guardrails.question import nearly_query
from ui import texts
from ui.badge import badge
from ui.chart import chart, chart_menu
from ui.correct import correct
from ui.doors import Doors
from ui.filters import stored
from ui.kept import Kept, as_written, opened
from ui.markup import plain
from ui.numbers import numbers
from ui.origin import origin
from ui.receipt import receipt
from ui.sql import editor, sql
from ui.table import table
from ui.takeaway import takeaway
from ui.thumbs import reason, thumbs
from ui.trace import trace


def answer(turn: StoredTurn, doors: Doors, latest: bool) -> None:
    """Draw the end of a question, whichever it was. Buttons that go on from it stand under the latest one only."""
    match turn.status:
        case "answered":
            _answered(turn, doors, latest)
            if latest:
                _go_on(turn.id, texts.FOLLOW, (turn.answer or {}).get("follow_ups") or [], doors)
        case "clarify":
            _clarify(turn, doors, latest)
        case "refused":
            _ended(turn, doors, latest, icon=":material/block:")
        case _:
            _ended(turn, doors, latest, icon=":material/error:")


@st.fragment
def _answered(turn: StoredTurn, doors: Doors, latest: bool) -> None:
    """A part of the page of its own: what is changed in it does not draw the others anew."""
    kept = opened(doors.fresh(turn.id) or turn)
    st.header(as_written(kept, kept.told["text"]), anchor=False)
    for assumed in (kept.told.get("receipt") or {}).get("assumptions") or ():
        st.caption(f":material/subdirectory_arrow_right: {as_written(kept, assumed)}")
    if kept.spec.kind == "number":
        numbers(kept)
    if kept.result.truncated:
        st.warning(texts.CUT.format(rows=f"{kept.result.rows:,}"), icon=":material/content_cut:")
    names = [texts.TAB_TABLE, texts.TAB_SQL, texts.TAB_HOW]
    if kept.spec.kind not in ("table", "number"):
        names.insert(0, texts.TAB_CHART)
    _tabs(kept, names, doors)
    with st.container(gap=None, key=f"notes-{turn.id}"):
        _notes(kept, doors, latest)
    _foot(kept, doors, latest)


def _tabs(kept: Kept, names: Sequence[str], doors: Doors) -> None:
    """Only the tab that is open is drawn: a browser pays for each part of the page at each change of it."""
    tabs = st.tabs(names, key=f"tabs-{kept.turn.id}-{len(names)}", on_change="rerun")
    for name, tab in zip(names, tabs, strict=True):
        if not tab.open:
            continue
        with tab:
            match name:
                case texts.TAB_CHART:
                    chart(kept, kept.turn.id)
                case texts.TAB_TABLE:
                    table(kept)
                case texts.TAB_SQL:
                    sql(kept.turn, doors)
                case _:
                    receipt(kept.told.get("receipt") or {})
                    trace(kept.turn, doors)


def _notes(kept: Kept, doors: Doors, latest: bool) -> None:
    """What to know about the data, right under what it is about; where a statement does without it, a button runs that."""
    notes = kept.told.get("notes") or []
    quiet = [note for note in notes if not note.get("material", True)]
    for note in notes:
        said = as_written(kept, note["text"])
        if note not in quiet:
            st.caption(
                f":orange[:material/warning: {said}]" if note["severity"] == "warning" else f":material/info: {said}"
            )
    if quiet:
        said = texts.QUIET_ONE if len(quiet) == 1 else texts.QUIET.format(count=len(quiet))
        with st.popover(said, type="tertiary", icon=":material/info:", key=f"quiet-{kept.turn.id}"):
            st.caption("\n".join(f"- {as_written(kept, note['text'])}" for note in quiet))
    without = {note["sql"]: note["check"] for note in notes if note.get("sql")} if latest else {}
    for place, (statement, check) in enumerate(without.items()):
        label, key = texts.WITHOUT.get(check, texts.WITHOUT_IT), f"without-{kept.turn.id}-{place}"
        if st.button(label, key=key, icon=":material/play_arrow:"):
            doors.run(kept.turn, statement)
            st.rerun()


def _foot(kept: Kept, doors: Doors, latest: bool) -> None:
    """How sure it is, of which data; then what can be done with it, under an earlier answer as soon as it is asked for."""
    turn = kept.turn
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"foot-{turn.id}"):
        badge(kept.told, bool(turn.given) or nearly_query(turn.question), from_saved(turn))
        st.caption(f"{kept.told.get('ms') or 0:,.0f} ms · {origin(turn)}", width="content")
        # One group, so that where there is no room beside the words all of it goes to the next line.
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            thumbs(turn, doors)
            if latest or st.session_state.get(f"acts-of-{turn.id}"):
                _acts(kept, doors)
            else:
                st.button(
                    texts.ACTS, key=f"acts-{turn.id}", type="tertiary", icon=":material/more_horiz:",
                    on_click=_unfold, args=(turn.id,),
                )  # fmt: skip
    reason(turn, doors)


def _acts(kept: Kept, doors: Doors) -> None:
    if kept.result.rows:
        chart_menu(kept, doors)
    takeaway(kept, doors)
    _save(kept.turn, doors)
    correct(kept.turn, doors)


def _unfold(turn_id: str) -> None:
    st.session_state[f"acts-of-{turn_id}"] = True


def _save(turn: StoredTurn, doors: Doors) -> None:
    with (
        st.popover(texts.SAVE, icon=":material/bookmark:", type="tertiary", key=f"save-{turn.id}"),
        st.form(f"save-form-{turn.id}", border=False),
    ):
        title = st.text_input(texts.SAVE_TITLE, turn.question[:80], key=f"save-title-{turn.id}")
        pinned = st.checkbox(texts.SAVE_PIN, True, key=f"save-pin-{turn.id}")
        if values := stored(turn.sql):
            st.caption(texts.SAVE_VALUES.format(values=plain(values)))
        if st.form_submit_button(texts.SAVE_DO, type="primary"):
            doors.save(turn, title.strip() or turn.question, pinned)
            st.success(texts.SAVED, icon=":material/check:")


def _clarify(turn: StoredTurn, doors: Doors, latest: bool) -> None:
    told = turn.answer or {}
    st.info(plain(told["text"]), icon=":material/help:")
    if told.get("unread"):
        st.caption(texts.UNREAD.format(words=", ".join(f"“{plain(w)}”" for w in told["unread"])))
    if latest:
        options = told.get("options") or []
        label = "" if options else texts.TRY
        _go_on(turn.id, label, options or list(doors.tries[:3]), doors, told.get("figures") or [])


def _ended(turn: StoredTurn, doors: Doors, latest: bool, icon: str) -> None:
    """A refusal or a failure: its class in words, what happened, the next step, and the question to ask again."""
    told = turn.answer or {}
    plainly = texts.REFUSALS.get(told.get("reason") or "", texts.REFUSED)
    head, following = texts.FAILURES.get(told.get("error_class") or "", plainly)
    given = turn.given or (turn.question if nearly_query(turn.question) else "")
    if given and turn.status == "refused":
        head, following = texts.SQL_REFUSED
    show = st.warning if turn.status == "refused" or told.get("error_class") == "cancelled" else st.error
    if told.get("error_class") in ENDINGS:
        icon = f":material/{ENDINGS[told['error_class']].icon}:"
    said = told.get("text", "").removeprefix(stopped(head)).strip()
    show(f"**{stopped(head)}** {plain(said)}\n\n{following}", icon=icon)
    if turn.given or turn.sql:
        st.code(pretty(turn.given or turn.sql), language="sql", wrap_lines=True)
    if latest and given:
        editor(turn, doors, given)
    if latest:
        st.button(texts.AGAIN, key=f"again-{turn.id}", icon=":material/refresh:", on_click=doors.again, args=(turn,))


def _go_on(key: str, label: str, options: list[str], doors: Doors, figures: Sequence[str] = ()) -> None:
    """A button for each way on; `figures` say what each of the first ones comes to."""
    if not options:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"go-{key}"):
        if label:
            st.caption(label, width="content")
        for place, (option, figure) in enumerate(zip_longest(options, figures[: len(options)], fillvalue="")):
            shown = texts.READING.format(option=option, figure=figure) if figure else option
            st.button(plain(shown), key=f"go-{key}-{place}", on_click=doors.ask, args=(option,))
