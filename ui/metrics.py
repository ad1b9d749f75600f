"""The metrics of the business, to read, define, change and take out."""

from __future__ import annotations

from functools import partial

import streamlit as st

from agents.build import Services
from agents.wording import define_metric, listed, remove_metric
from data.types import Metric, Schema
from ui import texts
from ui.acts import act
from ui.confirm import confirm
from ui.markup import plain
from ui.shared import Office

NEW = Metric("", "", "")


def metrics(here: Office, behind: Services, key: str, schema: Schema) -> None:
    """The metrics that there are, then a form for a new one."""
    for metric in schema.metrics:
        with st.expander(f"{plain(metric.title or metric.name)} · {plain(metric.name)}", key=f"metric-{metric.name}"):
            if metric.description:
                st.caption(plain(metric.description))
            _form(here, behind, key, schema, metric)
    with st.expander(texts.METRIC_NEW, icon=":material/add:", key="metric-new", expanded=not schema.metrics):
        _form(here, behind, key, schema, NEW)


def _form(here: Office, behind: Services, key: str, schema: Schema, old: Metric) -> None:
    place = f"{key}-{old.name}-{schema.fingerprint[:8]}"
    with st.form(f"metric-form-{place}", border=False):
        made = _fields(schema, old, place)
        user, database = behind.user(), here.database(key)
        with st.container(horizontal=True):
            if st.form_submit_button(texts.METRIC_SAVE, type="primary", key=f"metric-save-{place}"):
                act(partial(define_metric, behind, user, database, made), texts.METRIC_SAVED.format(name=made.name))
                st.rerun()
            if old.name and st.form_submit_button(texts.METRIC_REMOVE, key=f"metric-remove-{place}"):
                name = plain(old.name)
                confirm(
                    texts.METRIC_REMOVE, texts.METRIC_REMOVE_SURE.format(name=name), texts.METRIC_REMOVE_DO,
                    partial(remove_metric, behind, user, database, old.name), texts.METRIC_REMOVED.format(name=name),
                )  # fmt: skip


def _fields(schema: Schema, old: Metric, place: str) -> Metric:
    names = [t.name for t in schema.tables]
    left, right = st.columns(2)
    name = old.name or left.text_input(texts.METRIC_NAME, key=f"m-name-{place}")
    title = left.text_input(texts.METRIC_TITLE, old.title, key=f"m-title-{place}")
    table = right.selectbox(
        texts.METRIC_TABLE, names, names.index(old.table) if old.table in names else 0, key=f"m-table-{place}"
    )  # fmt: skip
    unit = right.text_input(texts.UNIT, old.unit, key=f"m-unit-{place}")
    expression = st.text_input(
        texts.METRIC_EXPRESSION, old.expression, key=f"m-expression-{place}", placeholder=texts.METRIC_EXPRESSION_HINT
    )
    condition = st.text_input(texts.METRIC_FILTER, old.filter, key=f"m-filter-{place}")
    time = st.text_input(texts.METRIC_TIME, old.time, key=f"m-time-{place}")
    about = st.text_input(texts.ABOUT, old.description, key=f"m-about-{place}")
    called = st.text_input(texts.SYNONYMS_COMMAS, ", ".join(old.synonyms), key=f"m-called-{place}")
    return Metric(name, expression, str(table), title, about, listed(called), condition, time, unit)
