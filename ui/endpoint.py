"""Which model answers, and choosing another: its name, its endpoint, its key, tried before it is used."""

from __future__ import annotations

import streamlit as st

from agents import endpoint_choice
from agents.access import administers
from agents.build import Services
from agents.endpoint_try import Tried, tried
from agents.model_settings import BUILTIN, ModelSetting
from data.errors import CandorError
from ui import texts
from ui.acts import act
from ui.markup import code, plain

ROUND = "endpoint-round"
"""Counts the forms of a session: a new one is empty, the key above all."""


def endpoint(behind: Services) -> None:
    """What is in force in words; the form for who runs this process or administers it."""
    settings, user = behind.settings, behind.user()
    st.markdown(texts.MODEL_BUILTIN if settings.builtin else texts.MODEL_OTHER.format(model=plain(settings.model)))
    may = not user.roles or administers(user)
    if not settings.builtin:
        st.caption(texts.MODEL_WHERE.format(where=code(settings.base_url) if settings.base_url else texts.OPENAI))
        if may and st.button(texts.MODEL_TRY, key="endpoint-try-now", icon=":material/network_check:"):
            _try(_in_force(behind))
    if settings.model_named:
        st.caption(texts.MODEL_OUTSIDE.format(variable=settings.model_named))
    elif not may:
        st.caption(texts.MODEL_ADMIN)
    else:
        with st.expander(texts.MODEL_SET, icon=":material/neurology:", key="endpoint"):
            _form(behind)


def _form(behind: Services) -> None:
    settings, round_ = behind.settings, st.session_state.setdefault(ROUND, 0)
    st.caption(texts.MODEL_SENT)
    with st.form(f"endpoint-form-{round_}", border=False):
        model = st.text_input(
            texts.MODEL_NAME, "" if settings.builtin else settings.model, key=f"endpoint-model-{round_}",
            placeholder="gpt-5-mini", help=texts.MODEL_NAME_HELP,
        )  # fmt: skip
        base = st.text_input(
            texts.MODEL_BASE, settings.base_url, key=f"endpoint-base-{round_}",
            placeholder="https://api.openai.com/v1", help=texts.MODEL_BASE_HELP,
        )  # fmt: skip
        key = st.text_input(texts.MODEL_KEY, type="password", key=f"endpoint-key-{round_}", help=texts.MODEL_KEY_HELP)
        stays = st.checkbox(texts.MODEL_KEEP, True, key=f"endpoint-keep-{round_}", help=texts.MODEL_KEEP_HELP)
        with st.container(horizontal=True):
            use = st.form_submit_button(texts.MODEL_USE, type="primary")
            try_it = st.form_submit_button(texts.MODEL_TRY, icon=":material/network_check:")
            back = not settings.builtin and st.form_submit_button(texts.MODEL_BACK)
    if use:
        _done(act(lambda: _use(behind, model, base, key, stays), texts.MODEL_USED.format(model=plain(model))))
    elif back:
        _done(act(lambda: _back(behind), texts.MODEL_BACK_DONE))
    elif try_it:
        try:
            _try(_wanted(behind, model, base, key))
        except CandorError as error:
            st.error(f"{plain(error.what)} {plain(error.hint)}", icon=":material/error:")


def _done(worked: bool) -> None:
    """After it worked the form is a new one, so that no key stays in it."""
    if worked:
        st.session_state[ROUND] += 1
    st.rerun()


def _try(setting: ModelSetting) -> None:
    """One small call, and what came of it."""
    with st.spinner(texts.MODEL_TRYING):
        found: Tried = tried(setting)
    (st.success if found.usable else st.error)(
        f"{plain(found.said)}\n\n{plain(found.next_step or texts.MODEL_TRIED)}",
        icon=":material/check:" if found.usable else ":material/error:",
    )


def _in_force(behind: Services) -> ModelSetting:
    held = behind.settings
    return ModelSetting(held.model, held.base_url, held.api_key, held.api_version)


def _wanted(behind: Services, model: str, base: str, key: str) -> ModelSetting:
    """What is typed; the key of before goes on where none was typed and the endpoint is the same. Raises BadInput."""
    old = behind.settings
    if not key.strip() and base.strip() == old.base_url and not old.builtin:
        key = old.api_key
    return endpoint_choice.checked(model, base, key)


def _use(behind: Services, model: str, base: str, key: str, stays: bool) -> None:
    old, setting = behind.settings, _wanted(behind, model, base, key)
    behind.use_model(endpoint_choice.over(old, setting))
    if stays:
        endpoint_choice.keep(old.home, setting)
    else:
        endpoint_choice.forget(old.home)


def _back(behind: Services) -> None:
    endpoint_choice.forget(behind.settings.home)
    behind.use_model(endpoint_choice.over(behind.settings, ModelSetting(BUILTIN)))
