"""The figures of an answer of one row, large."""

from __future__ import annotations

import streamlit as st

from agents.charts.axes import names_of
from agents.charts.look import written
from data.written import respelled
from ui.kept import Kept
from ui.markup import plain
from ui.shared import office
from ui.written import preference


def numbers(kept: Kept) -> None:
    """Each measure with its name and unit."""
    spec, result, figures = kept.spec, kept.result, preference(office()).figures
    row = dict(zip(result.columns, result.records(1)[0], strict=True))
    with st.container(horizontal=True):
        for name in spec.y:
            label = names_of([row[spec.x]], spec.grain_of(spec.x))[0] if spec.x else spec.said(name)
            value = row[name]
            number = float(value) if hasattr(value, "as_tuple") else value
            st.metric(
                plain(label),
                plain(respelled(written(number, spec.unit_of(name)), figures)),
                border=True,
                width="content",
            )
