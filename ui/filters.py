"""The places of a saved statement as widgets: one for each value that may be another one, and what they hold now."""

from __future__ import annotations

import datetime as dt
import zlib

import streamlit as st

from agents.charts.axes import heading
from agents.restated import in_words
from agents.saved import choices
from data.parameters import Parameter, Value, parameters
from data.shelf import Saved
from data.types import Schema
from ui import texts
from ui.markup import plain

FILTERS_A_ROW = 3


def filters(saved: Saved, schema: Schema, part: str, a_row: int = FILTERS_A_ROW) -> None:
    """A widget for each place of the statement; `part` is the part of the page that they stand in."""
    places = parameters(saved.sql)
    for row in range(0, len(places), a_row):
        for column, place in zip(st.columns(a_row), places[row : row + a_row], strict=False):
            with column:
                _filter(saved, place, schema, part)


def chosen(saved: Saved, part: str) -> dict[str, Value]:
    """What the widgets hold now, where it is another value than stands in the statement and one that can be put there."""
    found: dict[str, Value] = {}
    for place in parameters(saved.sql):
        value = _held(st.session_state.get(_key(saved, place, part)))
        if value is not None and value != place.value:
            found[place.id] = value
    return found


def stored(sql: str, schema: Schema | None = None) -> str:
    """The values that a statement runs with and that may be others, in a line; empty where it has none to choose."""
    return " · ".join(in_words(place, place.value, _label(place, schema)) for place in parameters(sql))


def _label(place: Parameter, schema: Schema | None) -> str:
    """The column's title in words; a period says that it is one."""
    if not place.column:
        return texts.ROWS_AT_MOST
    columns = [c for t in (schema.tables if schema else ()) if (c := t.column(place.column)) is not None]
    title = next((c.title for c in columns if c.title), "")
    name = heading(title or place.column)
    return texts.PERIOD.format(column=name) if place.kind == "dates" else f"{name[:1].upper()}{name[1:]}"


def _filter(saved: Saved, place: Parameter, schema: Schema, part: str) -> None:
    key, label = _key(saved, place, part), plain(_label(place, schema))
    match place.value:
        case (first, last) if place.kind == "dates":
            st.date_input(label, (first, last), key=key, format="YYYY-MM-DD")
        case tuple() as current:
            names = tuple(str(c) for c in current)
            st.multiselect(label, choices(schema, place.column, names), names, key=key, accept_new_options=True)
        case figure:
            step = 1 if isinstance(figure, int) else 0.01
            st.number_input(f"{label} {place.sign}".strip(), value=figure, step=step, key=key)


def _held(widget: object) -> Value | None:
    """What a widget holds as a value of its place; None while that is not whole: a range with one end, an empty list."""
    match widget:
        case (dt.date() as first, dt.date() as last):
            return first, last
        case list() as picked:
            return tuple(str(one) for one in picked) or None
        case int() | float():
            return widget
        case _:
            return None


def _key(saved: Saved, place: Parameter, part: str) -> str:
    """Another one when the statement is: then the widget begins anew with what stands in it."""
    return f"value-{part}-{saved.id}-{zlib.crc32(saved.sql.encode()):x}-{place.id}"
