"""What Candor keeps, for how long, and deleting all of it."""

from __future__ import annotations

import time
from functools import partial

import streamlit as st

from agents import retention
from agents.access import administers
from agents.build import Services
from agents.forgetting import forget_everything, forget_uploads, sweep
from data.errors import CandorError
from ui import texts
from ui.acts import act
from ui.confirm import confirm
from ui.markup import plain
from ui.shared import Office


def housekeeping(here: Office, behind: Services) -> None:
    """The days that are kept, to choose for who may; two ways to delete, each asked about twice."""
    try:
        days = retention.in_force(behind.settings)
    except CandorError as error:
        st.warning(f"{plain(error.what)} {plain(error.hint)}", icon=":material/warning:")
        return
    st.markdown(texts.KEPT_DAYS.format(days=days) if days else texts.KEPT_ALWAYS)
    _days(here, behind, days)
    with st.container(horizontal=True):
        if here.uploads().exists() and st.button(texts.FORGET_UPLOADS, key="forget-uploads", icon=":material/delete:"):
            confirm(
                texts.FORGET_UPLOADS, texts.FORGET_UPLOADS_SURE, texts.FORGET_DO, partial(_uploads, behind), texts.FORGOTTEN
            )  # fmt: skip
        if st.button(texts.FORGET_ALL, key="forget-all", icon=":material/delete_forever:"):
            confirm(
                texts.FORGET_ALL, texts.FORGET_ALL_SURE, texts.FORGET_DO, partial(_everything, here, behind), texts.FORGOTTEN
            )  # fmt: skip


def _days(here: Office, behind: Services, days: int | None) -> None:
    """The number to choose, where this person may; up to what the environment allows."""
    user, settings = behind.user(), behind.settings
    if user.roles and not administers(user):
        st.caption(texts.KEEP_ADMIN)
        return
    longest = settings.keep_days or retention.LONGEST
    if settings.keep_days:
        st.caption(texts.KEEP_LIMIT.format(days=settings.keep_days))
    with st.container(horizontal=True, vertical_alignment="bottom", key="keep"):
        wanted = st.number_input(
            texts.KEEP_CHOOSE, 1, longest, days, key=f"keep-days-{days}", placeholder=texts.KEEP_NONE, width=220
        )
        if st.button(texts.KEEP_SET, key="keep-set", disabled=wanted is None or wanted == days):
            assert wanted is not None
            confirm(
                texts.SET_KEPT, texts.KEEP_SURE.format(days=wanted), texts.KEEP_DO,
                partial(_keep, here, behind, wanted), texts.KEEP_DONE.format(days=wanted),
            )  # fmt: skip
        if retention.chosen(settings.home) is not None:
            st.button(
                texts.KEEP_BACK if settings.keep_days else texts.KEEP_ALL, key="keep-all", on_click=_keep_all,
                args=(behind,),
            )  # fmt: skip


def _keep_all(behind: Services) -> None:
    act(partial(retention.choose, behind.settings, None), texts.KEEP_NO_MORE)


def _keep(here: Office, behind: Services, days: int) -> None:
    retention.choose(behind.settings, days)
    sweep(behind, here.store, time.time())


def _uploads(behind: Services) -> None:
    forget_uploads(behind, behind.user())
    st.session_state["database"] = "demo"  # the data in use may be gone


def _everything(here: Office, behind: Services) -> None:
    forget_everything(behind, here.store, here.shelf, behind.user())
    st.session_state["database"] = "demo"
