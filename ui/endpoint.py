"""Which model answers, and choosing another: its name, its endpoint, its key."""

from __future__ import annotations

import streamlit as st

from agents import endpoint_choice
from agents.access import administers
from agents.build import Services
from agents.model_settings import BUILTIN, ModelSetting
from ui import texts
from ui.acts import act
from ui.markup import plain


def endpoint(behind: Services) -> None:
    """What is in force in words; the form for who runs this process or administers it."""
    settings = behind.settings
    st.markdown(texts.MODEL_BUILTIN if settings.builtin else texts.MODEL_OTHER.format(model=plain(settings.model)))
    if not settings.builtin:
        st.caption(texts.MODEL_WHERE.format(where=plain(settings.base_url or texts.OPENAI)))
    if settings.model_named:
        st.caption(texts.MODEL_OUTSIDE.format(variable=settings.model_named))
        return
    user = behind.user()
    if user.roles and not administers(user):
        st.caption(texts.MODEL_ADMIN)
        return
    with st.expander(texts.MODEL_SET, icon=":material/neurology:", key="endpoint"):
        _form(behind)


def _form(behind: Services) -> None:
    settings = behind.settings
    st.caption(texts.MODEL_SENT)
    with st.form("endpoint-form", border=False, clear_on_submit=True):
        model = st.text_input(
            texts.MODEL_NAME, "" if settings.builtin else settings.model, key="endpoint-model", placeholder="gpt-5-mini"
        )
        base = st.text_input(
            texts.MODEL_BASE, settings.base_url, key="endpoint-base", placeholder="https://api.openai.com/v1"
        )
        key = st.text_input(texts.MODEL_KEY, type="password", key="endpoint-key", help=texts.MODEL_KEY_HELP)
        stays = st.checkbox(texts.MODEL_KEEP, True, key="endpoint-keep")
        with st.container(horizontal=True):
            if st.form_submit_button(texts.MODEL_USE, type="primary"):
                act(lambda: _use(behind, model, base, key, stays), texts.MODEL_USED.format(model=plain(model)))
                st.rerun()
            if not settings.builtin and st.form_submit_button(texts.MODEL_BACK):
                act(lambda: _back(behind), texts.MODEL_BACK_DONE)
                st.rerun()


def _use(behind: Services, model: str, base: str, key: str, stays: bool) -> None:
    """The key of before goes on where none was typed and the endpoint is the same."""
    old = behind.settings
    if not key.strip() and base.strip() == old.base_url and not old.builtin:
        key = old.api_key
    setting = endpoint_choice.checked(model, base, key)
    behind.use_model(endpoint_choice.over(old, setting))
    if stays:
        endpoint_choice.keep(old.home, setting)
    else:
        endpoint_choice.forget(old.home)


def _back(behind: Services) -> None:
    endpoint_choice.forget(behind.settings.home)
    behind.use_model(endpoint_choice.over(behind.settings, ModelSetting(BUILTIN)))
